import type { Db } from '../sqlite.ts';

export type WithdrawalOfOffer = {
  readonly kind: 'offer' | 'cycle';
  readonly offerId: string | undefined;
  readonly lanes: string;
  readonly replaceWith: string | undefined;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
};

export type RecallOfProduct = {
  readonly productId: string;
  readonly reason: string | undefined;
  readonly at: string;
  readonly liftedAt: string | undefined;
};

/** What people did to a list's offers and products since it was planned. */
export function changeReader(db: Db) {
  type WithdrawalRow = {
    kind: 'offer' | 'cycle';
    offer_id: string | null;
    lanes: string;
    replace_with: string | null;
    reason: string;
    withdrawn_by: string;
    withdrawn_at: string;
  };
  type RecallRow = {
    product_id: string;
    reason: string | null;
    recalled_at: string;
    lifted_at: string | null;
  };
  const withdrawals = db.prepare<{ cycle: number; offers: string }, WithdrawalRow>(
    `SELECT kind, offer_id, lanes, replace_with, reason, withdrawn_by, withdrawn_at FROM withdrawal
     WHERE cycle_id = @cycle OR offer_id IN (SELECT value FROM json_each(@offers)) ORDER BY withdrawal_id`,
  );
  const recalls = db.prepare<[string], RecallRow>(
    `SELECT product_id, reason, recalled_at, lifted_at FROM recalled_product
     WHERE product_id IN (SELECT value FROM json_each(?)) ORDER BY recall_id`,
  );
  const rebuilds = db.prepare<[number], { change_no: number; causes: string }>(
    'SELECT change_no, causes FROM list_before WHERE list_id = ? ORDER BY change_no',
  );
  return {
    withdrawals: (cycleId: number, offerIds: readonly string[]): WithdrawalOfOffer[] =>
      withdrawals.all({ cycle: cycleId, offers: JSON.stringify(offerIds) }).map((row) => ({
        kind: row.kind,
        offerId: row.offer_id ?? undefined,
        lanes: row.lanes,
        replaceWith: row.replace_with ?? undefined,
        reason: row.reason,
        by: row.withdrawn_by,
        at: row.withdrawn_at,
      })),
    recalls: (productIds: readonly string[]): RecallOfProduct[] =>
      recalls.all(JSON.stringify(productIds)).map((row) => ({
        productId: row.product_id,
        reason: row.reason ?? undefined,
        at: row.recalled_at,
        liftedAt: row.lifted_at ?? undefined,
      })),
    /** How often a list was rebuilt before it went out, and what for: `offer:D1001`, `recalled:plu:4011`. */
    rebuilds: (listId: number): { changeNo: number; causes: string[] }[] =>
      rebuilds.all(listId).map((row) => ({ changeNo: row.change_no, causes: JSON.parse(row.causes) })),
  };
}

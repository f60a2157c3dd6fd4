import type { Db } from '../sqlite.ts';

/** A product that must not be sold, by one of the two who can say so. */
export type Recall = {
  readonly recallId: number;
  readonly productId: string;
  /** `feed`: the products feed says so, and ends it; `command`: a person did, and has to end it. */
  readonly source: 'feed' | 'command';
  readonly reason: string | undefined;
  readonly recalledBy: string;
  readonly recalledAt: string;
};

type Row = {
  recall_id: number;
  product_id: string;
  source: Recall['source'];
  reason: string | null;
  recalled_by: string;
  recalled_at: string;
};

/** Where a recalled product still stands. */
export type RecalledLine = {
  readonly listId: number;
  readonly householdId: string;
  readonly cycleId: number;
};

/** Recalled products. The lane reads them in its own transaction; this is for whoever recalls and lifts. */
export function recallStore(db: Db) {
  const active = db.prepare<[string], Row>(
    'SELECT * FROM recalled_product WHERE product_id = ? AND lifted_at IS NULL ORDER BY source',
  );
  const ofFeed = db
    .prepare<[], string>(
      "SELECT product_id FROM recalled_product WHERE source = 'feed' AND lifted_at IS NULL ORDER BY product_id",
    )
    .pluck();
  const insert = db.prepare(
    `INSERT INTO recalled_product (product_id, source, reason, recalled_by, recalled_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const lift = db.prepare(
    `UPDATE recalled_product SET lifted_by = ?, lifted_at = ?
     WHERE product_id = ? AND source = ? AND lifted_at IS NULL`,
  );
  const held = db.prepare<[string, number], { list_id: number; household_id: string; cycle_id: number }>(
    `SELECT DISTINCT list_id, household_id, cycle_id FROM cycle JOIN list USING (cycle_id) JOIN list_line USING (list_id)
     WHERE state IN ('released', 'withdrawn') AND arm = 'treatment' AND held_by IS NULL AND product_id = ? AND valid_until >= ?
     ORDER BY household_id, list_id`,
  );
  const keepInStep = db.transaction((productIds: ReadonlySet<string>, by: string, at: string) => {
    const before = new Set(ofFeed.all());
    const begun = [...productIds].filter((id) => !before.has(id)).sort();
    const ended = [...before].filter((id) => !productIds.has(id));
    for (const id of begun) insert.run(id, 'feed', null, by, at);
    for (const id of ended) lift.run(by, at, id, 'feed');
    return { begun, ended };
  });
  return {
    /** What people have recalled and not lifted. */
    byCommand: (): Recall[] =>
      db
        .prepare<[], Row>(
          "SELECT * FROM recalled_product WHERE source = 'command' AND lifted_at IS NULL ORDER BY product_id",
        )
        .all()
        .map(toRecall),
    active: (productId: string): Recall[] => active.all(productId).map(toRecall),
    /** @returns false: this product was recalled by command before. */
    put: (productId: string, reason: string | undefined, by: string, at: string): boolean =>
      insert.run(productId, 'command', reason ?? null, by, at).changes === 1,
    /** Whether a command has recalled and then lifted it, some day. */
    wasLifted: (productId: string): boolean =>
      db
        .prepare<[string]>(
          "SELECT 1 FROM recalled_product WHERE product_id = ? AND source = 'command' AND lifted_at IS NOT NULL",
        )
        .get(productId) !== undefined,
    /** Ends what a command began. @returns false: there was none. */
    lift: (productId: string, by: string, at: string): boolean =>
      lift.run(by, at, productId, 'command').changes === 1,
    /** The products that the feed calls recalled are those, no more and no fewer. */
    keepInStep: (productIds: ReadonlySet<string>, by: string, at: string) =>
      keepInStep.immediate(productIds, by, at),
    /** Paper that names a product, good on a day or later. */
    onPaper: (productId: string, on: number): RecalledLine[] =>
      held.all(productId, on).map((row) => ({
        listId: row.list_id,
        householdId: row.household_id,
        cycleId: row.cycle_id,
      })),
  };
}

function toRecall(row: Row): Recall {
  return {
    recallId: row.recall_id,
    productId: row.product_id,
    source: row.source,
    reason: row.reason ?? undefined,
    recalledBy: row.recalled_by,
    recalledAt: row.recalled_at,
  };
}

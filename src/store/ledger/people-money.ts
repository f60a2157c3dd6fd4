import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';

/** An offer on a household's paper, as it stands. */
export type IssuedToPerson = {
  readonly issuedOfferId: number;
  readonly lineNo: number;
  readonly offerId: string;
  readonly offerVersion: number;
  readonly faceValueCents: number;
  readonly state: string;
};

/** A transaction in which something came off, and what was taken back of it since. */
export type RedemptionOfPerson = {
  readonly redemptionId: number;
  readonly storeId: string;
  readonly registerId: string;
  readonly day: Day;
  readonly transactionId: string;
  readonly state: string;
  readonly totalCents: number;
  readonly entries: readonly {
    readonly kind: string;
    readonly offerId: string;
    readonly productId: string | null;
    readonly quantityMilli: number;
    readonly amountCents: number;
    readonly funderCents: number;
    readonly storeCents: number;
  }[];
  /** What was in the basket; redemptions from before this was kept have none. */
  readonly basket: readonly {
    readonly lineNo: number;
    readonly productId: string;
    readonly quantityMilli: number;
    readonly amountCents: number;
  }[];
  readonly returns: readonly {
    readonly lineNo: number;
    readonly quantityMilli: number;
    readonly refundCents: number;
    readonly at: string;
  }[];
};

/** What was issued on a list, as it stands. */
export function issuedReader(db: Db) {
  const issued = db.prepare<
    [number],
    {
      issued_offer_id: number;
      line_no: number;
      offer_id: string;
      offer_version: number;
      face_value_cents: number;
      state: string;
    }
  >(
    `SELECT issued_offer_id, line_no, offer_id, offer_version, face_value_cents, state FROM issued_offer
     WHERE list_id = ? ORDER BY line_no`,
  );
  return (listId: number): IssuedToPerson[] =>
    issued.all(listId).map((row) => ({
      issuedOfferId: row.issued_offer_id,
      lineNo: row.line_no,
      offerId: row.offer_id,
      offerVersion: row.offer_version,
      faceValueCents: row.face_value_cents,
      state: row.state,
    }));
}

/** What came off with a list, and what was taken back of it. */
export function redemptionReader(db: Db) {
  type Row = {
    redemption_id: number;
    store_id: string;
    register_id: string;
    business_day: Day;
    transaction_id: string;
    state: string;
    total_cents: number;
  };
  type EntryRow = {
    kind: string;
    offer_id: string;
    product_id: string | null;
    quantity_milli: number;
    amount_cents: number;
    funder_cents: number;
    store_cents: number;
  };
  const redemptions = db.prepare<[number], Row>(
    `SELECT redemption_id, store_id, register_id, business_day, transaction_id, state, total_cents FROM redemption
     WHERE list_id = ? ORDER BY redemption_id`,
  );
  const entries = db.prepare<[number], EntryRow>(
    `SELECT kind, offer_id, ledger_entry.product_id, quantity_milli, amount_cents, funder_cents, store_cents
     FROM ledger_entry JOIN issued_offer USING (issued_offer_id)
     WHERE ledger_entry.redemption_id = ? ORDER BY entry_id`,
  );
  type BasketRow = { line_no: number; product_id: string; quantity_milli: number; amount_cents: number };
  const basket = db.prepare<[number], BasketRow>(
    `SELECT line_no, product_id, quantity_milli, amount_cents FROM redemption_line WHERE redemption_id = ?
     ORDER BY line_no`,
  );
  type ReturnRow = { line_no: number; quantity_milli: number; refund_cents: number; returned_at: string };
  const returns = db.prepare<[number], ReturnRow>(
    `SELECT line_no, quantity_milli, refund_cents, returned_at FROM ledger_return WHERE redemption_id = ?
     ORDER BY return_id`,
  );
  return (listId: number): RedemptionOfPerson[] =>
    redemptions.all(listId).map((row) => ({
      redemptionId: row.redemption_id,
      storeId: row.store_id,
      registerId: row.register_id,
      day: row.business_day,
      transactionId: row.transaction_id,
      state: row.state,
      totalCents: row.total_cents,
      entries: entries.all(row.redemption_id).map((entry) => ({
        kind: entry.kind,
        offerId: entry.offer_id,
        productId: entry.product_id,
        quantityMilli: entry.quantity_milli,
        amountCents: entry.amount_cents,
        funderCents: entry.funder_cents,
        storeCents: entry.store_cents,
      })),
      basket: basket.all(row.redemption_id).map((line) => ({
        lineNo: line.line_no,
        productId: line.product_id,
        quantityMilli: line.quantity_milli,
        amountCents: line.amount_cents,
      })),
      returns: returns.all(row.redemption_id).map((back) => ({
        lineNo: back.line_no,
        quantityMilli: back.quantity_milli,
        refundCents: back.refund_cents,
        at: back.returned_at,
      })),
    }));
}

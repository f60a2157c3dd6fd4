import type { RedemptionEntry, ReversingEntry } from '../../checkout/void.ts';
import { cents } from '../../shared/cents.ts';
import type { Db } from '../sqlite.ts';

type EntryRow = {
  entry_id: number;
  reverses: number | null;
  issued_offer_id: number;
  basket_line_no: number;
  product_id: string;
  quantity_milli: number;
  amount_cents: number;
  funder_cents: number;
  store_cents: number;
};

/** All that a redemption took, and what reverses it, in the order in which it was written. */
export function entryReader(db: Db): (redemptionId: number) => RedemptionEntry[] {
  const entries = db.prepare<[number], EntryRow>(
    `SELECT entry_id, reverses, issued_offer_id, basket_line_no, product_id, quantity_milli, amount_cents, funder_cents,
       store_cents
     FROM ledger_entry WHERE redemption_id = ? AND kind IN ('commit', 'void', 'return') ORDER BY entry_id`,
  );
  return (redemptionId) => entries.all(redemptionId).map(toEntry);
}

/** Writes what undoes entries of a redemption, by a void or by the return with that number. */
export function reversalWriter(db: Db) {
  const insert = db.prepare(
    `INSERT INTO ledger_entry (kind, return_id, redemption_id, issued_offer_id, basket_line_no, product_id, quantity_milli,
       amount_cents, funder_cents, store_cents, reverses) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (redemptionId: number, returnId: number | undefined, entries: readonly ReversingEntry[]): void => {
    for (const entry of entries) {
      insert.run(
        returnId === undefined ? 'void' : 'return',
        returnId ?? null,
        redemptionId,
        entry.issuedOfferId,
        entry.lineNo,
        entry.productId,
        entry.quantityMilli,
        entry.amountCents,
        entry.funderCents,
        entry.storeCents,
        entry.reverses,
      );
    }
  };
}

function toEntry(row: EntryRow): RedemptionEntry {
  return {
    entryId: row.entry_id,
    reverses: row.reverses ?? undefined,
    issuedOfferId: row.issued_offer_id,
    lineNo: row.basket_line_no,
    productId: row.product_id,
    quantityMilli: row.quantity_milli,
    amountCents: cents(row.amount_cents),
    funderCents: cents(row.funder_cents),
    storeCents: cents(row.store_cents),
  };
}

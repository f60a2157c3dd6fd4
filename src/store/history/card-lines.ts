import { decodeCondensed } from '../../history/condensed-codec.ts';
import type { HouseholdLines } from '../../history/household-lines.ts';
import { decodeReceipt } from '../../history/receipt-lines.ts';
import type { Db } from '../sqlite.ts';

type ReceiptRow = [receiptNo: number, day: number, lines: Uint8Array];

/**
 * Appends the current lines of all cards of a household, and what retention has kept of those that it dropped. Rows as
 * arrays, and no object per line: after an ingest every receipt of most households comes this way.
 */
export function householdLinesReader(db: Db): (householdNo: number, into: HouseholdLines) => void {
  const bases = db
    .prepare<[number], Uint8Array>(
      'SELECT lines FROM card JOIN card_base USING (card_no) WHERE card.household_no = ?',
    )
    .pluck();
  const receipts = db
    .prepare<[number], ReceiptRow>(
      'SELECT receipt_no, day, lines FROM card JOIN receipt USING (card_no) WHERE card.household_no = ?',
    )
    .raw();
  const anyBase = db.prepare<[], number>('SELECT EXISTS (SELECT 1 FROM card_base)').pluck();
  return (householdNo, into) => {
    if (anyBase.get() === 1) for (const lines of bases.all(householdNo)) decodeCondensed(lines, into);
    for (const [receiptNo, day, lines] of receipts.all(householdNo)) {
      into.beginReceipt(day, receiptNo);
      decodeReceipt(lines, into.columns);
    }
  };
}

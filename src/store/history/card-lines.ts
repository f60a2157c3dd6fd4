import type { HouseholdLines } from '../../history/household-lines.ts';
import { decodeReceipt } from '../../history/receipt-lines.ts';
import type { Db } from '../sqlite.ts';

type ReceiptRow = [receiptNo: number, day: number, lines: Uint8Array];

/**
 * Appends the current lines of all cards of a household. Rows as arrays, and no object per line: after an ingest every
 * receipt of most households comes this way.
 */
export function householdLinesReader(db: Db): (householdNo: number, into: HouseholdLines) => void {
  const receipts = db
    .prepare<[number], ReceiptRow>(
      'SELECT receipt_no, day, lines FROM card JOIN receipt USING (card_no) WHERE card.household_no = ?',
    )
    .raw();
  return (householdNo, into) => {
    for (const [receiptNo, day, lines] of receipts.all(householdNo)) {
      into.beginReceipt(day, receiptNo);
      decodeReceipt(lines, into.columns);
    }
  };
}

import type { HistoryLine } from '../../src/history/household-history.ts';
import { HouseholdLines } from '../../src/history/household-lines.ts';
import { LINE_TYPE_CODE } from '../../src/history/line-columns.ts';

/** Lines in columns, receipts in the order in which the lines first name them. */
export function columnsOf(lines: readonly HistoryLine[], into = new HouseholdLines()): HouseholdLines {
  into.clear();
  for (const receiptNo of new Set(lines.map((each) => each.receiptNo))) {
    const ofReceipt = lines.filter((each) => each.receiptNo === receiptNo);
    into.beginReceipt(ofReceipt[0]?.day ?? 0, receiptNo);
    for (const { productNo, quantityMilli, netCents, lineType } of ofReceipt) {
      into.add(productNo, quantityMilli, netCents ?? Number.NaN, LINE_TYPE_CODE[lineType]);
    }
  }
  return into;
}

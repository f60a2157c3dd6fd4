import { type Day, day } from '../shared/day.ts';
import type { HistoryLine } from './household-history.ts';
import { type LineColumns, lineColumns, lineTypeOf, makeRoom } from './line-columns.ts';

const FIRST_RECEIPTS = 64;
const FIRST_LINES = 1024;

/**
 * The current lines of one household in columns, receipt by receipt, in any order of receipts. Made once and filled anew
 * for each household: a chain's lines pass through it without one object per line.
 */
export class HouseholdLines {
  receipts = 0;
  receiptDay = new Int32Array(FIRST_RECEIPTS);
  receiptNo = new Float64Array(FIRST_RECEIPTS);
  /** Lines `[receiptStart[i], receiptStart[i + 1])` are those of receipt i; the last one's go on to the end. */
  receiptStart = new Int32Array(FIRST_RECEIPTS);
  readonly columns: LineColumns = lineColumns(FIRST_LINES);

  clear(): void {
    this.receipts = 0;
    this.columns.count = 0;
    this.columns.offerIds.length = 0;
  }

  /** The lines appended to the columns from here on are of this receipt. */
  beginReceipt(onDay: number, receiptNo: number): void {
    const place = this.receipts++;
    if (place === this.receiptDay.length) {
      this.receiptDay = grown(this.receiptDay, new Int32Array(2 * place));
      this.receiptNo = grown(this.receiptNo, new Float64Array(2 * place));
      this.receiptStart = grown(this.receiptStart, new Int32Array(2 * place));
    }
    this.receiptDay[place] = onDay;
    this.receiptNo[place] = receiptNo;
    this.receiptStart[place] = this.columns.count;
  }

  /** @param netCents NaN: the source does not say. @param lineType One of `LINE_TYPE_CODE`. */
  add(productNo: number, quantityMilli: number, netCents: number, lineType: number): void {
    const { columns } = this;
    const place = columns.count++;
    makeRoom(columns, columns.count);
    columns.productNo[place] = productNo;
    columns.quantityMilli[place] = quantityMilli;
    columns.netCents[place] = netCents;
    columns.lineType[place] = lineType;
  }

  /** Where the lines of a receipt end. */
  receiptEnd(receipt: number): number {
    return receipt + 1 < this.receipts ? (this.receiptStart[receipt + 1] ?? 0) : this.columns.count;
  }

  /** The same as objects, for what is rare enough to be said readably. */
  toLines(): HistoryLine[] {
    const lines: HistoryLine[] = [];
    for (let receipt = 0; receipt < this.receipts; receipt++) {
      const onDay = day(this.receiptDay[receipt] ?? 0);
      const receiptNo = this.receiptNo[receipt] ?? 0;
      const end = this.receiptEnd(receipt);
      for (let at = this.receiptStart[receipt] ?? 0; at < end; at++) {
        lines.push(lineAt(this.columns, at, onDay, receiptNo));
      }
    }
    return lines;
  }
}

function lineAt(columns: LineColumns, at: number, onDay: Day, receiptNo: number): HistoryLine {
  const netCents = columns.netCents[at] ?? 0;
  return {
    day: onDay,
    receiptNo,
    productNo: columns.productNo[at] ?? 0,
    quantityMilli: columns.quantityMilli[at] ?? 0,
    netCents: Number.isNaN(netCents) ? null : netCents,
    lineType: lineTypeOf(columns.lineType[at]),
  };
}

function grown<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}

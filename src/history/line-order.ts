import type { Day } from '../shared/day.ts';
import type { HouseholdLines } from './household-lines.ts';
import { LINE_TYPE_CODE } from './line-columns.ts';

/** Lines and products are numbered together in a float's 53 bits: 31 for the product, the rest for the line. */
export const LINES_MAX = 2 ** 22;
/** Receipts of a household likewise beside their day, of which there are fewer than 2^17. */
const RECEIPTS_SCALE = 2 ** 32;

/** 1 beside a product number: it does not count as spend. Numbers beyond the end do. */
export type OutsideSpend = Uint8Array;

const FIRST_DAYS = 64;
const FIRST_MOVES = 1024;

/**
 * One household's lines before a day, put in order without comparing objects: its days with what was spent on each, and
 * the lines that move goods by product, day and receipt. Grows, and is used again for the next household.
 */
export class LineOrder {
  dayCount = 0;
  /** Distinct days of the receipts, ascending; beside each, the signed cents, and a flag for whoever reads this. */
  days = new Int32Array(FIRST_DAYS);
  dayCents = new Float64Array(FIRST_DAYS);
  dayFlags = new Uint8Array(FIRST_DAYS);

  /** How many lines move goods; below, in order: the product, the place of the day, of the receipt, of the line. */
  moves = 0;
  productNos = new Int32Array(FIRST_MOVES);
  dayPlaces = new Int32Array(FIRST_MOVES);
  receipts = new Int32Array(FIRST_MOVES);
  lines = new Int32Array(FIRST_MOVES);

  private receiptKeys = new Float64Array(FIRST_DAYS);
  private moveKeys = new Float64Array(FIRST_MOVES);
  /** In order of receipts, before the sort by product. */
  private found = {
    dayPlaces: new Int32Array(FIRST_MOVES),
    receipts: new Int32Array(FIRST_MOVES),
    lines: new Int32Array(FIRST_MOVES),
  };

  /** @throws RangeError when there are more lines than {@link LINES_MAX}. */
  sort(lines: HouseholdLines, asOf: Day, outsideSpend: OutsideSpend): void {
    if (lines.columns.count > LINES_MAX)
      throw new RangeError(`${lines.columns.count} lines of one household`);
    this.makeRoom(lines);
    const kept = this.orderReceipts(lines, asOf);
    this.dayCount = 0;
    this.moves = 0;
    let newest = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < kept; at++) {
      const key = this.receiptKeys[at] ?? 0;
      const receipt = key - Math.floor(key / RECEIPTS_SCALE) * RECEIPTS_SCALE;
      if (didNotHappen(lines, receipt)) continue;
      const onDay = lines.receiptDay[receipt] ?? 0;
      if (onDay !== newest) {
        newest = onDay;
        this.days[this.dayCount] = onDay;
        this.dayCents[this.dayCount] = 0;
        this.dayFlags[this.dayCount++] = 0;
      }
      this.addReceipt(lines, receipt, outsideSpend);
    }
    this.sortMoves();
  }

  /** Days whose place answers. */
  daysWhere(holds: (place: number) => boolean): Int32Array {
    return this.days.subarray(0, this.dayCount).filter((_, place) => holds(place));
  }

  /** Receipts before the day, by day: `receiptKeys[0 .. n)`, each its day and its place in one number. @returns n. */
  private orderReceipts(lines: HouseholdLines, asOf: Day): number {
    let kept = 0;
    let isInOrder = true;
    let before = Number.NEGATIVE_INFINITY;
    for (let receipt = 0; receipt < lines.receipts; receipt++) {
      const onDay = lines.receiptDay[receipt] ?? 0;
      if (onDay >= asOf) continue;
      const key = (onDay - DAY_ZERO) * RECEIPTS_SCALE + receipt;
      isInOrder &&= key > before;
      before = key;
      this.receiptKeys[kept++] = key;
    }
    if (!isInOrder) this.receiptKeys.subarray(0, kept).sort();
    return kept;
  }

  private addReceipt(lines: HouseholdLines, receipt: number, outsideSpend: OutsideSpend): void {
    const dayPlace = this.dayCount - 1;
    const { found, moveKeys } = this;
    const { columns } = lines;
    const end = lines.receiptEnd(receipt);
    let amount = this.dayCents[dayPlace] ?? 0;
    for (let line = lines.receiptStart[receipt] ?? 0; line < end; line++) {
      const code = columns.lineType[line] ?? 0;
      if (code === LINE_TYPE_CODE.other) continue;
      const productNo = columns.productNo[line] ?? 0;
      const netCents = columns.netCents[line] ?? 0;
      if (!Number.isNaN(netCents) && outsideSpend[productNo] !== 1) amount += netCents;
      if (code === LINE_TYPE_CODE.coupon || columns.quantityMilli[line] === 0) continue;
      const place = this.moves++;
      moveKeys[place] = productNo * LINES_MAX + place;
      found.dayPlaces[place] = dayPlace;
      found.receipts[place] = receipt;
      found.lines[place] = line;
    }
    this.dayCents[dayPlace] = amount;
  }

  /** By product; within one they stay in order of days and receipts. */
  private sortMoves(): void {
    const { found, moves } = this;
    const keys = this.moveKeys.subarray(0, moves).sort();
    for (let at = 0; at < moves; at++) {
      const key = keys[at] ?? 0;
      const productNo = Math.floor(key / LINES_MAX);
      const place = key - productNo * LINES_MAX;
      this.productNos[at] = productNo;
      this.dayPlaces[at] = found.dayPlaces[place] ?? 0;
      this.receipts[at] = found.receipts[place] ?? 0;
      this.lines[at] = found.lines[place] ?? 0;
    }
  }

  private makeRoom({ receipts, columns: { count } }: HouseholdLines): void {
    if (receipts > this.days.length) {
      const length = 2 * receipts;
      this.days = new Int32Array(length);
      this.dayCents = new Float64Array(length);
      this.dayFlags = new Uint8Array(length);
      this.receiptKeys = new Float64Array(length);
    }
    if (count <= this.lines.length) return;
    const column = (): Int32Array<ArrayBuffer> => new Int32Array(2 * count);
    this.productNos = column();
    this.dayPlaces = column();
    this.receipts = column();
    this.lines = column();
    this.moveKeys = new Float64Array(2 * count);
    this.found = { dayPlaces: column(), receipts: column(), lines: column() };
  }
}

/** Days count from here in keys, so that none is below zero. */
const DAY_ZERO = -25_567;

/**
 * Whether a receipt voids and neither sells nor takes back: that is how a register says that it did not happen. Its
 * amounts then undo nothing that is there. Mostly the first line tells that it did.
 */
function didNotHappen(lines: HouseholdLines, receipt: number): boolean {
  const end = lines.receiptEnd(receipt);
  let voids = false;
  for (let line = lines.receiptStart[receipt] ?? 0; line < end; line++) {
    const code = lines.columns.lineType[line] ?? 0;
    if (code === LINE_TYPE_CODE.sale || code === LINE_TYPE_CODE.return) return false;
    voids ||= code === LINE_TYPE_CODE.void;
  }
  return voids;
}

import { type Day, day } from '../shared/day.ts';
import { type Derived, EXACT_EVER, historyAsOf, INT32_MAX } from './derive.ts';
import type { HouseholdLines } from './household-lines.ts';
import { LINE_TYPE_CODE, type LineColumns } from './line-columns.ts';
import { LINES_MAX, LineOrder, type OutsideSpend } from './line-order.ts';
import type { GoodsBack } from './taken-back.ts';

/** {@link historyAsOf} of lines in columns. */
export type LinesDeriver = (
  householdNo: number,
  lines: HouseholdLines,
  asOf: Day,
  outsideSpend: OutsideSpend,
  returns: readonly GoodsBack[],
) => Derived;

const FIRST_PLACES = 1024;

/** Purchase days being made: products in turn, each with its days so far; grows, and is used again. */
class Purchases {
  products = 0;
  productNos = new Int32Array(FIRST_PLACES);
  starts = new Int32Array(FIRST_PLACES + 1);
  count = 0;
  /** Place of the day among the days of the receipts, and units, which may still be taken back. */
  dayPlaces = new Int32Array(FIRST_PLACES);
  units = new Float64Array(FIRST_PLACES);
  exactFrom: number = EXACT_EVER;

  /** Empty, with room for as many purchase days as lines move goods. */
  clear(moves: number): void {
    this.products = 0;
    this.count = 0;
    this.exactFrom = EXACT_EVER;
    if (moves <= this.dayPlaces.length) return;
    const length = 2 * moves;
    this.productNos = new Int32Array(length);
    this.starts = new Int32Array(length + 1);
    this.dayPlaces = new Int32Array(length);
    this.units = new Float64Array(length);
  }
}

/**
 * The same function as {@link historyAsOf}, to the bit, for lines in columns: what it says readably is done here without
 * an object, a closure or a comparison function per line, since every line of the chain passes through after an ingest.
 * Measured on households of a hundred lines: 0.16 microseconds a line where the readable one takes 0.46, its objects aside.
 *
 * Households with returns of the ledger, which are few, take the readable way. So does one with more lines than can be
 * numbered beside a product in a float's 53 bits.
 */
export function linesDeriver(): LinesDeriver {
  const order = new LineOrder();
  const made = new Purchases();
  return (householdNo, lines, asOf, outsideSpend, returns) => {
    if (returns.length > 0 || lines.columns.count > LINES_MAX) {
      const countsAsSpend = (productNo: number): boolean => outsideSpend[productNo] !== 1;
      return historyAsOf(householdNo, lines.toLines(), asOf, countsAsSpend, returns);
    }
    order.sort(lines, asOf, outsideSpend);
    made.clear(order.moves);
    for (let at = 0; at < order.moves; ) at = addProduct(made, order, lines.columns, at);
    made.starts[made.products] = made.count;
    return { history: { householdNo, ...take(made, order) }, exactFrom: day(made.exactFrom) };
  };
}

/** One product's moves from `start` on, which are in order of days and receipts. @returns Where the next one's begin. */
function addProduct(made: Purchases, order: LineOrder, columns: LineColumns, start: number): number {
  const { productNos, dayPlaces } = order;
  const productNo = productNos[start] ?? 0;
  const first = made.count;
  let at = start;
  while (at < order.moves && productNos[at] === productNo) {
    const dayPlace = dayPlaces[at] ?? 0;
    let boughtMilli = 0;
    let returnedMilli = 0;
    while (at < order.moves && productNos[at] === productNo && dayPlaces[at] === dayPlace) {
      const receipt = order.receipts[at] ?? 0;
      let receiptMilli = 0;
      for (; at < order.moves && productNos[at] === productNo && order.receipts[at] === receipt; at++) {
        const line = order.lines[at] ?? 0;
        const milli = columns.quantityMilli[line] ?? 0;
        const code = columns.lineType[line] ?? 0;
        if (code === LINE_TYPE_CODE.void) receiptMilli -= Math.abs(milli);
        else if (code === LINE_TYPE_CODE.sale && milli > 0) receiptMilli += milli;
        else returnedMilli += Math.abs(milli);
      }
      if (receiptMilli > 0) boughtMilli += receiptMilli;
    }
    if (boughtMilli > 0) {
      made.dayPlaces[made.count] = dayPlace;
      made.units[made.count++] = boughtMilli;
    }
    if (returnedMilli > 0) takeBack(made, order, first, dayPlace, returnedMilli);
  }
  if (made.count > first) {
    made.productNos[made.products] = productNo;
    made.starts[made.products++] = first;
  }
  return at;
}

/** Units back from the latest purchase day of this product on, days left empty removed. */
function takeBack(made: Purchases, order: LineOrder, first: number, dayPlace: number, milli: number): void {
  let earliest = dayPlace;
  for (let rest = milli; rest > 0 && made.count > first; ) {
    const last = made.count - 1;
    const have = made.units[last] ?? 0;
    earliest = made.dayPlaces[last] ?? dayPlace;
    made.units[last] = have - rest;
    if (have <= rest) made.count = last;
    rest -= have;
  }
  const onDay = order.days[dayPlace] ?? 0;
  if (earliest < dayPlace && onDay >= made.exactFrom) made.exactFrom = onDay + 1;
}

/** What was made, in arrays of its own. */
function take(made: Purchases, order: LineOrder) {
  const days = new Int32Array(made.count);
  const quantityMilli = new Int32Array(made.count);
  const isTrip = order.dayFlags;
  for (let at = 0; at < made.count; at++) {
    const place = made.dayPlaces[at] ?? 0;
    isTrip[place] = 1;
    days[at] = order.days[place] ?? 0;
    quantityMilli[at] = Math.min(made.units[at] ?? 0, INT32_MAX);
  }
  return {
    tripDays: order.daysWhere((place) => isTrip[place] === 1),
    spendDays: order.daysWhere((place) => order.dayCents[place] !== 0),
    spendCents: order.dayCents.subarray(0, order.dayCount).filter((amount) => amount !== 0),
    productNos: made.productNos.slice(0, made.products),
    starts: made.starts.slice(0, made.products + 1),
    days,
    quantityMilli,
  };
}

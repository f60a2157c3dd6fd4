import { type Day, day } from '../shared/day.ts';
import type { HistoryLine, HouseholdHistory } from './household-history.ts';
import { bringsBack, type GoodsBack, takeBackByLedger } from './taken-back.ts';
import { truncateHistory } from './truncate.ts';

/** A household's history as of a day, and how far back the same derivation may be cut instead of derived anew. */
export type Derived = {
  readonly history: HouseholdHistory;
  /**
   * The smallest day D such that cutting `history` to any day from D on (`truncateHistory`) equals deriving as of that
   * day. It is the day after the last return that changed an *earlier* day: as of any day up to that return the goods
   * were still bought. {@link EXACT_EVER} when no return reached back.
   */
  readonly exactFrom: Day;
};

/** The earliest day there is: the derivation can be cut anywhere. */
export const EXACT_EVER: Day = day(-25_567);

/** Units of one purchase day stop here: what is stored has 32 bits. */
export const INT32_MAX = 2 ** 31 - 1;

/**
 * What one household had bought as of a day: THE definition; whatever is stored elsewhere is a cache of it.
 *
 * Only lines with `day < asOf` count, and their order does not matter.
 * - `sale` with a positive quantity is a purchase; with a negative one it is a return; with none it is nothing.
 * - `void` cancels units of the same product on the same receipt; what it does not find there it does not cancel.
 * - A receipt that voids and neither sells nor takes back did not happen: none of its lines counts, nor its amounts. So
 *   a register that sends a receipt again with its lines as voids takes it out of the history.
 * - `return` takes units of the same product back: from its own day, then from the latest earlier day that still has
 *   some, and so on; what is left over is ignored.
 * - `coupon` and `other` are no purchases. A purchase day without units left did not happen.
 * - Spend is the signed sum of `netCents` over sale, return, void and coupon lines of products that count as spend, on
 *   the day of the line; unknown amounts count 0, `other` lines never count, days that sum to 0 are left out.
 * - Goods that came back at a desk before `asOf` are taken off the day of their sale, and their refund off the spend of
 *   the day of the return; lines of the feed that tell of the same return then count no more ({@link takeBackByLedger}).
 *
 * @param countsAsSpend Whether a product (by number) counts as spend: fuel, lottery, deposits do not.
 * @param returns What the ledger knows to have come back, in any order.
 */
export function historyAsOf(
  householdNo: number,
  lines: readonly HistoryLine[],
  asOf: Day,
  countsAsSpend: (productNo: number) => boolean,
  returns: readonly GoodsBack[] = [],
): Derived {
  const happened = withoutUndone(lines);
  const deriveAt = (day: Day): Derived =>
    deriveLines(householdNo, knownAt(happened, returns, day), countsAsSpend);
  const derived = deriveAt(asOf);
  if (returns.length === 0) return derived;
  return { ...derived, exactFrom: exactFromBySight(derived.history, happened, returns, asOf, deriveAt) };
}

/** Lines of receipts that happened. */
export function withoutUndone(lines: readonly HistoryLine[]): readonly HistoryLine[] {
  const receiptsOf = (types: readonly HistoryLine['lineType'][]): Set<number> =>
    new Set(lines.filter(({ lineType }) => types.includes(lineType)).map(({ receiptNo }) => receiptNo));
  const voided = receiptsOf(['void']);
  if (voided.size === 0) return lines;
  const happened = receiptsOf(['sale', 'return']);
  return lines.filter(({ receiptNo }) => happened.has(receiptNo) || !voided.has(receiptNo));
}

/** Lines of days before one, less what the ledger knew by then to have come back. */
function knownAt(
  lines: readonly HistoryLine[],
  returns: readonly GoodsBack[],
  asOf: Day,
): readonly HistoryLine[] {
  return takeBackByLedger(
    lines.filter((line) => line.day < asOf),
    returns.filter((back) => back.returnDay < asOf),
  );
}

/**
 * With returns of the ledger, whether a later return changed an earlier day is seen rather than worked out: between two
 * days on which something came back, histories only grow at their end, so that looking at those days is enough.
 */
function exactFromBySight(
  history: HouseholdHistory,
  lines: readonly HistoryLine[],
  returns: readonly GoodsBack[],
  asOf: Day,
  deriveAt: (day: Day) => Derived,
): Day {
  const days = [
    ...lines.filter(bringsBack).map((line) => line.day),
    ...returns.map(({ returnDay }) => returnDay),
  ].filter((onDay) => onDay < asOf);
  for (const returnDay of [...new Set(days)].sort((a, b) => b - a)) {
    if (!sameHistory(truncateHistory(history, returnDay), deriveAt(returnDay).history))
      return day(returnDay + 1);
  }
  return EXACT_EVER;
}

function sameHistory(a: HouseholdHistory, b: HouseholdHistory): boolean {
  const same = (some: ArrayLike<number>, others: ArrayLike<number>): boolean => {
    for (let place = 0; place < some.length; place++) if (some[place] !== others[place]) return false;
    return some.length === others.length;
  };
  return (
    same(a.tripDays, b.tripDays) &&
    same(a.spendDays, b.spendDays) &&
    same(a.spendCents, b.spendCents) &&
    same(a.productNos, b.productNos) &&
    same(a.starts, b.starts) &&
    same(a.days, b.days) &&
    same(a.quantityMilli, b.quantityMilli)
  );
}

function deriveLines(
  householdNo: number,
  known: readonly HistoryLine[],
  countsAsSpend: (productNo: number) => boolean,
): Derived {
  const { exactFrom, ...purchases } = derivePurchases(known);
  const spend = deriveSpend(known, countsAsSpend);
  const tripDays = distinctAscending(purchases.days);
  return { history: { householdNo, tripDays, ...spend, ...purchases }, exactFrom };
}

type Purchases = Pick<HouseholdHistory, 'productNos' | 'starts' | 'days' | 'quantityMilli'>;

function derivePurchases(lines: readonly HistoryLine[]): Purchases & { exactFrom: Day } {
  const moves = lines.filter(movesGoods).sort(byProductDayReceipt);
  const productNos: number[] = [];
  const starts: number[] = [];
  const days: number[] = [];
  const units: number[] = [];
  let exactFrom = EXACT_EVER;

  for (let at = 0; at < moves.length; ) {
    const productNo = moves[at]?.productNo ?? 0;
    const start = days.length;
    while (at < moves.length && moves[at]?.productNo === productNo) {
      const dayMoves = sumDay(moves, at);
      at = dayMoves.end;
      if (dayMoves.boughtMilli > 0) {
        days.push(dayMoves.day);
        units.push(dayMoves.boughtMilli);
      }
      const earliest = takeBack(days, units, start, dayMoves.returnedMilli);
      if (earliest < dayMoves.day && dayMoves.day >= exactFrom) exactFrom = day(dayMoves.day + 1);
    }
    if (days.length > start) {
      productNos.push(productNo);
      starts.push(start);
    }
  }
  starts.push(days.length);
  return {
    productNos: Int32Array.from(productNos),
    starts: Int32Array.from(starts),
    days: Int32Array.from(days),
    quantityMilli: Int32Array.from(units, (milli) => Math.min(milli, INT32_MAX)),
    exactFrom,
  };
}

/** One product's goods on one day, `moves[start .. end)`: bought less voided, receipt by receipt; and taken back. */
function sumDay(moves: readonly HistoryLine[], start: number) {
  const first = moves[start];
  const onDay = first?.day ?? 0;
  let end = start;
  let boughtMilli = 0;
  let returnedMilli = 0;
  while (moves[end]?.day === onDay && moves[end]?.productNo === first?.productNo) {
    const receiptNo = moves[end]?.receiptNo;
    let receiptMilli = 0;
    for (let line = moves[end]; line !== undefined; line = moves[++end]) {
      if (line.receiptNo !== receiptNo || line.day !== onDay || line.productNo !== first?.productNo) break;
      const milli = Math.abs(line.quantityMilli);
      if (line.lineType === 'void') receiptMilli -= milli;
      else if (line.lineType === 'sale' && line.quantityMilli > 0) receiptMilli += milli;
      else returnedMilli += milli;
    }
    boughtMilli += Math.max(0, receiptMilli);
  }
  return { day: onDay, end, boughtMilli, returnedMilli };
}

/** Take units back from the latest purchase day on, days left empty removed. @returns The earliest day touched. */
function takeBack(days: number[], units: number[], start: number, returnedMilli: number): number {
  let earliest = Infinity;
  for (let rest = returnedMilli; rest > 0 && days.length > start; ) {
    const last = days.length - 1;
    const have = units[last] ?? 0;
    earliest = days[last] ?? earliest;
    units[last] = have - rest;
    if (have <= rest) {
      days.pop();
      units.pop();
    }
    rest -= have;
  }
  return earliest;
}

function deriveSpend(lines: readonly HistoryLine[], countsAsSpend: (productNo: number) => boolean) {
  const centsByDay = new Map<number, number>();
  for (const line of lines) {
    if (line.netCents === null || line.lineType === 'other' || !countsAsSpend(line.productNo)) continue;
    centsByDay.set(line.day, (centsByDay.get(line.day) ?? 0) + line.netCents);
  }
  const spent = [...centsByDay].filter(([, amount]) => amount !== 0).sort(([a], [b]) => a - b);
  return {
    spendDays: Int32Array.from(spent, ([onDay]) => onDay),
    spendCents: Float64Array.from(spent, ([, amount]) => amount),
  };
}

function movesGoods(line: HistoryLine): boolean {
  const { lineType } = line;
  return line.quantityMilli !== 0 && (lineType === 'sale' || lineType === 'return' || lineType === 'void');
}

function byProductDayReceipt(a: HistoryLine, b: HistoryLine): number {
  return a.productNo - b.productNo || a.day - b.day || a.receiptNo - b.receiptNo;
}

function distinctAscending(days: Int32Array): Int32Array {
  return days.toSorted().filter((value, place, sorted) => place === 0 || value !== sorted[place - 1]);
}

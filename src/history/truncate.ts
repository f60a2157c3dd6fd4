import type { Day } from '../shared/day.ts';
import type { HouseholdHistory } from './household-history.ts';

/**
 * A history cut to what happened before a day: what `historyAsOf` would say as of that day, provided the day is not
 * before the derivation's `exactFrom` (returns that came later are otherwise already taken off).
 */
export function truncateHistory(history: HouseholdHistory, asOf: Day): HouseholdHistory {
  const trips = countBefore(history.tripDays, 0, history.tripDays.length, asOf);
  const spends = countBefore(history.spendDays, 0, history.spendDays.length, asOf);
  if (trips === history.tripDays.length && spends === history.spendDays.length) return history;

  const productNos: number[] = [];
  const starts: number[] = [0];
  const days = new Int32Array(history.days.length);
  const quantityMilli = new Int32Array(history.days.length);
  let kept = 0;
  for (const [place, productNo] of history.productNos.entries()) {
    const from = history.starts[place] ?? 0;
    const until = from + countBefore(history.days, from, history.starts[place + 1] ?? from, asOf);
    if (until === from) continue;
    days.set(history.days.subarray(from, until), kept);
    quantityMilli.set(history.quantityMilli.subarray(from, until), kept);
    kept += until - from;
    productNos.push(productNo);
    starts.push(kept);
  }
  return {
    householdNo: history.householdNo,
    tripDays: history.tripDays.slice(0, trips),
    spendDays: history.spendDays.slice(0, spends),
    spendCents: history.spendCents.slice(0, spends),
    productNos: Int32Array.from(productNos),
    starts: Int32Array.from(starts),
    days: days.slice(0, kept),
    quantityMilli: quantityMilli.slice(0, kept),
  };
}

/** How many of the ascending `days[from .. until)` are before `limit`. */
function countBefore(days: Int32Array, from: number, until: number, limit: number): number {
  let low = from;
  let high = until;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((days[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low - from;
}

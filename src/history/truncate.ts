import type { Day } from '../shared/day.ts';
import type { HouseholdHistory } from './household-history.ts';

/**
 * A history cut to what happened before a day: what `historyAsOf` would say as of that day, provided the day is not
 * before the derivation's `exactFrom` (returns that came later are otherwise already taken off).
 */
export function truncateHistory(history: HouseholdHistory, asOf: Day): HouseholdHistory {
  const trips = countBefore(history.tripDays, asOf);
  const spends = countBefore(history.spendDays, asOf);
  if (trips === history.tripDays.length && spends === history.spendDays.length) return history;

  // Copied element by element: runs are of a few days, for which `set` and `subarray` cost more than they save.
  const productNos = new Int32Array(history.productNos.length);
  const starts = new Int32Array(history.productNos.length + 1);
  const days = new Int32Array(history.days.length);
  const quantityMilli = new Int32Array(history.days.length);
  let products = 0;
  let kept = 0;
  for (let place = 0; place < history.productNos.length; place++) {
    const until = history.starts[place + 1] ?? 0;
    const before = kept;
    for (let at = history.starts[place] ?? 0; at < until && (history.days[at] ?? asOf) < asOf; at++) {
      days[kept] = history.days[at] ?? 0;
      quantityMilli[kept++] = history.quantityMilli[at] ?? 0;
    }
    if (kept === before) continue;
    productNos[products++] = history.productNos[place] ?? 0;
    starts[products] = kept;
  }
  return {
    householdNo: history.householdNo,
    tripDays: history.tripDays.slice(0, trips),
    spendDays: history.spendDays.slice(0, spends),
    spendCents: history.spendCents.slice(0, spends),
    productNos: productNos.slice(0, products),
    starts: starts.slice(0, products + 1),
    days: days.slice(0, kept),
    quantityMilli: quantityMilli.slice(0, kept),
  };
}

/** How many of the ascending days are before `limit`. */
export function countBefore(days: Int32Array, limit: number): number {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((days[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

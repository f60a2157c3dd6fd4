import type { HouseholdHistory } from '../history/household-history.ts';
import type { Day } from '../shared/day.ts';
import type { CatalogIndex } from './catalog-index.ts';

/** How much of a need a household uses, against the other households of the chain that buy it. */
export type Usage = 'heavy' | 'medium' | 'light';

/** Half a year before the plan's day: long enough for slow needs, short enough to be what a household is like now. */
export const USAGE_DAYS = 182;

/** Purchase counts from here up are one class of the histogram: 0.7 purchases a day are heavy use of anything. */
const COUNT_MAX = 127;
const ROW = COUNT_MAX + 1;

/**
 * Households by purchase count, per need: `households[needNo * 128 + count]`, counts 1..127. Integers, so that tallies
 * of any batches in any order merge to the same thing.
 */
export type UsageTally = { readonly needCount: number; readonly households: Uint32Array };

/** Per need, the most purchases that are still light use, and that are still medium use. */
export type UsageThresholds = { readonly lightMax: Uint8Array; readonly mediumMax: Uint8Array };

export function emptyUsageTally(needCount: number): UsageTally {
  return { needCount, households: new Uint32Array(needCount * ROW) };
}

/**
 * Purchases per need in the {@link USAGE_DAYS} before `asOf` (a product bought on a day is one, whatever its quantity).
 * Needs not bought in that time are absent.
 */
export function recentPurchases(
  history: HouseholdHistory,
  index: CatalogIndex,
  asOf: Day,
): Map<number, number> {
  const counts = new Map<number, number>();
  for (const [place, productNo] of history.productNos.entries()) {
    const needNo = index.needNo[productNo] ?? -1;
    if (needNo < 0) continue;
    const count = purchasesSince(history, place, asOf);
    if (count > 0) counts.set(needNo, (counts.get(needNo) ?? 0) + count);
  }
  return counts;
}

function purchasesSince(history: HouseholdHistory, place: number, asOf: Day): number {
  const start = history.starts[place] ?? 0;
  const end = history.starts[place + 1] ?? start;
  let count = 0;
  for (let at = end - 1; at >= start; at--) {
    const day = history.days[at] ?? 0;
    if (day < asOf - USAGE_DAYS) break;
    if (day < asOf) count++;
  }
  return count;
}

/** Count one household into a tally, in place: a pass over the chain adds millions. */
export function addToUsageTally(
  tally: UsageTally,
  history: HouseholdHistory,
  index: CatalogIndex,
  asOf: Day,
): void {
  for (const [needNo, count] of recentPurchases(history, index, asOf)) {
    const at = needNo * ROW + Math.min(count, COUNT_MAX);
    tally.households[at] = (tally.households[at] ?? 0) + 1;
  }
}

/** The tally of both. @throws RangeError (a bug of ours) when they are of different catalogs. */
export function mergeUsageTallies(a: UsageTally, b: UsageTally): UsageTally {
  if (a.needCount !== b.needCount) throw new RangeError('usage tallies of different catalogs');
  return {
    needCount: a.needCount,
    households: a.households.map((count, at) => count + (b.households[at] ?? 0)),
  };
}

/**
 * Terciles per need, over the households that bought it in the window: light up to the smallest count that covers a
 * third of them, medium up to the smallest that covers two thirds. Equal counts are never split, so where most
 * households buy equally often a class can be empty: then nobody stands out.
 */
export function usageThresholds(tally: UsageTally): UsageThresholds {
  const lightMax = new Uint8Array(tally.needCount);
  const mediumMax = new Uint8Array(tally.needCount);
  for (let needNo = 0; needNo < tally.needCount; needNo++) {
    const row = tally.households.subarray(needNo * ROW, (needNo + 1) * ROW);
    const households = row.reduce((sum, count) => sum + count, 0);
    lightMax[needNo] = countCovering(row, households, 1);
    mediumMax[needNo] = countCovering(row, households, 2);
  }
  return { lightMax, mediumMax };
}

/** Smallest purchase count within which `thirds` thirds of the households lie; 0 when there are none. */
function countCovering(row: Uint32Array, households: number, thirds: number): number {
  let covered = 0;
  for (const [count, some] of row.entries()) {
    covered += some;
    if (covered * 3 >= households * thirds) return count;
  }
  return COUNT_MAX;
}

/** The class of a purchase count; a household that did not buy the need lately is light. */
export function usageOf(thresholds: UsageThresholds, needNo: number, purchases: number): Usage {
  const count = Math.min(purchases, COUNT_MAX);
  if (count <= (thresholds.lightMax[needNo] ?? 0)) return 'light';
  return count <= (thresholds.mediumMax[needNo] ?? 0) ? 'medium' : 'heavy';
}

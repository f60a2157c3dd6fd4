import type { HouseholdHistory } from '../history/household-history.ts';
import { type Day, day } from '../shared/day.ts';
import type { CatalogIndex } from './catalog-index.ts';

/** How much of a need a household uses, against the other households of the chain that buy it. */
export type Usage = 'heavy' | 'medium' | 'light';

/** Half a year before the plan's day: long enough for slow needs, short enough to be what a household is like now. */
export const USAGE_DAYS = 182;

/** Purchase counts from here up are one class of the histogram: 0.7 purchases a day are heavy use of anything. */
const COUNT_MAX = 127;
const ROW = COUNT_MAX + 1;

/** A class is left downwards when the count is below it by one more purchase for each so many of its bound. */
const MARGIN_PART = 8;

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
    const count = purchasesSince(history, place, asOf - USAGE_DAYS, asOf);
    if (count > 0) counts.set(needNo, (counts.get(needNo) ?? 0) + count);
  }
  return counts;
}

/** Purchase days of one product in `[from, asOf)`. */
export function purchasesSince(history: HouseholdHistory, place: number, from: number, asOf: Day): number {
  const start = history.starts[place] ?? 0;
  const end = history.starts[place + 1] ?? start;
  let count = 0;
  for (let at = end - 1; at >= start; at--) {
    const day = history.days[at] ?? 0;
    if (day < from) break;
    if (day < asOf) count++;
  }
  return count;
}

/** Count one household into a tally, in place: a pass over the chain adds millions. @param counts Its {@link recentPurchases}. */
export function addToUsageTally(tally: UsageTally, counts: ReadonlyMap<number, number>): void {
  for (const [needNo, count] of counts) {
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

/** How much a household uses a need, and what made it so. */
export type UsageState = {
  readonly usage: Usage;
  /** Purchases (products x days) in the {@link USAGE_DAYS} before the day asked about. */
  readonly recentPurchases: number;
  /** First day as of which it was so, and what it was before; undefined: it was never anything else than light. */
  readonly usageSince: Day | undefined;
  readonly usageBefore: Usage | undefined;
};

/**
 * The class of a household, gone through day by day against the chain's bounds of today. It rises as soon as its count
 * is above a bound, and falls only when the count is below it by a margin (a purchase, and one more for each eight of the
 * bound): where counts stand level with a bound, a purchase that is half a year old by now moves nobody.
 *
 * @param days Of its purchases of the need (products x days) before `asOf`, ascending.
 */
export function usageStateOf(
  thresholds: UsageThresholds,
  needNo: number,
  days: readonly number[],
  asOf: Day,
): UsageState {
  const bounds = [thresholds.lightMax[needNo] ?? 0, thresholds.mediumMax[needNo] ?? 0];
  let level = 0;
  let before: number | undefined;
  let since: number | undefined;
  let entered = 0;
  let left = 0;
  for (let now = nextChange(days, 0, 0); now <= asOf; now = nextChange(days, entered, left)) {
    while (entered < days.length && (days[entered] ?? 0) < now) entered++;
    while (left < entered && (days[left] ?? 0) < now - USAGE_DAYS) left++;
    const next = levelOf(bounds, Math.min(entered - left, COUNT_MAX), level);
    if (next !== level) [before, since, level] = [level, now, next];
  }
  return {
    usage: usageAt(level),
    recentPurchases: entered - left,
    usageSince: since === undefined ? undefined : day(since),
    usageBefore: before === undefined ? undefined : usageAt(before),
  };
}

const USAGES: readonly Usage[] = ['light', 'medium', 'heavy'];

function usageAt(level: number): Usage {
  return USAGES[level] ?? 'light';
}

/** The next day as of which a purchase counts for the first time, or counts no more; a purchase counts from the day after. */
function nextChange(days: readonly number[], entered: number, left: number): number {
  const enters = entered < days.length ? (days[entered] ?? 0) + 1 : Number.POSITIVE_INFINITY;
  const leaves = left < entered ? (days[left] ?? 0) + USAGE_DAYS + 1 : Number.POSITIVE_INFINITY;
  return Math.min(enters, leaves);
}

function levelOf(bounds: readonly number[], count: number, level: number): number {
  let next = level;
  while (next < bounds.length && count > (bounds[next] ?? 0)) next++;
  while (next > 0 && count <= fallsAt(bounds[next - 1] ?? 0)) next--;
  return next;
}

/** Of a class, the count at which a household that was in it is in it no more; none at all is light use of anything. */
function fallsAt(bound: number): number {
  return Math.max(0, bound - 1 - Math.floor(bound / MARGIN_PART));
}

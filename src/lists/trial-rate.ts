import type { HouseholdHistory } from '../history/household-history.ts';
import type { CatalogIndex } from '../offers/catalog-index.ts';
import type { Day } from '../shared/day.ts';

/** Half a year: long enough to see first purchases, short enough to be about today. */
const TRIAL_DAYS = 182;

/**
 * Events and days at risk over all households, by need number; integers, so that the order of households cannot change
 * a rate.
 */
export type TrialTally = {
  /** Days for which households were watched, whether or not they had bought a need. */
  watchedDays: number;
  /** Households whose first purchase of the need lies within the days that they were watched. */
  readonly firstBought: Uint32Array;
  /** Of the watched days, those on which the household had bought the need before. */
  readonly daysAfter: Float64Array;
};

export function emptyTrialTally(needCount: number): TrialTally {
  return {
    watchedDays: 0,
    firstBought: new Uint32Array(needCount),
    daysAfter: new Float64Array(needCount),
  };
}

/**
 * Watch one household for the second half of its time with us, at most {@link TRIAL_DAYS}: in the first half nearly all
 * that it buys looks like a first purchase, since nobody saw it shop before.
 */
export function addToTrialTally(
  tally: TrialTally,
  history: HouseholdHistory,
  index: CatalogIndex,
  asOf: Day,
): void {
  const watched = Math.min(TRIAL_DAYS, Math.floor((asOf - (history.tripDays[0] ?? asOf)) / 2));
  tally.watchedDays += watched;
  for (const [needNo, onDay] of firstPurchases(history, index)) {
    if (onDay >= asOf) continue;
    const isTrial = onDay >= asOf - watched;
    // The day of a first purchase still counts as one at risk.
    const after = isTrial ? asOf - 1 - onDay : watched;
    if (isTrial) tally.firstBought[needNo] = (tally.firstBought[needNo] ?? 0) + 1;
    tally.daysAfter[needNo] = (tally.daysAfter[needNo] ?? 0) + after;
  }
}

function firstPurchases(history: HouseholdHistory, index: CatalogIndex): Map<number, number> {
  const first = new Map<number, number>();
  history.productNos.forEach((productNo, place) => {
    const needNo = index.needNo[productNo] ?? -1;
    const onDay = history.days[history.starts[place] ?? 0];
    if (needNo < 0 || onDay === undefined) return;
    first.set(needNo, Math.min(first.get(needNo) ?? onDay, onDay));
  });
  return first;
}

/**
 * P(a household that never bought a need does so within the window), at a constant rate: first purchases over days at
 * risk.
 *
 * Source: the maximum-likelihood rate of censored exponential times, for example J. Lawless, "Statistical Models and
 * Methods for Lifetime Data" (2003), 4.1.
 */
export function trialProbability(tally: TrialTally, windowDays: number): (needNo: number) => number {
  return (needNo) => {
    const daysAtRisk = tally.watchedDays - (tally.daysAfter[needNo] ?? 0);
    if (daysAtRisk <= 0) return 0;
    return -Math.expm1((-(tally.firstBought[needNo] ?? 0) / daysAtRisk) * windowDays);
  };
}

import type { HouseholdHistory } from '../history/household-history.ts';
import type { CatalogIndex } from '../offers/catalog-index.ts';
import type { Day } from '../shared/day.ts';

/** Half a year: long enough to see first purchases, short enough to be about today. */
const TRIAL_DAYS = 182;

/** Counts by need number over all households; integers, so that the order of households cannot change a rate. */
export type TrialTally = {
  households: number;
  /** Households whose first purchase of the need lies within the last {@link TRIAL_DAYS}. */
  readonly firstBought: Uint32Array;
  /** Households that had bought the need before that. */
  readonly boughtBefore: Uint32Array;
};

export function emptyTrialTally(needCount: number): TrialTally {
  return { households: 0, firstBought: new Uint32Array(needCount), boughtBefore: new Uint32Array(needCount) };
}

export function addToTrialTally(
  tally: TrialTally,
  history: HouseholdHistory,
  index: CatalogIndex,
  asOf: Day,
): void {
  const first = new Map<number, number>();
  history.productNos.forEach((productNo, place) => {
    const needNo = index.needNo[productNo] ?? -1;
    const onDay = history.days[history.starts[place] ?? 0];
    if (needNo < 0 || onDay === undefined) return;
    first.set(needNo, Math.min(first.get(needNo) ?? onDay, onDay));
  });
  tally.households += 1;
  for (const [needNo, onDay] of first) {
    const counts = onDay >= asOf - TRIAL_DAYS ? tally.firstBought : tally.boughtBefore;
    counts[needNo] = (counts[needNo] ?? 0) + 1;
  }
}

/**
 * P(a household that never bought a need does so within the window): the share of those without it half a year ago that
 * have tried it since, at a constant rate.
 */
export function trialProbability(tally: TrialTally, windowDays: number): (needNo: number) => number {
  return (needNo) => {
    const without = tally.households - (tally.boughtBefore[needNo] ?? 0);
    if (without <= 0) return 0;
    const share = (tally.firstBought[needNo] ?? 0) / without;
    return 1 - (1 - Math.min(share, 1 - 1e-9)) ** (windowDays / TRIAL_DAYS);
  };
}

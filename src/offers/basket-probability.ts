import type { HouseholdHistory } from '../history/household-history.ts';
import type { Cents } from '../shared/cents.ts';
import type { Day } from '../shared/day.ts';
import { USAGE_DAYS } from './usage.ts';

/** A household that came yesterday for the first time is no daily shopper. */
const OBSERVED_DAYS_MIN = 28;

/**
 * P(a household spends at least an amount on some day of a window): Poisson with the rate of such days in the half year
 * before `asOf`, 1 - exp(-rate x days). The rate's denominator is the time since its first trip where that is shorter, but
 * not less than {@link OBSERVED_DAYS_MIN}.
 *
 * @param minBasketCents Undefined: any trip will do, also where the feed says nothing of money.
 */
export function basketProbability(
  history: HouseholdHistory,
  minBasketCents: Cents | undefined,
  asOf: Day,
  windowDays: number,
): number {
  const first = history.tripDays[0];
  if (first === undefined || first >= asOf) return 0;
  const observedDays = Math.max(OBSERVED_DAYS_MIN, Math.min(USAGE_DAYS, asOf - first));
  const isRecent = (day: number) => day >= asOf - USAGE_DAYS && day < asOf;
  const large =
    minBasketCents === undefined
      ? history.tripDays.filter(isRecent).length
      : history.spendDays.filter(
          (day, at) => isRecent(day) && (history.spendCents[at] ?? 0) >= minBasketCents,
        ).length;
  return -Math.expm1((-large / observedDays) * windowDays);
}

import type { Day } from '../shared/day.ts';
import type { ScoreWindow } from './window.ts';

/** The days from which a fit looks forward; every window is over on the as-of day. */
export type Schedule = {
  /** Ascending, the newest last: what happened after that one is held out while a fit is tested. */
  readonly days: readonly Day[];
  /** How many of them, from the first, have windows that were over on the newest of them. */
  readonly tested: number;
};

/** A household panel younger than this shows nothing yet. */
const WARM_UP_DAYS = 21;
/** With a year and more of history, days are four weeks apart; before that, a week. */
const LONG_HISTORY_DAYS = 400;
const STEP_DAYS = 28;
const STEP_DAYS_SHORT = 7;
/** A year of windows, and the one that is held out; or as many that overlap. */
const DAYS_MAX = 14;

/**
 * The days of a fit, each on the weekday of `asOf`, so that weekends fall into their windows as they will into its own.
 * None when there is nothing to test it with: a fit that was never tested is of no use.
 *
 * @param firstDay The chain's first trip; Infinity: none.
 */
export function scheduleDays(firstDay: number, { asOf, leadDays, horizonDays }: ScoreWindow): Schedule {
  const windowDays = leadDays + horizonDays;
  const newest = asOf - 7 * Math.ceil(windowDays / 7);
  const step = asOf - firstDay >= LONG_HISTORY_DAYS ? STEP_DAYS : STEP_DAYS_SHORT;
  const days: Day[] = [];
  for (let day = newest; day >= firstDay + WARM_UP_DAYS && days.length < DAYS_MAX; day -= step)
    days.unshift(day as Day);
  const tested = days.filter((day) => day + windowDays <= newest).length;
  return tested === 0 ? { days: [], tested } : { days, tested };
}

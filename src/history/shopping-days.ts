import { type Day, weekday } from '../shared/day.ts';
import type { HouseholdHistory } from './household-history.ts';

/** How far back a household's shopping habits are read, in days: half a year, and a whole number of fortnights. */
export const HABIT_DAYS = 182;

/**
 * Trips of the last {@link HABIT_DAYS} days before `asOf`, counted by phase: day number modulo `periodDays`, so that two
 * households with the same habit have the same phase whatever the day of asking. `periodDays` 14 tells a fortnightly
 * shopper's weeks apart; 7 gives weekdays from Thursday on (see {@link tripWeekdayCounts}).
 *
 * @throws RangeError when `periodDays` is no positive integer.
 */
export function tripPhaseCounts(history: HouseholdHistory, asOf: Day, periodDays: number): Int32Array {
  if (!Number.isInteger(periodDays) || periodDays < 1) throw new RangeError(`periodDays: ${periodDays}`);
  return countTrips(history, asOf, periodDays, (onDay) => ((onDay % periodDays) + periodDays) % periodDays);
}

/** Trips of the last {@link HABIT_DAYS} days before `asOf` by weekday; 0 = Monday .. 6 = Sunday. */
export function tripWeekdayCounts(history: HouseholdHistory, asOf: Day): Int32Array {
  return countTrips(history, asOf, 7, (onDay) => weekday(onDay as Day));
}

function countTrips(
  history: HouseholdHistory,
  asOf: Day,
  size: number,
  slotOf: (onDay: number) => number,
): Int32Array {
  const counts = new Int32Array(size);
  for (const onDay of history.tripDays) {
    if (onDay < asOf - HABIT_DAYS || onDay >= asOf) continue;
    const slot = slotOf(onDay);
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
  return counts;
}

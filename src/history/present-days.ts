import type { Day } from '../shared/day.ts';
import type { HouseholdHistory } from './household-history.ts';
import { countBefore } from './truncate.ts';

/** A stretch without a trip is an absence when it is longer than three weeks, and than five of the household's usual ones. */
const AWAY_DAYS_MIN = 21;
const AWAY_GAPS_MIN = 5;

/**
 * A household's history before a day as if its absences had not been: what lies before one is moved towards the day, so that
 * of the stretch a gap remains as long as the household's mean one. A stretch that is not over by the day is none.
 *
 * @returns Places, and whatever is not before the day, are as they were; undefined: it was never away.
 */
export function presentHistory(history: HouseholdHistory, asOf: Day): HouseholdHistory | undefined {
  const { tripDays, days, starts } = history;
  const trips = countBefore(tripDays, asOf);
  const usual = ((tripDays[trips - 1] ?? 0) - (tripDays[0] ?? 0)) / Math.max(1, trips - 1);
  const least = Math.max(AWAY_DAYS_MIN, AWAY_GAPS_MIN * usual);
  /** Days by which what happened up to a trip moves, by trip. */
  const moved = new Int32Array(trips);
  for (let trip = trips - 2; trip >= 0; trip--) {
    const gap = (tripDays[trip + 1] ?? 0) - (tripDays[trip] ?? 0);
    moved[trip] = (moved[trip + 1] ?? 0) + (gap > least ? gap - Math.round(usual) : 0);
  }
  if ((moved[0] ?? 0) === 0) return undefined;

  const present = { ...history, tripDays: tripDays.slice(), days: days.slice() };
  for (let trip = 0; trip < trips; trip++)
    present.tripDays[trip] = (tripDays[trip] ?? 0) + (moved[trip] ?? 0);
  for (let place = 0; place < history.productNos.length; place++) {
    const until = starts[place + 1] ?? 0;
    let trip = 0;
    for (let at = starts[place] ?? 0; at < until && (days[at] ?? asOf) < asOf; at++) {
      while (trip < trips && (tripDays[trip] ?? asOf) < (days[at] ?? 0)) trip++;
      present.days[at] = (days[at] ?? 0) + (moved[trip] ?? 0);
    }
  }
  return present;
}

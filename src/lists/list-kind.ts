import type { HouseholdHistory } from '../history/household-history.ts';
import { type Day, day } from '../shared/day.ts';

/** What kind of list a household gets, by its own trips. */
export const LIST_KINDS = ['regular', 'new', 'declining', 'lapsed'] as const;
export type ListKind = (typeof LIST_KINDS)[number];

/** A kind, and the trips (days with a purchase) that it was read from. */
export type KindFacts = {
  readonly kind: ListKind;
  readonly firstDay?: Day;
  readonly lastDay?: Day;
  /** `declining`: trips in the eight weeks before, how many its own earlier rate comes to, and since when it is so. */
  readonly recentTrips?: number;
  readonly usualTrips?: number;
  readonly since?: Day;
};

/** So long after its first trip a household is new: long enough for two rounds of what is bought once a month. */
const NEW_DAYS = 56;
/** Who has stayed away longer than usual has done so for more than so many of its own gaps. */
const LAPSED_GAPS = 4;

/** Trips in the last eight weeks, against those of the half year before these, or of as much of it as is known. */
const RECENT_DAYS = 56;
const EARLIER_DAYS = 182;
/** A decline begins at or below this share of the earlier rate, in percent, and is over above the other. */
const DECLINE_PERCENT = 60;
const RECOVERED_PERCENT = 80;
/** And only where trips are fewer than chance makes them: two standard deviations of a count, which is its root. */
const DEVIATIONS = 2;

/**
 * - `lapsed`: no trip for more than `lapsedDays`, and for more than four times the usual gap between its trips;
 * - `new`: its first trip is less than eight weeks ago;
 * - `declining`: it came 60 % as often as in the half year before, or less, and by more than chance; so until it comes 80 % as
 *   often again (or until the lower rate has become its usual one);
 * - `regular`: none of these.
 *
 * A household is only compared with itself. The decline is gone through day by day, so that it does not come and go with
 * single trips.
 */
export function listKindOf({ tripDays }: HouseholdHistory, asOf: Day, lapsedDays: number): KindFacts {
  const trips = tripDays.filter((onDay) => onDay < asOf);
  const first = trips[0];
  const last = trips.at(-1);
  if (first === undefined || last === undefined) return { kind: 'new' };
  const known = { firstDay: day(first), lastDay: day(last) };
  const gap = trips.length < 2 ? 0 : (last - first) / (trips.length - 1);
  const away = asOf - last;
  if (away > lapsedDays && away > LAPSED_GAPS * gap) return { kind: 'lapsed', ...known };
  if (first > asOf - NEW_DAYS) return { kind: 'new', ...known };
  return { ...declineOf(trips, first, asOf), ...known };
}

/** Compared in whole numbers: `recent` in {@link RECENT_DAYS} against `earlier` in `earlierDays`. */
function declineOf(trips: Int32Array, first: number, asOf: number): KindFacts {
  const judged = first + 2 * RECENT_DAYS;
  let since: number | undefined;
  let recent = 0;
  let usual = 0;
  let [from, middle, until] = [0, 0, 0];
  for (let now = judged; now <= asOf; now++) {
    while (until < trips.length && (trips[until] ?? 0) < now) until++;
    while (middle < until && (trips[middle] ?? 0) < now - RECENT_DAYS) middle++;
    while (from < middle && (trips[from] ?? 0) < now - RECENT_DAYS - EARLIER_DAYS) from++;
    const earlierDays = Math.min(EARLIER_DAYS, now - RECENT_DAYS - first);
    recent = until - middle;
    usual = ((middle - from) * RECENT_DAYS) / earlierDays;
    const share = 100 * recent;
    const begins = share <= DECLINE_PERCENT * usual && usual - recent >= DEVIATIONS * Math.sqrt(usual);
    if (since === undefined ? begins && usual > 0 : share > RECOVERED_PERCENT * usual)
      since = since === undefined ? now : undefined;
  }
  return since === undefined
    ? { kind: 'regular' }
    : { kind: 'declining', recentTrips: recent, usualTrips: Math.round(usual * 10) / 10, since: day(since) };
}

import type { Day } from '../shared/day.ts';
import { groupBy } from './group-by.ts';

/** One receipt of a card. */
export type Visit = {
  readonly day: Day;
  readonly storeId: string;
  readonly registerId: string;
  /** undefined: the feed has days alone. */
  readonly secondOfDay: number | undefined;
};

/** What a household's own card does not do, day after day. */
export type ActivityRule = {
  /** From so many trips, lanes, or stores in a day on, the day is not one of a household. */
  readonly tripsPerDay: number;
  readonly lanesPerDay: number;
  readonly storesPerDay: number;
  /** How many such days it takes, and which share of the days on which the card was used, in percent. */
  readonly busyDays: number;
  readonly busyPercent: number;
  /** Trips in two stores at once: within so many minutes, so many times. One card cannot be in both. */
  readonly overlapMinutes: number;
  readonly overlaps: number;
};

/** Why a card is a house card: used by cashiers for whoever has none with them, or for themselves. */
export type ActivityReason = 'trips' | 'lanes' | 'stores' | 'two-places';

/** What a card did in the days that were looked at: the evidence. */
export type Activity = {
  readonly trips: number;
  /** Days on which it was used, and of these the days with too many trips, lanes, stores. */
  readonly days: number;
  readonly tripDays: number;
  readonly laneDays: number;
  readonly storeDays: number;
  /** The most in one day. */
  readonly tripsMost: number;
  readonly lanesMost: number;
  readonly storesMost: number;
  /** How often it was in two stores at once. */
  readonly overlaps: number;
  /** Share of all its trips at the lane that it used most, in percent: a cashier's own card stays at few lanes. */
  readonly topLanePercent: number;
  readonly stores: number;
};

/**
 * What a card did, and what of it no household does. Single busy days are none of it: a party, a caterer, a receipt that
 * the register cut in three; it takes several, and a share of all its days. Whoever shares a telephone number as an id can be
 * in two stores at once now and then; it takes several of these, too.
 */
export function judgeActivity(
  visits: readonly Visit[],
  rule: ActivityRule,
): { readonly activity: Activity; readonly reasons: readonly ActivityReason[] } {
  const activity = measure(visits, rule);
  const { days, tripDays, laneDays, storeDays, overlaps } = activity;
  const often = (busy: number): boolean => busy >= rule.busyDays && busy * 100 >= rule.busyPercent * days;
  const reasons: ActivityReason[] = [];
  if (often(tripDays)) reasons.push('trips');
  if (often(laneDays)) reasons.push('lanes');
  if (often(storeDays)) reasons.push('stores');
  if (overlaps >= rule.overlaps) reasons.push('two-places');
  return { activity, reasons };
}

function measure(visits: readonly Visit[], rule: ActivityRule): Activity {
  const byDay = groupBy(visits, ({ day }) => day);
  const found = [...byDay.values()].map((onDay) => ({
    trips: onDay.length,
    lanes: new Set(onDay.map(laneOf)).size,
    stores: new Set(onDay.map(({ storeId }) => storeId)).size,
    overlaps: countOverlaps(onDay, rule.overlapMinutes * 60),
  }));
  const countFrom = (of: 'trips' | 'lanes' | 'stores', least: number): number =>
    found.filter((onDay) => onDay[of] >= least).length;
  const most = (of: 'trips' | 'lanes' | 'stores'): number => Math.max(0, ...found.map((onDay) => onDay[of]));
  const byLane = [...groupBy(visits, laneOf).values()].map((there) => there.length);
  return {
    trips: visits.length,
    days: byDay.size,
    tripDays: countFrom('trips', rule.tripsPerDay),
    laneDays: countFrom('lanes', rule.lanesPerDay),
    storeDays: countFrom('stores', rule.storesPerDay),
    tripsMost: most('trips'),
    lanesMost: most('lanes'),
    storesMost: most('stores'),
    overlaps: found.reduce((sum, { overlaps }) => sum + overlaps, 0),
    topLanePercent: Math.round((100 * Math.max(0, ...byLane)) / Math.max(1, visits.length)),
    stores: new Set(visits.map(({ storeId }) => storeId)).size,
  };
}

/** Neighbours in time that are in different stores, no further apart than the ride between them. */
function countOverlaps(onDay: readonly Visit[], seconds: number): number {
  const timed = onDay
    .flatMap(({ secondOfDay, storeId }) => (secondOfDay === undefined ? [] : [{ secondOfDay, storeId }]))
    .sort((a, b) => a.secondOfDay - b.secondOfDay || (a.storeId < b.storeId ? -1 : 1));
  return timed.filter((visit, at) => {
    const before = timed[at - 1];
    return (
      before !== undefined &&
      before.storeId !== visit.storeId &&
      visit.secondOfDay - before.secondOfDay <= seconds
    );
  }).length;
}

function laneOf({ storeId, registerId }: Visit): string {
  return `${storeId}\u0000${registerId}`;
}

import { type Day, weekday } from '../../src/shared/day.ts';
import { exactWeeklyCents } from './exact.ts';
import type { Profile } from './households.ts';
import { NEVER, type Pantry, skipAbsence } from './pantry.ts';
import { type Dice, STREAM } from './random.ts';
import { heaviestStore, type World } from './world.ts';

/** Who is at the register. A household's own small trip buys little; strangers and the house card are no households. */
type TripKind = 'main' | 'small' | 'stranger' | 'house';
const KINDS: readonly TripKind[] = ['main', 'small', 'stranger', 'house'];

export type Trip = {
  readonly kind: TripKind;
  /** The household's number, or the number of the stranger at that store on that day. */
  readonly who: number;
  readonly storeNo: number;
  /** Minutes since midnight, within opening hours. */
  readonly minute: number;
};

const OPENS_MINUTE = 6 * 60;
const CLOSES_MINUTE = 23 * 60;
/** Share of a household's trips to a store that is not its own. */
const AWAY_SHARE = 0.07;
const STRANGERS_PER_HOUSEHOLD = 0.02;
/** Trips a day per store on which a cashier swipes the house card for a shopper without one. */
const HOUSE_PER_HOUSEHOLD = 0.04;
const HOUSE_TRIPS_MAX = 30;
const HOUSE_TRIPS_MIN = 2;
/** Most strangers of a store and day: the room that their streams have. */
const STRANGERS_MAX = 4095;
/** Store and minute above, place in the unsorted day below: one number to sort by, exact in a double. */
const PLACES = 2 ** 28;

/**
 * All trips of a day in the order of the stores and of time. Two passes keep a day small in memory: this one holds a few
 * bytes a trip, and the baskets are filled one by one as they are written.
 */
export function* tripsOf(world: World, pantry: Pantry, today: Day): Generator<Trip> {
  const who: number[] = [];
  const kinds: number[] = [];
  const keys: number[] = [];
  const add = (kind: number, number: number, storeNo: number, minute: number): void => {
    keys.push((storeNo * 1440 + minute) * PLACES + keys.length);
    who.push(number);
    kinds.push(kind);
  };
  for (let household = 0; household < world.settings.households; household++) {
    const main = pantry.nextMain[household] === today;
    if (!main && pantry.nextSmall[household] !== today) continue;
    const one = world.dice.stream(STREAM.trip, household, today);
    const away = one.chance(AWAY_SHARE) && exactWeeklyCents(household) === undefined;
    const minute = pickMinute(one, today);
    const storeNo = away
      ? heaviestStore(world, STREAM.awayStore, household, today)
      : pantry.homeStore[household];
    add(main ? 0 : 1, household, storeNo ?? 0, minute);
  }
  const perStore = world.settings.households / world.settings.stores;
  const house = Math.min(
    HOUSE_TRIPS_MAX,
    Math.max(HOUSE_TRIPS_MIN, Math.round(perStore * HOUSE_PER_HOUSEHOLD)),
  );
  const strangers = Math.min(STRANGERS_MAX, Math.ceil(perStore * STRANGERS_PER_HOUSEHOLD));
  for (let storeNo = 0; storeNo < world.settings.stores; storeNo++) {
    for (let number = 0; number < strangers; number++) {
      add(2, number, storeNo, pickMinute(strangerDice(world, 'stranger', storeNo, today, number), today));
    }
    for (let number = 0; number < house; number++) {
      add(3, number, storeNo, pickMinute(strangerDice(world, 'house', storeNo, today, number), today));
    }
  }
  for (const key of Float64Array.from(keys).sort()) {
    const place = key % PLACES;
    const at = (key - place) / PLACES;
    const kind = KINDS[kinds[place] ?? 0] ?? 'main';
    yield { kind, who: who[place] ?? 0, storeNo: Math.floor(at / 1440), minute: at % 1440 };
  }
}

/** The stream of one trip that belongs to no household. */
export function strangerDice(
  world: World,
  kind: 'stranger' | 'house',
  storeNo: number,
  today: Day,
  number: number,
): Dice {
  const purpose = kind === 'house' ? STREAM.houseCard : STREAM.stranger;
  return world.dice.stream(purpose, storeNo, today * (STRANGERS_MAX + 1) + number);
}

/** Late mornings, and evenings of working days; uniform in between. */
function pickMinute(one: Dice, today: Day): number {
  const working = weekday(today) < 5;
  const kind = one.unit();
  const bump = one.normal();
  const anywhere = one.between(OPENS_MINUTE, CLOSES_MINUTE - 1);
  if (kind < 0.35) return anywhere;
  const peak = working && kind < 0.75 ? 17.4 * 60 : 11 * 60;
  const minute = Math.round(peak + bump * 85);
  return minute < OPENS_MINUTE || minute >= CLOSES_MINUTE ? anywhere : minute;
}

/** After a trip: when the household comes again. A main trip makes a small one of the same day needless. */
export function scheduleNext(
  world: World,
  pantry: Pantry,
  household: number,
  profile: Profile,
  trip: Trip,
  today: Day,
): void {
  // A stream of its own: what a store's register throws for must not move the next visit.
  const dice = world.dice.stream(STREAM.schedule, household, today);
  if (trip.kind === 'main')
    pantry.nextMain[household] = today + daysToNextMain(profile, household, today, dice);
  if ((pantry.nextSmall[household] ?? NEVER) <= today) {
    pantry.nextSmall[household] = today + 1 + Math.floor(dice.exponential(profile.smallGapDays - 1));
  }
  skipAbsence(world, pantry, household);
}

/** Mean share of the weekly shoppers' trips that are put off by a week; see {@link tripGapSeenDays}. */
const SKIPPED_SHARE = 0.03;

function daysToNextMain(profile: Profile, household: number, today: Day, dice: Dice): number {
  if (exactWeeklyCents(household) !== undefined) return 7;
  const { tripGapDays, weekday: preferred } = profile;
  if (preferred === undefined) return Math.max(1, Math.round(tripGapDays * dice.spread(0.3)));
  // Back to the preferred weekday from wherever this trip fell, then a day early or late now and then.
  const drift = ((preferred - weekday(today) + 10) % 7) - 3;
  const early = dice.unit();
  const jitter = early < 0.1 ? -1 : early < 0.22 ? 1 : 0;
  return Math.max(1, tripGapDays + drift + jitter + (dice.chance(SKIPPED_SHARE) ? 7 : 0));
}

/** Mean days between two main trips, put-off ones included. */
export function tripGapSeenDays(profile: Profile): number {
  return profile.weekday === undefined ? profile.tripGapDays : profile.tripGapDays + 7 * SKIPPED_SHARE;
}

import type { Day } from '../../src/shared/day.ts';
import { deriveAbsence } from './absence.ts';
import { exactProfile, exactWeeklyCents } from './exact.ts';
import { deriveProfile, NEEDS_MAX, type Profile } from './households.ts';
import { STREAM } from './random.ts';
import { homeStores, type World } from './world.ts';

/** A day that never comes. */
export const NEVER = 2 ** 31 - 1;

/**
 * All that is remembered of the households from one day to the next: when each shops again and when each of its needs runs
 * out. Typed arrays of 4 × {@link NEEDS_MAX} + 10 bytes a household (138 MB for a million).
 */
export type Pantry = {
  readonly nextMain: Int32Array;
  readonly nextSmall: Int32Array;
  readonly homeStore: Uint16Array;
  /** `[household × NEEDS_MAX + place of the need in the profile]`: days since the first day of scans. */
  readonly runsOut: Float32Array;
};

export function profileOf(world: World, household: number): Profile {
  const profile = deriveProfile(world.needs, household, world.dice);
  return exactWeeklyCents(household) === undefined ? profile : exactProfile(profile, household);
}

export function openPantry(world: World): Pantry {
  const count = world.settings.households;
  const pantry: Pantry = {
    nextMain: new Int32Array(count),
    nextSmall: new Int32Array(count),
    homeStore: homeStores(world),
    runsOut: new Float32Array(count * NEEDS_MAX),
  };
  for (let household = 0; household < count; household++) {
    moveIn(world, pantry, household);
  }
  return pantry;
}

/** The state in which a household is found on the first day: somewhere within each of its rhythms. */
function moveIn(world: World, pantry: Pantry, household: number): void {
  const profile = profileOf(world, household);
  const one = world.dice.stream(STREAM.start, household);
  const { tripGapDays, weekday, smallGapDays } = profile;
  const untilFirst =
    weekday === undefined
      ? one.below(Math.ceil(tripGapDays))
      : daysUntilWeekday(world.firstDay, weekday) + 7 * one.below(Math.max(1, Math.round(tripGapDays / 7)));
  const untilSmall = Math.ceil(one.exponential(Math.min(smallGapDays, 1e6)));
  pantry.nextMain[household] = world.firstDay + untilFirst;
  pantry.nextSmall[household] = Number.isFinite(smallGapDays) ? world.firstDay + untilSmall : NEVER;
  for (const [place, own] of profile.needs.entries()) {
    pantry.runsOut[household * NEEDS_MAX + place] = one.unit() * own.lastsDays;
  }
  skipAbsence(world, pantry, household);
}

/** Move trips that fall into the household's absence behind it; whoever comes back finds the pantry empty. */
export function skipAbsence(world: World, pantry: Pantry, household: number): void {
  const absence =
    exactWeeklyCents(household) === undefined
      ? deriveAbsence(household, world.firstDay, world.lastDay, world.dice)
      : undefined;
  if (absence === undefined) return;
  const later = (day: number): number => {
    if (day < absence.from || (absence.to !== undefined && day > absence.to)) return day;
    return absence.to === undefined ? NEVER : absence.to + 1 + (household % 6);
  };
  pantry.nextMain[household] = later(pantry.nextMain[household] ?? NEVER);
  pantry.nextSmall[household] = later(pantry.nextSmall[household] ?? NEVER);
}

function daysUntilWeekday(day: Day, weekday: number): number {
  // Day 0 was a Thursday, weekday 3.
  const today = (((day + 3) % 7) + 7) % 7;
  return (weekday - today + 7) % 7;
}

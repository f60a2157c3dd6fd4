import { join } from 'node:path';
import { addDays, formatDay } from '../../src/shared/day.ts';
import { profileOf } from './pantry.ts';
import { type Cell, writeFeed } from './text.ts';
import { householdId, type World } from './world.ts';

/** The same pattern repeats every so many households, so that its share is the same in a chain of any size. */
const PATTERN = 150;

type Suppression = {
  readonly reason: string;
  readonly category?: string;
  readonly from?: number;
  readonly to?: number;
};

/** By place in the pattern; `from` and `to` in days after the last day of scans. */
const SUPPRESSED: ReadonlyMap<number, Suppression> = new Map([
  [11, { reason: 'opted_out', from: -120 }],
  [31, { reason: 'no_mail', from: -60 }],
  [43, { reason: 'deceased', from: -30 }],
  [52, { reason: 'moved', from: -45 }],
  [67, { reason: 'minor' }],
  [74, { reason: 'dispute', from: -10, to: 40 }],
  [88, { reason: 'erasure', from: -3 }],
  [96, { reason: 'test' }],
  [103, { reason: 'category', category: 'Beer & Wine' }],
  [117, { reason: 'category', category: 'Tobacco', from: -200 }],
  [129, { reason: 'no_mail', from: -300, to: -100 }],
]);

const SUPPRESSION_COLUMNS = ['household_id', 'reason', 'category', 'start_day', 'end_day'] as const;

/** Households that must not be mailed, or not about something; one of them only in the past. */
export function writeSuppressions(world: World, dir: string): number {
  return writeFeed(join(dir, 'suppressions.csv'), SUPPRESSION_COLUMNS, rows());

  function* rows(): Generator<Partial<Record<(typeof SUPPRESSION_COLUMNS)[number], Cell>>> {
    for (let household = 0; household < world.settings.households; household++) {
      const one = SUPPRESSED.get(household % PATTERN);
      if (one === undefined || profileOf(world, household).unregistered) continue;
      yield {
        household_id: householdId(household),
        reason: one.reason,
        category: one.category,
        start_day: one.from === undefined ? undefined : formatDay(addDays(world.lastDay, one.from)),
        end_day: one.to === undefined ? undefined : formatDay(addDays(world.lastDay, one.to)),
      };
    }
  }
}

type Wish = { readonly what: string; readonly value: string | 'favourite' };

/** By place in the pattern; a value of `favourite` stands for the product that the household buys first of all. */
const WISHES: ReadonlyMap<number, Wish> = new Map([
  [13, { what: 'mute_product', value: 'favourite' }],
  [29, { what: 'mute_category', value: 'Candy' }],
  [38, { what: 'not_mine', value: 'favourite' }],
  [47, { what: 'diet', value: 'vegetarian' }],
  [59, { what: 'diet', value: 'gluten_free' }],
  [71, { what: 'language', value: 'es' }],
  [83, { what: 'large_print', value: 'yes' }],
  [109, { what: 'mute_category', value: 'Beer & Wine' }],
  [125, { what: 'mute_product', value: 'favourite' }],
]);

const PREFERENCE_COLUMNS = ['household_id', 'what', 'value', 'day'] as const;

/** What households told the service desk. */
export function writePreferences(world: World, dir: string): number {
  return writeFeed(join(dir, 'preferences.csv'), PREFERENCE_COLUMNS, rows());

  function* rows(): Generator<Partial<Record<(typeof PREFERENCE_COLUMNS)[number], Cell>>> {
    for (let household = 0; household < world.settings.households; household++) {
      const wish = WISHES.get(household % PATTERN);
      if (wish === undefined) continue;
      const profile = profileOf(world, household);
      const first = profile.needs[0];
      const favourite = first?.need.products[first.favourite]?.id;
      const value = wish.value === 'favourite' ? favourite : wish.value;
      if (profile.unregistered || value === undefined) continue;
      const day = formatDay(addDays(world.lastDay, -(5 + (household % 90))));
      yield { household_id: householdId(household), what: wish.what, value, day };
    }
  }
}

import type { Basket } from './basket.ts';
import { addUnits } from './basket.ts';
import type { Profile } from './households.ts';
import type { World } from './world.ts';

/**
 * Households that spend the same amount to the cent every week, for whoever tests a rule on weekly spend: number 25
 * exactly 25.00, number 26 exactly 25.01. They shop once a week on one weekday, with their card, at their home store.
 */
const WEEKLY_CENTS: ReadonlyMap<number, number> = new Map([
  [24, 2500],
  [25, 2501],
]);

const STAPLES = ['milk', 'sandwich bread', 'eggs', 'pasta', 'butter'];
const STAPLES_A_WEEK = 3;

export function exactWeeklyCents(household: number): number | undefined {
  return WEEKLY_CENTS.get(household);
}

/** The profile of such a household: its habits are taken from it, its needs are the staples'. */
export function exactProfile(profile: Profile, household: number): Profile {
  return {
    ...profile,
    tripGapDays: 7,
    weekday: household % 7,
    smallGapDays: Number.POSITIVE_INFINITY,
    dealResponse: 0,
    elsewhere: 0,
    forgetsCard: 0,
    cards: 1,
    phone: false,
    fuel: false,
    plays: false,
    unregistered: false,
    needs: [],
  };
}

/** Three staples in turn, and sliced ham for the rest: its price-embedded label can be any amount. */
export function fillExactBasket(world: World, basket: Basket, weeklyCents: number, week: number): void {
  for (let turn = 0; turn < STAPLES_A_WEEK; turn++) {
    const name = STAPLES[(week + turn) % STAPLES.length];
    const staple = world.needs
      .find((need) => need.name === name)
      ?.products.find((product) => product.label === 'private');
    if (staple !== undefined) addUnits(world, basket, staple, 1);
  }
  const ham = world.needs.find((need) => need.name === 'deli ham')?.products[0];
  if (ham === undefined) throw new RangeError('the assortment has no deli ham');
  const rest = weeklyCents - basket.lines.reduce((sum, line) => sum + line.netCents, 0);
  basket.lines.push({
    product: ham,
    quantity: 1,
    weightMilli: 0,
    netCents: rest,
    discountCents: 0,
    type: 'sale',
  });
}

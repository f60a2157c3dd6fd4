import type { Day } from '../../src/shared/day.ts';
import { addProduct, addUnits, type Basket, type BasketLine, soldToday } from './basket.ts';
import { type HouseholdNeed, NEEDS_MAX, type Profile } from './households.ts';
import { type Need, seasonFactor } from './needs.ts';
import type { Pantry } from './pantry.ts';
import type { Product } from './products.ts';
import type { Dice } from './random.ts';
import { isSold, type World } from './world.ts';

/** A shopper on a main trip buys what would run out before about the next one. */
const HORIZON_TRIPS = 0.95;
/** On a small trip: what is out or nearly so. */
const HORIZON_SMALL_DAYS = 1.5;
/** Deviation (of the logarithm) in how long a purchase lasts. */
const USE_SIGMA = 0.22;
const FORGETS_SHARE = 0.03;
/** A deal reaches shoppers whose stock lasts this share of their rhythm beyond the horizon. */
const DEAL_REACH = 0.6;
/** Within its brand, the loyal take another variety now and then. */
const SIBLING_SHARE = 0.1;
/** Whims: mean number of lines that no need explains, on a main trip. */
const WHIMS_MEAN = 0.9;
const WHIMS_MEAN_SMALL = 0.5;

/** Whoever is shopping, and what they keep in mind. */
type Shopper = {
  readonly household: number;
  readonly profile: Profile;
  readonly pantry: Pantry;
  readonly main: boolean;
};

/**
 * Fill a basket with what the household needs by the next trip, what a deal tempts it to take earlier or more of, and a
 * few whims. Moves the pantry on: a purchase of q units adds q × (days that a unit lasts) × noise, over the season's rate.
 * Since stock carries over, the mean gap between purchases is what a purchase lasts, whatever the trips' rhythm.
 */
export function fillBasket(world: World, basket: Basket, shopper: Shopper, dice: Dice): void {
  const { profile, pantry, household, main } = shopper;
  const sinceFirst = basket.day - world.firstDay;
  const horizon = main ? profile.tripGapDays * HORIZON_TRIPS : HORIZON_SMALL_DAYS;
  const yearDay = dayOfYear(basket.day);
  for (const [place, own] of profile.needs.entries()) {
    if (!main && !own.need.fill) continue;
    const slot = household * NEEDS_MAX + place;
    const left = (pantry.runsOut[slot] ?? 0) - sinceFirst;
    const due = left < horizon;
    const tempting =
      due || !main ? undefined : temptation(world, own, profile, left - horizon, basket.day, dice);
    if (!due && tempting === undefined) continue;
    if (due && left > 1 && dice.chance(FORGETS_SHARE)) continue;
    const days = buy(world, basket, own, profile, tempting, dice);
    const season = seasonFactor(own.need.season, yearDay);
    pantry.runsOut[slot] = sinceFirst + Math.max(0, left) + (days * dice.spread(USE_SIGMA)) / season;
  }
  addWhims(world, basket, dice, main ? WHIMS_MEAN : WHIMS_MEAN_SMALL);
  shuffle(basket.lines, dice);
}

/** The belt has no order. Fisher and Yates, in place. */
function shuffle(lines: BasketLine[], dice: Dice): void {
  for (let last = lines.length - 1; last > 0; last--) {
    const other = dice.below(last + 1);
    const [a, b] = [lines[last], lines[other]];
    if (a !== undefined && b !== undefined) [lines[last], lines[other]] = [b, a];
  }
}

/** Buy for a need, here or elsewhere. @returns days that it will last. */
function buy(
  world: World,
  basket: Basket,
  own: HouseholdNeed,
  profile: Profile,
  tempting: Product | undefined,
  dice: Dice,
): number {
  if (tempting === undefined && dice.chance(profile.elsewhere)) return own.lastsDays;
  const favourite = own.need.products[own.favourite];
  const chosen = tempting ?? choose(world, own, profile, basket.day, dice);
  if (chosen === undefined || favourite === undefined) return own.lastsDays;
  const onDeal = world.prices.promoCents(chosen) > 0;
  const stocksUp = onDeal && dice.chance(profile.dealResponse * 0.6);
  // The same days' worth of another product: as many of its usual purchases.
  const usuals = own.units / favourite.item.units;
  const amount = Math.max(usuals, 0.5) * chosen.item.units * (stocksUp ? 2 : 1);
  addProduct(world, basket, chosen, amount, dice);
  return (own.lastsDays / favourite.packFactor) * chosen.packFactor * (stocksUp ? 2 : 1);
}

/** A deal that makes the household buy before it must: of its own brand if it is loyal, of any if not. */
function temptation(
  world: World,
  own: HouseholdNeed,
  profile: Profile,
  spareDays: number,
  today: Day,
  dice: Dice,
): Product | undefined {
  const promoted = world.prices.promoted(own.need.name);
  if (promoted.length === 0 || spareDays > DEAL_REACH * own.lastsDays) return undefined;
  if (!dice.chance(profile.dealResponse * 0.5)) return undefined;
  const favourite = own.need.products[own.favourite];
  return promoted.find(
    (product) =>
      (own.loyalty === 'switcher' || product.brand === favourite?.brand) && isSold(world, product, today),
  );
}

/** Which product: the loyal stay with their brand, switchers take deals and otherwise roam. */
function choose(
  world: World,
  own: HouseholdNeed,
  profile: Profile,
  today: Day,
  dice: Dice,
): Product | undefined {
  const { products } = own.need;
  const favourite = products[own.favourite];
  if (favourite === undefined) return undefined;
  if (own.loyalty !== 'switcher') {
    if (!dice.chance(SIBLING_SHARE)) return soldToday(world, favourite, products, today);
    const sibling = dice.pick(products);
    const alike = sibling.brand === favourite.brand && sibling.packFactor === favourite.packFactor;
    return soldToday(world, alike ? sibling : favourite, products, today);
  }
  const promoted = world.prices.promoted(own.need.name);
  if (promoted.length > 0 && dice.chance(0.3 + 0.6 * profile.dealResponse)) {
    return soldToday(world, dice.pick(promoted), products, today);
  }
  const roams = dice.chance(0.55) ? dice.pick(products) : favourite;
  return soldToday(world, roams, products, today);
}

/** Lines that no need of this shopper explains; also all that we know of strangers. */
export function addWhims(world: World, basket: Basket, dice: Dice, mean: number): void {
  for (let budget = dice.exponential(mean); budget > 0.5; budget--) {
    const product = pickWhim(world, dice);
    if (product !== undefined && isSold(world, product, basket.day)) {
      if (product.item.units > 1 && product.sold === 'unit')
        addUnits(world, basket, product, product.item.units);
      else addProduct(world, basket, product, product.item.units, dice);
    }
  }
}

/** A product by the shares of the needs: what many need, many grab. */
function pickWhim(world: World, dice: Dice): Product | undefined {
  for (let attempt = 0; attempt < 20; attempt++) {
    const need: Need = dice.pick(world.needs);
    if (need.whim && dice.unit() < need.share) return dice.pick(need.products);
  }
  return undefined;
}

/** 0 .. 365, near enough for seasons: every year has 365.25 days. */
function dayOfYear(today: Day): number {
  return Math.floor(((today % 365.25) + 365.25) % 365.25);
}

import { describe, expect, test } from 'vitest';
import type { HouseholdHistory } from '../../src/history/household-history.ts';
import type { Tier } from '../../src/lists/planned-list.ts';
import { addToTierTally, emptyTierTally, tierProfiler, tierRule } from '../../src/lists/tier.ts';
import { indexCatalog } from '../../src/offers/catalog-index.ts';
import { day } from '../../src/shared/day.ts';
import { catalogOf, historyOf, type ProductSketch } from '../offers/build.ts';
import { seeded, shuffled } from './build.ts';

const AS_OF = day(20_000);
const DEPARTMENTS = 10;
const NEEDS_EACH = 12;

/** Product 12 d + n is need n of department d. */
const PRODUCTS: readonly ProductSketch[] = Array.from({ length: DEPARTMENTS * NEEDS_EACH }, (_, at) => ({
  id: `p${at}`,
  department: `Department ${Math.floor(at / NEEDS_EACH)}`,
  need: `need ${at}`,
}));
const INDEX = indexCatalog(catalogOf(PRODUCTS));
const profileOf = tierProfiler(INDEX, AS_OF);

type Shopper = {
  readonly departments: number;
  /** Of each department. */
  readonly needs: number;
  /** Of the last thirteen. */
  readonly weeks: number;
  readonly weeklyDollars: number;
};

/** In each of its weeks it buys all that it buys here. */
function history({ departments, needs, weeks, weeklyDollars }: Shopper): HouseholdHistory {
  const days = Array.from({ length: weeks }, (_, week) => AS_OF - 1 - 7 * week);
  const bought: Record<number, number[]> = {};
  for (let department = 0; department < departments; department++)
    for (let need = 0; need < needs; need++) bought[department * NEEDS_EACH + need] = days;
  const made = historyOf(bought);
  return { ...made, spendCents: new Float64Array(made.spendDays.length).fill(weeklyDollars * 100) };
}

/** A chain of a hundred ordinary households, from those who drop in to those who come for everything. */
const ORDINARY: readonly Shopper[] = Array.from({ length: 100 }, (_, at) => ({
  departments: 2 + Math.floor((at * 8) / 100),
  needs: 2 + Math.floor((at * 7) / 100),
  weeks: 4 + Math.floor((at * 10) / 100),
  weeklyDollars: 30 + at,
}));

function tiersOf(shoppers: readonly Shopper[]): Tier[] {
  const tally = emptyTierTally();
  for (const shopper of shoppers) addToTierTally(tally, profileOf(history(shopper)));
  const rule = tierRule(tally, profileOf, AS_OF, 14);
  return shoppers.map((shopper) => rule(history(shopper)).tier);
}

function tierAmong(shopper: Shopper): Tier | undefined {
  return tiersOf([...ORDINARY, shopper]).at(-1);
}

describe('the best tier', () => {
  test('is who buys everything here, not who leaves the most money', () => {
    // Six at the table, meat and diapers from here, the rest from three other stores.
    const splitShoppingFamily = { departments: 2, needs: 8, weeks: 13, weeklyDollars: 260 };
    // Two people, one store.
    const loyalCouple = { departments: 9, needs: 5, weeks: 12, weeklyDollars: 75 };
    expect(tierAmong(loyalCouple)).toBe('gold');
    expect(tierAmong(splitShoppingFamily)).toBe('silver');
    expect(tierAmong({ ...splitShoppingFamily, needs: 4 })).toBe('bronze');
  });

  test('is not who comes for everything once in a while', () => {
    const stockpiler = { departments: 9, needs: 8, weeks: 2, weeklyDollars: 400 };
    expect(tierAmong(stockpiler)).not.toBe('gold');
    expect(tierAmong({ ...stockpiler, weeks: 13 })).toBe('gold');
  });

  test('is decided by spend between households that are alike in all else', () => {
    const alike = Array.from({ length: 10 }, (_, at) => ({
      departments: 5,
      needs: 4,
      weeks: 10,
      weeklyDollars: 30 * (at + 1),
    }));
    const tiers = tiersOf(alike);
    expect(tiers.at(-1)).toBe('gold');
    expect(tiers[0]).toBe('bronze');
  });
});

test('a fifth of the households are gold, and half of them gold or silver', () => {
  const tiers = tiersOf(ORDINARY);
  const count = (tier: Tier) => tiers.filter((one) => one === tier).length;
  // Households that are level share a tier, so the shares are met to within those on the border.
  expect(Math.abs(count('gold') - 20)).toBeLessThanOrEqual(3);
  expect(Math.abs(count('gold') + count('silver') - 50)).toBeLessThanOrEqual(3);
});

test('more of anything never lowers a tier', () => {
  const rank = { bronze: 0, silver: 1, gold: 2 };
  for (const [at, shopper] of ORDINARY.entries()) {
    if (at % 20 !== 0) continue;
    const before = rank[tierAmong(shopper) ?? 'bronze'];
    for (const more of [
      { ...shopper, departments: shopper.departments + 1 },
      { ...shopper, needs: shopper.needs + 1 },
      { ...shopper, weeks: Math.min(13, shopper.weeks + 1) },
      { ...shopper, weeklyDollars: shopper.weeklyDollars * 2 },
    ])
      expect(rank[tierAmong(more) ?? 'bronze']).toBeGreaterThanOrEqual(before);
  }
});

test('the order in which households are counted changes nothing', () => {
  const below = seeded(7);
  const tally = (shoppers: readonly Shopper[]) => {
    const counted = emptyTierTally();
    for (const shopper of shoppers) addToTierTally(counted, profileOf(history(shopper)));
    return tierRule(counted, profileOf, AS_OF, 14);
  };
  const rule = tally(ORDINARY);
  for (let round = 0; round < 5; round++) {
    const other = tally(shuffled(ORDINARY, below(1_000)));
    for (const shopper of ORDINARY) expect(other(history(shopper))).toEqual(rule(history(shopper)));
  }
});

describe('a profile', () => {
  test('counts distinct departments, needs and weeks, of merchandise alone', () => {
    const catalog = catalogOf([
      { id: 'a', department: 'Dairy', need: 'milk' },
      { id: 'b', department: ' DAIRY', need: 'Milk' },
      { id: 'c', department: 'Pharmacy', need: 'tests', sensitive: true },
      { id: 'd', department: 'Services', need: 'gift card', spend: false },
      { id: 'e', need: 'eggs' },
    ]);
    const days = [AS_OF - 1, AS_OF - 2, AS_OF - 8];
    const bought = historyOf({ 0: days, 1: days, 2: days, 3: days, 4: days });
    expect(tierProfiler(indexCatalog(catalog), AS_OF)(bought)).toMatchObject({
      departments: 1,
      needs: 2,
      weeks: 2,
    });
  });

  test('looks back thirteen weeks, and not a day further', () => {
    const at = (before: number) => profileOf(historyOf({ 0: [AS_OF - before] }));
    expect(at(91)).toMatchObject({ departments: 1, needs: 1, weeks: 1 });
    expect(at(92)).toEqual({ departments: 0, needs: 0, weeks: 0, spendClass: 0 });
  });

  test('takes refunds and sums beyond all bounds', () => {
    const spending = (dollars: number) =>
      profileOf(history({ departments: 1, needs: 1, weeks: 1, weeklyDollars: dollars }));
    expect(spending(-50).spendClass).toBe(0);
    expect(spending(1e12).spendClass).toBe(spending(1e13).spendClass);
    expect(spending(100).spendClass).toBe(spending(50).spendClass + 4);
  });
});

test('a chain of one household, or of none, has tiers, too', () => {
  const shopper = { departments: 3, needs: 3, weeks: 8, weeklyDollars: 60 };
  expect(tiersOf([shopper])).toEqual(['gold']);
  expect(tierRule(emptyTierTally(), profileOf, AS_OF, 14)(history(shopper)).tier).toBe('bronze');
});

describe('a tier that was reached', () => {
  const NOBODY = { departments: 0, needs: 0, weeks: 0, weeklyDollars: 0 };
  const tally = emptyTierTally();
  for (const shopper of ORDINARY) addToTierTally(tally, profileOf(history(shopper)));
  /** A household that was like these of the ordinary hundred: now, a cycle ago, two cycles ago. */
  const tierOf = (...likes: readonly number[]) => {
    const like = (cycle: number) => history(ORDINARY[likes[cycle] ?? 0] ?? NOBODY);
    const rule = tierRule(tally, (_, daysBefore = 0) => profileOf(like(daysBefore / 14)), AS_OF, 14);
    const { tier, reachedOn } = rule(history(NOBODY));
    return reachedOn === undefined ? tier : `${tier} since ${(AS_OF - reachedOn) / 14}`;
  };

  test.each<[string, readonly number[], string]>([
    ['is had', [90], 'gold'],
    ['is not had by who never reached it', [77, 77, 77, 77, 77, 77, 77, 77], 'silver'],
    ['is kept by who slips a little', [77, 90], 'gold since 1'],
    ['is kept for six cycles', [77, 77, 77, 77, 77, 77, 90], 'gold since 6'],
    ['is not kept for a seventh', [77, 77, 77, 77, 77, 77, 77, 90], 'silver'],
    ['is lost by who slips further, if only once', [77, 70, 90], 'silver'],
    ['silver is kept, too', [42, 42, 60], 'silver since 2'],
    ['and lost, too', [30, 60], 'bronze'],
    ['from gold a household that slips far is bronze', [10, 90], 'bronze'],
  ])('%s', (_, likes, expected) => {
    expect(tierOf(...likes)).toBe(expected);
  });

  test('was read from what was bought until then', () => {
    const made = history({ departments: 9, needs: 5, weeks: 13, weeklyDollars: 75 });
    const back = (days: Int32Array) => days.map((on) => on - 28);
    const earlier = {
      ...made,
      tripDays: back(made.tripDays),
      spendDays: back(made.spendDays),
      days: back(made.days),
    };
    expect(profileOf(earlier, 28)).toEqual(profileOf(made));
    expect(profileOf(made, 91)).toEqual({ departments: 0, needs: 0, weeks: 0, spendClass: 0 });
  });
});

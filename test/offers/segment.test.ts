import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HouseholdHistory } from '../../src/history/household-history.ts';
import { indexCatalog } from '../../src/offers/catalog-index.ts';
import {
  audienceMatches,
  loyaltyIn,
  type OfferPurchases,
  type Relation,
  relationTo,
  valueForSegment,
} from '../../src/offers/segment.ts';
import {
  addToUsageTally,
  emptyUsageTally,
  mergeUsageTallies,
  recentPurchases,
  type UsageTally,
  usageOf,
  usageThresholds,
} from '../../src/offers/usage.ts';
import { AUDIENCES } from '../../src/shared/offer-terms.ts';
import { catalogOf, date, everyDays, historyOf, money, terms } from './build.ts';

const AS_OF = date('2026-03-01');
const RELIEVER = 'non-aspirin pain reliever';
const INDEX = indexCatalog(
  catalogOf([
    { id: 'national', brand: 'Calmol', label: 'national', need: RELIEVER },
    { id: 'national-rival', brand: 'Advance', label: 'national', need: RELIEVER },
    { id: 'store-50', brand: 'Our Own', label: 'private', need: RELIEVER },
    { id: 'store-100', brand: 'Our Best', label: 'private', need: RELIEVER },
    { id: 'soap', need: 'soap' },
    { id: 'secret', need: 'soap', sensitive: true },
  ]),
);
const NEED_NO = INDEX.needNo[0] ?? -1;

function tallyOf(histories: readonly HouseholdHistory[]): UsageTally {
  const tally = emptyUsageTally(INDEX.needs.length);
  for (const history of histories) addToUsageTally(tally, history, INDEX, AS_OF);
  return tally;
}

describe('users of non-aspirin pain relievers', () => {
  const PURCHASES = { light: 2, medium: 6, heavy: 12 };
  /** Which products a household of each loyalty buys, in turn. */
  const BUYS = { 'national-brand': [0], 'store-brand': [2, 3], switcher: [0, 2] };
  const cells = Object.entries(BUYS).flatMap(([loyalty, products]) =>
    Object.entries(PURCHASES).map(([usage, count]) => {
      const each = count / products.length;
      const days = products.map((no, turn) => [no, everyDays(AS_OF, each, 14, 1 + turn * 7)] as const);
      return { loyalty, usage, history: historyOf(Object.fromEntries(days)) };
    }),
  );
  const thresholds = usageThresholds(tallyOf(cells.map((cell) => cell.history)));

  test.each(cells)('$loyalty, $usage', ({ loyalty, usage, history }) => {
    const count = recentPurchases(history, INDEX, AS_OF).get(NEED_NO) ?? 0;
    expect(loyaltyIn(history, NEED_NO, INDEX)).toBe(loyalty);
    expect(usageOf(thresholds, NEED_NO, count)).toBe(usage);
  });

  test('are of nine kinds', () => {
    expect(new Set(cells.map(({ loyalty, usage }) => `${loyalty}/${usage}`)).size).toBe(9);
  });
});

describe('loyalty in a need', () => {
  test.each([
    ['seven of ten of one national brand', { 0: 7, 1: 3 }, 'national-brand'],
    ['six of ten of it', { 0: 6, 1: 4 }, 'switcher'],
    ['two store brands together seven of ten', { 2: 4, 3: 3, 0: 3 }, 'store-brand'],
    ['soap only', { 4: 5 }, undefined],
  ])('%s', (_, counts, expected) => {
    const days = Object.entries(counts).map(([no, count]) => [no, everyDays(AS_OF, count, 9)] as const);
    expect(loyaltyIn(historyOf(Object.fromEntries(days)), NEED_NO, INDEX)).toBe(expected);
  });
});

describe('usage', () => {
  test('counts the half year before the day, the first and the last day of it included', () => {
    const history = historyOf({ 0: [AS_OF - 183, AS_OF - 182, AS_OF - 1] });
    expect(recentPurchases(history, INDEX, AS_OF).get(NEED_NO)).toBe(2);
  });

  test('is not told from sensitive products', () => {
    const counts = recentPurchases(historyOf({ 4: [AS_OF - 5], 5: [AS_OF - 5, AS_OF - 9] }), INDEX, AS_OF);
    expect([...counts.values()]).toEqual([1]);
  });

  test.each([
    // households by purchase count -> light up to, medium up to
    [[1, 2, 3, 4, 5, 6, 7, 8, 9], 3, 6],
    [[1, 1, 1, 1, 1, 1], 1, 1],
    [[1, 1, 1, 1, 5, 9], 1, 1],
    [[2, 4], 2, 4],
    [[], 0, 0],
  ])('terciles of %j: light up to %i, medium up to %i', (counts, lightMax, mediumMax) => {
    const found = usageThresholds(
      tallyOf(counts.map((count) => historyOf({ 0: everyDays(AS_OF, count, 3) }))),
    );
    expect([found.lightMax[NEED_NO], found.mediumMax[NEED_NO]]).toEqual([lightMax, mediumMax]);
  });

  test('of 127 and more purchases is one class, and never overflows into the next need', () => {
    const many = historyOf({ 0: everyDays(AS_OF, 182, 1), 1: everyDays(AS_OF, 182, 1) });
    const tally = tallyOf([many]);
    expect(tally.households.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(usageThresholds(tally).mediumMax[NEED_NO]).toBe(127);
    expect(usageThresholds(tally).mediumMax[INDEX.needNo[4] ?? -1]).toBe(0);
  });

  test('thresholds do not depend on how households are put into batches', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 30 });
    fc.assert(
      fc.property(counts, fc.nat({ max: 30 }), (all, cut) => {
        const histories = all.map((count) => historyOf({ 0: everyDays(AS_OF, count, 3) }));
        const merged = mergeUsageTallies(tallyOf(histories.slice(cut)), tallyOf(histories.slice(0, cut)));
        expect(merged).toEqual(tallyOf(histories));
      }),
      { numRuns: 50, seed: 3 },
    );
  });
});

describe('relation to an offer', () => {
  function purchases(inNeeds: number, offerDays: readonly number[]): OfferPurchases {
    return {
      inNeeds,
      ofOffer: offerDays.length,
      offerDays: () => offerDays,
      lastOfferDay: offerDays.at(-1),
    };
  }
  const daysAgo = (...days: readonly number[]) => days.map((back) => AS_OF - back);

  test.each<[string, OfferPurchases, Relation]>([
    ['never bought the need', purchases(0, []), 'new'],
    ['bought the need, never the offer', purchases(5, []), 'rival'],
    ['seven of ten', purchases(10, daysAgo(70, 60, 50, 40, 30, 20, 10)), 'loyal'],
    ['six of ten', purchases(10, daysAgo(60, 50, 40, 30, 20, 10)), 'switcher'],
    ['all of it, the last 61 days ago, every 10 days before', purchases(2, daysAgo(71, 61)), 'lapsed'],
    ['all of it, the last 60 days ago', purchases(2, daysAgo(70, 60)), 'loyal'],
    ['every 30 days, the last 120 days ago', purchases(2, daysAgo(150, 120)), 'loyal'],
    ['every 30 days, the last 121 days ago', purchases(2, daysAgo(151, 121)), 'lapsed'],
    ['once, 61 days ago', purchases(1, daysAgo(61)), 'lapsed'],
  ])('%s', (_, given, expected) => {
    expect(relationTo(given, AS_OF)).toBe(expected);
  });
});

describe('the value for a segment', () => {
  const values = {
    'rival/heavy': money('2'),
    'rival/any': money('1.5'),
    'any/heavy': money('0.9'),
    'any/any': money('0.4'),
  };

  test('comes from the most exact key', () => {
    const offer = terms({ valuesBySegment: values });
    expect(valueForSegment(offer, 'rival', 'heavy')).toBe(200);
    expect(valueForSegment(offer, 'rival', 'light')).toBe(150);
    expect(valueForSegment(offer, 'loyal', 'heavy')).toBe(90);
    expect(valueForSegment(offer, 'loyal', 'light')).toBe(40);
    expect(valueForSegment(offer, undefined, undefined)).toBe(40);
  });

  test('is the value of the terms where no key fits, and stays 0 for kinds that have none', () => {
    expect(valueForSegment(terms({ valuesBySegment: { 'rival/any': money('2') } }), 'loyal', 'heavy')).toBe(
      100,
    );
    const bogo = terms({ kind: 'bogo', valueCents: money('0'), valuesBySegment: values });
    expect(valueForSegment(bogo, 'rival', 'heavy')).toBe(0);
  });
});

test('an audience fits its own relation and nobody else, any fits all', () => {
  const relations: readonly Relation[] = ['loyal', 'switcher', 'rival', 'lapsed', 'new'];
  for (const audience of AUDIENCES) {
    const fitting = relations.filter((relation) => audienceMatches(terms({ audience }), relation));
    expect(fitting).toEqual(audience === 'any' ? relations : [audience]);
  }
  expect(audienceMatches(terms({ audience: 'loyal' }), undefined)).toBe(false);
});

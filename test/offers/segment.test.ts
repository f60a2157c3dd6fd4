import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HouseholdHistory } from '../../src/history/household-history.ts';
import { indexCatalog } from '../../src/offers/catalog-index.ts';
import { audienceMatches, type Relation, segmentsOf, valueForSegment } from '../../src/offers/segment.ts';
import {
  addToUsageTally,
  emptyUsageTally,
  mergeUsageTallies,
  recentPurchases,
  type UsageTally,
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
  for (const history of histories) addToUsageTally(tally, recentPurchases(history, INDEX, AS_OF));
  return tally;
}

const NONE = usageThresholds(emptyUsageTally(INDEX.needs.length));

function segmentsFor(history: HouseholdHistory) {
  const placesOf = (needNo: number) =>
    [...history.productNos.keys()].filter(
      (place) => INDEX.needNo[history.productNos[place] ?? -1] === needNo,
    );
  return segmentsOf(history, placesOf, INDEX, NONE, AS_OF);
}

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
      { numRuns: 50 },
    );
  });
});

describe('relation to an offer', () => {
  /** Of Calmol and of Advance, as days ago. */
  const relation = (calmol: readonly number[], advance: readonly number[], brands = [CALMOL]) => {
    const back = (days: readonly number[]) => days.map((ago) => AS_OF - ago);
    const history = historyOf({ 0: back(calmol), 1: back(advance) });
    return segmentsFor(history).towards(NEED_NO, brands)?.relation;
  };
  const CALMOL = INDEX.brandNo[0] ?? -1;
  const ADVANCE = INDEX.brandNo[1] ?? -1;

  test.each<[string, readonly number[], readonly number[], Relation | undefined]>([
    ['never bought the need', [], [], undefined],
    ['bought the need, never the brand', [], [40, 30], 'rival'],
    ['switched between others', [], [40, 30], 'rival'],
    ['seven of ten', [70, 60, 50, 40, 30, 20, 10], [95, 90, 85], 'loyal'],
    ['six of ten', [60, 50, 40, 30, 20, 10], [95, 90, 85, 80], 'switcher'],
    ['two of ten: loyal to the rival', [41, 31], [95, 90, 85, 80, 50, 20, 10, 5], 'rival'],
    ['all of it, the last 61 days ago, every 10 days before', [71, 61], [], 'lapsed'],
    ['all of it, the last 60 days ago', [70, 60], [], 'loyal'],
    ['every 30 days, the last 120 days ago', [150, 120], [], 'loyal'],
    ['every 30 days, the last 121 days ago', [151, 121], [], 'lapsed'],
    ['once, 61 days ago', [61], [], 'lapsed'],
  ])('%s', (_, calmol, advance, expected) => {
    expect(relation(calmol, advance)).toBe(expected);
  });

  test('takes the brands of an offer on several as one', () => {
    const turns = { calmol: [40, 20], advance: [30, 10] };
    expect(relation(turns.calmol, turns.advance)).toBe('switcher');
    expect(relation(turns.calmol, turns.advance, [CALMOL, ADVANCE])).toBe('loyal');
  });

  test('takes all brands of the store as one', () => {
    const history = historyOf({ 2: [AS_OF - 30, AS_OF - 10], 3: [AS_OF - 20] });
    const [own, best] = [INDEX.brandNo[2] ?? -1, INDEX.brandNo[3] ?? -1];
    expect(own).toBe(best);
    expect(segmentsFor(history).towards(NEED_NO, [own])?.relation).toBe('loyal');
    expect(segmentsFor(history).towards(NEED_NO, [CALMOL])?.relation).toBe('rival');
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

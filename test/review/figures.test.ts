import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  centsOfMicros,
  enumerate,
  longDay,
  money,
  moneyChange,
  percent,
  several,
} from '../../src/review/format.ts';
import { funderMoney, offerMoney } from '../../src/review/funding.ts';
import { type Amounts, addAmount, binsOf, spreadOf } from '../../src/review/spread.ts';
import { cents } from '../../src/shared/cents.ts';
import { day } from '../../src/shared/day.ts';
import { account, due, list, recipe, special, survey } from './build.ts';

const amounts = (values: readonly number[]): Amounts => {
  const all: Amounts = new Map();
  for (const value of values) addAmount(all, value);
  return all;
};

describe('the figures of a small cycle', () => {
  const { survey: surveyed } = survey(
    [
      list(1, [due('milk'), special('O1', 150, { probability: 0.4 }), recipe('Soup')], { tier: 'gold' }),
      list(2, [special('O1', 100), special('O2', 50, { relation: 'rival', usage: 'light' })], {
        mail: false,
      }),
      list(3, [special('O1', 900)], { held: 4 }),
      list(4, [special('O1', 700)], { arm: 'control' }),
      list(5, [due('milk')], { addressee: { language: 'es', largePrint: true } }),
    ],
    { timesOf: (offerId) => (offerId === 'O1' ? 2 : 1) },
  );
  const { tally } = surveyed;

  test('are those of the lists that go out; held and control ones are counted', () => {
    expect(tally).toMatchObject({
      lists: 3,
      held: 1,
      control: 1,
      mailed: 2,
      largePrint: 1,
      lines: 5,
      specials: 3,
    });
    // 1.50 + 1.00 + 0.50; O1 may be used twice; 0.4 x 1.50 + 0.5 x 1.00 + 0.5 x 0.50.
    expect([tally.valueCents, tally.faceCents]).toEqual([300, 550]);
    expect(tally.expectedMicros).toBe((0.4 * 150 + 0.5 * 100 + 0.5 * 50) * 1_000_000);
  });

  test('cost by the chance of a redemption, where that of the purchase is another', () => {
    const one = special('O1', 150, { probability: 0.4 });
    const { offer } = one.facts;
    const known = { ...one, facts: { offer: { ...offer, redeemProbability: 0.1 } as typeof offer } };
    const { survey: cheaper } = survey([list(1, [known as typeof one])]);
    expect(cheaper.tally.expectedMicros).toBe(15_000_000);
    expect(cheaper.tally.offers.get('O1\u00001')?.expectedMicros).toBe(15_000_000);
    expect(cheaper.changes.now.expectedMicros).toBe(15_000_000);
  });

  test('go by segment, tier, language and offer', () => {
    expect(tally.cells.get('loyal/heavy')).toEqual({
      relation: 'loyal',
      usage: 'heavy',
      lists: 2,
      specials: 2,
      valueCents: 250,
    });
    expect(tally.cells.get('rival/light')).toMatchObject({ lists: 1, specials: 1, valueCents: 50 });
    expect(tally.tiers.get('gold')).toMatchObject({ lists: 1, weeklySpendCents: 5000, valueCents: 150 });
    expect(tally.tiers.get('')).toMatchObject({ tier: undefined, lists: 2 });
    expect([...tally.languages]).toEqual([
      ['en', 2],
      ['es', 1],
    ]);
    expect(tally.offers.get('O1\u00001')).toMatchObject({
      lists: 2,
      valueCents: 250,
      minCents: 100,
      maxCents: 150,
    });
  });

  test('give each offer what is left of its budget, and each funder what its offers cost', () => {
    const offers = offerMoney(tally, [
      account(
        { offerId: 'O1', limitTransaction: 2, budgetCents: cents(800) },
        { drawnCents: 200, openCents: 150, drawnHereCents: 5 },
      ),
      account({ offerId: 'O2', limitTransaction: 1, funderPercent: 60 }),
      account({ offerId: 'O3', funderId: 'F2', funderName: 'Two', budgetCents: cents(100) }),
    ]);
    // 8.00 - 2.00 - 1.50 - 2 x 2.50 = -0.50.
    expect(offers.map(({ faceCents, leftCents }) => [faceCents, leftCents])).toEqual([
      [500, -50],
      [50, undefined],
      [0, 100],
    ]);
    expect(funderMoney(offers)).toEqual([
      expect.objectContaining({
        funderId: 'F1',
        offers: 2,
        budgetCents: 800,
        unbounded: 1,
        drawnCents: 200,
        openCents: 150,
        drawnHereCents: 5,
        faceCents: 550,
        expectedMicros: tally.expectedMicros,
        storeMicros: 10_000_000,
        leftCents: -50,
        over: [{ offerId: 'O1', byCents: 50 }],
      }),
      expect.objectContaining({ funderId: 'F2', funderName: 'Two', leftCents: 100, over: [] }),
    ]);
  });

  test('have a budget that is used up to the cent without being over it', () => {
    const [offer] = offerMoney(tally, [
      account({ offerId: 'O1', limitTransaction: 2, budgetCents: cents(500) }),
    ]);
    expect(offer?.leftCents).toBe(0);
    expect(funderMoney(offer === undefined ? [] : [offer])[0]?.over).toEqual([]);
  });
});

describe('the spread of amounts', () => {
  test.each([
    [[], undefined],
    [[7], { count: 1, totalCents: 7, minCents: 7, medianCents: 7, maxCents: 7 }],
    [[1, 2, 3, 10], { count: 4, totalCents: 16, minCents: 1, medianCents: 2, maxCents: 10 }],
    [[5, 5, 5, 0, 90], { count: 5, totalCents: 105, minCents: 0, medianCents: 5, maxCents: 90 }],
  ])('of %j', (values, spread) => {
    expect(spreadOf(amounts(values))).toEqual(spread);
  });

  test('in bars of equal width loses no list and has few bars', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 5_000_000 }), { minLength: 1 }), (values) => {
        const bins = binsOf(amounts(values));
        expect(bins.length).toBeLessThanOrEqual(16);
        for (const { fromCents, toCents, lists } of bins)
          expect(lists).toBe(values.filter((value) => value >= fromCents && value < toCents).length);
        expect(bins.reduce((sum, { lists }) => sum + lists, 0)).toBe(values.length);
      }),
    );
  });
});

test('amounts, days and shares are written as people read them', () => {
  expect([money(108_090), money(-5), moneyChange(41_200), moneyChange(0)]).toEqual([
    '$1,080.90',
    '\u2212$0.05',
    '+$412.00',
    'no change',
  ]);
  expect([centsOfMicros(1_499_999), centsOfMicros(1_500_000), centsOfMicros(-1_500_000)]).toEqual([1, 2, -2]);
  expect([percent(1, 3), percent(1, 1000), percent(999, 1000), percent(4, 4), percent(0, 0)]).toEqual([
    '33%',
    'under 1%',
    'over 99%',
    '100%',
    '0%',
  ]);
  expect([several(1, 'list'), several(1310, 'list'), enumerate(['a', 'b', 'c'])]).toEqual([
    '1 list',
    '1,310 lists',
    'a, b and c',
  ]);
  expect(longDay(day(20_762))).toBe('Thu, Nov 5, 2026');
});

import { describe, expect, test } from 'vitest';
import type { ExtraRow } from '../../src/ingest/rows.ts';
import type { LineInputs, LineRules } from '../../src/lists/line-inputs.ts';
import { planLines } from '../../src/lists/plan-lines.ts';
import type { PlannedLine } from '../../src/lists/planned-list.ts';
import { RESTRICTIONS, type Restriction } from '../../src/shared/offer-terms.ts';
import type { ProductSketch } from '../offers/build.ts';
import { candidateOf, offerOf, shuffled } from './build.ts';
import { type Bought, ids, RULES, scene, VALID_FROM } from './scene.ts';

function due(
  bought: readonly Bought[],
  rules: Partial<LineRules> = {},
  over: Partial<LineInputs> = {},
): string[] {
  return ids(planLines(scene(bought, over), { ...RULES, ...rules })).sort();
}

describe('never a line, however likely', () => {
  const certain = { p: 0.99 };

  // A Record: a new restriction without a row does not compile.
  const LISTED: Record<Restriction, boolean> = {
    none: true,
    milk: true,
    alcohol: true,
    infant_formula: true,
    tobacco: false,
    rx: false,
    lottery: false,
  };

  test.each(RESTRICTIONS)('restricted: %s', (restricted) => {
    expect(due([{ id: 'it', restricted, ...certain }])).toEqual(LISTED[restricted] ? ['it'] : []);
  });

  test.each<[string, Partial<ProductSketch>]>([
    ['sensitive', { sensitive: true }],
    ['no spend', { spend: false }],
    ['delisted', { status: 'delisted' }],
    ['recalled', { status: 'recalled' }],
  ])('%s', (_, over) => {
    expect(due([{ id: 'it', ...over, ...certain }], { minDueLines: 9 })).toEqual([]);
    expect(due([{ id: 'it', ...certain }])).toEqual(['it']);
  });

  test('muted by the household', () => {
    const bought = [
      { id: 'muted', ...certain },
      { id: 'seen', ...certain },
    ];
    expect(due(bought, {}, { hidden: (productNo) => productNo === 0 })).toEqual(['seen']);
  });

  test('something that the catalog does not know', () => {
    const inputs = scene([{ id: 'it', ...certain }]);
    const unknown = { ...inputs, catalog: { ...inputs.catalog, products: [undefined] } };
    expect(planLines(unknown, RULES)).toEqual([]);
  });

  test('and no reason to leave out the next best of its need', () => {
    const bought = [
      { id: 'gone', need: 'tea', status: 'delisted' as const, p: 0.9 },
      { id: 'here', need: 'tea', p: 0.5 },
    ];
    expect(due(bought)).toEqual(['here']);
  });
});

describe('due lines', () => {
  test('are one per need, the likeliest, however the need is spelt', () => {
    const bought = [
      { id: 'green', need: 'Tea', p: 0.5 },
      { id: 'black', need: ' tea', p: 0.7 },
      { id: 'bread', need: 'bread', p: 0.3 },
    ];
    expect(due(bought)).toEqual(['black', 'bread']);
  });

  test('are ranked by the chance of the need, and say that of the product', () => {
    const bought = [
      { id: 'bread', need: 'bread', p: 0.5 },
      { id: 'mild', need: 'salsa', p: 0.4 },
      { id: 'hot', need: 'salsa', p: 0.39 },
    ];
    const one = planLines(scene(bought), { ...RULES, dueLines: 1, minDueLines: 1 });
    expect(one.map(({ productId, probability }) => [productId, probability])).toEqual([['mild', 0.4]]);
    // Nothing below the least probability comes in by its need.
    expect(due(bought, { minProbability: 0.45, minDueLines: 0 })).toEqual(['bread']);
  });

  const days = (first: number, ...steps: number[]) => steps.map((step) => first + step);
  test.each([
    ['together at least half of the times', [1, 10, 20, 31], ['peach', 'plain']],
    ['together on three days of seven', [1, 10, 20, 31, 32, 33, 34], ['plain']],
    ['together twice, always', [1, 10], ['plain']],
    ['never together', [2, 11, 21, 31], ['plain']],
  ])('two of a need where they are bought %s', (_, peach, expected) => {
    const bought = [
      { id: 'plain', need: 'yogurt', p: 0.6, days: days(20_000, 1, 10, 20, 30) },
      { id: 'peach', need: 'yogurt', p: 0.5, days: days(20_000, ...peach) },
    ];
    expect(due(bought)).toEqual(expected);
    const lines = planLines(scene(bought), RULES);
    const distinct = new Set([1, 10, 20, 30, ...peach]);
    const habit = { products: 2, purchases: distinct.size, lastDay: 20_000 + Math.max(...distinct) };
    expect(lines.find(({ productId }) => productId === 'plain')?.facts.need).toMatchObject(habit);
    const beside = lines.find(({ productId }) => productId === 'peach')?.facts.need?.besideProductId;
    expect(beside).toBe(expected.includes('peach') ? 'plain' : undefined);
  });

  test('reach down to the least probability', () => {
    const bought = [
      { id: 'a', p: 0.5 },
      { id: 'b', p: 0.1 },
      { id: 'c', p: 0.099 },
    ];
    expect(due(bought, { minDueLines: 0 })).toEqual(['a', 'b']);
  });

  test('are filled up with the likeliest below it, to the minimum and no further', () => {
    const bought = [
      { id: 'a', p: 0.5 },
      { id: 'b', p: 0.01 },
      { id: 'c', p: 0.03 },
      { id: 'd', p: 0.02 },
    ];
    expect(due(bought, { minDueLines: 3 })).toEqual(['a', 'c', 'd']);
    expect(due(bought, { minDueLines: 9 })).toEqual(['a', 'b', 'c', 'd']);
    expect(due(bought, { minDueLines: 0 })).toEqual(['a']);
  });

  test('are not filled up with what has no chance at all', () => {
    expect(
      due(
        [
          { id: 'a', p: 0 },
          { id: 'b', p: 4e-7 },
          { id: 'c', p: 6e-7 },
        ],
        { minDueLines: 9 },
      ),
    ).toEqual(['c']);
  });

  test('are no more than there is room for, even where the minimum says more', () => {
    const bought = Array.from({ length: 9 }, (_, at) => ({ id: `p${at}`, p: 0.9 - at / 100 }));
    expect(due(bought, { dueLines: 4 })).toEqual(['p0', 'p1', 'p2', 'p3']);
    expect(due(bought, { dueLines: 4, minDueLines: 6 })).toHaveLength(4);
    expect(due(bought, { dueLines: 0, minDueLines: 6 })).toEqual([]);
  });

  test('say what they are made of', () => {
    const days = [-72, -52, -38, -10].map((before) => VALID_FROM + before);
    const [line] = planLines(scene([{ id: 'tea', need: 'tea', size: '50 bags', p: 0.1234567, days }]), RULES);
    expect(line).toEqual({
      section: 'due',
      productId: 'tea',
      need: 'tea',
      description: 'tea',
      reason: 'due-now',
      probability: 0.123457,
      expectedDay: VALID_FROM,
      regularPriceCents: 299,
      offerId: undefined,
      offerVersion: undefined,
      offerValueCents: undefined,
      termsValueCents: undefined,
      priceWithOfferCents: undefined,
      facts: {
        size: '50 bags',
        aisle: undefined,
        aisleSort: 1_000_000,
        purchases: 4,
        lastDay: VALID_FROM - 10,
        gapDays: 20,
        modelGapDays: 14,
      },
    });
  });

  test('have no price where none is known', () => {
    const [line] = planLines(scene([{ id: 'tea', p: 0.5 }], { priceOf: () => undefined }), RULES);
    expect(line?.regularPriceCents).toBeUndefined();
  });
});

describe('the order of a list', () => {
  const AISLES: Readonly<Record<string, { aisle: string | undefined; sort: number }>> = {
    dairy: { aisle: '12', sort: 30 },
    bakery: { aisle: 'Bakery', sort: 10 },
    produce: { aisle: '1', sort: 20 },
  };
  const BOUGHT = [
    { id: 'milk', category: 'dairy', p: 0.9 },
    { id: 'apples', category: 'produce', p: 0.8 },
    { id: 'zucchini', category: 'produce', p: 0.95 },
    { id: 'bread', category: 'bakery', p: 0.2 },
    { id: 'soap', category: 'unknown', department: 'Household', p: 0.99 },
    { id: 'candles', category: 'unknown', department: 'Gifts', p: 0.3 },
  ];
  const aisleOf: LineInputs['aisleOf'] = ({ category }) => AISLES[category ?? ''];

  test('is the walk through the store, unknown places last, by name within an aisle', () => {
    const lines = planLines(scene(BOUGHT, { aisleOf }), RULES);
    expect(ids(lines)).toEqual(['bread', 'apples', 'zucchini', 'milk', 'candles', 'soap']);
    expect(lines.map(({ facts }) => facts.aisle)).toEqual(['Bakery', '1', '1', '12', 'Gifts', 'Household']);
  });

  test('is due items, specials by worth, extras', () => {
    const specials = ['first', 'second'].map((offerId) => candidateOf({ offer: offerOf({ offerId }) }));
    const tip: ExtraRow = {
      extraId: 'X1',
      kind: 'tip',
      title: 'a tip',
      body: undefined,
      needs: ['MILK'],
      tiers: [],
      language: undefined,
      startDay: undefined,
      endDay: undefined,
    };
    const lines = planLines(scene(BOUGHT, { aisleOf, specials, extras: [tip] }), { ...RULES, dueLines: 3 });
    expect(lines.map(({ section }) => section)).toEqual(['due', 'due', 'due', 'special', 'special', 'extra']);
    expect(lines.map(({ offerId }) => offerId).filter((id) => id !== undefined)).toEqual(['first', 'second']);
    const withMilk = planLines(scene(BOUGHT, { aisleOf, extras: [tip] }), RULES);
    expect(withMilk.at(-1)?.reason).toBe('goes-with-list');
  });

  test('does not depend on the numbers that the products happen to have', () => {
    const many: Bought[] = [
      ...BOUGHT,
      ...Array.from({ length: 30 }, (_, at) => ({
        id: `p${at}`,
        description: 'the same name',
        category: ['dairy', 'produce', 'bakery'][at % 3] ?? '',
        need: `need${at % 20}`,
        // Many alike: ties are where numbers would show.
        p: 0.25 + (at % 3) / 10,
      })),
    ];
    const plain = (lines: readonly PlannedLine[]) =>
      lines.map(({ productId, probability, need }) => ({ productId, probability, need }));
    const expected = plain(planLines(scene(many, { aisleOf }), RULES));
    expect(expected).toHaveLength(24);
    for (let seed = 1; seed <= 30; seed++) {
      expect(plain(planLines(scene(shuffled(many, seed), { aisleOf }), RULES))).toEqual(expected);
    }
  });
});

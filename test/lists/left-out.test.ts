import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestSpecials } from '../../src/lists/allocation/best-specials.ts';
import { inOptionOrder } from '../../src/lists/allocation/from-candidates.ts';
import type { Granted } from '../../src/lists/allocation/grants.ts';
import { leftOutOf } from '../../src/lists/left-out.ts';
import type { LeftOut } from '../../src/lists/left-out-facts.ts';
import { planLines } from '../../src/lists/plan-lines.ts';
import type { Candidate } from '../../src/offers/candidates.ts';
import { indexCatalog } from '../../src/offers/catalog-index.ts';
import type { Suppression } from '../../src/offers/household-view.ts';
import type { Rejection } from '../../src/offers/rejection.ts';
import { type Day, day } from '../../src/shared/day.ts';
import { money } from '../offers/build.ts';
import { candidateOf, offerOf } from './build.ts';
import { type Bought, RULES, scene } from './scene.ts';

type Sketch = {
  readonly candidates?: readonly Candidate[];
  readonly rejections?: readonly Rejection[];
  readonly granted?: Granted;
  readonly charge?: number;
  readonly discoverySlots?: number;
  readonly valueToCents?: number;
  readonly isRebuilt?: boolean;
  readonly hidden?: (productNo: number) => Suppression | undefined;
  readonly goneSince?: (productNo: number) => Day | undefined;
  readonly dueLines?: number;
  readonly slots?: number;
};

/** The list of a household, and what it leaves out. */
function plan(bought: readonly Bought[], sketch: Sketch = {}) {
  const { candidates = [], rejections = [], granted = () => true, hidden = () => undefined } = sketch;
  const { charge = 500, discoverySlots = 0, valueToCents = 100_000, isRebuilt = false } = sketch;
  const { dueLines = RULES.dueLines, slots = 12, goneSince = () => undefined } = sketch;
  const index = indexCatalog(scene(bought, { specials: [] }).catalog);
  const rule = { slots, discoverySlots, valueFromCents: 0, valueToCents };
  const specials = bestSpecials(inOptionOrder(candidates, { index }), { index }, rule, granted);
  const inputs = scene(bought, { specials, hidden: (productNo) => hidden(productNo) !== undefined });
  const lines = planLines(inputs, { ...RULES, dueLines });
  const leftOut = leftOutOf({
    scores: inputs.scores,
    index,
    lines,
    specials,
    found: { candidates, rejections, segments: () => new Map() },
    rule,
    chargeMilli: (candidate) => (granted(candidate) ? 0 : 1000 * charge),
    isRebuilt,
    hidden: { reasonFor: hidden, wordFor: () => 'Candy' },
    goneSince,
    rules: { minProbability: RULES.minProbability, offerMinProbability: 0.05, dueLines, specials: slots },
  });
  return { lines, leftOut };
}

function reasons({ due }: LeftOut): Record<string, string> {
  return Object.fromEntries(
    due.map(({ productId, reason, by }) => [productId, by === undefined ? reason : `${reason} ${by}`]),
  );
}

/** Two likely things that fill the least number of lines, so that the minimum decides the rest. */
const FILL: readonly Bought[] = [
  { id: 'bread', p: 0.9 },
  { id: 'eggs', p: 0.8 },
];

describe('a product that is no line', () => {
  test.each<[string, Bought, string]>([
    ['it is not likely enough', { id: 'it', p: 0.05 }, 'below-minimum'],
    ['it is recalled', { id: 'it', p: 0.5, status: 'recalled' }, 'recalled'],
    ['it is no longer sold', { id: 'it', p: 0.5, status: 'delisted' }, 'delisted'],
    ['it is no merchandise', { id: 'it', p: 0.5, spend: false }, 'not-goods'],
    ['it is never on paper', { id: 'it', p: 0.5, restricted: 'tobacco' }, 'restricted'],
    ['another one of its need is on', { id: 'it', p: 0.5, need: 'bread' }, 'same-need bread'],
  ])('because %s', (_, it, reason) => {
    expect(reasons(plan([...FILL, it]).leftOut)).toEqual({ it: reason });
  });

  test('because no store sells it any more, the most bought first, with the day of its last sale anywhere', () => {
    const gone = Array.from({ length: 7 }, (_, at) => ({ id: `gone-${at}`, p: 0, purchases: 3 + (at % 5) }));
    const old: Bought = { id: 'old', p: 0, purchases: 9, status: 'delisted' };
    const never: Bought = { id: 'unlikely', p: 0, purchases: 20 };
    const goneSince = (productNo: number) => (productNo < 3 ? undefined : day(100 + productNo));
    const { due } = plan([...FILL, never, old, ...gone], { goneSince }).leftOut;
    expect(due.map(({ productId, reason, since }) => [productId, reason, since])).toEqual([
      ['old', 'delisted', 103],
      ['gone-4', 'gone', 108],
      ['gone-3', 'gone', 107],
      ['gone-2', 'gone', 106],
      ['gone-1', 'gone', 105],
    ]);
  });

  test('is not even named where it is sensitive', () => {
    const it: Bought = { id: 'it', p: 0.5, sensitive: true };
    const gone: Bought = { id: 'gone', p: 0, sensitive: true };
    expect(plan([...FILL, it, gone], { goneSince: () => day(100) }).leftOut.due).toEqual([]);
  });

  test('because the household is not to see it', () => {
    const hidden = (productNo: number) => (productNo === 2 ? 'muted-product' : undefined);
    expect(reasons(plan([...FILL, { id: 'it', p: 0.5 }], { hidden }).leftOut)).toEqual({
      it: 'muted-product',
    });
  });

  test('because likelier ones took all the lines', () => {
    expect(reasons(plan([...FILL, { id: 'it', p: 0.5 }], { dueLines: 2 }).leftOut)).toEqual({
      it: 'no-room',
    });
  });

  test('because a special asks for it', () => {
    const offer = offerOf({ offerId: 'D1', productNos: [2] });
    const candidates = [candidateOf({ offer, productNo: 2, need: 'tea' })];
    const { leftOut } = plan(
      [...FILL, { id: 'it', p: 0.5, need: 'tea' }, { id: 'other tea', p: 0.3, need: 'tea' }],
      { candidates },
    );
    expect(reasons(leftOut)).toEqual({ 'other tea': 'on-special D1' });
  });

  test('is not blamed on a special for something of its need that the household does not buy', () => {
    const offer = offerOf({ offerId: 'D1', productNos: [3] });
    const candidates = [candidateOf({ offer, productNo: 3, need: 'tea', relation: 'rival' })];
    const bought = [...FILL, { id: 'it', p: 0.04, need: 'tea' }, { id: 'rival tea', p: 0, need: 'tea' }];
    expect(reasons(plan(bought, { candidates }).leftOut)).toEqual({ it: 'below-minimum' });
  });
});

test('of the products that are no line the twenty likeliest are kept, likeliest first', () => {
  const many = Array.from({ length: 60 }, (_, n) => ({ id: `p${100 + n}`, p: (60 - n) / 1000 }));
  const { leftOut } = plan([...FILL, ...many]);
  expect(leftOut.due.map(({ productId }) => productId)).toEqual(many.slice(0, 20).map(({ id }) => id));
});

describe('an offer that is no special', () => {
  const bought: readonly Bought[] = [
    { id: 'tea', p: 0.9, need: 'tea' },
    { id: 'jam', p: 0.8, need: 'jam' },
  ];
  const on = (offerId: string, productNo: number, score: number) =>
    candidateOf({
      offer: offerOf({ offerId, productNos: [productNo] }),
      productNo,
      need: bought[productNo]?.need,
      score,
    });

  test('says why, the most valuable first', () => {
    const candidates = [on('D1', 0, 90), on('D2', 0, 60), on('D3', 0, 70), on('D4', 1, 50), on('D5', 1, 99)];
    const rejections = [{ offer: offerOf({ offerId: 'D6' }), reason: 'audience' as const }];
    const granted: Granted = ({ offer }) => offer.terms.offerId !== 'D5';
    expect(plan(bought, { candidates, rejections, granted, slots: 1 }).leftOut.offers).toEqual({
      // Where all places are taken the budget decides only if it asks for more than the offer is worth here.
      'given-to-others': ['D5'],
      'better-one-on': ['D3', 'D2'],
      'no-room': ['D4'],
      audience: ['D6'],
    });
    const { offers } = plan(bought, { candidates, rejections, granted, slots: 1, charge: 98 }).leftOut;
    expect(offers['no-room']).toEqual(['D5', 'D4']);
  });

  test('has the figures that its reason goes by', () => {
    const candidates = [on('D1', 0, 90), on('D2', 0, 60.126), on('D5', 1, 99)];
    const offer = (offerId: string) => offerOf({ offerId });
    const rejections: Rejection[] = [
      { offer: offer('D6'), reason: 'audience', relation: 'loyal' },
      { offer: offer('D7'), reason: 'not-due', productNo: 1, probability: 0.0123456789 },
      { offer: offer('D8'), reason: 'fatigue', productNo: 1, until: day(20_000) },
      { offer: offer('D9'), reason: 'muted-category', productNo: 0 },
      { offer: offer('D10'), reason: 'used-up', times: 3 },
      { offer: offer('D11'), reason: 'no-saving', productNo: 0, regularCents: money('2.99') },
    ];
    const granted: Granted = ({ offer: { terms } }) => terms.offerId !== 'D5';
    const hidden = (productNo: number) => (productNo === 0 ? ('muted-category' as const) : undefined);
    const { figures } = plan(bought, { candidates, rejections, granted, hidden }).leftOut;
    const worth = { probability: 0.5, redeemProbability: 0.5, savingCents: 100, reserveUsesMilli: 1000 };
    expect(figures).toEqual({
      D2: { ...worth, productId: 'tea', worthCents: 60.13, by: 'D1' },
      D5: { ...worth, productId: 'jam', worthCents: 99 },
      D6: { relation: 'loyal' },
      D7: { productId: 'jam', probability: 0.012346 },
      D8: { productId: 'jam', until: day(20_000) },
      D9: { productId: 'tea', word: 'Candy' },
      D10: { times: 3 },
      D11: { productId: 'tea', regularPriceCents: 299 },
    });
  });

  test.each<[string, Sketch & { relation?: 'new' }, string]>([
    ['the places for what it never bought are taken', { relation: 'new' }, 'discovery-full'],
    ['the list saves enough', { valueToCents: 0 }, 'enough-saved'],
    ['a rebuilt list keeps what it had', { relation: 'new', isRebuilt: true }, 'kept-as-planned'],
  ])('because %s', (_, { relation = 'loyal' as const, ...sketch }, reason) => {
    // Worth so little that what is beyond the tier's value costs more than it brings.
    const candidates = [{ ...on('D1', 0, 0.01), relation }];
    expect(plan(bought, { ...sketch, candidates }).leftOut.offers).toEqual({ [reason]: ['D1'] });
  });

  test('is counted where there are too many to name', () => {
    const rejections = Array.from({ length: 45 }, (_, n) => ({
      offer: offerOf({ offerId: `D${n}` }),
      reason: 'store' as const,
    }));
    const { leftOut } = plan(bought, { rejections });
    expect(leftOut.offers.store).toHaveLength(40);
    expect(leftOut.offersBeyond).toEqual({ store: 5 });
  });
});

const product = fc.record({
  p: fc.integer({ min: 0, max: 100 }).map((n) => n / 100),
  need: fc.constantFrom('tea', 'jam', 'bread', 'soap'),
  status: fc.constantFrom('active' as const, 'active' as const, 'recalled' as const),
  sensitive: fc.constantFrom(false, false, true),
});
const household = fc
  .array(product, { maxLength: 18 })
  .map((all): Bought[] => all.map((one, n) => ({ id: `p${String(n).padStart(2, '0')}`, ...one })));

test('every product that the household may buy is a line, or is left out for a reason that the list bears out', () => {
  fc.assert(
    fc.property(household, fc.integer({ min: 1, max: 6 }), fc.nat({ max: 17 }), (bought, dueLines, at) => {
      const shown = bought[at];
      const candidates =
        shown === undefined || shown.sensitive || shown.status !== 'active'
          ? []
          : [
              candidateOf({
                offer: offerOf({ offerId: 'D1', productNos: [at] }),
                productNo: at,
                need: shown.need,
              }),
            ];
      const { lines, leftOut } = plan(bought, { candidates, dueLines });
      const listed = new Set(lines.map(({ productId }) => productId as string | undefined));
      const due = lines.filter(({ section }) => section === 'due');
      const off = bought.filter(({ id = '', p, sensitive }) => p > 0 && !sensitive && !listed.has(id));
      expect(leftOut.due.map(({ productId }) => productId as string).sort()).toEqual(
        off.map(({ id }) => id).sort(),
      );
      for (const { productId, need, probability, reason, by } of leftOut.due) {
        const it = bought.find(({ id }) => id === productId);
        if (reason === 'recalled') expect(it?.status).toBe('recalled');
        else if (reason === 'same-need') {
          expect(due.some((line) => line.productId === by && line.need === need)).toBe(true);
        } else if (reason === 'on-special')
          expect(lines.some((line) => line.need === need && line.offerId === by)).toBe(true);
        else if (reason === 'below-minimum') expect(probability).toBeLessThan(RULES.minProbability);
        else {
          expect(reason).toBe('no-room');
          expect(due).toHaveLength(dueLines);
        }
      }
    }),
    { numRuns: 300 },
  );
});

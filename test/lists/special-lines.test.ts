import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExtraRow } from '../../src/ingest/rows.ts';
import type { LineRules } from '../../src/lists/line-inputs.ts';
import { planLines } from '../../src/lists/plan-lines.ts';
import type { Candidate } from '../../src/offers/candidates.ts';
import { cents } from '../../src/shared/cents.ts';
import { OFFER_KINDS, type OfferKind, type OfferTerms } from '../../src/shared/offer-terms.ts';
import { money } from '../offers/build.ts';
import { candidateOf, offerOf } from './build.ts';
import { type Bought, ids, RULES, scene } from './scene.ts';

describe('a special', () => {
  const TEA = { id: 'tea', need: 'tea', brand: 'Leaf', p: 0.8, purchases: 9 };
  const GREEN = { id: 'green', need: 'tea', brand: 'Leaf', p: 0.6 };
  const CAKE = { id: 'cake', need: 'cake', brand: 'Leaf', p: 0.7 };
  const BREAD = { id: 'bread', need: 'bread', p: 0.5 };

  function lines(bought: readonly Bought[], specials: readonly Candidate[], rules: Partial<LineRules> = {}) {
    return planLines(scene(bought, { specials }), { ...RULES, ...rules });
  }

  test('hides the due line of its own product', () => {
    const special = candidateOf({ offer: offerOf({ productNos: [0] }), productNo: 0, need: 'tea' });
    const planned = lines([TEA, BREAD], [special]);
    expect(ids(planned)).toEqual(['bread']);
    expect(ids(planned, 'special')).toEqual(['tea']);
  });

  test('hides the due line of another of its products in the same need, and no second choice steps in', () => {
    const special = candidateOf({ offer: offerOf({ productNos: [0, 1] }), productNo: 1, need: 'Tea ' });
    expect(ids(lines([TEA, GREEN, BREAD], [special]))).toEqual(['bread']);
    const rival = { id: 'other', need: 'tea', p: 0.2 };
    expect(ids(lines([TEA, GREEN, rival], [special]))).toEqual([]);
  });

  test('on a whole brand leaves the due lines of other needs where they are', () => {
    const special = candidateOf({ offer: offerOf({ productNos: [0, 1] }), productNo: 0, need: 'tea' });
    expect(ids(lines([TEA, CAKE, BREAD], [special]))).toEqual(['bread', 'cake']);
  });

  test("for a rival's household leaves what that household buys", () => {
    const special = candidateOf({
      offer: offerOf({ productNos: [1] }),
      productNo: 1,
      need: 'tea',
      relation: 'rival',
    });
    expect(ids(lines([TEA, { ...GREEN, p: 0 }], [special]))).toEqual(['tea']);
  });

  test('on the basket hides nothing', () => {
    const basket = candidateOf({ offer: offerOf({ kind: 'basket_off', offerId: 'B' }) });
    const planned = lines([TEA], [basket]);
    expect(ids(planned)).toEqual(['tea']);
    expect(planned.at(-1)).toMatchObject({
      reason: 'deal-on-basket',
      productId: undefined,
      description: 'B',
      regularPriceCents: undefined,
      priceWithOfferCents: undefined,
      expectedDay: undefined,
    });
  });

  test('does not use up the room of due lines', () => {
    const special = candidateOf({ offer: offerOf({ productNos: [0] }), productNo: 0, need: 'tea' });
    expect(ids(lines([TEA, CAKE, BREAD], [special], { dueLines: 2 }))).toEqual(['bread', 'cake']);
  });

  test('alone is a list; nothing at all is none, whatever extras there are', () => {
    const special = candidateOf({ offer: offerOf({ headline: 'Five off', kind: 'basket_off' }) });
    expect(lines([], [special]).map(({ description }) => description)).toEqual(['Five off']);
    const extras: ExtraRow[] = [
      {
        extraId: 'X1',
        kind: 'tip',
        title: 'a tip',
        body: undefined,
        needs: [],
        tiers: [],
        language: undefined,
        startDay: undefined,
        endDay: undefined,
      },
    ];
    expect(planLines(scene([], { extras }), RULES)).toEqual([]);
  });

  test.each<[string, Partial<Candidate>, boolean, string]>([
    ['what it buys', { relation: 'loyal' }, true, 'deal-on-usual'],
    ['something of the same use', { relation: 'rival' }, false, 'deal-on-need'],
    ['what it used to buy', { relation: 'lapsed' }, true, 'deal-welcome-back'],
    ['what it never tried', { relation: 'new' }, false, 'deal-to-try'],
    ['what it buys now and then beside its own', { relation: 'rival' }, true, 'deal-bought-before'],
  ])('on %s says so', (_, over, bought, reason) => {
    const productNo = bought ? 0 : 1;
    const special = {
      ...candidateOf({ offer: offerOf({ productNos: [productNo] }), productNo, need: 'tea' }),
      ...over,
    };
    const catalog = scene([TEA, GREEN]).catalog;
    const inputs = { ...scene([TEA], { specials: [special] }), catalog };
    const line = planLines(inputs, RULES).find(({ section }) => section === 'special');
    expect(line?.reason).toBe(reason);
    expect(line?.facts.purchases).toBe(bought ? 9 : undefined);
  });

  test('says what it is worth, and keeps its terms', () => {
    const offer = offerOf({
      offerId: 'O7',
      version: 3,
      valueCents: money('1.00'),
      legalText: 'While it lasts.',
      productNos: [0],
    });
    const planned = lines([TEA], [candidateOf({ offer, productNo: 0, need: 'tea', probability: 0.1234567 })]);
    expect(planned.find(({ section }) => section === 'special')).toMatchObject({
      productId: 'tea',
      offerId: 'O7',
      offerVersion: 3,
      probability: 0.123457,
      regularPriceCents: 299,
      offerValueCents: 100,
      termsValueCents: 100,
      priceWithOfferCents: 199,
      facts: {
        offer: { kind: 'cents_off', legalText: 'While it lasts.', funderId: 'F1', relation: 'loyal' },
      },
    });
  });

  test('has its headline only where the household can read it and gets the value that it names', () => {
    const offer = offerOf({ headline: '$1 off tea', valueCents: money('1.00'), productNos: [0] });
    const special = candidateOf({ offer, productNo: 0, need: 'tea' });
    const headline = (candidate: Candidate, readsHeadlines: boolean) =>
      planLines(scene([TEA], { specials: [candidate], readsHeadlines }), RULES)[0]?.facts.offer?.headline;
    expect(headline(special, true)).toBe('$1 off tea');
    expect(headline(special, false)).toBeUndefined();
    expect(headline({ ...special, faceValueCents: money('1.50') }, true)).toBeUndefined();
  });

  test('lowers the shelf price and never raises it, in every kind', () => {
    const KINDS: Record<Exclude<OfferKind, 'basket_off'>, (value: number) => Partial<OfferTerms>> = {
      cents_off: (value) => ({ valueCents: cents(value) }),
      percent_off: (value) => ({ percentBasisPoints: Math.min(10_000, value) }),
      new_price: (value) => ({ valueCents: cents(value) }),
      multi_price: (value) => ({ valueCents: cents(value), buyQuantity: 2 }),
      free_item: () => ({}),
      bogo: () => ({ buyQuantity: 2 }),
    };
    const anyOffer = fc.record({
      kind: fc.constantFrom(...OFFER_KINDS.filter((kind) => kind !== 'basket_off')),
      regular: fc.integer({ min: 1, max: 3_000 }),
      value: fc.integer({ min: 1, max: 3_000 }),
    });
    let priced = 0;
    fc.assert(
      fc.property(anyOffer, ({ kind, regular, value }) => {
        const offer = offerOf({ ...KINDS[kind](value), kind, productNos: [0] });
        const special = tryCandidate({ offer, productNo: 0, need: 'tea', regularCents: regular });
        if (special === undefined) return;
        priced += 1;
        const line = lines([TEA], [special]).find(({ section }) => section === 'special');
        expect(line?.regularPriceCents).toBe(regular);
        expect(line?.priceWithOfferCents).toBeGreaterThanOrEqual(0);
        expect(line?.priceWithOfferCents).toBeLessThanOrEqual(regular);
        expect(line?.offerValueCents).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
    expect(priced).toBeGreaterThan(150);
  });
});

/** Undefined where the offer saves nothing at that price: such a candidate does not exist. */
function tryCandidate(sketch: Parameters<typeof candidateOf>[0]): Candidate | undefined {
  try {
    return candidateOf(sketch);
  } catch {
    return undefined;
  }
}

import { describe, expect, test } from 'vitest';
import { basketProbability } from '../../src/offers/basket-probability.ts';
import { type CandidateContext, findCandidates } from '../../src/offers/candidates.ts';
import { indexCatalog } from '../../src/offers/catalog-index.ts';
import type { CandidateHousehold } from '../../src/offers/household-view.ts';
import { liveOffers } from '../../src/offers/live.ts';
import { bookOffers } from '../../src/offers/offer-book.ts';
import type { Opening } from '../../src/offers/past.ts';
import type { RejectionReason } from '../../src/offers/rejection.ts';
import { emptyUsageTally, usageThresholds } from '../../src/offers/usage.ts';
import { day } from '../../src/shared/day.ts';
import type { OfferTerms } from '../../src/shared/offer-terms.ts';
import {
  candidateHousehold,
  catalogOf,
  date,
  everyDays,
  historyOf,
  money,
  selector,
  terms,
} from './build.ts';

const AS_OF = date('2026-03-01');
const WINDOW = { asOf: AS_OF, validFrom: date('2026-03-05'), validUntil: date('2026-03-18') };
const [BERRY, VANILLA, RIVAL, SECRET, COFFEE, DECAF, TEA] = [0, 1, 2, 3, 4, 5, 6];
const INDEX = indexCatalog(
  catalogOf([
    { id: 'berry', brand: 'Yummy', need: 'yogurt' },
    { id: 'vanilla', brand: 'Yummy', need: 'yogurt' },
    { id: 'rival', brand: 'Other', need: 'yogurt' },
    { id: 'secret', brand: 'Other', need: 'yogurt', sensitive: true },
    { id: 'coffee', brand: 'Roast', need: 'coffee' },
    { id: 'decaf', brand: 'Roast', need: 'coffee' },
    { id: 'tea', brand: 'Leaf', need: 'tea' },
  ]),
);
const POPULARITY = [10, 50, 99, 0, 5, 5, 1];
/** Yogurt: light up to 2 purchases, medium up to 4. */
const THRESHOLDS = usageThresholds(emptyUsageTally(INDEX.needs.length));
THRESHOLDS.lightMax.fill(2);
THRESHOLDS.mediumMax.fill(4);

function context(offers: readonly OfferTerms[], over: Partial<CandidateContext> = {}): CandidateContext {
  const { live } = liveOffers(offers, WINDOW, new Map(), INDEX);
  const book = bookOffers(live, INDEX, (productNo) => POPULARITY[productNo] ?? 0);
  return {
    book,
    index: INDEX,
    thresholds: THRESHOLDS,
    asOf: AS_OF,
    windowDays: 14,
    minProbability: 0.2,
    trialProbability: () => 0.05,
    affinities: new Map(),
    rates: () => ({ mean: 1, atMost: undefined }),
    ...over,
  };
}

const WEEKLY = everyDays(AS_OF, 6, 7);
const YUMMY = terms({ products: [selector('brand:yummy')] });

describe('a candidate', () => {
  test('shows a loyal household the product of the offer that it will most probably buy', () => {
    const buys = { [BERRY]: { p: 0.5, days: WEEKLY }, [VANILLA]: { p: 0.8, days: WEEKLY } };
    const { candidates, rejections } = findCandidates(context([YUMMY]), candidateHousehold(buys));
    expect(rejections).toEqual([]);
    expect(candidates).toMatchObject([
      {
        productNo: VANILLA,
        need: 'yogurt',
        relation: 'loyal',
        usage: 'heavy',
        probability: 0.8,
        faceValueCents: 100,
        priced: { offerValueCents: 100, afterCents: 199 },
        score: 80,
      },
    ]);
  });

  test('shows a rival household the most bought product of the offer, with the probability of the need', () => {
    const rich = { ...YUMMY, valuesBySegment: { 'rival/heavy': money('2') } };
    const buys = { [RIVAL]: { p: 0.75, days: WEEKLY } };
    const { candidates } = findCandidates(context([rich]), candidateHousehold(buys));
    expect(candidates).toMatchObject([
      { productNo: VANILLA, relation: 'rival', probability: 0.75, faceValueCents: 200, score: 150 },
    ]);
  });

  test('is redeemed when there is an occasion: of the need, for whoever does not keep to the brand', () => {
    const half = { rates: () => ({ mean: 0.5, atMost: undefined }) };
    const tried = { [BERRY]: { p: 0.25, days: [AS_OF - 20] }, [RIVAL]: { p: 0.8, days: WEEKLY } };
    const { candidates } = findCandidates(context([YUMMY], half), candidateHousehold(tried));
    expect(candidates).toMatchObject([{ productNo: BERRY, relation: 'rival', probability: 0.25 }]);
    expect(candidates[0]?.occasionProbability).toBeCloseTo(1 - 0.75 * 0.2, 12);
    expect(candidates[0]?.redeemProbability).toBeCloseTo(0.5 * 0.85, 12);
    const loyal = { [BERRY]: { p: 0.25, days: WEEKLY }, [VANILLA]: { p: 0.2, days: WEEKLY } };
    expect(findCandidates(context([YUMMY], half), candidateHousehold(loyal)).candidates).toMatchObject([
      { relation: 'loyal', probability: 0.25, occasionProbability: 0.25, redeemProbability: 0.125 },
    ]);
  });

  test('has the chance that any of the products of the need is bought: 1 - (1 - 0.5)(1 - 0.25)', () => {
    const offer = terms({ products: [selector('decaf')] });
    const indexed = { [COFFEE]: { p: 0.5, days: WEEKLY }, [BERRY]: { p: 0.9, days: WEEKLY } };
    const one = findCandidates(context([offer]), candidateHousehold(indexed)).candidates;
    expect(one).toMatchObject([{ productNo: DECAF, probability: 0.5, need: 'coffee' }]);
    const tea = terms({ products: [selector('berry'), selector('tea')] });
    const two = { [RIVAL]: { p: 0.5, days: WEEKLY }, [VANILLA]: { p: 0.25, days: WEEKLY } };
    const both = findCandidates(context([tea]), candidateHousehold(two)).candidates;
    expect(both).toMatchObject([{ productNo: BERRY, probability: 0.625 }]);
  });

  test('counts a household that buys the brand in another flavour as loyal, not as a rival', () => {
    const berryOnly = terms({ products: [selector('berry')] });
    const buys = { [VANILLA]: { p: 0.75, days: WEEKLY } };
    const { candidates } = findCandidates(context([berryOnly]), candidateHousehold(buys));
    expect(candidates).toMatchObject([{ productNo: BERRY, relation: 'loyal', probability: 0.75 }]);
  });

  test('does not count sensitive purchases, in relation or probability', () => {
    const buys = { [SECRET]: { p: 0.9, days: WEEKLY }, [BERRY]: { p: 0.5, days: WEEKLY } };
    const { candidates } = findCandidates(context([YUMMY]), candidateHousehold(buys));
    expect(candidates).toMatchObject([{ relation: 'loyal', probability: 0.5 }]);
    const secretive = findCandidates(
      context([YUMMY]),
      candidateHousehold({ [SECRET]: { p: 0.9, days: WEEKLY } }),
    );
    expect(secretive).toMatchObject({ candidates: [], rejections: [] });
    expect(secretive.segments()).toEqual(new Map());
  });

  test('wins a lapsed household back with the product that it used to buy, when the need is due', () => {
    const back = { ...YUMMY, audience: 'lapsed' as const };
    const buys = {
      [BERRY]: { p: 0.01, days: everyDays(AS_OF, 5, 7, 90) },
      [RIVAL]: { p: 0.9, days: WEEKLY },
    };
    const { candidates } = findCandidates(context([back]), candidateHousehold(buys));
    expect(candidates).toMatchObject([{ productNo: BERRY, relation: 'lapsed' }]);
    expect(candidates[0]?.probability).toBeCloseTo(1 - 0.99 * 0.1, 12);
  });

  test('for new users reaches only those who never bought the need, at the chance of a trial', () => {
    const trial = terms({ audience: 'new', products: [selector('tea')] });
    const buys = { [COFFEE]: { p: 0.9, days: WEEKLY } };
    expect(findCandidates(context([trial]), candidateHousehold(buys)).candidates).toMatchObject([
      { productNo: TEA, relation: 'new', probability: 0.05, usage: 'light', score: 5 },
    ]);
    const drinker = candidateHousehold({ [TEA]: { p: 0.9, days: WEEKLY } });
    expect(findCandidates(context([trial]), drinker).rejections).toMatchObject([{ reason: 'audience' }]);
    const never = context([trial], { trialProbability: () => 0 });
    expect(findCandidates(never, candidateHousehold(buys)).rejections).toMatchObject([{ reason: 'not-due' }]);
  });

  test('steps round a product that the household does not want to see', () => {
    const muted = {
      suppression: (no: number) => (no === VANILLA ? ('muted-product' as const) : undefined),
    };
    const buys = { [VANILLA]: { p: 0.9, days: WEEKLY }, [BERRY]: { p: 0.4, days: WEEKLY } };
    const { candidates } = findCandidates(context([YUMMY]), candidateHousehold(buys, muted));
    expect(candidates).toMatchObject([{ productNo: BERRY, probability: 0.4 }]);
  });

  test('for a household to be won passes over what is in the ad', () => {
    const buys = { [RIVAL]: { p: 0.75, days: WEEKLY } };
    const advertised = candidateHousehold(buys, { inAd: (productNo) => productNo === VANILLA });
    expect(findCandidates(context([YUMMY]), advertised).candidates).toMatchObject([{ productNo: BERRY }]);
    const all = candidateHousehold(buys, { inAd: () => true });
    expect(findCandidates(context([YUMMY]), all).rejections).toMatchObject([{ reason: 'in-ad' }]);
  });

  test('may take off all of the price, and not a cent more', () => {
    const buys = { [BERRY]: { p: 0.5, days: WEEKLY } };
    const free = { ...YUMMY, valueCents: money('2.99') };
    expect(findCandidates(context([free]), candidateHousehold(buys)).candidates).toMatchObject([
      { priced: { offerValueCents: 299, afterCents: 0 } },
    ]);
    const two = { ...YUMMY, buyQuantity: 2, valueCents: money('5.98') };
    expect(findCandidates(context([two]), candidateHousehold(buys)).candidates).toHaveLength(1);
  });

  test('with cents off needs no price, and none that changes while the list is good', () => {
    const buys = { [BERRY]: { p: 0.5, days: WEEKLY } };
    const unknown = candidateHousehold(buys, { priceOf: () => undefined });
    expect(findCandidates(context([YUMMY]), unknown).candidates).toMatchObject([
      { priced: { offerValueCents: 100, afterCents: undefined } },
    ]);
    const changing = candidateHousehold(buys, { priceOf: () => undefined, priceChanges: () => true });
    expect(findCandidates(context([YUMMY]), changing).rejections).toMatchObject([{ reason: 'no-price' }]);
  });

  test('on the basket needs a household that spends as much, as often', () => {
    const basket = terms({ kind: 'basket_off', valueCents: money('5'), minBasketCents: money('30') });
    const buys = { [COFFEE]: { p: 0.9, days: everyDays(AS_OF, 26, 7, 7) } };
    const { candidates } = findCandidates(context([basket]), candidateHousehold(buys));
    // 26 days of 40.00 in 182: one a week.
    expect(candidates).toMatchObject([{ productNo: undefined, relation: undefined, faceValueCents: 500 }]);
    expect(candidates[0]?.probability).toBeCloseTo(1 - Math.exp(-2), 12);
    const dear = { ...basket, minBasketCents: money('40.01') };
    expect(findCandidates(context([dear]), candidateHousehold(buys)).rejections).toMatchObject([
      { reason: 'not-due' },
    ]);
  });

  test('is not looked for in needs that the household never bought', () => {
    const offers = [YUMMY, terms({ offerId: 'O2', products: [selector('tea')] })];
    const { candidates, rejections } = findCandidates(
      context(offers),
      candidateHousehold({ [BERRY]: { p: 0.5, days: WEEKLY } }),
    );
    expect([...candidates, ...rejections].map(({ offer }) => offer.terms.offerId)).toEqual(['O1']);
  });
});

/** Given as to a rival five weeks ago: of six weekly purchases the last five count. */
const WON: Opening = { since: day(AS_OF - 35), relation: 'rival', usage: 'heavy' };

type Row = {
  readonly offer: Partial<OfferTerms>;
  readonly who?: Partial<CandidateHousehold>;
  readonly p?: number;
};

const REJECTED: Record<RejectionReason, Row> = {
  store: { offer: { stores: ['S2', 'S3'] } },
  audience: { offer: { audience: 'rival' } },
  'not-due': { offer: {}, p: 0.19 },
  'used-up': { offer: { limitHousehold: 2 }, who: { pastOf: () => ({ uses: 2, opening: undefined }) } },
  'tapered-out': { offer: { taper: [50, 0] }, who: { pastOf: () => ({ uses: 0, opening: WON }) } },
  'in-ad': { offer: {}, who: { inAd: () => true } },
  'no-price': { offer: { kind: 'bogo' }, who: { priceOf: () => undefined } },
  'no-saving': { offer: { kind: 'new_price', valueCents: money('2.99') } },
  'above-price': { offer: { valueCents: money('3.00') } },
  fatigue: {
    offer: {},
    who: {
      restsUntil: (funderId, need) =>
        funderId === terms().funderId && need === 'yogurt' ? date('2027-01-01') : undefined,
    },
  },
  'suppressed-category': { offer: {}, who: { suppression: () => 'suppressed-category' } },
  'muted-product': { offer: {}, who: { suppression: () => 'muted-product' } },
  'muted-category': { offer: {}, who: { suppression: () => 'muted-category' } },
  'not-mine': { offer: {}, who: { suppression: () => 'not-mine' } },
  diet: { offer: {}, who: { suppression: () => 'diet' } },
};

test.each(Object.entries(REJECTED))('an offer is rejected: %s', (reason, { offer, who, p = 0.5 }) => {
  const given = context([{ ...YUMMY, ...offer }]);
  const { candidates, rejections } = findCandidates(
    given,
    candidateHousehold({ [BERRY]: { p, days: WEEKLY } }, who),
  );
  expect(candidates).toEqual([]);
  expect(rejections.map((rejection) => rejection.reason)).toEqual([reason]);
});

test('a household of no known store gets no offer of some stores, and every other', () => {
  const offers = [YUMMY, { ...YUMMY, offerId: 'O2', stores: ['S1'] }];
  const who = candidateHousehold({ [BERRY]: { p: 0.5, days: WEEKLY } }, { storeId: undefined });
  const { candidates, rejections } = findCandidates(context(offers), who);
  expect(candidates.map(({ offer }) => offer.terms.offerId)).toEqual(['O1']);
  expect(rejections).toMatchObject([{ reason: 'store' }]);
});

test.each([
  ['no trip at all', {}, undefined, 0],
  ['one trip yesterday: once in four weeks', { 0: [AS_OF - 1] }, undefined, 1 - Math.exp(-0.5)],
  ['13 trips in half a year', { 0: everyDays(AS_OF, 13, 14, 14) }, undefined, 1 - Math.exp(-1)],
  ['trips long ago only', { 0: [AS_OF - 300] }, undefined, 0],
  ['trips below the least basket', { 0: everyDays(AS_OF, 13, 14, 14) }, money('41'), 0],
])('chance of a basket: %s', (_, days, least, expected) => {
  expect(basketProbability(historyOf(days), least, AS_OF, 14)).toBeCloseTo(expected, 12);
});

describe('the value of a household that was won', () => {
  const OFFER = {
    ...YUMMY,
    audience: 'rival',
    valuesBySegment: { 'rival/heavy': money('2.00'), 'loyal/any': money('0.30') },
    taper: [75, 50, 25],
  } as const;

  /** What it is given when it bought the offer's product on so many of the last days, and other yogurt before. */
  function given(purchases: number, opening: Opening | undefined, over: Partial<OfferTerms> = {}) {
    const ours = Array.from({ length: purchases }, (_, at) => AS_OF - 1 - 3 * at);
    const buys = {
      [RIVAL]: { p: 0.5, days: everyDays(AS_OF, 12, 7, 40) },
      ...(purchases === 0 ? {} : { [BERRY]: { p: 0.5, days: ours } }),
    };
    const who = candidateHousehold(buys, { pastOf: () => ({ uses: 0, opening }) });
    const { candidates, rejections } = findCandidates(context([{ ...OFFER, ...over }]), who);
    return candidates[0]?.faceValueCents ?? rejections[0]?.reason;
  }

  test.each([
    [0, 200],
    [1, 150],
    [2, 100],
    [3, 50],
    [9, 50],
  ])('after %i purchases', (purchases, cents) => {
    expect(given(purchases, WON)).toBe(cents);
  });

  test('counts purchases since the first list that had the offer, and up to the day of the plan', () => {
    expect(given(3, { ...WON, since: day(AS_OF - 4) })).toBe(100);
    expect(given(3, { ...WON, since: day(AS_OF - 1) })).toBe(150);
    expect(given(3, { ...WON, since: AS_OF })).toBe(200);
  });

  test('is the segment’s where nothing was given before, or the offer has no taper', () => {
    expect(given(3, undefined)).toBe(200);
    const { taper: _, ...plain } = OFFER;
    const who = candidateHousehold(
      { [RIVAL]: { p: 0.5, days: WEEKLY } },
      { pastOf: () => ({ uses: 9, opening: WON }) },
    );
    expect(findCandidates(context([plain]), who).candidates).toMatchObject([
      { faceValueCents: 200, taper: undefined },
    ]);
  });

  test('does not taper for whoever was loyal when it was first given', () => {
    expect(given(1, { ...WON, relation: 'loyal' })).toBe(200);
  });

  test('is written down with what made it', () => {
    const buys = { [RIVAL]: { p: 0.5, days: WEEKLY }, [BERRY]: { p: 0.5, days: [AS_OF - 1] } };
    const who = candidateHousehold(buys, { pastOf: () => ({ uses: 0, opening: WON }) });
    expect(findCandidates(context([OFFER]), who).candidates[0]?.taper).toEqual({
      ...WON,
      purchases: 1,
      percent: 75,
    });
  });
});

import { describe, expect, test } from 'vitest';
import { type CandidateContext, findCandidates, isDiscovery } from '../../src/offers/candidates.ts';
import { indexCatalog } from '../../src/offers/catalog-index.ts';
import type { CandidateHousehold } from '../../src/offers/household-view.ts';
import { liveOffers } from '../../src/offers/live.ts';
import { bookOffers } from '../../src/offers/offer-book.ts';
import { emptyUsageTally, usageThresholds } from '../../src/offers/usage.ts';
import type { OfferTerms } from '../../src/shared/offer-terms.ts';
import { type Buys, candidateHousehold, catalogOf, date, everyDays, selector, terms } from './build.ts';

const AS_OF = date('2026-03-01');
const WINDOW = { asOf: AS_OF, validFrom: date('2026-03-05'), validUntil: date('2026-03-18') };
const [LITTER, CLUMPING, CAT_FOOD, TREATS, MILK] = [0, 1, 2, 3, 4];
const INDEX = indexCatalog(
  catalogOf([
    { id: 'litter', need: 'cat litter', brand: 'Own' },
    { id: 'clumping', need: 'cat litter', brand: 'Own' },
    { id: 'catfood', need: 'cat food', brand: 'Whisk' },
    { id: 'treats', need: 'cat treats', brand: 'Whisk' },
    { id: 'milk', need: 'milk' },
  ]),
);
const needOf = (productNo: number): number => INDEX.needNo[productNo] ?? -1;
const PAIR = { households: 90, buyers: 100, expected: 30, lift: 2.5, liftAtLeast: 2 };
const AFFINITIES = new Map([[needOf(CAT_FOOD), [{ ...PAIR, causeNo: needOf(LITTER) }]]]);
const OFFER = terms({ products: [selector('catfood')] });

function found(buys: Buys, over: Partial<CandidateHousehold> = {}, offer: Partial<OfferTerms> = {}) {
  const { live } = liveOffers([{ ...OFFER, ...offer }], WINDOW, new Map(), INDEX);
  const context: CandidateContext = {
    book: bookOffers(live, INDEX, () => 1),
    index: INDEX,
    thresholds: usageThresholds(emptyUsageTally(INDEX.needs.length)),
    asOf: AS_OF,
    windowDays: 14,
    minProbability: 0.2,
    trialProbability: () => 0.01,
    affinities: AFFINITIES,
    rates: (stance) => ({ mean: stance === 'discovery' ? 0.4 : 1, atMost: undefined }),
  };
  return findCandidates(context, candidateHousehold(buys, over));
}

const OFTEN = everyDays(AS_OF, 6, 14);
const BUYS_LITTER = { [LITTER]: { p: 0.5, days: OFTEN }, [CLUMPING]: { p: 0.7, days: OFTEN } };
const hides = (productNo: number) => ({
  suppression: (no: number) => (no === productNo ? ('muted-product' as const) : undefined),
});

describe('what others buy who buy what it buys', () => {
  test('is a candidate at the chance of a trial times the lift, told by the product that it buys most', () => {
    const { candidates, rejections } = found(BUYS_LITTER);
    expect(rejections).toEqual([]);
    expect(candidates).toMatchObject([
      {
        productNo: CAT_FOOD,
        relation: 'new',
        probability: 0.025,
        redeemProbability: 0.025 * 0.4,
        discovery: { causes: [{ productNo: CLUMPING, households: 90, buyers: 100 }] },
      },
    ]);
    expect(candidates.every(isDiscovery)).toBe(true);
  });

  test('is told by another product of the need where one is not to be seen, and by none where all are', () => {
    expect(found(BUYS_LITTER, hides(CLUMPING)).candidates).toMatchObject([
      { discovery: { causes: [{ productNo: LITTER }] } },
    ]);
    const all = { suppression: (no: number) => (no === CAT_FOOD ? undefined : ('diet' as const)) };
    expect(found(BUYS_LITTER, all)).toMatchObject({ candidates: [], rejections: [] });
  });

  test.each<[string, Parameters<typeof found>]>([
    ['what the household muted', [BUYS_LITTER, hides(CAT_FOOD)]],
    ['for a household that is not to have such', [BUYS_LITTER, { discovers: false }]],
    ['for one that bought the other once', [{ [LITTER]: { p: 0.5, days: [AS_OF - 20] } }]],
    ['for one that bought it long ago', [{ [LITTER]: { p: 0.1, days: everyDays(AS_OF, 5, 14, 200) } }]],
    ['for one that buys neither', [{ [MILK]: { p: 0.9, days: OFTEN } }]],
    ['of an offer for other households', [BUYS_LITTER, {}, { audience: 'rival' }]],
    ['what is in the ad', [BUYS_LITTER, { inAd: (no: number) => no === CAT_FOOD }]],
    ['in another store', [BUYS_LITTER, {}, { stores: ['S2'] }]],
    [
      'what it bought this year, and is not due',
      [{ ...BUYS_LITTER, [CAT_FOOD]: { p: 0.01, days: [AS_OF - 300] } }],
    ],
  ])('is not shown: %s', (_, args) => {
    expect(found(...args).candidates).toEqual([]);
  });

  test('may have been bought more than a year ago, as who it is to the brand by now', () => {
    const buys = { ...BUYS_LITTER, [CAT_FOOD]: { p: 0.001, days: everyDays(AS_OF, 3, 10, 400) } };
    expect(found(buys).candidates).toMatchObject([
      { relation: 'lapsed', probability: 0.025, discovery: { causes: [{ productNo: CLUMPING }] } },
    ]);
  });

  test('is no discovery where it is due anyway', () => {
    const { candidates } = found({ ...BUYS_LITTER, [CAT_FOOD]: { p: 0.6, days: OFTEN } });
    expect(candidates).toMatchObject([{ relation: 'loyal', probability: 0.6, discovery: undefined }]);
    expect(candidates.some(isDiscovery)).toBe(false);
  });

  test('speaks for offers to new users too, which go without it to whoever never bought the need', () => {
    const offer = { audience: 'new' as const };
    expect(found(BUYS_LITTER, {}, offer).candidates).toMatchObject([
      { probability: 0.025, discovery: { causes: [{ productNo: CLUMPING }] } },
    ]);
    expect(found({ [MILK]: { p: 0.9, days: OFTEN } }, {}, offer).candidates).toMatchObject([
      { probability: 0.01, discovery: undefined },
    ]);
  });
});

test('only the need that is spoken for is shown of an offer on several', () => {
  const whole = { products: [selector('brand:whisk')] };
  expect(found(BUYS_LITTER, {}, whole).candidates).toMatchObject([{ productNo: CAT_FOOD }]);
  expect(found(BUYS_LITTER, hides(CAT_FOOD), whole).candidates).toEqual([]);
  expect(TREATS).toBe(3);
});

import { describe, expect, test } from 'vitest';
import { findCandidates } from '../../src/offers/candidates.ts';
import { indexCatalog } from '../../src/offers/catalog-index.ts';
import { liveOffers } from '../../src/offers/live.ts';
import { bookOffers } from '../../src/offers/offer-book.ts';
import { addToCells, cellsByNeed, type SegmentCells } from '../../src/offers/segment-cells.ts';
import {
  addToUsageTally,
  emptyUsageTally,
  recentPurchases,
  usageThresholds,
} from '../../src/offers/usage.ts';
import { catalogOf, date, everyDays, historyOf, money, selector, terms } from './build.ts';

/**
 * A chain in which users of non-aspirin pain relievers are loyal to a national brand, loyal to the store brand, or
 * switchers, and each of these use much, little, or something between: nine kinds of household. To win users of the
 * national brand for the store's, heavy users are offered most.
 */
const AS_OF = date('2026-03-01');
const WINDOW = { asOf: AS_OF, validFrom: date('2026-03-05'), validUntil: date('2026-03-18') };
const RELIEVER = 'pain relief, non-aspirin';
const [NATIONAL, RIVAL, STORE_50, STORE_100, TEST_KIT] = [0, 1, 2, 3, 4];
const INDEX = indexCatalog(
  catalogOf([
    { id: 'national', brand: 'Calmol', label: 'national', need: RELIEVER },
    { id: 'national-rival', brand: 'Advance', label: 'national', need: RELIEVER },
    { id: 'store-50', brand: 'Our Own', label: 'private', need: RELIEVER },
    { id: 'store-100', brand: 'Our Best', label: 'private', need: RELIEVER },
    { id: 'test-kit', brand: 'Calmol', need: RELIEVER, sensitive: true },
  ]),
);
const TIMES = { light: 2, medium: 6, heavy: 12 };
/** Which products a household of each loyalty buys, in turn. */
const BUYS = {
  'national-brand': [NATIONAL],
  'store-brand': [STORE_50, STORE_100],
  switcher: [RIVAL, STORE_50],
};

type Loyalty = keyof typeof BUYS;
type Usage = keyof typeof TIMES;

/** The store's offer on its own brand. */
const OFFER = terms({
  products: [selector('store-50'), selector('store-100')],
  valueCents: money('0.10'),
  valuesBySegment: {
    'rival/heavy': money('2.00'),
    'rival/medium': money('1.20'),
    'rival/light': money('0.80'),
    'switcher/heavy': money('1.00'),
    'switcher/any': money('0.60'),
    'any/heavy': money('0.30'),
  },
});
const EXPECTED: Record<Loyalty, Record<Usage, number>> = {
  'national-brand': { heavy: 200, medium: 120, light: 80 },
  switcher: { heavy: 100, medium: 60, light: 60 },
  'store-brand': { heavy: 30, medium: 10, light: 10 },
};

const KINDS = Object.entries(BUYS).flatMap(([loyalty, products]) =>
  Object.entries(TIMES).map(([usage, times]) => {
    const days = products.map((no, turn) => {
      const before = 1 + turn * 7;
      return [no, everyDays(AS_OF, times / products.length, 14, before)] as const;
    });
    return {
      loyalty: loyalty as Loyalty,
      usage: usage as Usage,
      history: historyOf(Object.fromEntries(days)),
    };
  }),
);

const TALLY = emptyUsageTally(INDEX.needs.length);
for (const { history } of KINDS) addToUsageTally(TALLY, recentPurchases(history, INDEX, AS_OF));
const THRESHOLDS = usageThresholds(TALLY);
const { live } = liveOffers([OFFER], WINDOW, new Map(), INDEX);

function found(history: ReturnType<typeof historyOf>) {
  const context = {
    book: bookOffers(live, INDEX, () => 0),
    index: INDEX,
    thresholds: THRESHOLDS,
    asOf: AS_OF,
    windowDays: 14,
    minProbability: 0.2,
    trialProbability: () => 0,
    affinities: new Map(),
    rates: () => ({ mean: 1, atMost: undefined }),
  };
  return findCandidates(context, {
    history,
    probabilities: new Float64Array(history.productNos.length).fill(0.5),
    storeId: undefined,
    priceOf: () => money('5.00'),
    suppression: () => undefined,
    discovers: true,
    restsUntil: () => undefined,
    priceChanges: () => false,
    inAd: () => false,
    pastOf: () => undefined,
  });
}

const offered = (history: ReturnType<typeof historyOf>) => found(history).candidates[0];

describe('nine kinds of household', () => {
  test.each(KINDS)('$loyalty, $usage', ({ loyalty, usage, history }) => {
    expect(offered(history)).toMatchObject({
      faceValueCents: EXPECTED[loyalty][usage],
      segment: { loyalty, usage },
    });
  });

  test('are counted in nine cells, in whatever order they come', () => {
    const counted = (kinds: typeof KINDS) => {
      const cells: SegmentCells = new Map();
      for (const { history } of kinds) addToCells(cells, found(history).segments());
      return cellsByNeed(cells, INDEX.needs);
    };
    expect(counted(KINDS)).toEqual({ [RELIEVER]: [1, 1, 1, 1, 1, 1, 1, 1, 1] });
    const uneven = [
      ...KINDS,
      ...KINDS.filter(({ loyalty, usage }) => loyalty === 'switcher' && usage === 'light'),
    ];
    expect(counted(uneven)).toEqual({ [RELIEVER]: [1, 1, 1, 1, 1, 2, 1, 1, 1] });
    expect(counted(uneven.toReversed())).toEqual(counted(uneven));
  });

  test('are no other for a household that bought something sensitive of the need, too', () => {
    for (const { history } of KINDS) {
      const bought = Object.fromEntries(
        Array.from(history.productNos, (no, place) => [
          no,
          [...history.days.subarray(history.starts[place], history.starts[place + 1])],
        ]),
      );
      const also = historyOf({ ...bought, [TEST_KIT]: everyDays(AS_OF, 30, 3, 2) });
      expect(offered(also)?.segment).toEqual(offered(history)?.segment);
    }
  });
});

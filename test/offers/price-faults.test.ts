import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findCandidates } from '../../src/offers/candidates.ts';
import { indexCatalog } from '../../src/offers/catalog-index.ts';
import { liveOffers } from '../../src/offers/live.ts';
import { bookOffers } from '../../src/offers/offer-book.ts';
import { withoutPriceFaults } from '../../src/offers/price-faults.ts';
import { emptyUsageTally, usageThresholds } from '../../src/offers/usage.ts';
import { cents } from '../../src/shared/cents.ts';
import { OFFER_KINDS, type OfferTerms } from '../../src/shared/offer-terms.ts';
import { candidateHousehold, catalogOf, date, everyDays, money, selector, terms } from './build.ts';

const AS_OF = date('2026-03-01');
const WINDOW = { asOf: AS_OF, validFrom: date('2026-03-05'), validUntil: date('2026-03-18') };
const INDEX = indexCatalog(
  catalogOf([
    { id: 'cup', brand: 'Yummy', need: 'yogurt' },
    { id: 'tub', brand: 'Yummy', need: 'yogurt' },
  ]),
);
const YUMMY = terms({ products: [selector('brand:Yummy')] });

/** What is left of one offer when the shelf prices of cup and tub are looked at. */
function judged(over: Partial<OfferTerms>, ...prices: readonly (string | undefined)[]) {
  const standings = liveOffers([{ ...YUMMY, ...over }], WINDOW, new Map(), INDEX);
  return withoutPriceFaults(standings, INDEX.catalog, (productNo) => {
    const price = prices[productNo];
    return price === undefined ? undefined : money(price);
  });
}

describe('an offer is on no list', () => {
  test.each([
    [
      'more off than the dearest of its goods costs',
      { valueCents: money('1.80') },
      ['0.89', '1.79'],
      'above-price',
      179,
    ],
    [
      'more off two than two cost',
      { valueCents: money('3.60'), buyQuantity: 2 },
      ['1.79'],
      'above-price',
      358,
    ],
    [
      'a new price above the shelf',
      { kind: 'new_price', valueCents: money('1.99') },
      ['1.79'],
      'no-saving',
      179,
    ],
    [
      'a new price that is the shelf’s',
      { kind: 'new_price', valueCents: money('1.79') },
      ['1.79'],
      'no-saving',
      179,
    ],
    [
      '2 for what two cost',
      { kind: 'multi_price', valueCents: money('3.58'), buyQuantity: 2 },
      ['1.79'],
      'no-saving',
      358,
    ],
  ] as const)('%s', (_, over, prices, fault, shelfCents) => {
    const { live, notLive, priceFaults } = judged(over, ...prices);
    expect(live).toEqual([]);
    expect(notLive).toEqual([{ offerId: 'O1', version: 1, reason: fault }]);
    expect(priceFaults).toMatchObject([{ fault, column: 'value', shelfCents, leftOut: true }]);
  });
});

describe('an offer stays', () => {
  test.each([
    ['when one of its goods is dear enough', { valueCents: money('1.79') }, ['0.89', '1.79']],
    ['when no price is known', { valueCents: money('9.00') }, []],
    ['on the basket', { kind: 'basket_off', valueCents: money('9.00') }, ['0.89']],
    ['at a new price a cent below', { kind: 'new_price', valueCents: money('1.78') }, ['1.79']],
    ['of a percentage', { kind: 'percent_off', percentBasisPoints: 10_000 }, ['0.01']],
  ] as const)('%s', (_, over, prices) => {
    const { live, priceFaults } = judged(over, ...prices);
    expect([live.length, priceFaults]).toEqual([1, []]);
  });

  test('when a value of a segment is above the price, and that value is named', () => {
    const over = { valueCents: money('1.00'), valuesBySegment: { 'rival/heavy': money('2.00') } };
    const { live, priceFaults } = judged(over, '1.79');
    expect(live).toHaveLength(1);
    expect(priceFaults).toMatchObject([
      {
        column: 'values_by_segment',
        segment: 'rival/heavy',
        valueCents: 200,
        shelfCents: 179,
        leftOut: false,
      },
    ]);
  });
});

test('no list states a price above the shelf’s, and before less saving is after, to the cent', () => {
  const amounts = fc.integer({ min: 1, max: 600 }).map(cents);
  const offer = fc.record({
    kind: fc.constantFrom(...OFFER_KINDS),
    valueCents: amounts,
    percentBasisPoints: fc.integer({ min: 1, max: 10_000 }),
    maxValueCents: fc.option(amounts, { nil: undefined }),
    buyQuantity: fc.integer({ min: 1, max: 4 }),
    buyAmountCents: fc.option(amounts, { nil: undefined }),
    getQuantity: fc.integer({ min: 1, max: 2 }),
    valuesBySegment: fc.dictionary(fc.constantFrom('loyal/any', 'rival/heavy', 'any/light'), amounts, {
      noNullPrototype: true,
    }),
  });
  const thresholds = usageThresholds(emptyUsageTally(INDEX.needs.length));
  fc.assert(
    fc.property(offer, fc.option(amounts, { nil: undefined }), fc.boolean(), (over, price, buysCup) => {
      const standings = liveOffers([{ ...YUMMY, ...over }], WINDOW, new Map(), INDEX);
      const { live } = withoutPriceFaults(standings, INDEX.catalog, () => price);
      const { candidates } = findCandidates(
        {
          book: bookOffers(live, INDEX, () => 1),
          index: INDEX,
          thresholds,
          asOf: AS_OF,
          windowDays: 14,
          minProbability: 0.1,
          trialProbability: () => 0.05,
          affinities: new Map(),
          rates: () => ({ mean: 1, atMost: undefined }),
        },
        candidateHousehold(
          { [buysCup ? 0 : 1]: { p: 0.8, days: everyDays(AS_OF, 6, 7) } },
          { priceOf: () => price },
        ),
      );
      for (const { priced, faceValueCents, offer: booked } of candidates) {
        const { beforeCents, afterCents, offerValueCents, regularCents, priceWithOfferCents } = priced;
        expect(offerValueCents).toBeGreaterThan(0);
        if (beforeCents === undefined || afterCents === undefined) continue;
        expect(beforeCents - offerValueCents).toBe(afterCents);
        expect(afterCents).toBeGreaterThanOrEqual(0);
        expect(priceWithOfferCents).toBeLessThanOrEqual(regularCents ?? -1);
        if (booked.terms.kind === 'cents_off') expect(offerValueCents).toBe(faceValueCents);
      }
    }),
    { numRuns: 400 },
  );
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeOffer, percentOfCents, priceOffer } from '../../src/offers/price.ts';
import { cents } from '../../src/shared/cents.ts';
import { OFFER_KINDS, type OfferTerms } from '../../src/shared/offer-terms.ts';
import { money, terms } from './build.ts';

type Row = {
  readonly says: string;
  readonly over: Partial<OfferTerms>;
  readonly shelf: string;
  /** saving, units, before, after, unit price */
  readonly gives: readonly [string, number, string, string, string];
};

const PRICED: readonly Row[] = [
  { says: '1.00 off at 3.99', over: {}, shelf: '3.99', gives: ['1.00', 1, '3.99', '2.99', '2.99'] },
  {
    says: '1.00 off at 0.89 gives it away, no more',
    over: {},
    shelf: '0.89',
    gives: ['0.89', 1, '0.89', '0.00', '0.00'],
  },
  {
    says: '1.00 off when you buy 3',
    over: { buyQuantity: 3 },
    shelf: '2.00',
    gives: ['1.00', 3, '6.00', '5.00', '1.67'],
  },
  {
    says: '1.00 off when you buy for 10.00',
    over: { buyAmountCents: money('10') },
    shelf: '2.99',
    gives: ['1.00', 4, '11.96', '10.96', '2.74'],
  },
  {
    says: '25 % off 3.99',
    over: { kind: 'percent_off', percentBasisPoints: 2500 },
    shelf: '3.99',
    gives: ['1.00', 1, '3.99', '2.99', '2.99'],
  },
  {
    says: '50 % off 0.99: half a cent goes to the shopper',
    over: { kind: 'percent_off', percentBasisPoints: 5000 },
    shelf: '0.99',
    gives: ['0.50', 1, '0.99', '0.49', '0.49'],
  },
  {
    says: '50 % off, at most 0.75',
    over: { kind: 'percent_off', percentBasisPoints: 5000, maxValueCents: money('0.75') },
    shelf: '3.00',
    gives: ['0.75', 1, '3.00', '2.25', '2.25'],
  },
  {
    says: 'now 2.50',
    over: { kind: 'new_price', valueCents: money('2.50') },
    shelf: '2.99',
    gives: ['0.49', 1, '2.99', '2.50', '2.50'],
  },
  {
    says: 'now 2.50 each when you buy 2',
    over: { kind: 'new_price', valueCents: money('2.50'), buyQuantity: 2 },
    shelf: '2.99',
    gives: ['0.98', 2, '5.98', '5.00', '2.50'],
  },
  {
    says: '2 for 5.00',
    over: { kind: 'multi_price', valueCents: money('5'), buyQuantity: 2 },
    shelf: '2.99',
    gives: ['0.98', 2, '5.98', '5.00', '2.50'],
  },
  {
    says: '3 for 5.00: a fraction of a cent is not promised',
    over: { kind: 'multi_price', valueCents: money('5'), buyQuantity: 3 },
    shelf: '2.00',
    gives: ['1.00', 3, '6.00', '5.00', '1.67'],
  },
  {
    says: '1.00 off when you buy 3 lb: the prices are of 3 lb',
    over: { buyWeightMilli: 3000 },
    shelf: '1.49',
    gives: ['1.00', 1, '4.47', '3.47', '1.16'],
  },
  {
    says: 'now 1.49 a pound when you buy 2.5',
    over: { kind: 'new_price', valueCents: money('1.49'), buyWeightMilli: 2500 },
    shelf: '1.99',
    gives: ['1.26', 1, '4.98', '3.72', '1.49'],
  },
  {
    says: '10 % off when you buy 1 lb, for 5.00: as much as comes to that',
    over: { kind: 'percent_off', percentBasisPoints: 1000, buyWeightMilli: 1000, buyAmountCents: money('5') },
    shelf: '2.00',
    gives: ['0.50', 1, '5.00', '4.50', '1.80'],
  },
  { says: 'buy 1, get 1', over: { kind: 'bogo' }, shelf: '3.49', gives: ['3.49', 2, '6.98', '3.49', '1.75'] },
  {
    says: 'buy 2, one free up to 3.00',
    over: { kind: 'free_item', buyQuantity: 2, maxValueCents: money('3') },
    shelf: '3.49',
    gives: ['3.00', 3, '10.47', '7.47', '2.49'],
  },
];

describe('an offer at a shelf price', () => {
  test.each(PRICED)('$says', ({ over, shelf, gives }) => {
    const offer = terms({ valueCents: money('1.00'), ...over });
    const [value, unitsNeeded, before, after, unit] = gives;
    expect(priceOffer(offer, offer.valueCents, money(shelf))).toEqual({
      tag: 'priced',
      priced: {
        offerValueCents: money(value),
        unitsNeeded,
        regularCents: money(shelf),
        beforeCents: money(before),
        afterCents: money(after),
        priceWithOfferCents: money(unit),
      },
    });
  });

  test.each([
    ['a new price of what it costs anyway', { kind: 'new_price', valueCents: money('2.99') }],
    ['a new price above the shelf', { kind: 'new_price', valueCents: money('3.50') }],
    ['2 for more than two cost', { kind: 'multi_price', valueCents: money('6'), buyQuantity: 2 }],
    ['a percentage of less than half a cent', { kind: 'percent_off', percentBasisPoints: 1 }],
  ] as const)('%s saves nothing', (_, over) => {
    const offer = terms(over);
    expect(priceOffer(offer, offer.valueCents, money('2.99'))).toEqual({ tag: 'no-saving' });
  });

  test.each(OFFER_KINDS)('without a shelf price, %s has a value only if it is cents', (kind) => {
    const offer = terms({ kind, percentBasisPoints: kind === 'percent_off' ? 1000 : 0 });
    const result = priceOffer(offer, offer.valueCents, undefined);
    const isCents = kind === 'cents_off' || kind === 'basket_off';
    expect(result.tag).toBe(isCents ? 'priced' : 'no-price');
    if (result.tag === 'priced') expect(result.priced.priceWithOfferCents).toBeUndefined();
  });

  test('the segment value replaces the value of the terms', () => {
    const result = priceOffer(terms(), money('2.00'), money('3.99'));
    expect(result).toMatchObject({ priced: { offerValueCents: 200, afterCents: 199 } });
  });

  test('never raises the shelf price, and before less after is the saving', () => {
    const anyTerms = fc.record({
      kind: fc.constantFrom(...OFFER_KINDS),
      valueCents: fc.integer({ min: 1, max: 2000 }).map(cents),
      percentBasisPoints: fc.integer({ min: 1, max: 10_000 }),
      buyQuantity: fc.integer({ min: 1, max: 4 }),
      getQuantity: fc.integer({ min: 1, max: 3 }),
      buyAmountCents: fc.option(fc.integer({ min: 1, max: 3000 }).map(cents), { nil: undefined }),
      maxValueCents: fc.option(fc.integer({ min: 1, max: 500 }).map(cents), { nil: undefined }),
    });
    fc.assert(
      fc.property(anyTerms, fc.integer({ min: 1, max: 3000 }), (over, shelf) => {
        const offer = terms(over);
        const result = priceOffer(offer, offer.valueCents, cents(shelf));
        if (result.tag !== 'priced' || result.priced.beforeCents === undefined) return;
        const { beforeCents, afterCents, offerValueCents, priceWithOfferCents } = result.priced;
        expect(offerValueCents).toBeGreaterThan(0);
        expect(beforeCents - (afterCents ?? Number.NaN)).toBe(offerValueCents);
        expect(afterCents).toBeGreaterThanOrEqual(0);
        expect(priceWithOfferCents).toBeLessThanOrEqual(shelf);
      }),
      { numRuns: 300 },
    );
  });
});

test.each([
  [399, 2500, 100],
  [1, 5000, 1],
  [1, 4999, 0],
  [333, 10_000, 333],
])('%i cents at %i hundredths of a percent are %i cents', (amount, basisPoints, expected) => {
  expect(percentOfCents(amount, basisPoints)).toBe(expected);
});

test('the facts of an offer leave out what its kind does not have', () => {
  const bundle = terms({ kind: 'multi_price', valueCents: money('5'), buyQuantity: 2, limitTransaction: 3 });
  const result = priceOffer(bundle, bundle.valueCents, money('2.99'));
  if (result.tag !== 'priced') throw new Error('not priced');
  expect(describeOffer(bundle, bundle.valueCents, result.priced)).toEqual({
    kind: 'multi_price',
    saveCents: 98,
    priceCents: 500,
    percentBasisPoints: undefined,
    buyQuantity: 2,
    getQuantity: undefined,
    buyAmountCents: undefined,
    minBasketCents: undefined,
    maxValueCents: undefined,
    limitTransaction: 3,
    unitsNeeded: 2,
    beforeCents: 598,
    afterCents: 500,
  });
});

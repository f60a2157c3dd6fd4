import { describe, expect, test } from 'vitest';
import { decideRedemption } from '../../src/checkout/decide.ts';
import type { IssuedOffer } from '../../src/checkout/types.ts';
import type { OfferTerms } from '../../src/shared/offer-terms.ts';
import { otherLineId } from '../../src/shared/product-id.ts';
import { date, money } from '../offers/build.ts';
import {
  basket,
  bogo,
  CONFIG,
  decide,
  facts,
  issued,
  newPrice,
  offBasket,
  perLine,
  request,
} from './build.ts';

describe('what was voided in the same transaction', () => {
  test('is not in the basket', () => {
    const decision = decide(['1 x a @ 3.99', '-1 x a @ 3.99'], issued('a'));
    expect(decision).toMatchObject({ tag: 'rejected', refused: [{ reason: 'not-in-basket' }] });
  });

  test('takes out the unit of its own price', () => {
    const lines = ['1 x a @ 3.99', '1 x a @ 2.99', '-1 x a @ 2.99'];
    expect(decide(lines, issued('a', { buyQuantity: 2 }))).toMatchObject({
      refused: [{ reason: 'quantity-short' }],
    });
    expect(perLine(decide(lines, issued('a', newPrice('2.00'))))).toEqual({ 1: 199 });
  });

  test('does not count towards the least basket', () => {
    const decision = decide(
      ['1 x a @ 30.00', '-1 x a @ 30.00', '1 x b @ 29.99'],
      issued('', {
        ...offBasket('5'),
        minBasketCents: money('30'),
      }),
    );
    expect(decision).toMatchObject({ refused: [{ reason: 'basket-short' }] });
  });

  test('is not what a store coupon with the number of the product is', () => {
    const coupon = { ...basket('1 x a @ 1.00')[0], lineNo: 2, amountCents: money('-0.50') };
    const lines = [...basket('1 x a @ 3.99'), coupon] as ReturnType<typeof basket>;
    const decision = decideRedemption(request(lines), facts([issued('a')]), CONFIG);
    expect(perLine(decision)).toEqual({ 1: 100 });
  });
});

describe('a line that is about no product (a deposit, a fee, a tender)', () => {
  const deposit = otherLineId('deposit');

  test('carries no part of an offer on the basket', () => {
    const decision = decide([`4 x ${deposit} @ 2.50`, '1 x a @ 2.00'], issued('', offBasket('5')));
    expect(perLine(decision)).toEqual({ 2: 200 });
  });

  test('counts towards no least basket', () => {
    const least = { minBasketCents: money('30') };
    for (const offer of [issued('', { ...offBasket('5'), ...least }), issued('a', least)]) {
      const decision = decide([`1 x ${deposit} @ 5.00`, '1 x a @ 25.00'], offer);
      expect(decision).toMatchObject({ refused: [{ reason: 'basket-short' }] });
    }
  });
});

describe('two offers', () => {
  test('never share a unit: the better one takes it, the other stays open', () => {
    const decision = decide(
      ['1 x a @ 3.00'],
      issued('a', { offerId: 'O1' }),
      issued('a|b', { offerId: 'O2', valueCents: money('1.50') }),
    );
    expect(perLine(decision)).toEqual({ 1: 150 });
    expect(decision.tag === 'redeemed' && decision.spent.map((spent) => spent.offerId)).toEqual(['O2']);
  });

  test('share a line of two units', () => {
    const decision = decide(
      ['2 x a @ 3.00'],
      issued('a', { offerId: 'O1' }),
      issued('a', { offerId: 'O2', valueCents: money('1.50') }),
    );
    expect(perLine(decision)).toEqual({ 1: 250 });
  });

  test('that save the same go by offer id', () => {
    const decision = decide(['1 x a @ 3.00'], issued('a', { offerId: 'O2' }), issued('a', { offerId: 'O1' }));
    expect(decision).toMatchObject({ discounts: [{ offerId: 'O1' }], refused: [{ offerId: 'O2' }] });
  });

  test('choose between units of one price by product, not by the order of scanning', () => {
    const both = [issued('a|b', { valueCents: money('2') }), issued('b', { offerId: 'O2' })];
    expect(decide(['1 x a @ 3.00', '1 x b @ 3.00'], ...both)).toMatchObject({ totalCents: 300 });
    expect(decide(['1 x b @ 3.00', '1 x a @ 3.00'], ...both)).toMatchObject({ totalCents: 300 });
  });

  test('are listed by the lines of the basket', () => {
    const better = issued('b', { offerId: 'O2', valueCents: money('2') });
    const decision = decide(['1 x a @ 3.00', '1 x b @ 3.00'], better, issued('a'));
    expect(decision).toMatchObject({ discounts: [{ lineNo: 1 }, { lineNo: 2 }] });
  });

  test('a unit bought for a free one carries no other offer', () => {
    const decision = decide(
      ['2 x a @ 3.00'],
      issued('a', { ...bogo, offerId: 'O1' }),
      issued('a', { offerId: 'O2' }),
    );
    expect(perLine(decision)).toEqual({ 1: 300 });
    expect(decision).toMatchObject({ refused: [{ offerId: 'O2', reason: 'better-offer-on-item' }] });
  });
});

describe('an offer on the basket beside one on an item', () => {
  const lines = ['1 x a @ 10.00', '1 x x @ 10.00'];
  const onItem = (stack: OfferTerms['stack'], value = '4') =>
    issued('a', { valueCents: money(value), stack });
  const onBasket = (stack: OfferTerms['stack'], funderPercent = 0) =>
    issued('', { ...offBasket('5'), offerId: 'O2', stack, funderPercent });

  test('spares the item where one of them is exclusive', () => {
    expect(perLine(decide(lines, onItem('exclusive'), onBasket('any')))).toEqual({ 1: 400, 2: 500 });
    expect(perLine(decide(lines, onItem('any'), onBasket('exclusive')))).toEqual({ 1: 400, 2: 500 });
  });

  test('is spread over what is left to pay where both allow it', () => {
    // 6.00 and 10.00 are left: 5.00 falls as 1.875 and 3.125, the tie of remainders to the earlier line.
    expect(perLine(decide(lines, onItem('any'), onBasket('any')))).toEqual({ 1: 400 + 188, 2: 312 });
    const storePaid = issued('a', { valueCents: money('4'), stack: 'with_store', funderPercent: 0 });
    expect(perLine(decide(lines, storePaid, onBasket('with_store')))).toEqual({ 1: 588, 2: 312 });
  });

  test('with_store is not beside what another funder pays', () => {
    expect(perLine(decide(lines, onItem('with_store'), onBasket('any', 100)))).toEqual({ 1: 400, 2: 500 });
  });

  test('goes first where the two exclude each other and it saves more', () => {
    const alone = ['1 x a @ 10.00'];
    const decision = decide(alone, onItem('exclusive'), onBasket('exclusive'));
    expect(perLine(decision)).toEqual({ 1: 500 });
    expect(decision).toMatchObject({ refused: [{ offerId: 'O1', reason: 'better-offer-on-item' }] });
    const other = decide(alone, onItem('exclusive', '6'), onBasket('exclusive'));
    expect(perLine(other)).toEqual({ 1: 600 });
    expect(other).toMatchObject({ refused: [{ offerId: 'O2', reason: 'better-offer-on-item' }] });
  });
});

describe('the household limit', () => {
  test('bounds the applications of one transaction', () => {
    const decision = decide(['5 x a @ 3.00'], issued('a', { limitTransaction: 4 }, { householdUsesLeft: 2 }));
    expect(decision).toMatchObject({ totalCents: 200, spent: [{ applications: 2 }] });
  });
});

test('an offer on the basket counts no more applications than it takes to make the basket free', () => {
  const five = issued('', { ...offBasket('5'), minBasketCents: money('1'), limitTransaction: 6 });
  expect(decide(['1 x a @ 8.00'], five)).toMatchObject({ totalCents: 800, spent: [{ applications: 2 }] });
});

describe('who pays', () => {
  const split = (offer: IssuedOffer, day = '2026-03-10') => {
    const lines = basket('1 x a @ 2.00', '1 x b @ 2.00');
    const decision = decideRedemption(request(lines, { day: date(day) }), facts([offer]), {
      ...CONFIG,
      graceDays: 2,
    });
    if (decision.tag !== 'redeemed') throw new Error(decision.tag);
    return decision.discounts.map(({ funderCents, storeCents }) => [funderCents, storeCents]);
  };
  const two = { limitTransaction: 2, valueCents: money('0.75') };

  test('the funder its percentage of each line, half a cent up', () => {
    expect(split(issued('a|b', { ...two, funderPercent: 50 }))).toEqual([
      [38, 37],
      [38, 37],
    ]);
  });

  test('the store what the budget no longer holds', () => {
    expect(split(issued('a|b', two, { funderBudgetLeftCents: money('1.00') }))).toEqual([
      [75, 0],
      [25, 50],
    ]);
    expect(split(issued('a|b', two, { funderBudgetLeftCents: money('-3.00') }))).toEqual([
      [0, 75],
      [0, 75],
    ]);
  });

  test('the store what goes beyond the offer’s total', () => {
    expect(split(issued('a|b', two, { funderUsesLeft: 2 }))[1]).toEqual([75, 0]);
    expect(split(issued('a|b', { ...two, funderPercent: 50 }, { funderUsesLeft: 1 }))).toEqual([
      [37, 38],
      [0, 75],
    ]);
    for (const funderUsesLeft of [0, -4])
      expect(split(issued('a|b', two, { funderUsesLeft }))).toEqual([
        [0, 75],
        [0, 75],
      ]);
  });

  test('the store alone on the days of grace past the last day of the offer', () => {
    const offer = issued('a|b', { ...two, redeemEnd: date('2026-03-18') });
    expect(split(offer, '2026-03-18')[0]).toEqual([75, 0]);
    expect(split(offer, '2026-03-20')[0]).toEqual([0, 75]);
  });
});

import { expect, test } from 'vitest';
import { decideRedemption } from '../../src/checkout/decide.ts';
import type { OfferTerms } from '../../src/shared/offer-terms.ts';
import { money } from '../offers/build.ts';
import {
  basket,
  bogo,
  CONFIG,
  decide,
  facts,
  freeItem,
  issued,
  newPrice,
  offBasket,
  percent,
  perLine,
  request,
  twoFor,
} from './build.ts';

type Example = {
  readonly says: string;
  readonly over: Partial<OfferTerms>;
  readonly lines: readonly string[];
  readonly off: Readonly<Record<number, number>>;
};

/** Every offer is on a, b and c. */
const EXAMPLES: readonly Example[] = [
  { says: '1.00 off one unit', over: {}, lines: ['1 x a @ 3.99'], off: { 1: 100 } },
  { says: '1.00 off 0.89: never more than it costs', over: {}, lines: ['1 x a @ 0.89'], off: { 1: 89 } },
  {
    says: '1.00 off is for one unit of three, the dearest',
    over: {},
    lines: ['2 x a @ 2.00', '1 x b @ 3.00'],
    off: { 2: 100 },
  },
  {
    says: '1.00 off, twice in a transaction',
    over: { limitTransaction: 2 },
    lines: ['3 x a @ 2.00'],
    off: { 1: 200 },
  },
  {
    says: '1.00 off three, spread to the cent',
    over: { buyQuantity: 3 },
    lines: ['1 x a @ 2.00', '1 x b @ 2.00', '1 x c @ 2.00'],
    off: { 1: 34, 2: 33, 3: 33 },
  },
  {
    says: '1.00 off for 5.00 and more',
    over: { buyAmountCents: money('5') },
    lines: ['1 x a @ 4.00', '1 x b @ 1.00'],
    off: { 1: 80, 2: 20 },
  },
  {
    says: '1.00 off weighed goods: a line is one unit',
    over: {},
    lines: ['1.35 x a @ 5.99', '0.50 x b @ 5.99'],
    off: { 1: 100 },
  },
  {
    says: '1.00 off two weighed lines',
    over: { buyQuantity: 2 },
    lines: ['1.5 x a @ 2.00', '0.5 x b @ 2.00'],
    off: { 1: 75, 2: 25 },
  },
  {
    says: '1.00 off 3 lb, over lines and pieces, spread to the cent',
    over: { buyWeightMilli: 3000 },
    lines: ['1.35 x a @ 2.00', '2 x b @ 2.00'],
    off: { 1: 40, 2: 60 },
  },
  {
    says: '1.00 off 3 lb, twice: the second time there is too little left',
    over: { buyWeightMilli: 3000, limitTransaction: 2 },
    lines: ['3.5 x a @ 2.00', '2.9 x b @ 2.00'],
    off: { 1: 100 },
  },
  { says: '25 % off 3.99', over: percent(2500), lines: ['1 x a @ 3.99'], off: { 1: 100 } },
  { says: '25 % off weighed goods', over: percent(2500), lines: ['1.35 x a @ 5.99'], off: { 1: 202 } },
  {
    says: '50 % off, at most 1.50',
    over: { ...percent(5000), maxValueCents: money('1.5') },
    lines: ['1 x a @ 3.99'],
    off: { 1: 150 },
  },
  {
    says: '20 % off two for together 6.00',
    over: { ...percent(2000), buyQuantity: 2 },
    lines: ['1 x a @ 4.00', '1 x b @ 2.00'],
    off: { 1: 80, 2: 40 },
  },
  { says: 'now 2.50', over: newPrice('2.50'), lines: ['1 x a @ 2.99'], off: { 1: 49 } },
  {
    says: 'now 2.50 holds after the shelf price rose',
    over: newPrice('2.50'),
    lines: ['1 x a @ 3.49'],
    off: { 1: 99 },
  },
  {
    says: 'now 2.50 each of two; a cheaper one keeps its price',
    over: { ...newPrice('2.50'), buyQuantity: 2 },
    lines: ['1 x a @ 2.99', '1 x b @ 2.29'],
    off: { 1: 49 },
  },
  { says: 'now 3.99 a pound', over: newPrice('3.99'), lines: ['1.35 x a @ 5.99'], off: { 1: 270 } },
  {
    says: 'now 3.99 a pound, of half a pound',
    over: newPrice('3.99'),
    lines: ['0.5 x a @ 5.99'],
    off: { 1: 101 },
  },
  {
    says: 'now 3.99 a pound goes where it saves, not to what is cheaper today',
    over: newPrice('3.99'),
    lines: ['2.1 x a @ 3.90', '1 x b @ 5.00'],
    off: { 2: 101 },
  },
  {
    says: '2 for 5.00 is for two, whatever amount the feed asks for',
    over: { ...twoFor('5'), buyAmountCents: money('100') },
    lines: ['2 x a @ 2.99'],
    off: { 1: 98 },
  },
  { says: '2 for 5.00 at 2.99 each', over: twoFor('5'), lines: ['2 x a @ 2.99'], off: { 1: 98 } },
  {
    says: '2 for 5.00 on two lines',
    over: twoFor('5'),
    lines: ['1 x a @ 2.99', '1 x b @ 3.29'],
    off: { 1: 61, 2: 67 },
  },
  {
    says: '2 for 5.00 of three: the dearest two',
    over: twoFor('5'),
    lines: ['1 x a @ 2.99', '1 x b @ 3.29', '1 x c @ 3.99'],
    off: { 2: 103, 3: 125 },
  },
  {
    says: '2 for 5.00, twice, of five',
    over: { ...twoFor('5'), limitTransaction: 2 },
    lines: ['5 x a @ 2.99'],
    off: { 1: 196 },
  },
  {
    says: 'buy one get one of three prices: the cheapest is free',
    over: bogo,
    lines: ['1 x a @ 5.00', '1 x b @ 3.00', '1 x c @ 4.00'],
    off: { 2: 300 },
  },
  {
    says: 'buy one get one, twice: the two cheapest are free',
    over: { ...bogo, limitTransaction: 2 },
    lines: ['2 x a @ 5.00', '1 x b @ 3.00', '1 x c @ 4.00'],
    off: { 2: 300, 3: 400 },
  },
  {
    says: 'buy two get one, of two prices',
    over: { ...bogo, buyQuantity: 2 },
    lines: ['2 x a @ 5.00', '1 x b @ 3.00'],
    off: { 2: 300 },
  },
  {
    says: 'buy one get two',
    over: { ...bogo, getQuantity: 2 },
    lines: ['1 x a @ 5.00', '1 x b @ 3.00', '1 x c @ 4.00'],
    off: { 2: 300, 3: 400 },
  },
  {
    says: 'a free item, at most 2.50',
    over: { ...freeItem, maxValueCents: money('2.5') },
    lines: ['1 x a @ 5.00', '1 x b @ 3.00'],
    off: { 2: 250 },
  },
  {
    says: 'two free items, together at most 5.00',
    over: { ...freeItem, getQuantity: 2, maxValueCents: money('5') },
    lines: ['1 x a @ 5.00', '1 x b @ 3.00', '1 x c @ 4.50'],
    off: { 2: 200, 3: 300 },
  },
  {
    says: 'a free item when you buy for 6.00',
    over: { ...freeItem, buyAmountCents: money('6') },
    lines: ['1 x a @ 5.00', '1 x b @ 3.00', '1 x c @ 4.00'],
    off: { 2: 300 },
  },
  {
    says: '5.00 off 30.00',
    over: { ...offBasket('5'), minBasketCents: money('30') },
    lines: ['1 x a @ 20.00', '1 x x @ 10.00'],
    off: { 1: 333, 2: 167 },
  },
  {
    says: '5.00 off 30.00 leaves a gift card alone',
    over: { ...offBasket('5'), minBasketCents: money('30') },
    lines: ['1 x a @ 30.00', '1 x gift-card @ 50.00'],
    off: { 1: 500 },
  },
  {
    says: '5.00 off 30.00, once of 59.99',
    over: { ...offBasket('5'), minBasketCents: money('30'), limitTransaction: 2 },
    lines: ['1 x a @ 59.99'],
    off: { 1: 500 },
  },
  {
    says: '5.00 off 30.00, twice of 60.00',
    over: { ...offBasket('5'), minBasketCents: money('30'), limitTransaction: 2 },
    lines: ['1 x a @ 60.00'],
    off: { 1: 1000 },
  },
  { says: '5.00 off a basket of 3.00', over: offBasket('5'), lines: ['1 x x @ 3.00'], off: { 1: 300 } },
  {
    says: '1.00 off a line of many small pieces gets its fair share',
    over: offBasket('1'),
    lines: ['100 x a @ 0.01', '1 x b @ 1.00'],
    off: { 1: 50, 2: 50 },
  },
  {
    says: '1.00 off a bulk line of 5,000 pieces counts it as one unit',
    over: {},
    lines: ['5000 x a @ 0.10'],
    off: { 1: 100 },
  },
  {
    says: 'never on a deposit taken back',
    over: offBasket('1'),
    lines: ['1 x a @ 3.00', '-1 x bottle @ 0.25'],
    off: { 1: 100 },
  },
];

test.each(EXAMPLES)('$says', ({ over, lines, off }) => {
  expect(perLine(decide(lines, issued('a|b|c', over)))).toEqual(off);
});

test.each<[string, Partial<OfferTerms>, readonly string[]]>([
  ['1.00 off', {}, ['1 x a @ 3.00']],
  ['12.5% off', percent(1250), ['1 x a @ 3.00']],
  ['Your price 2.50', newPrice('2.50'), ['1 x a @ 3.00']],
  ['2 for 5.00', twoFor('5'), ['2 x a @ 3.00']],
  ['Buy 1, get 1 free', bogo, ['2 x a @ 3.00']],
  ['5.00 off your basket', offBasket('5'), ['1 x a @ 9.00']],
  [
    'A headline much too long for any',
    { headline: 'A headline much too long for any register' },
    ['1 x a @ 3.00'],
  ],
])('the receipt says %s', (text, over, lines) => {
  expect(decide(lines, issued('a', over))).toMatchObject({ discounts: [{ receiptText: text }] });
});

test('the receipt speaks the language of the chain where the offer has no words of its own', () => {
  const said = (over: Partial<OfferTerms>) => {
    const spanish = { ...CONFIG, language: 'es' } as const;
    const decision = decideRedemption(request(basket('3 x a @ 9.00')), facts([issued('a', over)]), spanish);
    return decision.tag === 'redeemed' && decision.discounts[0]?.receiptText;
  };
  expect(said(twoFor('5'))).toBe('2 por 5.00');
  expect(said(bogo)).toBe('Compre 1, lleve 1 gratis');
  expect(said({ headline: 'Soup days' })).toBe('Soup days');
});

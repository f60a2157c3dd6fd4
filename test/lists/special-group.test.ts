import { describe, expect, test } from 'vitest';
import { groupOf } from '../../src/lists/special-group.ts';
import { describeOffer, priceOffer } from '../../src/offers/price.ts';
import { wordsOf } from '../../src/print/words-of.ts';
import { cents } from '../../src/shared/cents.ts';
import type { OfferTerms } from '../../src/shared/offer-terms.ts';
import { catalogOf, terms } from '../offers/build.ts';

/** The group of an offer on products of these brands and sizes, `Yummy/5 oz`. */
function group(...products: readonly string[]) {
  const catalog = catalogOf(
    products.map((text, no) => {
      const [brand = '', size = ''] = text.split('/');
      return { id: `p${no}`, brand: brand === '' ? undefined : brand, size: size === '' ? undefined : size };
    }),
  );
  return groupOf(catalog, Int32Array.from(products.keys()));
}

describe('what an offer on several products is on', () => {
  test.each([
    [['Yummy/6 oz', 'Yummy/5.3 oz', 'yummy/6 OZ'], ['Yummy'], ['5.3 oz', '6 OZ']],
    [['Yummy/6 oz', 'Yummy/5.3 oz', 'Yummy/24 oz', 'Yummy/32 oz'], ['Yummy'], ['5.3-32 oz']],
    [['Yummy/6 oz', 'Acme/6 oz'], ['Acme', 'Yummy'], ['6 oz']],
    [['Yummy/6 oz', 'Yummy/1 qt'], ['Yummy'], ['1 qt', '6 oz']],
    [['A/6 oz', 'B/1 qt', 'C/dozen', 'D/1 lb'], [], []],
    [['Yummy/6 oz', '/'], [], []],
  ])('%j', (products, brands, sizes) => {
    expect(group(...products)).toEqual({ products: products.length, brands, sizes });
  });

  test('is nothing for paper when it is one product', () => {
    expect(group('Yummy/6 oz')).toBeUndefined();
  });
});

describe('the words of an offer on several products', () => {
  const [en, es] = [wordsOf('en'), wordsOf('es')];
  const yummy = group('Yummy/6 oz', 'Yummy/5.3 oz');
  const say = {
    money: (amount: number) => `$${amount / 100}`,
    weight: (milli: number) => `${milli / 1000} lb`,
  };

  function conditions(
    over: Partial<OfferTerms>,
    ofGroup: ReturnType<typeof group> | 'one product' = yummy,
  ): (string | undefined)[] {
    const offer = terms(over);
    const result = priceOffer(offer, offer.valueCents, cents(299));
    if (result.tag !== 'priced') throw new Error(result.tag);
    const deal = {
      ...describeOffer(offer, offer.valueCents, result.priced),
      ...(ofGroup === undefined || ofGroup === 'one product' ? {} : { group: ofGroup }),
    };
    return [en.condition(deal, say), es.condition(deal, say)];
  }

  test('name brands and sizes, and any variety', () => {
    expect(en.anyVariety(['Acme', 'Yummy'], ['5.3 oz', '6 oz'])).toBe(
      'any variety of Acme or Yummy, 5.3 oz or 6 oz',
    );
    expect(es.anyVariety(['Yummy'], ['5.3 oz', '6 oz'])).toBe('cualquier variedad de Yummy, 5.3 oz o 6 oz');
    expect(en.anyVariety([], [])).toBe('any variety');
    expect(es.anyVariety([], [])).toBe('cualquier variedad');
  });

  test('say how many of any to buy', () => {
    expect(conditions({})).toEqual(['when you buy any one', 'al comprar uno cualquiera']);
    expect(conditions({ buyQuantity: 2 })).toEqual(['when you buy any 2', 'al comprar 2 cualesquiera']);
  });

  test('of one product say how many only where it is more than one', () => {
    expect(conditions({}, 'one product')).toEqual([undefined, undefined]);
  });

  test('say how much to buy by weight or amount', () => {
    expect(conditions({ buyWeightMilli: 2500 })).toEqual(['when you buy 2.5 lb', 'al comprar 2.5 lb']);
    expect(conditions({ buyAmountCents: cents(500) })).toEqual(['when you buy $5 of it', 'al comprar $5']);
  });
});

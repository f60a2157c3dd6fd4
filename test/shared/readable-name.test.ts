import { describe, expect, test } from 'vitest';
import { readableName, withReadableNames } from '../../src/shared/readable-name.ts';
import { catalogOf } from '../offers/build.ts';

const OWN = new Map([
  ['gv', 'Great Value'],
  ['kttlsn tub', "Kittleson's Turkey Tub"],
  ['00036000291452', 'Our Best Soup'],
]);

describe('what a register prints', () => {
  test.each([
    ['GV WHL MLK 1GL', 'GV Whole Milk 1 gal', 'Great Value Whole Milk 1 gal'],
    ['KTTLSN TUB', 'KTTLSN Tub', "Kittleson's Turkey Tub"],
    ['ORG BNLS SKLS CHKN BRST 1.5LB', 'Organic Boneless Skinless Chicken Breast 1.5 lb', undefined],
    ['COKE 12PK 12FZ.', 'Coke 12 pk 12 fl oz', undefined],
    ['SHRD CHED CHS 8OZ', 'Shredded Cheddar Cheese 8 oz', undefined],
    ['ORG BBY SPNCH 5OZ', 'Organic Baby Spinach 5 oz', undefined],
    ['PPR TWLS 6ROL', 'Paper Towels 6 rolls', undefined],
    ['7UP', '7UP', undefined],
    ['PB&J UNCRUSTABLES', 'PB&J Uncrustables', undefined],
    ['  WHT   BRD ', 'White Bread', undefined],
    ['Kirkland gv Milk', 'Kirkland gv Milk', 'Kirkland Great Value Milk'],
  ])('%j', (text, plain, withOwn) => {
    expect(readableName(text, new Map())).toBe(plain);
    expect(readableName(text, OWN)).toBe(withOwn ?? plain);
  });
});

test('the products feed has the word, but for what the chain names itself; needs stay', () => {
  const catalog = withReadableNames(
    catalogOf([
      { id: 'a', description: 'WHL MLK', need: 'whl mlk', known: false },
      { id: 'b', description: 'WHL MLK', known: true },
      { id: '00036000291452', description: 'Soup', known: true },
      { id: 'XYZ ORG', description: 'XYZ ORG', known: false },
    ]),
    OWN,
  );
  expect(catalog.products.map((product) => product?.description)).toEqual([
    'Whole Milk',
    'WHL MLK',
    'Our Best Soup',
    'XYZ ORG',
  ]);
  expect(catalog.products[0]?.need).toBe('whl mlk');
});

import { describe, expect, test } from 'vitest';
import { layOutSheet } from '../../src/print/layout.ts';
import { priceText } from '../../src/print/price-text.ts';
import { LETTER_SETUP } from '../../src/print/sheet.ts';
import { type PrintableList, sheetOfList } from '../../src/print/sheet-of-list.ts';
import { wordsOf } from '../../src/print/words-of.ts';
import { cents } from '../../src/shared/cents.ts';
import { dayOf, FONTS } from './sample.ts';

const FRAME = {
  ...{ chainName: 'X', currencySign: '$', weightUnit: 'lb', store: undefined },
  ...{ validFrom: dayOf('2026-11-05'), validUntil: dayOf('2026-11-18') },
};

/** The texts of a sheet with one special on cat food of 99 cents. */
function said(language: 'en' | 'es', offer: object): string[] {
  const deal = {
    kind: 'cents_off',
    saveCents: 200,
    beforeCents: cents(1089),
    afterCents: cents(889),
    ...offer,
  };
  const line = { section: 'special', productId: 'P', description: 'Cat food, 3 oz', reason: 'deal-on-usual' };
  const list = {
    ...{ listId: 1, listCode: '1484938172605183', mail: false },
    addressee: { name: 'Ann', language, addressLines: [], largePrint: false },
    lines: [{ ...line, offerValueCents: cents(200), facts: { offer: deal } }],
  } as unknown as PrintableList;
  const sheet = layOutSheet(sheetOfList(list, FRAME), LETTER_SETUP, FONTS);
  if (sheet.tag !== 'laid-out') throw new Error('it finds no room');
  return sheet.pages.flatMap(({ ops }) => ops.flatMap((op) => (op.op === 'text' ? [op.text] : [])));
}

test.each([
  ['en', { unitsNeeded: 11 }, '11 for'],
  ['es', { unitsNeeded: 2 }, '2 por'],
  ['en', { unitsNeeded: 1, buyWeightMilli: 3000 }, '3 lb for'],
  ['en', { unitsNeeded: 1 }, undefined],
] as const)('the price of several is said to be that of several, in %s: %o', (language, offer, amount) => {
  const texts = said(language, offer);
  const at = texts.indexOf('$8.89');
  expect(at).toBeGreaterThan(0);
  if (amount === undefined) expect(texts.some((text) => / for$/.test(text))).toBe(false);
  else expect(texts[at - 1]).toBe(amount);
});

describe('a price', () => {
  test.each([
    [5, '$0.05'],
    [99_999, '$999.99'],
    [123_456, '$1,234.56'],
    [123_456_789, '$1,234,567.89'],
  ])('of %i cents is said as people write it', (value, text) => {
    expect(priceText('$', cents(value))).toBe(text);
  });

  test.each([
    ['lb', '$0.62', 'per lb'],
    ['Per LB', '$0.62', 'per lb'],
    ['each', '$0.62', ''],
    ['3 lb bag', '$0.62', '3 lb bag'],
  ])('of what has the size "%s" says what it is for', (size, price, aside) => {
    const line = {
      section: 'due',
      productId: 'P',
      description: 'Bananas',
      reason: 'bought-before',
      facts: { size },
    };
    const list = {
      ...{ listId: 1, listCode: '1484938172605183', mail: false },
      addressee: { name: 'Ann', language: 'en', addressLines: [], largePrint: false },
      lines: [{ ...line, regularPriceCents: cents(62) }],
    } as unknown as PrintableList;
    const content = sheetOfList(list, FRAME);
    const sheet = layOutSheet(content, LETTER_SETUP, FONTS);
    if (sheet.tag !== 'laid-out') throw new Error('it finds no room');
    const texts = sheet.pages.flatMap(({ ops }) => ops.flatMap((op) => (op.op === 'text' ? [op.text] : [])));
    expect(texts).toContain(price);
    expect(content.due[0]?.size ?? '').toBe(aside);
    expect(content.footerLines).toEqual([]);
  });
});

test('Spanish says u before the sound of an o', () => {
  const { anyVariety } = wordsOf('es');
  expect(anyVariety(['Dunmere', 'Ostrander'], ['7 oz', '8 oz'])).toBe(
    'cualquier variedad de Dunmere u Ostrander, 7 oz u 8 oz',
  );
  expect(anyVariety(['Ostrander', 'Dunmere'], ['11 oz', '110 oz'])).toBe(
    'cualquier variedad de Ostrander o Dunmere, 11 oz o 110 oz',
  );
});

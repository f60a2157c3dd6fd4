import { expect, test } from 'vitest';
import { layOutSheet } from '../../src/print/layout.ts';
import { dealText } from '../../src/print/said.ts';
import { LETTER_SETUP } from '../../src/print/sheet.ts';
import { cents, formatCents } from '../../src/shared/cents.ts';
import { FONTS, manySpecials, RICH } from './sample.ts';

test('a deal that is its price is not said twice', () => {
  const [special] = manySpecials(1, {
    headline: '4 for $5.00',
    priceWithOfferCents: cents(500),
    pricedForText: '4 for',
  });
  const said = (price: Parameters<typeof formatCents>[0]) => `$${formatCents(price)}`;
  expect(special && dealText(special, said)).toBeUndefined();
  expect(special && dealText({ ...special, pricedForText: '3 for' }, said)).toBe('4 for $5.00');
});

test('no line of a recipe ends between a number and what it counts', () => {
  for (let length = 4; length < 60; length++) {
    const before = 'tomatoes and leeks and '.repeat(4).slice(0, length).trim();
    const extra = { kind: 'tip' as const, title: 'Chili', body: `Add ${before} 2 lb of beans.` };
    const sheet = layOutSheet({ ...RICH, specials: [], extras: [extra] }, LETTER_SETUP, FONTS);
    if (sheet.tag !== 'laid-out') throw new Error('it finds no room');
    const texts = sheet.pages.flatMap(({ ops }) => ops.flatMap((op) => (op.op === 'text' ? [op.text] : [])));
    expect(texts.filter((text) => / 2$/.test(text))).toEqual([]);
  }
});

import { describe, expect, test } from 'vitest';
import type { ScanRow } from '../../src/ingest/rows.ts';
import { oneRow, readAll } from './read.ts';

const LINE = {
  store_id: '1',
  transaction_id: 'T1',
  timestamp: '2026-11-21',
  product_id: '036000291452',
  quantity: '1',
  net_amount: '1.75',
};

async function scan(values: Readonly<Record<string, string>>): Promise<ScanRow | string> {
  const { rows, rejections } = await readAll('scans', oneRow({ ...LINE, ...values }));
  return rows[0]?.row ?? rejections[0]?.reason ?? 'nothing';
}

describe('the sign and type of a line', () => {
  test.each([
    // line_type, quantity, net -> type, thousandths, cents
    ['', '2', '3.50', 'sale', 2000, 350],
    ['', '-1', '1.75', 'return', -1000, -175],
    ['', '-1', '-1.75', 'return', -1000, -175],
    ['sale', '-1', '1.75', 'return', -1000, -175],
    ['return', '1', '1.75', 'return', -1000, -175],
    ['Return', '-1', '-1.75', 'return', -1000, -175],
    ['void', '1', '1.75', 'void', -1000, -175],
    ['void', '0', '0.00', 'void', 0, 0],
    ['', '0', '0', 'sale', 0, 0],
    ['sale', '1', '-0.50', 'sale', 1000, -50],
    ['coupon', '1', '-0.50', 'coupon', 1000, -50],
    ['coupon', '-1', '0.50', 'coupon', -1000, 50],
    ['', '0.4536', '1', 'sale', 454, 100],
    ['', '-0.0004', '', 'sale', 0, undefined],
    ['', '0.0005', '', 'sale', 1, undefined],
  ])('"%s" %s for %s is a %s', async (line_type, quantity, net_amount, lineType, quantityMilli, netCents) => {
    const row = await scan({ line_type, quantity, net_amount });
    expect(row).toMatchObject({ lineType, quantityMilli, netCents });
  });

  test('of a return carries over to its weight and discount', async () => {
    expect(await scan({ line_type: 'return', weight: '0.455', discount_amount: '0.10' })).toMatchObject({
      weightMilli: -455,
      discountCents: -10,
    });
  });
});

describe('a line about no product', () => {
  test.each([
    ['', '530000100252', 'other', 'other:530000100252'],
    ['sale', '400000000008', 'other', 'other:400000000008'],
    ['coupon', '53000010025', 'coupon', 'other:53000010025'],
    ['other', '', 'other', 'other:'],
    ['other', '036000291452', 'other', '00036000291452'],
    ['void', '530000100252', 'other', 'other:530000100252'],
  ])(
    'of type "%s" with the number "%s" is kept as %s',
    async (line_type, product_id, lineType, productId) => {
      expect(await scan({ line_type, product_id })).toMatchObject({ lineType, productId });
    },
  );

  test('loses its sign no more than another when it is voided', async () => {
    const row = await scan({ line_type: 'void', product_id: '530000100252', net_amount: '0.50' });
    expect(row).toMatchObject({ quantityMilli: -1000, netCents: -50 });
  });
});

describe('a line is rejected', () => {
  test.each([
    ['for a blank store', { store_id: '' }, 'missing-value'],
    ['for a store that a spreadsheet left blank', { store_id: '=""' }, 'missing-value'],
    ['for a blank quantity', { quantity: '' }, 'missing-value'],
    ['for a blank timestamp', { timestamp: '' }, 'missing-value'],
    ['for a receipt number out of a spreadsheet', { transaction_id: '9.94E+14' }, 'id-scientific'],
    ['for a card number out of a spreadsheet', { card_id: '4,8E+11' }, 'id-scientific'],
    ['for a receipt number that is none', { transaction_id: 'x'.repeat(201) }, 'id-length'],
    ['for a register that is none', { register_id: 'x'.repeat(201) }, 'id-length'],
    ['for a receipt number that a program rounded', { transaction_id: '9.94e14' }, 'id-scientific'],
    ['for an American day', { timestamp: '11/21/2026' }, 'timestamp-format'],
    ['for the 30th of February', { timestamp: '2026-02-30 10:00' }, 'timestamp-format'],
    ['for 24:61', { timestamp: '2026-11-21 24:61' }, 'timestamp-format'],
    ['for a second of 60', { timestamp: '2026-11-21 10:00:60' }, 'timestamp-format'],
    ['for a time zone', { timestamp: '2026-11-21T10:00:00Z' }, 'timestamp-format'],
    ['for half a time', { timestamp: '2026-11-21 10' }, 'timestamp-format'],
    ['for a decimal comma', { net_amount: '12,50' }, 'amount-format'],
    ['for float dust', { net_amount: '4.440892e-16' }, 'amount-format'],
    ['for a quantity in words', { quantity: 'two' }, 'quantity-format'],
    ['for a quantity that no line can have', { quantity: '9999999' }, 'quantity-range'],
    ['for a line number of half', { line_no: '1.5' }, 'number-format'],
    ['for an unknown type', { line_type: 'loan' }, 'line-type'],
    ['for a lost check digit', { product_id: '03600029145' }, 'product-format'],
    ['for a sale of nothing', { product_id: '' }, 'product-missing'],
  ])('%s', async (_, values, reason) => {
    expect(await scan(values)).toBe(reason);
  });
});

test('a card that a spreadsheet left blank is nobody, and not one card of all who have none', async () => {
  expect(await scan({ card_id: '=""', register_id: '=" "', description: '=""' })).toMatchObject({
    cardId: undefined,
    registerId: '',
    description: undefined,
  });
});

test('a text that no receipt has room for is cut, and not within a character', async () => {
  expect(await scan({ description: `${'m'.repeat(499)}🥛` })).toMatchObject({ description: 'm'.repeat(499) });
});

test.each([
  ['2026-11-21', undefined],
  ['2026-11-21 00:00', 0],
  ['2026-11-21T23:59', 86_340],
  ['2026-11-21 23:59:59', 86_399],
  ['2026-11-21 23:59:59.123', 86_399],
])('at %s it is second %d of the day', async (timestamp, secondOfDay) => {
  expect(await scan({ timestamp })).toMatchObject({ day: 20_778, secondOfDay });
});

test('the message says what, where and what next', async () => {
  const { rejections } = await readAll('scans', oneRow({ ...LINE, net_amount: '12,50' }));
  expect(rejections).toEqual([
    {
      file: 'feed.csv',
      line: 2,
      column: 'net_amount',
      reason: 'amount-format',
      message:
        'net_amount "12,50" is not an amount. Write a decimal point, 12.50; or set decimal_mark = "," in a layout for this source.',
      raw: '1,T1,2026-11-21,036000291452,1,"12,50"',
      storeId: '1',
    },
  ]);
});

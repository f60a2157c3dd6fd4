import { describe, expect, test } from 'vitest';
import type { OfferRow } from '../../src/ingest/rows.ts';
import { oneRow, readAll } from './read.ts';

const OFFER = {
  offer_id: 'A1',
  funder_id: 'ACME',
  kind: 'cents_off',
  value: '1.00',
  products: '036000291452',
  issue_start: '2026-11-01',
  issue_end: '2026-11-30',
  redeem_start: '2026-11-05',
  redeem_end: '2026-12-20',
};

async function offer(values: Readonly<Record<string, string>>): Promise<OfferRow | string> {
  const { rows, rejections } = await readAll('offers', oneRow({ ...OFFER, ...values }));
  const rejection = rejections[0];
  return rows[0]?.row ?? `${rejection?.column}: ${rejection?.reason}`;
}

describe('what an offer is worth', () => {
  test.each([
    ['cents_off', '0.55', { valueCents: 55, percentBasisPoints: 0 }],
    ['basket_off', '5', { valueCents: 500, percentBasisPoints: 0 }],
    ['new_price', '1.99', { valueCents: 199, buyQuantity: 1 }],
    ['multi_price', '5.00', { valueCents: 500, buyQuantity: 2 }],
    ['percent_off', '25', { valueCents: 0, percentBasisPoints: 2500 }],
    ['percent_off', '0.01', { valueCents: 0, percentBasisPoints: 1 }],
    ['percent_off', '100 %', { valueCents: 0, percentBasisPoints: 10_000 }],
    ['bogo', '', { valueCents: 0, maxValueCents: undefined, buyQuantity: 1, getQuantity: 1 }],
    ['free_item', '3.00', { valueCents: 0, maxValueCents: 300 }],
    ['free_item', '0', { valueCents: 0, maxValueCents: undefined }],
  ])('%s of "%s"', async (kind, value, terms) => {
    expect(await offer({ kind, value })).toMatchObject(terms);
  });

  test.each([
    ['cents_off', '', 'value: missing-value'],
    ['cents_off', '0', 'value: amount-range'],
    ['new_price', '-1', 'value: amount-range'],
    ['percent_off', '', 'value: missing-value'],
    ['percent_off', '0', 'value: percent-format'],
    ['percent_off', '100.01', 'value: percent-format'],
    ['percent_off', 'half', 'value: percent-format'],
    ['bogo', '-1', 'value: amount-range'],
    ['', '1.00', 'kind: missing-value'],
    ['gift', '1.00', 'kind: not-in-vocabulary'],
  ])('%s of "%s" is rejected', async (kind, value, fault) => {
    expect(await offer({ kind, value })).toBe(fault);
  });
});

describe('the windows of an offer', () => {
  test.each([
    [{ issue_end: '2026-10-31' }, 'issue_end: window-inverted'],
    [{ redeem_end: '2026-11-04' }, 'redeem_end: window-inverted'],
    [{ redeem_start: '2026-10-01', redeem_end: '2026-10-20' }, 'redeem_end: window-inverted'],
    [{ issue_start: 'now' }, 'issue_start: day-format'],
    [{ redeem_end: '' }, 'redeem_end: missing-value'],
  ])('%o are rejected', async (values, fault) => {
    expect(await offer(values)).toBe(fault);
  });

  test('may be one day long', async () => {
    const day = '2026-11-10';
    const row = await offer({ issue_start: day, issue_end: day, redeem_start: day, redeem_end: day });
    expect(row).toMatchObject({ issueStart: 20_767, redeemEnd: 20_767 });
  });
});

describe('other terms are rejected', () => {
  test.each([
    [{ products: '' }, 'products: missing-value'],
    [{ products: 'cat:' }, 'products: selector-format'],
    [{ products: 'SOUP' }, 'products: selector-format'],
    [{ products_excluded: '036000291453' }, 'products_excluded: selector-format'],
    [{ buy_quantity: '0' }, 'buy_quantity: number-range'],
    [{ limit_transaction: '0' }, 'limit_transaction: number-range'],
    [{ limit_household: 'one' }, 'limit_household: number-format'],
    [{ funder_percent: '101' }, 'funder_percent: number-range'],
    [{ budget: '-1' }, 'budget: amount-range'],
    [{ values_by_segment: 'rival/heavy' }, 'values_by_segment: segment-value'],
    [{ values_by_segment: 'rival/heavy=0' }, 'values_by_segment: segment-value'],
    [{ values_by_segment: 'friend/heavy=1' }, 'values_by_segment: segment-value'],
    [{ values_by_segment: 'rival/heavy=1|rival/heavy=2' }, 'values_by_segment: segment-value'],
    [
      { kind: 'percent_off', value: '5', values_by_segment: 'rival/heavy=1' },
      'values_by_segment: segment-value',
    ],
    [{ buy_amount: '0.99' }, 'value: value-above-purchase'],
    [
      { buy_amount: '5.00', values_by_segment: 'loyal/any=0.50|rival/heavy=5.01' },
      'values_by_segment: value-above-purchase',
    ],
    [{ kind: 'basket_off', value: '5', min_basket: '4.99' }, 'value: value-above-purchase'],
    [{ buy_weight: '0' }, 'buy_weight: quantity-range'],
    [{ buy_weight: 'heavy' }, 'buy_weight: quantity-format'],
    [{ buy_weight: '3', kind: 'multi_price' }, 'buy_weight: purchase-by-weight'],
    [{ taper: '75|80' }, 'taper: taper-format'],
    [{ taper: '120' }, 'taper: taper-format'],
    [{ taper: 'half' }, 'taper: taper-format'],
    [{ taper: '75|50', kind: 'bogo', value: '' }, 'taper: taper-format'],
    [{ on_void: 'consume' }, 'on_void: not-in-vocabulary'],
    [{ version: '0' }, 'version: number-range'],
  ])('%o', async (values, fault) => {
    expect(await offer(values)).toBe(fault);
  });
});

test('a weight to be bought is in thousandths of its unit; without one the terms are what they were', async () => {
  expect(await offer({ buy_weight: '2.5' })).toMatchObject({ buyWeightMilli: 2500, buyQuantity: 1 });
  expect(Object.keys(await offer({ buy_weight: '' }))).not.toContain('buyWeightMilli');
});

test('a taper is a row of falling percentages; without one the terms are what they were', async () => {
  expect(await offer({ taper: '75 | 75% |50|0' })).toMatchObject({ taper: [75, 75, 50, 0] });
  expect(Object.keys(await offer({ taper: '' }))).not.toContain('taper');
});

test('a discount on the basket may leave the products open', async () => {
  expect(await offer({ kind: 'basket_off', products: '' })).toMatchObject({ products: [] });
});

test('all faults of an offer are named at once', async () => {
  const { rejections } = await readAll(
    'offers',
    oneRow({ ...OFFER, value: '0', issue_end: '2026-10-31', buy_quantity: '0' }),
  );
  const { message = '' } = rejections[0] ?? {};
  expect(message.startsWith('offer A1: ')).toBe(true);
  const faults = message.slice('offer A1: '.length).split(' Also: ');
  expect(faults.map((text) => text.split(' ')[0])).toEqual(['value', 'buy_quantity', 'issue_end']);
});

test('a chain with codes of its own offers them as they are', async () => {
  const { rows } = await readAll('offers', oneRow({ ...OFFER, products: '83652|brand:Acme' }), {
    productIds: 'opaque',
  });
  expect(rows[0]?.row.products).toEqual([
    { by: 'product', value: '83652' },
    { by: 'brand', value: 'Acme' },
  ]);
});

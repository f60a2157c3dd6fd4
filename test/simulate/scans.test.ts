import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addDays, formatDay } from '../../src/shared/day.ts';
import { hasValidCheckDigit } from '../../src/shared/gtin.ts';
import {
  canonical,
  centsOf,
  dayOf,
  FIXTURES_DIR,
  groupBy,
  type Rec,
  readRecords,
  readScans,
  receiptsOf,
  scanFiles,
} from './chain-files.ts';

const scans = readScans(FIXTURES_DIR);
const receipts = receiptsOf(scans);
const products = new Map(
  readRecords(join(FIXTURES_DIR, 'products.csv')).map((product) => [
    canonical(product('product_id')),
    product,
  ]),
);
const truth = readRecords(join(FIXTURES_DIR, 'truth.csv'));

const chainTruth = (key: string): string | undefined =>
  truth.find((row) => row('kind') === 'chain' && row('key') === key)?.('value');
const ofType = (type: string): Rec[] => scans.filter((line) => line('line_type') === type);
const productOf = (line: Rec): Rec | undefined => products.get(canonical(line('product_id')));

test('every product of a scan line has a valid number and is in the products feed', () => {
  const unknown = scans.filter((line) => productOf(line) === undefined).map((line) => line('product_id'));
  expect(unknown).toEqual([]);
  const digits = scans.map((line) => line('product_id')).filter((id) => /^\d{12,14}$/.test(id));
  expect(digits.filter((id) => !hasValidCheckDigit(id))).toEqual([]);
});

test('registers write products in every form: UPC-A, EAN-13, GTIN-14, UPC-E, PLU and price-embedded labels', () => {
  const forms = groupBy(scans, (line) => {
    const id = line('product_id');
    return id.startsWith('plu:') ? 'plu' : /^2\d{11}$/.test(id) ? 'embedded' : String(id.length);
  });
  expect(new Set(forms.keys())).toEqual(new Set(['12', '13', '14', '8', 'plu', 'embedded']));
  for (const lines of forms.values()) expect(lines.length).toBeGreaterThan(50);
});

test('a price-embedded label says what was paid', () => {
  const wrong = scans
    .filter((line) => /^2\d{11}$/.test(line('product_id')) && line('line_type') === 'sale')
    .filter((line) => Number(line('product_id').slice(7, 11)) !== centsOf(line('net_amount')));
  expect(wrong.map((line) => line('product_id'))).toEqual([]);
});

describe('prices', () => {
  const prices = groupBy(readRecords(join(FIXTURES_DIR, 'prices.csv')), (price) =>
    canonical(price('product_id')),
  );

  /** What a product costs at a store on a day: its regular price (the store's own, if it has one), or what undercuts it. */
  function priceAt(line: Rec, regularOnly: boolean): number {
    const day = line('timestamp').slice(0, 10);
    const holding = (prices.get(canonical(line('product_id'))) ?? []).filter(
      (price) =>
        (price('store_id') === '' || price('store_id') === line('store_id')) &&
        (price('start_day') === '' || price('start_day') <= day) &&
        (price('end_day') === '' || day <= price('end_day')),
    );
    const regular = holding.filter((price) => price('price_type') === 'regular');
    const own = regular.find((price) => price('store_id') !== '') ?? regular[0];
    const shown = centsOf(own?.('price') ?? 'NaN');
    if (regularOnly) return shown;
    const reduced = holding.filter((price) => price('price_type') !== 'regular');
    return Math.min(shown, ...reduced.map((price) => centsOf(price('price'))));
  }

  test('a line of whole units costs the price of its store and day, and its discount leads back to the regular one', () => {
    const units = ofType('sale').filter(
      (line) =>
        line('weight') === '' && !line('product_id').startsWith('2') && productOf(line)?.('unit') === 'each',
    );
    expect(units.length).toBeGreaterThan(40_000);
    const wrong = units.filter((line) => {
      const quantity = Number(line('quantity'));
      const net = centsOf(line('net_amount'));
      const gross = net + centsOf(line('discount_amount') || '0');
      return net !== quantity * priceAt(line, false) || gross !== quantity * priceAt(line, true);
    });
    expect(wrong.map((line) => `${line('timestamp')} ${line('product_id')} ${line('net_amount')}`)).toEqual(
      [],
    );
  });

  test('a weighed line costs its pounds', () => {
    const weighed = ofType('sale').filter((line) => line('weight') !== '');
    expect(weighed.length).toBeGreaterThan(1000);
    const wrong = weighed.filter(
      (line) => Math.round(Number(line('weight')) * priceAt(line, false)) !== centsOf(line('net_amount')),
    );
    expect(wrong.map((line) => line('product_id'))).toEqual([]);
    expect(weighed.every((line) => line('quantity') === '1' && line('product_id').startsWith('plu:'))).toBe(
      true,
    );
  });

  test('announced prices reach beyond the last day', () => {
    const last =
      [...prices.values()]
        .flat()
        .map((price) => price('start_day'))
        .sort()
        .at(-1) ?? '';
    expect(dayOf(last)).toBeGreaterThan(dayOf('2026-11-14'));
  });
});

test('a receipt is one visit: one card, one minute, lines numbered from 1', () => {
  for (const [key, lines] of receipts) {
    expect(
      lines.map((line) => Number(line('line_no'))),
      key,
    ).toEqual(lines.map((_, index) => index + 1));
    expect(new Set(lines.map((line) => `${line('card_id')} ${line('timestamp')}`)).size, key).toBe(1);
    const time = lines[0]?.('timestamp').slice(11) ?? '';
    expect(time >= '06:00' && time < '23:00', `${key} at ${time}`).toBe(true);
  }
});

test('a void takes back a line further up on its receipt, to the cent', () => {
  expect(ofType('void').length).toBeGreaterThan(100);
  for (const [key, lines] of receipts) {
    const open = new Map<string, number>();
    for (const line of lines) {
      if (line('line_type') !== 'sale' && line('line_type') !== 'void') continue;
      const sign = line('line_type') === 'void' ? -1 : 1;
      const figures = ['quantity', 'weight', 'net_amount', 'discount_amount'].map((column) =>
        line(column) === '' ? '' : String(sign * Number(line(column))),
      );
      const what = `${line('product_id')} ${figures.join(' ')}`;
      const left = (open.get(what) ?? 0) + sign;
      expect(left, `${key}: void of ${what}`).toBeGreaterThanOrEqual(0);
      open.set(what, left);
    }
  }
});

test('a return brings back, on a later day, what somebody bought', () => {
  const bought = groupBy(ofType('sale'), (line) => `${canonical(line('product_id'))} ${line('net_amount')}`);
  const returns = ofType('return');
  expect(returns.length).toBeGreaterThan(100);
  for (const line of returns) {
    const paid = line('net_amount').replace('-', '');
    const before = bought.get(`${canonical(line('product_id'))} ${paid}`) ?? [];
    expect(line('net_amount').startsWith('-') && line('quantity').startsWith('-')).toBe(true);
    expect(before.some((sale) => sale('timestamp').slice(0, 10) < line('timestamp').slice(0, 10))).toBe(true);
  }
});

test('a coupon takes less off than the line that it is for, and moves no goods', () => {
  for (const line of ofType('coupon')) {
    expect(centsOf(line('net_amount'))).toBeLessThan(0);
    expect(line('quantity')).toBe('1');
  }
});

test('bottle deposits are paid in New York only, and like fuel, lottery and gift cards are no spend', () => {
  expect(new Set(ofType('other').map((line) => line('store_id')))).toEqual(new Set(['103']));
  const noSpend = new Set(
    scans
      .filter((line) => productOf(line)?.('spend') === 'no')
      .map((line) => productOf(line)?.('subcategory')),
  );
  expect(noSpend).toEqual(new Set(['Unleaded', 'Lottery', 'Gift Cards', 'Deposits']));
});

test('the truth counts what the files say', () => {
  const anonymous = [...receipts.values()].filter((lines) => lines[0]?.('card_id') === '');
  expect(chainTruth('scan_lines')).toBe(String(scans.length));
  expect(chainTruth('receipts')).toBe(String(receipts.size));
  expect(chainTruth('void_lines')).toBe(String(ofType('void').length));
  expect(chainTruth('return_lines')).toBe(String(ofType('return').length));
  expect(chainTruth('coupon_lines')).toBe(String(ofType('coupon').length));
  expect(chainTruth('anonymous_receipts')).toBe(String(anonymous.length));
});

test('the house card shops at every store every day, and is in no household', () => {
  const card = truth.find((row) => row('key') === 'house_card')?.('value') ?? '';
  const its = [...receipts.values()].filter((lines) => lines[0]?.('card_id') === card);
  expect(chainTruth('house_card_receipts')).toBe(String(its.length));
  const storeDays = new Set(
    its.map((lines) => `${lines[0]?.('store_id')} ${lines[0]?.('timestamp').slice(0, 10)}`),
  );
  expect(storeDays.size).toBeGreaterThan(0.9 * 3 * 280);
  expect(readFileSync(join(FIXTURES_DIR, 'households.csv'), 'utf8')).not.toContain(card);
});

test("a late store's lines come with the file of three days later, and nowhere else", () => {
  const late = truth.filter((row) => row('kind') === 'late');
  expect(late.length).toBeGreaterThan(3);
  for (const name of scanFiles(FIXTURES_DIR).filter((one) => !one.includes('resent'))) {
    const fileDay = name.slice(6, 16);
    for (const line of readRecords(join(FIXTURES_DIR, name))) {
      const day = line('timestamp').slice(0, 10);
      const isLate = late.some((row) => row('key') === day && row('value') === `${line('store_id')} +3`);
      expect(fileDay).toBe(isLate ? formatDay(addDays(dayOf(day), 3)) : day);
    }
  }
});

test('one day is sent twice: the same lines, receipts whole, in another order', () => {
  const day = chainTruth('resent_day');
  const first = readFileSync(join(FIXTURES_DIR, `scans-${day}.csv`), 'utf8')
    .trimEnd()
    .split('\n');
  const again = readFileSync(join(FIXTURES_DIR, `scans-${day}-resent.csv`), 'utf8')
    .trimEnd()
    .split('\n');
  expect(again).not.toEqual(first);
  expect(again.toSorted()).toEqual(first.toSorted());
  const receipt = (line: string): string => line.split(',').slice(0, 3).join();
  const blocks = again.filter((line, index) => receipt(line) !== receipt(again[index - 1] ?? ''));
  expect(new Set(blocks.map(receipt)).size).toBe(blocks.length);
});

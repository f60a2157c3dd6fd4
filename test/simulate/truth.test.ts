import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addDays } from '../../src/shared/day.ts';
import {
  canonical,
  centsOf,
  dayOf,
  FIXTURES_DIR,
  groupBy,
  householdByCard,
  median,
  type Rec,
  readRecords,
  readScans,
} from './chain-files.ts';

const truth = readRecords(join(FIXTURES_DIR, 'truth.csv'));
const products = new Map(
  readRecords(join(FIXTURES_DIR, 'products.csv')).map((product) => [
    canonical(product('product_id')),
    product,
  ]),
);
const byCard = householdByCard(FIXTURES_DIR);
for (const row of truth)
  if (row('key') === 'unregistered') byCard.set(row('household_id'), row('household_id'));

const scans = readScans(FIXTURES_DIR);
const byHousehold = groupBy(
  scans.filter((line) => byCard.has(line('card_id'))),
  (line) => byCard.get(line('card_id')) ?? '',
);
const absences = groupBy(
  truth.filter((row) => row('kind') === 'absence'),
  (row) => row('household_id'),
);

/** Mean days between the purchase days of a need; undefined with fewer than five. */
function meanGapDays(lines: readonly Rec[], need: string): number | undefined {
  const days = lines
    .filter(
      (line) =>
        line('line_type') === 'sale' && products.get(canonical(line('product_id')))?.('need') === need,
    )
    .map((line) => dayOf(line('timestamp')));
  const distinct = [...new Set(days)].sort((a, b) => a - b);
  const [first, last] = [distinct[0], distinct.at(-1)];
  if (first === undefined || last === undefined || distinct.length < 5) return undefined;
  return (last - first) / (distinct.length - 1);
}

/** Realised over expected gap of every steady need of the households that were there all the time. */
function gapRatios(low: number, high: number): number[] {
  return truth
    .filter((row) => row('kind') === 'need' && row('steady') === 'yes' && !absences.has(row('household_id')))
    .filter((row) => Number(row('gap_days')) >= low && Number(row('gap_days')) < high)
    .flatMap((row) => {
      const seen = meanGapDays(byHousehold.get(row('household_id')) ?? [], row('need'));
      return seen === undefined ? [] : [seen / Number(row('gap_days'))];
    });
}

// Longer gaps are left out: of those, 40 weeks show the short ones sooner.
test.each([
  [0, 10],
  [10, 20],
  [20, 40],
])('steady needs of %d to %d days come back in the scans, within a tenth in the median', (low, high) => {
  const ratios = gapRatios(low, high);
  expect(ratios.length).toBeGreaterThan(25);
  expect(Math.abs(median(ratios) - 1)).toBeLessThan(0.1);
});

/** Signed spend per household, of goods that count. */
function weeklySpendCents(lines: readonly Rec[]): number {
  const paid = lines.filter((line) => products.get(canonical(line('product_id')))?.('spend') === 'yes');
  const days = paid.map((line) => dayOf(line('timestamp')));
  const weeks = (Math.max(...days) - Math.min(...days) + 7) / 7;
  return paid.reduce((sum, line) => sum + centsOf(line('net_amount')), 0) / weeks;
}

test('most households spend more than $25 a week, and by no means all', () => {
  const spends = [...byHousehold.values()].map(weeklySpendCents);
  const over = spends.filter((spendCents) => spendCents > 2500).length / spends.length;
  expect(over).toBeGreaterThan(0.6);
  expect(over).toBeLessThan(0.95);
  const usual = spends.filter((spendCents) => spendCents >= 4000 && spendCents <= 15_000).length;
  expect(usual / spends.length).toBeGreaterThan(0.5);
});

test.each([
  ['H000025', 2500],
  ['H000026', 2501],
])('%s spends exactly %d cents in any seven days in a row', (household, weekCents) => {
  const row = truth.find((one) => one('household_id') === household && one('key') === 'weekly_spend_exact');
  expect(centsOf(row?.('value') ?? '')).toBe(weekCents);
  const perDay = new Map<number, number>();
  for (const line of byHousehold.get(household) ?? []) {
    const day = dayOf(line('timestamp'));
    perDay.set(day, (perDay.get(day) ?? 0) + centsOf(line('net_amount')));
  }
  for (let start = dayOf('2026-01-25'); start <= dayOf('2026-10-25'); start = addDays(start, 1)) {
    const week = [0, 1, 2, 3, 4, 5, 6].reduce((sum, after) => sum + (perDay.get(start + after) ?? 0), 0);
    expect(week).toBe(weekCents);
  }
});

test('a household that is away buys nothing, and one that pauses comes back', () => {
  const kinds = new Set<string>();
  for (const [household, [absence]] of absences) {
    const [from = '', to = ''] = absence?.('value').split('..') ?? [];
    const days = (byHousehold.get(household) ?? []).map((line) => line('timestamp').slice(0, 10));
    expect(
      days.filter((day) => day >= from && (to === '' || day <= to)),
      household,
    ).toEqual([]);
    if (absence?.('key') === 'break')
      expect(
        days.some((day) => day > to),
        household,
      ).toBe(true);
    kinds.add(absence?.('key') ?? '');
  }
  expect(kinds).toEqual(new Set(['joined', 'break', 'gone']));
});

test('the loyal buy their brand, switchers roam', () => {
  const share = (loyalty: string): number => {
    const rows = truth.filter((row) => row('kind') === 'need' && row('loyalty') === loyalty);
    let own = 0;
    let all = 0;
    for (const row of rows) {
      const favourite = products.get(canonical(row('product_id')))?.('brand');
      for (const line of byHousehold.get(row('household_id')) ?? []) {
        const product = products.get(canonical(line('product_id')));
        if (line('line_type') !== 'sale' || row('need') === '' || product?.('need') !== row('need')) continue;
        all++;
        if (product('brand') === favourite) own++;
      }
    }
    return own / all;
  };
  expect(share('national')).toBeGreaterThan(0.85);
  expect(share('private')).toBeGreaterThan(0.85);
  expect(share('switcher')).toBeLessThan(0.75);
});

test('a replaced product gives way to its successor on one day', () => {
  for (const next of [...products.values()].filter((product) => product('replaces') !== '')) {
    const daysOf = (id: string): string[] =>
      scans
        .filter((line) => canonical(line('product_id')) === canonical(id) && line('line_type') === 'sale')
        .map((line) => line('timestamp').slice(0, 10))
        .sort();
    const before = daysOf(next('replaces'));
    const after = daysOf(next('product_id'));
    expect(before.length).toBeGreaterThan(10);
    expect(after.length).toBeGreaterThan(10);
    expect((before.at(-1) ?? '') < (after[0] ?? '')).toBe(true);
    expect(products.get(canonical(next('replaces')))?.('status')).toBe('delisted');
  }
});

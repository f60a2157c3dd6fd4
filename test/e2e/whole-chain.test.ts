import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { FIXTURES_DIR } from '../../scripts/proof/support/chain.ts';
import { canonical, centsOf } from '../simulate/chain-files.ts';
import { households, products } from '../support/chain-facts.ts';
import { succeedHere } from '../support/here.ts';
import { dayAfter, groupBy, parseRecords, type Rec, readRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { planned } from '../support/shared-chain.ts';

/** What holds for every list of the made-up chain, by a reading of its feeds that shares no code with the program. */
const scratch = scratchDirectory();
let lines: Rec[];
let lists: Map<string, Rec[]>;
let days: string[];

beforeAll(async () => {
  const data = join(scratch, 'data');
  await planned(data);
  lines = parseRecords((await succeedHere(['lists', '--cycle', '1', '--data', data])).stdout);
  lists = groupBy(lines, (line) => line('list_id'));
  const [first] = lines;
  days = Array.from({ length: 14 }, (_, at) => dayAfter(first?.('valid_from') ?? '', at));
  expect(days.at(-1)).toBe(first?.('valid_until'));
}, 120_000);

const of = (section: string, own = lines): Rec[] => own.filter((line) => line('section') === section);
const household = (line: Rec): Rec => households.get(line('household_id')) ?? (() => '');
const homeOf = (line: Rec): string => household(line)('home_store_id');

describe('the shelf', () => {
  const PRICES = groupBy(readRecords(join(FIXTURES_DIR, 'prices.csv')), (row) =>
    canonical(row('product_id')),
  );

  /** What a product costs in a store on a day, and whether the ad has it. */
  function shelf(productId: string, store: string, day: string): { cents: number | undefined; ad: boolean } {
    const live = (PRICES.get(productId) ?? []).filter(
      (row) =>
        ['', store].includes(row('store_id')) &&
        row('start_day') <= day &&
        (row('end_day') === '' || row('end_day') >= day),
    );
    // The store's own before the chain's, then the one that began last.
    const regular = live
      .filter((row) => row('price_type') === 'regular')
      .sort(
        (a, b) =>
          Number(b('store_id') !== '') - Number(a('store_id') !== '') ||
          (a('start_day') > b('start_day') ? -1 : 1),
      );
    const promoted = live
      .filter((row) => row('price_type') !== 'regular')
      .map((row) => centsOf(row('price')));
    const base = regular[0] === undefined ? undefined : centsOf(regular[0]('price'));
    const lowest = Math.min(base ?? Number.POSITIVE_INFINITY, ...promoted);
    return {
      cents: Number.isFinite(lowest) ? lowest : undefined,
      ad: live.some((row) => row('price_type') === 'ad'),
    };
  }

  test('has every price on paper, on every day of the list; where it has none throughout there is none', () => {
    const goods = lines.filter((line) => line('product_id') !== '' && homeOf(line) !== '');
    const onPaper = goods.map((line) => line('regular_price_cents'));
    const onShelf = goods.map((line) => {
      const each = new Set(days.map((day) => shelf(line('product_id'), homeOf(line), day).cents));
      const [only] = each;
      return each.size === 1 && only !== undefined ? String(only) : '';
    });
    expect(onPaper).toEqual(onShelf);
    expect(onPaper.filter((price) => price === '').length).toBeGreaterThan(20);
    expect(onPaper.filter((price) => price !== '').length).toBeGreaterThan(1500);
  });

  test('has no personal special in its ad, and none that costs more with it', () => {
    const specials = of('special').filter((line) => line('product_id') !== '');
    expect(specials.length).toBeGreaterThan(100);
    for (const line of specials) {
      expect(days.some((day) => shelf(line('product_id'), homeOf(line), day).ad)).toBe(false);
      const [before, after] = [line('regular_price_cents'), line('price_with_offer_cents')];
      if (after !== '') expect(Number(after)).toBeLessThan(Number(before));
    }
  });
});

test('a list has up to 24 due lines, the specials of its tier and two extras; a third of them in large print', () => {
  const most: Record<string, number> = { gold: 12, silver: 10, bronze: 8 };
  for (const own of lists.values()) {
    const [line] = own;
    if (line === undefined) throw new Error('a list without lines');
    const part = household(line)('large_print') === 'yes' ? 3 : 1;
    expect(of('due', own).length).toBeLessThanOrEqual(24 / part);
    expect(of('special', own).length).toBeLessThanOrEqual(Math.floor((most[line('tier')] ?? 0) / part));
    expect(of('extra', own).length).toBeLessThanOrEqual(part === 1 ? 2 : 0);
  }
  expect(Math.max(...[...lists.values()].map((own) => of('due', own).length))).toBe(24);
});

test('asks for nothing twice: no product, no offer, no need on two specials', () => {
  for (const own of lists.values()) {
    for (const column of ['product_id', 'offer_id']) {
      const named = own.map((line) => line(column)).filter((id) => id !== '');
      expect(new Set(named).size).toBe(named.length);
    }
    const needs = of('special', own)
      .map((line) => line('need'))
      .filter((need) => need !== '');
    expect(new Set(needs).size).toBe(needs.length);
  }
});

test('due lines stand in the order in which their store is walked', () => {
  const sorts = new Map(
    readRecords(join(FIXTURES_DIR, 'aisles.csv')).map((row) => [
      `${row('store_id')}|${row('category')}`,
      Number(row('sort')),
    ]),
  );
  let turns = 0;
  for (const own of lists.values()) {
    const walk = of('due', own).map(
      (line) =>
        sorts.get(`${homeOf(line)}|${products.get(line('product_id'))?.('category')}`) ??
        Number.POSITIVE_INFINITY,
    );
    expect(walk).toEqual(walk.toSorted((a, b) => a - b));
    turns += new Set(walk).size;
  }
  expect(turns).toBeGreaterThan(500);
});

test('extras are in the household’s language, of every kind, and what it never bought is a fifth of its specials at most', () => {
  const extras = new Map(readRecords(join(FIXTURES_DIR, 'extras.csv')).map((row) => [row('title'), row]));
  const wishes = readRecords(join(FIXTURES_DIR, 'preferences.csv')).filter(
    (row) => row('what') === 'language',
  );
  const asked = new Map(wishes.map((row) => [row('household_id'), row('value')]));
  const seen = new Set<string>();
  for (const line of of('extra')) {
    const extra = extras.get(line('description'));
    const language = asked.get(line('household_id')) ?? household(line)('language');
    expect(extra?.('language')).toBe(language === '' ? 'en' : language);
    seen.add(`${extra?.('language')} ${extra?.('kind')}`);
  }
  expect([...seen].filter((one) => one.startsWith('en')).length).toBeGreaterThanOrEqual(4);
  expect([...seen].filter((one) => one.startsWith('es')).length).toBeGreaterThanOrEqual(2);
  for (const own of lists.values()) {
    const trials = of('special', own).filter((line) => line('reason') === 'deal-to-try');
    expect(trials.length).toBeLessThanOrEqual(2);
  }
});

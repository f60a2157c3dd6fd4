import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFeed } from '../../src/ingest/read-feed.ts';
import { FEEDS } from '../../src/ingest/rows.ts';
import { addDays } from '../../src/shared/day.ts';
import { OFFER_KINDS } from '../../src/shared/offer-terms.ts';
import { centsOf, dayOf, FIXTURES_DIR, type Rec, readRecords, scanFiles, simulated } from './chain-files.ts';

const MEGABYTE = 1e6;
const fixture = (name: string): Rec[] => readRecords(join(FIXTURES_DIR, name));

/** The simulator's own files; `fixtures/` has others beside them. */
function written(dir: string): string[] {
  const others = readdirSync(dir).filter((name) => name.endsWith('.csv') && !name.startsWith('scans'));
  return [...scanFiles(dir), ...others, 'simulation.json'].sort();
}

test('the committed fixtures are what the simulator writes, byte for byte', () => {
  const dir = simulated({});
  const fresh = written(dir);
  const different = fresh.filter((name) => {
    const path = join(FIXTURES_DIR, name);
    const committed =
      statSync(path, { throwIfNoEntry: false }) === undefined ? undefined : readFileSync(path);
    return committed === undefined || !committed.equals(readFileSync(join(dir, name)));
  });
  const left = written(FIXTURES_DIR).filter((name) => !fresh.includes(name));
  expect([...different, ...left], 'run: node scripts/simulate.ts --fixtures').toEqual([]);
});

test('they are a small chain of 3 stores, about 150 households and 40 weeks', () => {
  const days = scanFiles(FIXTURES_DIR).filter((name) => !name.includes('resent'));
  expect(days).toHaveLength(280);
  expect(days.at(-1)).toBe('scans-2026-10-31.csv');
  expect(fixture('stores.csv').map((store) => store('state'))).toEqual(['WI', 'WI', 'NY']);
  const households = fixture('households.csv');
  expect(households.length).toBeGreaterThanOrEqual(140);
  expect(households.length).toBeLessThanOrEqual(150);
  expect(households.some((household) => household('card_ids').includes('|'))).toBe(true);
  expect(households.some((household) => household('alternate_ids') !== '')).toBe(true);
  expect(new Set(households.map((household) => household('language')))).toEqual(new Set(['en', 'es']));
});

test('they stay under 6 MB, so that a checkout stays light', () => {
  const bytes = written(FIXTURES_DIR).reduce((sum, name) => sum + statSync(join(FIXTURES_DIR, name)).size, 0);
  expect(bytes).toBeLessThan(6 * MEGABYTE);
});

test('there are at least 400 products in 60 categories and twelve departments beside the service desk', () => {
  const products = fixture('products.csv');
  expect(products.length).toBeGreaterThanOrEqual(400);
  expect(new Set(products.map((product) => product('category'))).size).toBe(60);
  const departments = new Set(products.map((product) => product('department')));
  departments.delete('Services');
  expect(departments.size).toBe(12);
  expect(new Set(products.map((product) => product('product_id'))).size).toBe(products.length);
  expect(products.filter((product) => product('replaces') !== '')).toHaveLength(3);
  expect(products.filter((product) => product('sensitive') === 'yes').length).toBeGreaterThan(2);
  const blank = products.filter((product) => product('need') === '' && product('spend') === 'yes').length;
  expect(blank / products.length).toBeGreaterThan(0.02);
  expect(blank / products.length).toBeLessThan(0.15);
});

describe('the 40 offers', () => {
  const offers = fixture('offers.csv');
  const products = fixture('products.csv');
  const regular = new Map(
    fixture('prices.csv')
      .filter((price) => price('price_type') === 'regular' && price('store_id') === '')
      .map((price) => [price('product_id'), centsOf(price('price'))]),
  );

  /** Shelf prices of what an offer is about. */
  function pricesOf(offer: Rec): number[] {
    const matches = (product: Rec): boolean =>
      offer('products')
        .split('|')
        .some((selector) => {
          const [, by, value] = /^(cat|brand|need):(.*)$/.exec(selector) ?? [];
          if (by === undefined) return product('product_id') === selector;
          return product(by === 'cat' ? 'category' : by) === value;
        });
    return products.filter(matches).map((product) => regular.get(product('product_id')) ?? 0);
  }

  test('come from eight funders, in all seven kinds, with all four ways to name products', () => {
    expect(offers).toHaveLength(40);
    expect(new Set(offers.map((offer) => offer('funder_id'))).size).toBe(8);
    expect(new Set(offers.map((offer) => offer('kind')))).toEqual(new Set(OFFER_KINDS));
    const selectors = new Set(offers.map((offer) => /^(cat|brand|need):/.exec(offer('products'))?.[1]));
    expect(selectors).toEqual(new Set(['cat', 'brand', 'need', undefined]));
  });

  test('mostly hold for a plan on the day after the last scans, and for one a fortnight later', () => {
    const planDay = addDays(dayOf('2026-10-31'), 1);
    const holds = (offer: Rec, asOf: number): boolean =>
      dayOf(offer('issue_start')) <= asOf &&
      asOf <= dayOf(offer('issue_end')) &&
      dayOf(offer('redeem_start')) <= asOf + 4 &&
      asOf + 17 <= dayOf(offer('redeem_end'));
    expect(offers.filter((offer) => holds(offer, planDay)).length).toBeGreaterThanOrEqual(30);
    expect(offers.filter((offer) => holds(offer, planDay + 14)).length).toBeGreaterThanOrEqual(30);
    expect(offers.some((offer) => dayOf(offer('redeem_end')) < planDay)).toBe(true);
    expect(offers.some((offer) => dayOf(offer('issue_start')) > planDay)).toBe(true);
  });

  test.each(offers.map((offer) => [offer('offer_id'), offer('headline'), offer] as const))(
    '%s, "%s", names products and never asks or gives more than their price',
    (_id, _headline, offer) => {
      const prices = pricesOf(offer);
      expect(prices.length).toBeGreaterThan(0);
      const cheapest = Math.min(...prices);
      const buy = Number(offer('buy_quantity') || 1);
      const bought = offer('buy_amount') === '' ? cheapest * buy : centsOf(offer('buy_amount'));
      const kind = offer('kind');
      const value = centsOf(offer('value'));
      const segments = [...offer('values_by_segment').matchAll(/=([\d.]+)/g)].map((match) =>
        centsOf(match[1] ?? ''),
      );
      if (kind === 'cents_off') expect(Math.max(value, ...segments)).toBeLessThanOrEqual(bought / 2);
      if (kind === 'new_price') expect(value).toBeLessThan(cheapest);
      if (kind === 'multi_price') expect(value).toBeLessThan(cheapest * buy);
      if (kind === 'percent_off') expect(Number(offer('value'))).toBeLessThanOrEqual(30);
      if (kind === 'basket_off') expect(value).toBeLessThan(centsOf(offer('min_basket')));
      if (kind === 'bogo' || kind === 'free_item') expect(offer('value')).toBe('');
      else expect(value).toBeGreaterThan(0);
    },
  );
});

test('every recipe calls for at least three needs that products satisfy, and some extras speak Spanish', () => {
  const needs = new Set(fixture('products.csv').map((product) => product('need')));
  const extras = fixture('extras.csv');
  const unfit = extras.filter((extra) => {
    const named = extra('needs')
      .split('|')
      .filter((need) => needs.has(need));
    return extra('kind') === 'recipe' && named.length < 3;
  });
  expect(unfit.map((extra) => extra('title'))).toEqual([]);
  expect(extras.filter((extra) => extra('language') === 'es').length).toBeGreaterThanOrEqual(3);
});

test('every store has an aisle for every category, in a walk of its own', () => {
  const aisles = fixture('aisles.csv');
  const categories = new Set(fixture('products.csv').map((product) => product('category')));
  const walks = fixture('stores.csv').map((store) =>
    aisles
      .filter((aisle) => aisle('store_id') === store('store_id'))
      .sort((a, b) => Number(a('sort')) - Number(b('sort')))
      .map((aisle) => aisle('category')),
  );
  for (const walk of walks) expect(new Set(walk)).toEqual(categories);
  expect(new Set(walks.map((walk) => walk.join())).size).toBe(walks.length);
});

test('no line of any feed is rejected, and no column is unknown', async () => {
  const complaints: string[] = [];
  for (const name of written(FIXTURES_DIR)) {
    const feed = FEEDS.find((one) => name === `${one}.csv` || (one === 'scans' && name.startsWith('scans-')));
    if (feed === undefined) continue;
    const batches = readFeed(feed, createReadStream(join(FIXTURES_DIR, name)), {
      fileName: name,
      layout: undefined,
      productIds: 'gtin',
      onWarning: (warning) => complaints.push(`${name}: ${warning.message}`),
    });
    for await (const batch of batches) {
      for (const rejection of batch.rejections) complaints.push(`${name}: ${rejection.message}`);
    }
  }
  expect(complaints).toEqual([]);
});

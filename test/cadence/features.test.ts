import { expect, test } from 'vitest';
import { FEATURES, writeFeatures } from '../../src/cadence/features.ts';
import { newSnapshots, takeSnapshots } from '../../src/cadence/gaps.ts';
import { isBought, newPairReader, openHousehold, readPair } from '../../src/cadence/pair-facts.ts';
import type { HouseholdHistory } from '../../src/history/household-history.ts';
import { truncateHistory } from '../../src/history/truncate.ts';
import { type Categories, categories, learnDays, randomChain } from './chain.ts';
import { naiveFacts } from './naive.ts';

/**
 * The features once more, straight from their definitions, over plain lists of days. The as-of days are such that
 * every window of a product's lines begins, ends and overlaps somewhere in the history.
 */
const PRODUCTS = categories(0, 0, 1, 2, -1, -1);
const DAYS = [120, 148, 399, 400, 580, 610];
const CHAIN = randomChain(7, 25, 6, 0, 610);
const WINDOWS = [
  [0, 14],
  [4, 14],
  [0, 3],
  [2, 56],
] as const;

type Purchases = { household: number; product: number; days: number[] };

function purchasesBefore(histories: readonly HouseholdHistory[], t: number): Purchases[] {
  return histories.flatMap((history) =>
    [...history.productNos]
      .map((product, place) => ({
        household: history.householdNo,
        product,
        days: [...history.days.slice(history.starts[place], history.starts[place + 1])].filter((d) => d < t),
      }))
      .filter(({ days }) => days.length > 0),
  );
}

function naiveRow(
  products: Categories,
  all: readonly Purchases[],
  { household, product, days }: Purchases,
  facts: NonNullable<ReturnType<ReturnType<typeof naiveFacts>['get']>>,
  t: number,
  H: number,
): number[] {
  const lg = (p: number) => {
    const clipped = Math.min(Math.max(p, 1e-4), 1 - 1e-4);
    return Math.log(clipped / (1 - clipped));
  };
  const { D, N, v, pRen, alive, mu, rcp } = facts;
  const own = all.filter((pair) => pair.household === household);
  const trips = [...new Set(own.flatMap((pair) => pair.days))];
  const [d1 = 0, dk = 0, k] = [days[0], days.at(-1), days.length];
  const ofProduct = all.filter((pair) => pair.product === product);
  const lines = (from: number, until: number) =>
    ofProduct.flatMap((pair) => pair.days).filter((d) => d >= from && d < until).length;
  const category = products.categoryNo[product];
  const inCategory = own.filter((pair) => products.categoryNo[pair.product] === category);
  const first = Math.min(...all.flatMap((pair) => pair.days));
  const season =
    t - first >= 400
      ? Math.log((lines(t - 372, t - 344) + 3) / ((lines(t - 547, t - 183) * 28) / 364 + 3))
      : 0;
  return [
    lg(alive * pRen),
    Math.log(D(90) + 0.02),
    Math.log(D(30) + 0.01),
    Math.log(D(10) + 0.01),
    season,
    // Days t-210 to t-29, both included.
    Math.log((lines(t - 28, t) + 2) / ((lines(t - 210, t - 28) * 28) / 182 + 2)),
    Math.log(H * v(30) + 0.05),
    Math.log((D(90) + 0.1) / (N(90) + 1)),
    mu,
    Math.log(1 + lines(t - 182, t)),
    lg(rcp),
    Math.log(t - dk),
    Math.log(k),
    Math.log((k + 0.1) / trips.filter((d) => d >= d1).length),
    Math.log(1 + trips.filter((d) => d > dk).length),
    Math.log(t - Math.max(...inCategory.flatMap((pair) => pair.days))),
    lg(alive),
    lg(pRen),
    Math.log((D(270) + 0.1) / (N(270) + 1)),
    Math.log((lines(t - 182, t) + 1) / (ofProduct.length + 1)),
    Math.max(0, lg(alive * pRen) - lg(0.1)),
    Math.max(0, lg(alive * pRen) - lg(0.3)),
    t - dk > 30 ? Math.log((t - dk) / 30) : 0,
    t - dk > 90 ? Math.log((t - dk) / 90) : 0,
  ];
}

test.each(WINDOWS)(
  'read as of many days at once, they are what their definitions say: window %d + %d',
  (leadDays, horizonDays) => {
    const populations = learnDays(PRODUCTS, CHAIN, DAYS);
    const snapshots = newSnapshots(DAYS);
    let compared = 0;
    populations.forEach((population, c) => {
      const t = DAYS[c] ?? 0;
      const cut = CHAIN.map((history) => truncateHistory(history, population.priors.asOf));
      const facts = naiveFacts(PRODUCTS, cut, t, leadDays, horizonDays);
      const all = purchasesBefore(CHAIN, t);
      const reader = newPairReader(population, snapshots, { leadDays, horizonDays });
      for (const history of CHAIN) {
        takeSnapshots(snapshots, history);
        openHousehold(reader, population, history, c);
        for (const [place, product] of history.productNos.entries()) {
          const pair = all.find((one) => one.household === history.householdNo && one.product === product);
          expect(isBought(reader, place)).toBe(pair !== undefined);
          const known = facts.get(`${history.householdNo}/${product}`);
          if (pair === undefined || known === undefined) continue;
          const row = new Float64Array(FEATURES.length);
          writeFeatures(readPair(reader, place), row, 0);
          const expected = naiveRow(PRODUCTS, all, pair, known, t, horizonDays);
          FEATURES.forEach((name, at) => {
            expect(Math.abs((row[at] ?? 0) - (expected[at] ?? 0)), `${name} as of ${t}`).toBeLessThan(1e-4);
          });
          compared += 1;
        }
      }
    });
    expect(compared).toBeGreaterThan(500);
  },
);

import { learnPopulations } from '../../src/cadence/learn.ts';
import { type Model, overAll } from '../../src/cadence/model.ts';
import type { Population } from '../../src/cadence/population.ts';
import type { NamedHistory } from '../../src/cadence/visit.ts';
import type { HouseholdHistory } from '../../src/history/household-history.ts';
import type { Day } from '../../src/shared/day.ts';

/** Category by productNo; -1 where unknown. */
export type Categories = { readonly categoryNo: Int32Array; readonly categoryCount: number };

export function categories(...categoryNos: number[]): Categories {
  return { categoryNo: Int32Array.from(categoryNos), categoryCount: Math.max(0, ...categoryNos) + 1 };
}

/** A history from `[productNo, ...purchase days]` rows, in any order; every trip has a purchase. */
export function household(
  householdNo: number,
  ...rows: (readonly [number, ...number[]])[]
): HouseholdHistory {
  const products = rows
    .filter(([, ...days]) => days.length > 0)
    .map(([productNo, ...days]) => ({ productNo, days: ascending(days) }))
    .sort((a, b) => a.productNo - b.productNo);
  const days = products.flatMap((product) => product.days);
  let end = 0;
  return {
    householdNo,
    tripDays: Int32Array.from(ascending(days)),
    spendDays: new Int32Array(),
    spendCents: new Float64Array(),
    productNos: Int32Array.from(products, (product) => product.productNo),
    starts: Int32Array.from([0, ...products.map((product) => (end += product.days.length))]),
    days: Int32Array.from(days),
    quantityMilli: new Int32Array(days.length).fill(1000),
  };
}

function ascending(days: readonly number[]): number[] {
  return [...new Set(days)].sort((a, b) => a - b);
}

/** What all households teach as of each of some days. */
export function learnDays(
  products: Categories,
  histories: readonly HouseholdHistory[],
  asOfDays: readonly number[],
): Population[] {
  return overAll(learnPopulations(products, asOfDays as Day[], undefined), () => histories.map(named));
}

/** As of one day. */
export function learn(
  products: Categories,
  histories: readonly HouseholdHistory[],
  asOf: number,
): Population {
  const [population] = learnDays(products, histories, [asOf]);
  if (population === undefined) throw new Error('a day without a population');
  return population;
}

/** Sampling goes by names. */
export function named(history: HouseholdHistory): NamedHistory {
  return { householdId: `H${history.householdNo}`, history };
}

/** The closed form. */
export function unfitted(population: Population): Model {
  return { population, fit: undefined };
}

/** Uniform numbers in [0, 1) from a seed. Source: "mulberry32", T. Ettinger, public domain. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Standard normal numbers, by G. Box and M. Muller's transform (1958). */
export function normalDice(roll: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - roll())) * Math.cos(2 * Math.PI * roll());
}

/** A household buying `products` at random: product p on each day before `asOf` with a probability of its own. */
function randomHousehold(
  householdNo: number,
  roll: () => number,
  products: number,
  fromDay: number,
  asOf: number,
): HouseholdHistory {
  const rows = Array.from({ length: products }, (_, productNo): [number, ...number[]] => {
    const daily = 0.12 * roll() ** 3;
    const stopped = roll() < 0.3 ? fromDay + roll() * (asOf - fromDay) : asOf;
    const days = Array.from({ length: asOf - fromDay }, (_, n) => fromDay + n);
    return [productNo, ...days.filter((day) => day < stopped && roll() < daily)];
  });
  return household(householdNo, ...rows);
}

export function randomChain(
  seed: number,
  households: number,
  products: number,
  fromDay: number,
  asOf: number,
) {
  const roll = dice(seed);
  return Array.from({ length: households }, (_, no) => randomHousehold(no, roll, products, fromDay, asOf));
}

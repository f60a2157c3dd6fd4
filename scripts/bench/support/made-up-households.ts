import type { HouseholdHistory } from '../../../src/history/household-history.ts';

/** Two years of history. */
export const AS_OF = 730;
export const PAIRS_PER_HOUSEHOLD = 200;
const PRODUCTS = 20_000;
const CATEGORIES = 200;

export const CATALOG = {
  categoryNo: Int32Array.from({ length: PRODUCTS }, (_, no) => no % CATEGORIES),
  categoryCount: CATEGORIES,
};

/**
 * Households that shop about every four days and buy some products often and most of them a few times: about seven
 * purchase days a pair, as in real receipts of groceries.
 */
export function madeUpHouseholds(count: number, seed: number): HouseholdHistory[] {
  const roll = dice(seed);
  return Array.from({ length: count }, (_, householdNo) => madeUp(householdNo, roll));
}

function madeUp(householdNo: number, roll: () => number): HouseholdHistory {
  const joined = Math.floor(roll() * 400);
  const trips: number[] = [];
  for (let day = joined; day < AS_OF; day += 1 + Math.floor(roll() * 7)) trips.push(day);
  // Everybody buys the first products most: a few thousand have nearly all lines.
  const products = new Set<number>();
  while (products.size < PAIRS_PER_HOUSEHOLD) products.add(Math.floor(PRODUCTS * roll() ** 3));
  const bought = [...products]
    .sort((a, b) => a - b)
    .map((productNo) => {
      const share = 0.3 * roll() ** 4;
      const days = trips.filter(() => roll() < share);
      return {
        productNo,
        days: days.length > 0 ? days : trips.slice(-1 - Math.floor(roll() * 20)).slice(0, 1),
      };
    });
  const days = bought.flatMap((product) => product.days);
  let end = 0;
  return {
    householdNo,
    tripDays: Int32Array.from(trips),
    spendDays: new Int32Array(),
    spendCents: new Float64Array(),
    productNos: Int32Array.from(bought, ({ productNo }) => productNo),
    starts: Int32Array.from([0, ...bought.map((product) => (end += product.days.length))]),
    days: Int32Array.from(days),
    quantityMilli: new Int32Array(days.length).fill(1000),
  };
}

/** Uniform numbers in [0, 1) from a seed. Source: "mulberry32", T. Ettinger, public domain. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

import type { Past } from '../../../src/cadence/backtest/exam.ts';
import { nameKey } from '../../../src/cadence/sample.ts';
import type { HouseholdHistory } from '../../../src/history/household-history.ts';
import { truncateHistory } from '../../../src/history/truncate.ts';
import type { Catalog } from '../../../src/shared/catalog.ts';
import type { Day } from '../../../src/shared/day.ts';

/** Ids as the files of the judge have them. */
const householdId = (no: number) => `H${no}`;
export const productId = (no: number) => `P${no}`;

/** A past in memory: products in two departments, even and odd. */
export function pastOf(histories: readonly HouseholdHistory[], products: number, lastDay: number): Past {
  const numbers = Array.from({ length: products }, (_, no) => no);
  const catalog = {
    products: numbers.map((no) => ({ productId: productId(no) })),
    categoryNo: new Int32Array(products),
    categoryCount: 1,
  } as unknown as Catalog;
  const households = histories.map((whole) => ({
    householdId: householdId(whole.householdNo),
    key: nameKey(householdId(whole.householdNo)),
    whole,
    asOf: (day: Day) => truncateHistory(whole, day),
  }));
  return {
    catalog,
    departments: ['even', 'odd'],
    departmentNo: Int32Array.from(numbers, (no) => no % 2),
    productKeys: Float64Array.from(numbers, (no) => nameKey(productId(no))),
    lastDay: lastDay as Day,
    households: households.sort((a, b) => a.key - b.key),
  };
}

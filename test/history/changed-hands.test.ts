import { expect, test } from 'vitest';
import { changedHands } from '../../src/history/changed-hands.ts';
import { historyAsOf } from '../../src/history/derive.ts';
import type { StoreDay } from '../../src/history/home-store.ts';
import { day } from '../../src/shared/day.ts';

/** Purchases: every week from a day on, so many times, of some products, in a store. */
type Stretch = {
  readonly from: number;
  readonly weeks: number;
  readonly products: number[];
  readonly store: string;
};

function judged(...stretches: readonly Stretch[]) {
  const visits: StoreDay[] = [];
  const lines = stretches.flatMap(({ from, weeks, products, store }) =>
    Array.from({ length: weeks }, (_, week) => day(20_000 + from + 7 * week)).flatMap((on) => {
      visits.push({ day: on, storeId: store });
      return products.map((productNo) => ({
        day: on,
        receiptNo: on,
        productNo,
        quantityMilli: 1000,
        netCents: 100,
        lineType: 'sale' as const,
      }));
    }),
  );
  return changedHands(historyAsOf(1, lines, day(30_000), () => true).history, () => visits);
}

const BEFORE: Stretch = { from: 0, weeks: 10, products: [1, 2, 3, 4], store: 'A' };
const AFTER: Stretch = { from: 200, weeks: 8, products: [5, 6, 7], store: 'B' };

test('a number that rested, and came back with another basket in another store, is shown with all that says so', () => {
  expect(judged(BEFORE, AFTER)).toEqual({
    lastDay: 20_063,
    fromDay: 20_200,
    tripsBefore: 10,
    tripsAfter: 8,
    productsBefore: 4,
    productsAfter: 3,
    productsBoth: 0,
    storesBefore: ['A'],
    storesAfter: ['B'],
  });
});

test.each([
  ['a household that never bought', []],
  ['a holiday', [BEFORE, { ...AFTER, from: 120 }]],
  ['the same store', [BEFORE, { ...AFTER, store: 'A' }]],
  ['the same basket', [BEFORE, { ...AFTER, products: [1, 2, 5] }]],
  ['too few trips after it', [BEFORE, { ...AFTER, weeks: 4 }]],
])('%s says nothing', (_, stretches) => {
  expect(judged(...stretches)).toBeUndefined();
});

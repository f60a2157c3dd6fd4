import { expect, test } from 'vitest';
import { withoutProducts } from '../../src/history/disown.ts';
import { historyOf } from '../offers/build.ts';

const BOUGHT = historyOf({ 3: [10, 20, 30], 5: [20, 40], 9: [30] });

test('what is disowned is gone, with the trips that were for nothing else', () => {
  const left = withoutProducts(BOUGHT, new Set([3, 77]));
  expect(left).toEqual({
    ...historyOf({ 5: [20, 40], 9: [30] }),
    spendDays: BOUGHT.spendDays,
    spendCents: BOUGHT.spendCents,
  });
});

test('everything disowned leaves a household that bought nothing', () => {
  const left = withoutProducts(BOUGHT, new Set([3, 5, 9]));
  expect([left.productNos.length, left.tripDays.length, [...left.starts]]).toEqual([0, 0, [0]]);
});

test('nothing disowned is the same history, not a copy', () => {
  expect(withoutProducts(BOUGHT, new Set())).toBe(BOUGHT);
  expect(withoutProducts(BOUGHT, new Set([4]))).toBe(BOUGHT);
});

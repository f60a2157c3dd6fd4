import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spreadCents } from '../../src/checkout/spread.ts';
import { RUNS, sum } from './arbitrary.ts';

describe('largest remainder', () => {
  test.each([
    [100, [200, 200, 200], [34, 33, 33]],
    [500, [2000, 1000], [333, 167]],
    [2, [1, 1, 1], [1, 1, 0]],
    [0, [], []],
    [7, [7, 0], [7, 0]],
  ])('%i over %j is %j', (amount, weights, expected) => {
    expect(spreadCents(amount, weights)).toEqual(expected);
  });

  test('is within a cent of the exact share, sums up, and stays within each weight', () => {
    const weights = fc.array(fc.oneof(fc.nat({ max: 500 }), fc.nat({ max: 10 ** 12 })), { maxLength: 12 });
    fc.assert(
      fc.property(weights, fc.double({ min: 0, max: 1, noNaN: true }), (given, part) => {
        const all = sum(given);
        const amount = Math.floor(all * part);
        const shares = spreadCents(amount, given);
        expect(sum(shares)).toBe(amount);
        for (const [place, share] of shares.entries()) {
          const weight = given[place] ?? 0;
          expect(share).toBeLessThanOrEqual(weight);
          const exact = all === 0 ? 0 : (BigInt(amount) * BigInt(weight)) / BigInt(all);
          expect(share - Number(exact)).toBeGreaterThanOrEqual(0);
          expect(share - Number(exact)).toBeLessThanOrEqual(1);
        }
      }),
      RUNS,
    );
  });

  test('refuses to give away more than there is', () => {
    expect(() => spreadCents(3, [1, 1])).toThrow(RangeError);
    expect(() => spreadCents(-1, [1, 1])).toThrow(RangeError);
  });
});

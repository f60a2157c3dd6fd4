import { describe, expect, test } from 'vitest';
import { normalQuantile } from '../../src/cadence/normal.ts';
import { type Response, redeemProbability, redemptionRates } from '../../src/offers/redemption.ts';
import { worthOf } from '../../src/offers/worth.ts';
import { terms } from './build.ts';

const heavy = (expected: number, redeemed: number): Response => ({
  relation: 'loyal',
  usage: 'heavy',
  expected,
  redeemed,
});

describe('a redemption rate', () => {
  test('is the stated prior before there is anything to go by', () => {
    const rates = redemptionRates([], 0.05);
    expect(rates('loyal', 'heavy')).toEqual({ mean: 0.8, atMost: undefined });
    expect(rates('rival', 'light')).toEqual({ mean: 0.2, atMost: undefined });
    expect(rates('any', 'any')).toEqual({ mean: 0.5, atMost: undefined });
  });

  test('leans on the prior with twenty purchases, and on its relation with fifty', () => {
    const rates = redemptionRates([[heavy(30, 6)]], 0.05);
    const relation = (6 + 20 * 0.8) / 50;
    expect(rates('loyal', 'heavy').mean).toBeCloseTo((6 + 50 * relation) / 80, 12);
    // The other usages know of it by their relation alone.
    expect(rates('loyal', 'light').mean).toBeCloseTo(relation, 12);
    expect(rates('rival', 'heavy').mean).toBeCloseTo(0.2, 12);
  });

  test('comes to what the chain sees, however far off the prior was', () => {
    const cycles = Array.from({ length: 6 }, () => [heavy(5000, 500)]);
    expect(redemptionRates(cycles, 0.05)('loyal', 'heavy').mean).toBeCloseTo(0.1, 2);
  });

  test.each([
    ['fewer than a hundred expected purchases', Array.from({ length: 5 }, () => [heavy(19, 5)])],
    ['fewer than three cycles', Array.from({ length: 2 }, () => [heavy(500, 100)])],
  ])('bounds nothing with %s', (_, cycles) => {
    expect(redemptionRates(cycles, 0.05)('loyal', 'heavy').atMost).toBeUndefined();
  });

  test('bounds nothing where no risk is to be run', () => {
    const cycles = Array.from({ length: 5 }, () => [heavy(500, 100)]);
    expect(redemptionRates(cycles, 0)('loyal', 'heavy').atMost).toBeUndefined();
  });

  test('is bounded by its own spread and that between cycles', () => {
    // Rates of .1, .2 and .3: a standard deviation of .1 between them, more than a tenth of the mean.
    const cycles = [[heavy(1000, 100)], [heavy(1000, 200)], [heavy(1000, 300)]];
    const { mean, atMost } = redemptionRates(cycles, 0.05)('loyal', 'heavy');
    const within = mean / (3000 + 50);
    expect(atMost).toBeCloseTo(mean + 1.6448536269514722 * Math.sqrt(within + 0.01), 9);
  });
});

test('the normal quantile is the tabulated one', () => {
  expect(normalQuantile(0.95)).toBeCloseTo(1.6448536269514722, 10);
  expect(normalQuantile(0.5)).toBeCloseTo(0, 10);
  expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167813, 10);
});

describe('the worth of a special', () => {
  const offer = terms({ limitTransaction: 2 });

  test('sets all of it aside where nothing bounds the rate', () => {
    expect(worthOf(offer, 0.5, 'loyal', 'heavy', 100, () => ({ mean: 0.8, atMost: undefined }))).toEqual({
      redeemProbability: 0.4,
      score: 40,
      reserveMilli: 200_000,
      reserveUsesMilli: 2000,
    });
  });

  test('sets aside what the bound of the rate makes of it, a little more where the answer is unsure', () => {
    const { reserveUsesMilli, reserveMilli } = worthOf(offer, 0.5, 'loyal', 'heavy', 100, () => ({
      mean: 0.8,
      atMost: 0.9,
    }));
    expect(reserveUsesMilli).toBe(Math.round(0.45 * (1 + 0.02 * 0.6) * 2000));
    expect(reserveMilli).toBe(100 * reserveUsesMilli);
  });

  test('is never more than certain', () => {
    expect(redeemProbability(0.9, 2)).toBe(1);
    expect(worthOf(offer, 0.9, 'loyal', 'heavy', 100, () => ({ mean: 2, atMost: 3 })).reserveUsesMilli).toBe(
      2000,
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalQuantile } from '../../src/cadence/normal.ts';
import type { PricedOffer } from '../../src/offers/price.ts';
import { type Response, redeemProbability, redemptionRates } from '../../src/offers/redemption.ts';
import { worthOf } from '../../src/offers/worth.ts';
import { cents } from '../../src/shared/cents.ts';
import { depthOf } from '../../src/shared/depth.ts';
import { terms } from './build.ts';

const heavy = (expected: number, redeemed: number): Response => ({
  relation: 'loyal',
  usage: 'heavy',
  depth: undefined,
  specials: Math.max(redeemed, Math.ceil(expected)),
  expected,
  redeemed,
});

function pricedAt(value: number, before: number): PricedOffer {
  return {
    offerValueCents: cents(value),
    unitsNeeded: 1,
    regularCents: cents(before),
    beforeCents: cents(before),
    afterCents: cents(before - value),
    priceWithOfferCents: cents(before - value),
  };
}

describe('a redemption rate', () => {
  test('is the stated prior before there is anything to go by', () => {
    const rates = redemptionRates([], 0.05);
    expect(rates('loyal', 'heavy', undefined)).toEqual({ mean: 0.8, atMost: undefined });
    expect(rates('rival', 'light', undefined)).toEqual({ mean: 0.2, atMost: undefined });
    expect(rates('any', 'any', undefined)).toEqual({ mean: 0.5, atMost: undefined });
  });

  test('leans on the prior with twenty purchases, and on its relation with fifty', () => {
    const rates = redemptionRates([[heavy(30, 6)]], 0.05);
    const relation = (6 + 20 * 0.8) / 50;
    expect(rates('loyal', 'heavy', undefined).mean).toBeCloseTo((6 + 50 * relation) / 80, 12);
    // The other usages know of it by their relation alone.
    expect(rates('loyal', 'light', undefined).mean).toBeCloseTo(relation, 12);
    expect(rates('rival', 'heavy', undefined).mean).toBeCloseTo(0.2, 12);
  });

  test('comes to what the chain sees, however far off the prior was', () => {
    const cycles = Array.from({ length: 6 }, () => [heavy(5000, 500)]);
    expect(redemptionRates(cycles, 0.05)('loyal', 'heavy', undefined).mean).toBeCloseTo(0.1, 2);
  });

  test.each([
    ['fewer than a hundred expected purchases', Array.from({ length: 5 }, () => [heavy(19, 5)])],
    ['fewer than three cycles', Array.from({ length: 2 }, () => [heavy(500, 100)])],
  ])('bounds nothing with %s', (_, cycles) => {
    expect(redemptionRates(cycles, 0.05)('loyal', 'heavy', undefined).atMost).toBeUndefined();
  });

  test('bounds nothing where no risk is to be run', () => {
    const cycles = Array.from({ length: 5 }, () => [heavy(500, 100)]);
    expect(redemptionRates(cycles, 0)('loyal', 'heavy', undefined).atMost).toBeUndefined();
  });

  test('is bounded by its own spread and that between cycles', () => {
    // Rates of .1, .2 and .3: a standard deviation of .1 between them, more than a tenth of the mean.
    const cycles = [[heavy(1000, 100)], [heavy(1000, 200)], [heavy(1000, 300)]];
    const { mean, atMost } = redemptionRates(cycles, 0.05)('loyal', 'heavy', undefined);
    const within = mean / (3000 + 50);
    expect(atMost).toBeCloseTo(mean + 1.6448536269514722 * Math.sqrt(within + 0.01), 9);
  });
});

test('the normal quantile is the tabulated one', () => {
  expect(normalQuantile(0.95)).toBeCloseTo(1.6448536269514722, 10);
  expect(normalQuantile(0.5)).toBeCloseTo(0, 10);
  expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167813, 10);
});

describe('a rate by depth', () => {
  const at = (depth: number, expected: number, redeemed: number): Response => ({
    ...heavy(expected, redeemed),
    depth,
  });
  const depths = [0, 1, 2, 3, 4];
  const means = (cycles: readonly (readonly Response[])[]) =>
    depths.map((depth) => redemptionRates(cycles, 0.05)('loyal', 'heavy', depth).mean);

  test('is that of its segment before there is anything to go by, and where no depth is known', () => {
    expect(means([])).toEqual(depths.map(() => 0.8));
    const unknown = [[heavy(500, 100)]];
    const { mean } = redemptionRates(unknown, 0.05)('loyal', 'heavy', undefined);
    expect(means(unknown)).toEqual(depths.map(() => mean));
  });

  test('leans on its segment with twenty redemptions', () => {
    const cycles = [[at(0, 400, 40), at(4, 400, 200)]];
    const { mean } = redemptionRates(cycles, 0.05)('loyal', 'heavy', undefined);
    const low = mean * ((40 + 20) / (400 * mean + 20));
    const high = mean * ((200 + 20) / (400 * mean + 20));
    const [first = 0, , , , last = 0] = means(cycles);
    expect(first).toBeCloseTo(low, 12);
    expect(last).toBeCloseTo(high, 12);
    // What nobody has seen yet is what the segment is: nothing says otherwise.
    expect(means(cycles).slice(1, 4)).toEqual([mean, mean, mean]);
  });

  test('comes to what the chain sees, however its depths are mixed', () => {
    const truth = [0.1, 0.2, 0.3, 0.4, 0.5];
    const cycle = depths.map((depth) => at(depth, 4000, 4000 * (truth[depth] ?? 0)));
    means([cycle, cycle, cycle]).forEach((mean, depth) => {
      expect(Math.abs(mean / (truth[depth] ?? 0) - 1)).toBeLessThan(0.02);
    });
  });

  test('never falls with depth, whatever was seen, and pools what would', () => {
    const falling = [[at(1, 500, 200), at(2, 500, 100), at(3, 500, 300)]];
    const [, one = 0, two = 0, three = 0] = means(falling);
    expect(one).toBe(two);
    expect(three).toBeGreaterThan(two);
    const seen = fc.record({
      depth: fc.nat({ max: 4 }),
      expected: fc.double({ min: 0.1, max: 900, noNaN: true }),
      redeemed: fc.nat({ max: 300 }),
    });
    fc.assert(
      fc.property(fc.array(fc.array(seen, { maxLength: 6 }), { maxLength: 5 }), (cycles) => {
        const rates = means(
          cycles.map((of) => of.map(({ depth, expected, redeemed }) => at(depth, expected, redeemed))),
        );
        for (const depth of depths.slice(1))
          expect((rates[depth] ?? 0) - (rates[depth - 1] ?? 0)).toBeGreaterThanOrEqual(-1e-12);
      }),
      { numRuns: 200 },
    );
  });

  test('is bounded a little further off than its segment, since less is known of it', () => {
    const cycle = [at(2, 500, 100), at(3, 20, 4)];
    const rates = redemptionRates([cycle, cycle, cycle], 0.05);
    const segment = rates('loyal', 'heavy', undefined);
    const own = rates('loyal', 'heavy', 3);
    expect((own.atMost ?? 0) / own.mean).toBeGreaterThan((segment.atMost ?? 0) / segment.mean);
  });

  test.each([
    [29, 300, 0],
    [30, 300, 1],
    [89, 300, 2],
    [90, 300, 3],
    [120, 300, 4],
    [300, 300, 4],
  ])('%i off %i is class %i', (value, before, depth) => {
    expect(depthOf(value, before)).toBe(depth);
  });
});

describe('what is shown since other habits speak for it', () => {
  const shown = (specials: number, expected: number, redeemed: number): Response => ({
    relation: 'discovery',
    usage: 'light',
    depth: undefined,
    specials,
    expected,
    redeemed,
  });

  test('is expected to be redeemed once in a hundred times, which weighs a hundred specials', () => {
    expect(redemptionRates([], 0.05)('discovery', 'light', undefined)).toEqual({
      mean: 2,
      atMost: undefined,
    });
    // Of 600 specials a chance of 0.003 each; six came back.
    const { mean } = redemptionRates([[shown(600, 1.8, 6)]], 0.05)('discovery', 'light', undefined);
    expect(0.003 * mean).toBeCloseTo((6 + 1) / (600 + 100), 12);
  });

  test('is bounded from three hundred specials in three cycles on', () => {
    const bound = (specials: number, cycles: number) =>
      redemptionRates(
        Array.from({ length: cycles }, () => [shown(specials, specials * 0.003, specials / 100)]),
        0.05,
      )('discovery', 'light', undefined).atMost;
    expect(bound(90, 3)).toBeUndefined();
    expect(bound(600, 2)).toBeUndefined();
    expect(bound(100, 3)).toBeGreaterThan(10 / 3);
  });
});

describe('the worth of a special', () => {
  const offer = terms({ limitTransaction: 2 });

  const priced = pricedAt(100, 400);

  test('sets all of it aside where nothing bounds the rate', () => {
    expect(worthOf(offer, 0.5, 'loyal', 'heavy', priced, () => ({ mean: 0.8, atMost: undefined }))).toEqual({
      redeemProbability: 0.4,
      score: 40,
      reserveMilli: 200_000,
      reserveUsesMilli: 2000,
    });
  });

  test('sets aside what the bound of the rate makes of it, a little more where the answer is unsure', () => {
    const { reserveUsesMilli, reserveMilli } = worthOf(offer, 0.5, 'loyal', 'heavy', priced, () => ({
      mean: 0.8,
      atMost: 0.9,
    }));
    expect(reserveUsesMilli).toBe(Math.round(0.45 * (1 + 0.02 * 0.6) * 2000));
    expect(reserveMilli).toBe(100 * reserveUsesMilli);
  });

  test('is never more than certain', () => {
    expect(redeemProbability(0.9, 2)).toBe(1);
    expect(
      worthOf(offer, 0.9, 'loyal', 'heavy', priced, () => ({ mean: 2, atMost: 3 })).reserveUsesMilli,
    ).toBe(2000);
  });
});

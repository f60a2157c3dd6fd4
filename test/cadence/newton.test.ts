import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitLogistic, type Labelled } from '../../src/cadence/newton.ts';
import { dice, normalDice } from './chain.ts';

const NO_RIDGE = 1e-12;

function table(rows: readonly (readonly [...number[]])[], labels: readonly number[]): Labelled {
  return {
    width: rows[0]?.length ?? 0,
    rows: Float64Array.from(rows.flat()),
    labels: Uint8Array.from(labels),
  };
}

/** What is zero at the maximum: the sums of (label - p) * x, less the ridge's pull. */
function gradient({ width, rows, labels }: Labelled, at: Float64Array, ridge: number): number[] {
  const sums = Array.from(at, (value, place) => (place === 0 ? 0 : -ridge * value));
  labels.forEach((label, row) => {
    const x = [1, ...rows.subarray(row * width, (row + 1) * width)];
    const p = 1 / (1 + Math.exp(-x.reduce((sum, each, place) => sum + each * (at[place] ?? 0), 0)));
    x.forEach((each, place) => {
      sums[place] = (sums[place] ?? 0) + (label - p) * each;
    });
  });
  return sums;
}

describe('against what is known', () => {
  test('the published example: hours of study and a passed exam of twenty students', () => {
    // Source: Wikipedia, "Logistic regression": intercept -4.0777, coefficient 1.5046.
    const hours = [
      0.5, 0.75, 1, 1.25, 1.5, 1.75, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 4, 4.25, 4.5, 4.75, 5, 5.5,
    ];
    const passed = [0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1];
    const fit = fitLogistic(
      table(
        hours.map((each) => [each]),
        passed,
      ),
      NO_RIDGE,
    );
    expect([...fit].map((value) => value.toFixed(4))).toEqual(['-4.0777', '1.5046']);
  });

  test('two groups: the exact solution is the logit of each group', () => {
    // 3 of 10 and 8 of 12.
    const rows = Array.from({ length: 22 }, (_, row) => [row < 10 ? 0 : 1]);
    const labels = rows.map((_, row) => Number(row < 3 || row >= 14));
    const fit = fitLogistic(table(rows, labels), NO_RIDGE);
    expect(fit[0]).toBeCloseTo(Math.log(3 / 7), 7);
    expect(fit[1]).toBeCloseTo(Math.log(8 / 4) - Math.log(3 / 7), 7);
  });
});

describe('for any data', () => {
  test('the gradient vanishes, however badly the numbers are scaled and however close to separable', () => {
    const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(seeds, fc.constantFrom(0.1, 1, 30), fc.constantFrom(0.2, 5, 50), (seed, ridge, slope) => {
        const roll = dice(seed);
        const normal = normalDice(roll);
        const rows = Array.from({ length: 120 }, () => [normal(), 6 * normal(), roll() < 0.1 ? 6 : 0]);
        const labels = rows.map(([a = 0, b = 0]) => Number(slope * (a - 0.1 * b) - 1 > normal()));
        const data = table(rows, labels);
        const fit = fitLogistic(data, ridge);
        expect(fit.every(Number.isFinite)).toBe(true);
        if (labels.includes(1) && labels.includes(0)) {
          for (const each of gradient(data, fit, ridge)) expect(Math.abs(each)).toBeLessThan(1e-3);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('classes that a line separates wholly have a finite answer, by the ridge', () => {
    const rows = Array.from({ length: 40 }, (_, row) => [row < 20 ? -6 : 6]);
    const data = table(
      rows,
      rows.map(([x = 0]) => Number(x > 0)),
    );
    const fit = fitLogistic(data, 1);
    for (const each of gradient(data, fit, 1)) expect(Math.abs(each)).toBeLessThan(1e-6);
  });

  test.each([0, 1])('labels that are all %d have a finite answer, too', (label) => {
    const data = table(
      Array.from({ length: 30 }, (_, row) => [row % 7, 0]),
      new Array<number>(30).fill(label),
    );
    const fit = fitLogistic(data, 20);
    expect(fit.every(Number.isFinite)).toBe(true);
    expect(label === 0 ? fit[0] : -(fit[0] ?? 0)).toBeLessThan(-3);
  });
});

import { describe, expect, test } from 'vitest';
import { normalCdf, normalCdfTabulated } from '../../src/cadence/normal.ts';

/** The values of any printed table, to 16 digits: half of erfc(-z / sqrt 2) by the C library. */
const PUBLISHED: [number, number][] = [
  [0, 0.5],
  [0.5, 0.691462461274013],
  [1, 0.841344746068543],
  [1.96, 0.9750021048517795],
  [-1.96, 0.0249978951482204],
  [3, 0.9986501019683699],
  [-3, 0.0013498980316301],
];

/** Far tails, likewise. */
const TAILS: [number, number][] = [
  [-5, 2.866515718791946e-7],
  [-7, 1.279812543885835e-12],
  [-8, 6.220960574271785e-16],
  [-10, 7.61985302416047e-24],
  [-20, 2.7536241186062337e-89],
  [-37, 5.725571222524577e-300],
];

describe('the normal distribution function', () => {
  test.each(PUBLISHED)('at %d is %d', (z, expected) => {
    expect(Math.abs(normalCdf(z) - expected)).toBeLessThan(1e-15);
    expect(Math.abs(normalCdfTabulated(z) - expected)).toBeLessThan(1e-11);
  });

  test.each(TAILS)('keeps its digits far out: at %d it is %d', (z, expected) => {
    expect(Math.abs(normalCdf(z) / expected - 1)).toBeLessThan(1e-7);
    expect(Math.abs(normalCdfTabulated(z) / expected - 1)).toBeLessThan(1e-6);
  });

  test('ends at 0 and 1', () => {
    expect([normalCdf(-38), normalCdf(38), normalCdf(-Infinity), normalCdf(Infinity)]).toEqual([0, 1, 0, 1]);
    expect([normalCdfTabulated(-Infinity), normalCdfTabulated(Infinity)]).toEqual([0, 1]);
  });

  test('its table is within 1e-11 between the knots too, never falls, and joins on at its ends', () => {
    let before = 0;
    for (let z = -9; z < 9; z += 0.0037) {
      const value = normalCdfTabulated(z);
      expect(Math.abs(value - normalCdf(z))).toBeLessThan(1e-11);
      expect(value).toBeGreaterThanOrEqual(before - 1e-15);
      before = value;
    }
  });
});

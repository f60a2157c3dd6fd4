import { expect, test } from 'vitest';
import { isControl } from '../../src/lists/control-group.ts';
import { keyOf } from './build.ts';

const { secret } = keyOf(1);
const HOUSEHOLDS = Array.from({ length: 20_000 }, (_, at) => `H${String(at + 1).padStart(6, '0')}`);

function controls(percent: number, households = HOUSEHOLDS): string[] {
  return households.filter((householdId) => isControl(secret, householdId, percent));
}

// Five standard deviations of a share in 20,000.
test.each([5, 50])('%d per cent of the households are the control group', (percent) => {
  const share = percent / 100;
  const spread = Math.sqrt((share * (1 - share)) / HOUSEHOLDS.length);
  expect(Math.abs(controls(percent).length / HOUSEHOLDS.length - share)).toBeLessThan(5 * spread);
});

test('at 0 per cent nobody is withheld, at 100 everybody', () => {
  expect(controls(0)).toEqual([]);
  expect(controls(100)).toHaveLength(HOUSEHOLDS.length);
});

test('a larger share only adds households', () => {
  const households = HOUSEHOLDS.slice(0, 4_000);
  const groups = [0.5, 1, 5, 25, 50].map((percent) => controls(percent, households));
  for (const [at, group] of groups.entries()) {
    const larger = new Set(groups[at + 1] ?? households);
    expect(group.every((householdId) => larger.has(householdId))).toBe(true);
    expect(larger.size).toBeGreaterThan(group.length);
  }
});

// Computed apart from the program, in Python. Another answer would move households between the arms of a running test.
test('membership stays what it is: at 5 per cent, these five of the first sixty', () => {
  const first = HOUSEHOLDS.slice(0, 60).filter((householdId) => isControl(secret, householdId, 5));
  expect(first).toEqual(['H000023', 'H000024', 'H000037', 'H000045', 'H000052']);
  expect(isControl(secret, 'H000042', 69.4)).toBe(false);
  expect(isControl(secret, 'H000042', 69.5)).toBe(true);
});

test('nobody can tell the group without the key: two keys agree on a twentieth of it', () => {
  const other = keyOf(1, 'other').secret;
  const both = controls(5).filter((householdId) => isControl(other, householdId, 5)).length;
  // 50 of 20,000 expected, and five standard deviations of 7.
  expect(Math.abs(both - 50)).toBeLessThan(36);
});

import { expect, test } from 'vitest';
import { firstKeptDay } from '../../src/history/kept-months.ts';
import { formatDay, parseDay } from '../../src/shared/day.ts';

test.each([
  ['2026-11-28', 13, '2025-10-01'],
  ['2026-11-01', 1, '2026-10-01'],
  ['2026-01-31', 1, '2025-12-01'],
  ['2026-12-31', 12, '2025-12-01'],
  ['2026-03-31', 25, '2024-02-01'],
])('on %s, %i whole months begin on %s', (asOf, months, expected) => {
  const on = parseDay(asOf);
  if (on === undefined) throw new Error(asOf);
  expect(formatDay(firstKeptDay(on, months))).toBe(expected);
});

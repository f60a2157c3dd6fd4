import { expect, test } from 'vitest';
import { todayIn } from '../../../src/cli/night/today.ts';
import { formatDay } from '../../../src/shared/day.ts';

test.each([
  ['America/Chicago', '2026-11-22T05:59:00Z', '2026-11-21'],
  ['America/Chicago', '2026-11-22T06:00:00Z', '2026-11-22'],
  // Daylight saving time ended on 1 November: an hour earlier, the day begins at five.
  ['America/Chicago', '2026-10-22T05:00:00Z', '2026-10-22'],
  // The hour that comes twice belongs to one day.
  ['America/Chicago', '2026-11-01T06:30:00Z', '2026-11-01'],
  ['America/Chicago', '2026-11-01T07:30:00Z', '2026-11-01'],
  ['Pacific/Kiritimati', '2026-11-22T10:00:00Z', '2026-11-23'],
  ['UTC', '2026-12-31T23:59:59Z', '2026-12-31'],
])('in %s, %s is %s', (zone, at, expected) => {
  expect(formatDay(todayIn(zone, new Date(at)))).toBe(expected);
});

test("the process' TZ has no say where the configuration names a zone", () => {
  const before = process.env.TZ;
  process.env.TZ = 'Pacific/Kiritimati';
  try {
    expect(formatDay(todayIn('America/Chicago', new Date('2026-11-22T12:00:00Z')))).toBe('2026-11-22');
  } finally {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  }
});

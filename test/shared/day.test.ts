import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, day, dayFromParts, dayParts, formatDay, parseDay, weekday } from '../../src/shared/day.ts';

const DAY_MIN = -25_567;
const DAY_MAX = 84_005;
const MS_PER_DAY = 86_400_000;
const anyDay = fc.integer({ min: DAY_MIN, max: DAY_MAX }).map(day);

test.each([
  ['1970-01-01', 0, 'Thursday'],
  ['2000-02-29', 11_016, 'Tuesday'],
  ['2026-11-22', 20_779, 'Sunday'],
  ['1900-01-01', DAY_MIN, 'Monday'],
  ['2199-12-31', DAY_MAX, 'Tuesday'],
])('%s is day %d, a %s', (text, value, name) => {
  const names = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
  expect(parseDay(text)).toBe(value);
  expect(names[weekday(day(value))]).toBe(name);
});

test.each([
  '2026-02-29',
  '1900-02-29',
  '2026-02-30',
  '2026-13-01',
  '2026-00-10',
  '2026-04-31',
  '2026-01-00',
  '2026-1-01',
  '26-01-01',
  '2026/01/01',
  '2026-01-01 ',
  '2026-01-0a',
  '1899-12-31',
  '2200-01-01',
  '',
])('"%s" is no calendar day', (text) => {
  expect(parseDay(text)).toBeUndefined();
});

test('the calendar is the one that the platform keeps', () => {
  fc.assert(
    fc.property(anyDay, (value) => {
      const text = new Date(value * MS_PER_DAY).toISOString().slice(0, 10);
      expect(formatDay(value)).toBe(text);
      expect(parseDay(text)).toBe(value);
      const { year, month, dayOfMonth } = dayParts(value);
      expect(dayFromParts(year, month, dayOfMonth)).toBe(value);
    }),
    { numRuns: 2000 },
  );
});

test('days add up, and the week goes on', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: 0, max: 60 }), (value, days) => {
      fc.pre(value + days <= DAY_MAX);
      expect(addDays(value, days) - value).toBe(days);
      expect(weekday(addDays(value, days))).toBe((weekday(value) + days) % 7);
    }),
  );
});

test('a number outside the calendar is a bug of ours, not a day', () => {
  for (const value of [DAY_MIN - 1, DAY_MAX + 1, 0.5, Number.NaN])
    expect(() => day(value)).toThrow(RangeError);
});

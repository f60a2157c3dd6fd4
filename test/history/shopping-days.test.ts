import { expect, test } from 'vitest';
import { historyAsOf } from '../../src/history/derive.ts';
import { HABIT_DAYS, tripPhaseCounts, tripWeekdayCounts } from '../../src/history/shopping-days.ts';
import { type Day, parseDay } from '../../src/shared/day.ts';
import { line } from './lines.ts';

function shopper(days: readonly number[]) {
  return historyAsOf(
    1,
    days.map((day) => line({ day })),
    90_000 as Day,
    () => true,
  ).history;
}

test('a fortnightly shopper has one phase, wherever in the year we ask', () => {
  const days = Array.from({ length: 40 }, (_, n) => 5 + 14 * n);
  for (const asOf of [400, 407, 413]) {
    const counts = tripPhaseCounts(shopper(days), asOf as Day, 14);
    expect(counts.indexOf(13)).toBe(5);
    expect(counts.reduce((a, b) => a + b, 0)).toBe(13);
  }
});

test('only the last half year counts, without the as-of day', () => {
  const history = shopper([1000 - HABIT_DAYS - 1, 1000 - HABIT_DAYS, 999, 1000]);
  expect(tripPhaseCounts(history, 1000 as Day, 1)[0]).toBe(2);
});

test('days before 1970 have phases too', () => {
  expect([...tripPhaseCounts(shopper([-3]), 0 as Day, 14)].indexOf(1)).toBe(11);
});

test('weekdays run from Monday to Sunday', () => {
  const monday = parseDay('2026-11-16') ?? 0;
  const history = shopper([monday, monday + 7, monday + 6]);
  expect([...tripWeekdayCounts(history, (monday + 8) as Day)]).toEqual([2, 0, 0, 0, 0, 0, 1]);
});

test('a period that is no number of days is refused', () => {
  expect(() => tripPhaseCounts(shopper([]), 0 as Day, 0)).toThrow(RangeError);
});

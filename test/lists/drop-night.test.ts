import { expect, test } from 'vitest';
import { isDropNight, type PlansSoFar } from '../../src/lists/drop-night.ts';
import { addDays, type Day } from '../../src/shared/day.ts';
import { date } from '../offers/build.ts';

const MONDAY = date('2026-10-05');
const plan = (drops: 1 | 2 | 14) => ({ cycleDays: 14, drops, anchor: date('2024-01-01'), leadDays: 4 });
const on = (days: number): Day => addDays(MONDAY, days);
/** A cycle planned so many days after the first Monday, good for a fortnight from the fourth day on. */
const cycle = (days: number) => ({ asOf: on(days), validUntil: on(days + 17) });
const NEVER: PlansSoFar = { cycles: [], asked: [], lapsed: [] };
const after = (days: number, over: Partial<PlansSoFar> = {}): PlansSoFar => ({
  cycles: [cycle(days)],
  asked: [on(days)],
  lapsed: [],
  ...over,
});

test.each<[string, 1 | 2 | 14, number, PlansSoFar, boolean]>([
  ['with no plan yet, any night', 1, 3, NEVER, true],
  ['not again on the night after', 1, 1, after(0), false],
  ['not a day before the fortnight is over', 1, 13, after(0), false],
  ['a fortnight later', 1, 14, after(0), true],
  ['on the first night after a holiday', 1, 20, after(0), true],
  ['once after a holiday', 1, 21, after(0, { asked: [on(0), on(20)] }), false],
  ['not on the night of a plan that found nothing due', 1, 15, after(0, { asked: [on(0), on(14)] }), false],
  ['when a draft has lapsed', 1, 5, { cycles: [], asked: [on(0)], lapsed: [on(5)] }, true],
  [
    'when a draft lapsed in a night that was killed before its plan',
    1,
    6,
    after(0, { lapsed: [on(5)] }),
    true,
  ],
  ['once for a draft that lapsed', 1, 6, after(-2, { asked: [on(-2), on(5)], lapsed: [on(5)] }), false],
  ['not on a clock that was set back', 1, 13, after(14, { asked: [on(0), on(14)] }), false],
  ['not again in a night that found nobody to plan', 1, 3, { cycles: [], asked: [on(3)], lapsed: [] }, false],
  ['not twice in one night', 1, 14, after(0, { asked: [on(0), on(14)] }), false],
  ['on every day with fourteen drops', 14, 1, after(0), true],
  ['on a drop day of two', 2, 7, after(0), true],
  ['not between two drops', 2, 8, after(7), false],
  ['after a drop day that was missed', 2, 9, after(0), true],
])('lists are made %s', (_, drops, days, soFar, expected) => {
  expect(isDropNight(plan(drops), on(days), soFar)).toBe(expected);
});

test('with two drops, each begins on its own day of the fortnight', () => {
  const days = Array.from({ length: 28 }, (_, n) => n).filter((n) =>
    isDropNight(plan(2), on(n), { cycles: [], asked: [on(n - 1)], lapsed: [] }),
  );
  // 2026-10-05 is a Monday, 1008 days and so a whole number of fortnights after the anchor.
  expect(days).toEqual([0, 7, 14, 21]);
});

import { type Day, dayFromParts, dayParts } from '../shared/day.ts';

/**
 * The first day whose lines are kept when they are kept for so many whole months: the first of the month that lies so many
 * months before that of `asOf`. With 13, on any day of November 2026: 2025-10-01.
 *
 * @throws RangeError when that is before 1900.
 */
export function firstKeptDay(asOf: Day, months: number): Day {
  const { year, month } = dayParts(asOf);
  const place = year * 12 + (month - 1) - months;
  const first = dayFromParts(Math.floor(place / 12), (place % 12) + 1, 1);
  if (first === undefined) throw new RangeError(`${months} months before day ${asOf}`);
  return first;
}

/**
 * A store-local calendar day, as the number of days since 1970-01-01 (which was a Thursday).
 * It has no zone and no hour; text form is `YYYY-MM-DD`.
 */
export type Day = number & { readonly __unit: 'day' };

const MS_PER_DAY = 86_400_000;
/** 1900-01-01 .. 2199-12-31: outside it a date in a feed is a slip, not a day on which someone shopped. */
const DAY_MIN = -25_567;
const DAY_MAX = 84_005;

/** The only cast to {@link Day}. @throws RangeError (a bug of ours) outside 1900..2199 or for a fraction. */
export function day(value: number): Day {
  if (!Number.isInteger(value) || value < DAY_MIN || value > DAY_MAX)
    throw new RangeError(`not a day number: ${value}`);
  return value as Day;
}

/** The day of a number, where it is one of those that we know. */
export function knownDay(value: number): Day | undefined {
  return value >= DAY_MIN && value <= DAY_MAX ? day(value) : undefined;
}

const HYPHEN = 45;

/** `YYYY-MM-DD` to a day; `undefined` for anything else, the 30th of February included. */
export function parseDay(text: string): Day | undefined {
  return text.length === 10 ? parseDayPrefix(text) : undefined;
}

/** The day with which a text of at least ten characters starts. */
export function parseDayPrefix(text: string): Day | undefined {
  if (text.charCodeAt(4) !== HYPHEN || text.charCodeAt(7) !== HYPHEN) return undefined;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  // A part that is no number is NaN, and there is no such day.
  return dayFromParts(year, twoDigits(text, 5), twoDigits(text, 8));
}

/** The number that two characters are; NaN when either is no digit. */
export function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/**
 * Calendar parts (month 1..12) to a day; `undefined` when there is no such day.
 *
 * In integers rather than through a Date: every scan line comes this way. Source: H. Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms", days_from_civil: years of 365.2425 days that start in March, so that a leap day is last.
 */
export function dayFromParts(year: number, month: number, dayOfMonth: number): Day | undefined {
  const inMonth = MONTH_DAYS[month - 1];
  if (inMonth === undefined || !Number.isInteger(year) || !Number.isInteger(dayOfMonth)) return undefined;
  const longest = month === 2 && isLeapYear(year) ? 29 : inMonth;
  if (dayOfMonth < 1 || dayOfMonth > longest) return undefined;
  const yearFromMarch = month <= 2 ? year - 1 : year;
  const monthFromMarch = (month + 9) % 12;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + dayOfMonth - 1;
  const leapDays =
    Math.floor(yearFromMarch / 4) - Math.floor(yearFromMarch / 100) + Math.floor(yearFromMarch / 400);
  const value = yearFromMarch * 365 + leapDays + dayOfYear - DAYS_TO_EPOCH;
  return value >= DAY_MIN && value <= DAY_MAX ? (value as Day) : undefined;
}

/** Days from 0000-03-01 to 1970-01-01 in the Gregorian calendar. */
const DAYS_TO_EPOCH = 719_468;

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** A day to `YYYY-MM-DD`. */
export function formatDay(value: Day): string {
  return new Date(value * MS_PER_DAY).toISOString().slice(0, 10);
}

export function addDays(value: Day, days: number): Day {
  return day(value + days);
}

/** 0 = Monday .. 6 = Sunday. */
export function weekday(value: Day): number {
  return (((value + 3) % 7) + 7) % 7;
}

/** Calendar parts of a day; month 1..12. */
export function dayParts(value: Day): { year: number; month: number; dayOfMonth: number } {
  const date = new Date(value * MS_PER_DAY);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, dayOfMonth: date.getUTCDate() };
}

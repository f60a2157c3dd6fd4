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

const ISO_DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** `YYYY-MM-DD` to a day; `undefined` for anything else, the 30th of February included. */
export function parseDay(text: string): Day | undefined {
  const match = ISO_DAY.exec(text);
  if (match === null) return undefined;
  return dayFromParts(Number(match[1]), Number(match[2]), Number(match[3]));
}

/** Calendar parts (month 1..12) to a day; `undefined` when there is no such day. */
export function dayFromParts(year: number, month: number, dayOfMonth: number): Day | undefined {
  const ms = Date.UTC(year, month - 1, dayOfMonth);
  const date = new Date(ms);
  const exists =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === dayOfMonth;
  const value = ms / MS_PER_DAY;
  return exists && value >= DAY_MIN && value <= DAY_MAX ? (value as Day) : undefined;
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

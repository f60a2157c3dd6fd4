import { addDays, type Day, dayFromParts, knownDay, parseDayPrefix, twoDigits } from '../shared/day.ts';
import { type DatePart, parseTokens, type TokenPattern } from './date-tokens.ts';
import { type Moment, offsetSeconds } from './moment.ts';
import { type MonthNames, monthNames } from './month-names.ts';

/** How a source writes its days. */
export type DateFormat = {
  /** For messages: `dd-MMM-yy`. */
  readonly text: string;
  /** `undefined` when the text is no day, or no time of day, in this format. */
  readonly read: (text: string) => Moment | undefined;
};

/** Two-digit years: 00..68 are 20xx, 69..99 are 19xx, as POSIX strptime has it. */
const CENTURY_PIVOT = 69;

/**
 * The format of a source's days from its description in date-fns' tokens (see {@link parseTokens}), with `[…]` around
 * what may be missing, for example `dd-MMM-yy` or `MM/dd/yyyy[ HH:mm[:ss]]`; or `iso`, `epoch_seconds`,
 * `epoch_milliseconds`.
 *
 * @param language Whose names of months `MMM` and `MMMM` are.
 * @returns `undefined` for a description that names no whole day, or has anything else in it.
 */
export function parseDateFormat(text: string, language = 'en'): DateFormat | undefined {
  if (text === 'iso')
    return { text: 'YYYY-MM-DD, alone or with HH:MM[:SS] and an offset', read: readIsoOffset };
  if (text === 'epoch_seconds') return epochFormat(text, 1);
  if (text === 'epoch_milliseconds') return epochFormat(text, 1000);
  const tokens = parseTokens(text);
  if (tokens === undefined) return undefined;
  const months = tokens.parts.includes('monthName') ? monthNames(language) : undefined;
  return { text, read: (given) => momentFrom(tokens, tokens.expression.exec(given), months) };
}

/** The first of several formats in which a text can be read. */
export function anyFormat(formats: readonly [DateFormat, ...DateFormat[]]): DateFormat {
  if (formats.length === 1) return formats[0];
  return {
    text: formats.map((format) => format.text).join(' or '),
    read: (text) => {
      for (const format of formats) {
        const moment = format.read(text);
        if (moment !== undefined) return moment;
      }
      return undefined;
    },
  };
}

/** Days counted from a first one: `day_number` with day 1 being the given day. */
export function dayNumberFormat(dayNumberOne: Day): DateFormat {
  return {
    text: 'day_number',
    read: (text) => {
      // Five digits are 270 years: enough, and always within the days that we know.
      if (!/^\d{1,5}$/.test(text)) return undefined;
      const number = Number(text);
      return number >= 1 && number <= 36_525
        ? { day: addDays(dayNumberOne, number - 1), secondOfDay: undefined }
        : undefined;
    },
  };
}

/** The contract's own: `YYYY-MM-DD`, alone or with ` HH:MM[:SS]` (or `T`); fractions of a second are dropped. */
export const ISO_FORMAT: DateFormat = { text: 'YYYY-MM-DD', read: readIso };

function readIso(text: string): Moment | undefined {
  const day = parseDayPrefix(text);
  if (day === undefined) return undefined;
  if (text.length === 10) return { day, secondOfDay: undefined };
  const secondOfDay = secondAfterDay(text);
  return secondOfDay === undefined ? undefined : { day, secondOfDay };
}

/** The same with `Z` or an offset at its end, if there is one. */
function readIsoOffset(text: string): Moment | undefined {
  const zone = text.length > 16 ? /(?:[Zz]|[+-]\d{2}(?::?\d{2})?)$/.exec(text)?.[0] : undefined;
  if (zone === undefined) return readIso(text);
  const moment = readIso(text.slice(0, -zone.length).trimEnd());
  const offset = offsetSeconds(zone);
  return moment?.secondOfDay === undefined || offset === undefined ? undefined : { ...moment, offset };
}

/** The time of day behind the ten characters of a day. */
function secondAfterDay(text: string): number | undefined {
  const separator = text.charAt(10);
  if ((separator !== ' ' && separator !== 'T') || text.charAt(13) !== ':') return undefined;
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = text.length === 16 ? 0 : twoDigits(text, 17);
  // Written so that a part that is no number (NaN) fails too.
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return undefined;
  if (text.length === 16) return hour * 3600 + minute * 60;
  const wellFormed = text.charAt(16) === ':' && (text.length === 19 || /^\.\d{1,9}$/.test(text.slice(19)));
  return wellFormed ? hour * 3600 + minute * 60 + second : undefined;
}

const DAY_SECONDS = 86_400;

/** Seconds, or thousandths of them, since 1970-01-01 at Greenwich. */
function epochFormat(text: string, perSecond: number): DateFormat {
  return {
    text: text.replace('_', ' '),
    read: (given) => {
      if (!/^-?\d{1,15}(?:\.\d{1,9})?$/.test(given)) return undefined;
      const seconds = Math.floor(Number(given) / perSecond);
      const day = knownDay(Math.floor(seconds / DAY_SECONDS));
      return day === undefined ? undefined : { day, secondOfDay: seconds - day * DAY_SECONDS, offset: 0 };
    },
  };
}

const NO_MONTHS: MonthNames = () => undefined;

function momentFrom(
  { parts }: TokenPattern,
  match: RegExpExecArray | null,
  months: MonthNames = NO_MONTHS,
): Moment | undefined {
  if (match === null) return undefined;
  let [year, month, dayOfMonth, hour, minute, second] = [0, 0, 0, -1, 0, 0];
  let offset: number | undefined;
  let half = '';
  for (let at = 0; at < parts.length; at++) {
    const text = match[at + 1];
    if (text === undefined) continue;
    const part: DatePart | undefined = parts[at];
    if (part === 'year') year = Number(text);
    else if (part === 'shortYear') year = Number(text) + (Number(text) < CENTURY_PIVOT ? 2000 : 1900);
    else if (part === 'month') month = Number(text);
    else if (part === 'monthName') month = months(text) ?? 0;
    else if (part === 'day') dayOfMonth = Number(text);
    else if (part === 'hour' || part === 'halfDayHour') hour = Number(text);
    else if (part === 'minute') minute = Number(text);
    else if (part === 'second') second = Number(text);
    else if (part === 'half') half = text.charAt(0).toLowerCase();
    else if (part === 'offset') offset = offsetSeconds(text) ?? Number.NaN;
  }
  if (parts.includes('halfDayHour') && hour >= 0) hour = fullHour(hour, half);
  const day = dayFromParts(year, month, dayOfMonth);
  if (day === undefined || !(hour <= 23) || minute > 59 || second > 59 || Number.isNaN(offset))
    return undefined;
  if (hour < 0) return { day, secondOfDay: undefined };
  const secondOfDay = hour * 3600 + minute * 60 + second;
  return offset === undefined ? { day, secondOfDay } : { day, secondOfDay, offset };
}

/** 12 AM is midnight, 12 PM is noon; NaN for an hour that no such clock has. */
function fullHour(hour: number, half: string): number {
  if (hour < 1 || hour > 12) return Number.NaN;
  return (hour % 12) + (half === 'p' ? 12 : 0);
}

import { addDays, type Day, dayFromParts, parseDayPrefix, twoDigits } from '../shared/day.ts';

/** A moment as a feed gives it. */
export type Moment = {
  readonly day: Day;
  /** Seconds since local midnight; undefined when the source gives a day alone. */
  readonly secondOfDay: number | undefined;
};

/** How a source writes its days. */
export type DateFormat = {
  /** For messages: `dd-MMM-yy`. */
  readonly text: string;
  /** `undefined` when the text is no day, or no time of day, in this format. */
  readonly read: (text: string) => Moment | undefined;
};

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Two-digit years: 00..68 are 20xx, 69..99 are 19xx, as POSIX strptime has it. */
const CENTURY_PIVOT = 69;

type Part = 'year' | 'shortYear' | 'month' | 'monthName' | 'day' | 'hour' | 'minute' | 'second';
const TOKENS: Readonly<Record<string, { readonly part: Part; readonly pattern: string }>> = {
  yyyy: { part: 'year', pattern: '\\d{4}' },
  yy: { part: 'shortYear', pattern: '\\d{2}' },
  MMM: { part: 'monthName', pattern: '[A-Za-z]{3}' },
  MM: { part: 'month', pattern: '\\d{2}' },
  M: { part: 'month', pattern: '\\d{1,2}' },
  dd: { part: 'day', pattern: '\\d{2}' },
  d: { part: 'day', pattern: '\\d{1,2}' },
  HH: { part: 'hour', pattern: '\\d{2}' },
  H: { part: 'hour', pattern: '\\d{1,2}' },
  mm: { part: 'minute', pattern: '\\d{2}' },
  ss: { part: 'second', pattern: '\\d{2}' },
};
const PIECE = /yyyy|yy|MMM|MM|M|dd|d|HH|H|mm|ss|\[|\]|[-/. :,_T]/gy;

/**
 * The format of a source's days from its description in date-fns' tokens: `yyyy yy MMM MM M dd d HH H mm ss`, with
 * `[…]` around what may be missing, for example `dd-MMM-yy` or `MM/dd/yyyy[ HH:mm[:ss]]`. Month names are English.
 *
 * @returns `undefined` for a description that names no whole day, or has anything else in it.
 */
export function parseDateFormat(text: string): DateFormat | undefined {
  const parts: Part[] = [];
  let pattern = '';
  let read = 0;
  for (const [piece] of text.matchAll(PIECE)) {
    read += piece.length;
    const token = TOKENS[piece];
    if (token !== undefined) parts.push(token.part);
    pattern += token === undefined ? literal(piece) : `(${token.pattern})`;
  }
  if (read !== text.length || !namesWholeDay(parts)) return undefined;
  const expression = compile(pattern);
  return expression && { text, read: (given) => momentFrom(expression.exec(given), parts) };
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

function literal(piece: string): string {
  if (piece === '[') return '(?:';
  if (piece === ']') return ')?';
  return piece === '.' || piece === '/' ? `\\${piece}` : piece;
}

/** One year, one month, one day of the month; a time of day from the hour down, or none. */
function namesWholeDay(parts: readonly Part[]): boolean {
  const count = (...wanted: Part[]) => parts.filter((part) => wanted.includes(part)).length;
  if (count('year', 'shortYear') !== 1 || count('month', 'monthName') !== 1 || count('day') !== 1)
    return false;
  const [hours, minutes, seconds] = [count('hour'), count('minute'), count('second')];
  return hours <= 1 && minutes === hours && seconds <= minutes;
}

/** `undefined` when brackets do not match. */
function compile(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^${pattern}$`);
  } catch {
    return undefined;
  }
}

function momentFrom(match: RegExpExecArray | null, parts: readonly Part[]): Moment | undefined {
  if (match === null) return undefined;
  let [year, month, dayOfMonth, hour, minute, second] = [0, 0, 0, -1, 0, 0];
  for (let at = 0; at < parts.length; at++) {
    const text = match[at + 1];
    if (text === undefined) continue;
    const part = parts[at];
    if (part === 'year') year = Number(text);
    else if (part === 'shortYear') year = Number(text) + (Number(text) < CENTURY_PIVOT ? 2000 : 1900);
    else if (part === 'month') month = Number(text);
    else if (part === 'monthName') month = MONTHS.indexOf(text.toLowerCase()) + 1;
    else if (part === 'day') dayOfMonth = Number(text);
    else if (part === 'hour') hour = Number(text);
    else if (part === 'minute') minute = Number(text);
    else second = Number(text);
  }
  const day = dayFromParts(year, month, dayOfMonth);
  if (day === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  return { day, secondOfDay: hour < 0 ? undefined : hour * 3600 + minute * 60 + second };
}

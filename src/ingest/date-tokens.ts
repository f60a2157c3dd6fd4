/** What one token of a description gives. */
export type DatePart =
  | 'year'
  | 'shortYear'
  | 'month'
  | 'monthName'
  | 'day'
  | 'hour'
  | 'halfDayHour'
  | 'minute'
  | 'second'
  | 'half'
  | 'offset'
  /** A weekday or a fraction of a second: read over. */
  | 'unread';

/** A description as an expression whose groups are its parts, in order. */
export type TokenPattern = { readonly parts: readonly DatePart[]; readonly expression: RegExp };

const OFFSET = '[Zz]|[+-]\\d{2}(?::?\\d{2})?';
const WORD = '[\\p{L}.]{2,}';
const TOKENS: Readonly<Record<string, { readonly part: DatePart; readonly pattern: string }>> = {
  yyyy: { part: 'year', pattern: '\\d{4}' },
  yy: { part: 'shortYear', pattern: '\\d{2}' },
  MMMM: { part: 'monthName', pattern: WORD },
  MMM: { part: 'monthName', pattern: WORD },
  MM: { part: 'month', pattern: '\\d{2}' },
  M: { part: 'month', pattern: '\\d{1,2}' },
  dd: { part: 'day', pattern: '\\d{2}' },
  d: { part: 'day', pattern: '\\d{1,2}' },
  EEEE: { part: 'unread', pattern: WORD },
  EEE: { part: 'unread', pattern: WORD },
  HH: { part: 'hour', pattern: '\\d{2}' },
  H: { part: 'hour', pattern: '\\d{1,2}' },
  hh: { part: 'halfDayHour', pattern: '\\d{2}' },
  h: { part: 'halfDayHour', pattern: '\\d{1,2}' },
  mm: { part: 'minute', pattern: '\\d{2}' },
  ss: { part: 'second', pattern: '\\d{2}' },
  SSS: { part: 'unread', pattern: '\\d{1,9}' },
  a: { part: 'half', pattern: '[AaPp](?:\\.?[Mm]\\.?)?' },
  X: { part: 'offset', pattern: OFFSET },
};
const PIECE = /yyyy|yy|MMMM|MMM|MM|M|dd|d|EEEE|EEE|HH|H|hh|h|mm|ss|SSS|a|X|\[|\]|'[^']*'|[-/. :,_T]/gy;

/**
 * A description in date-fns' tokens: `yyyy yy` year · `MMMM MMM` month's name · `MM M` month · `dd d` day · `EEEE EEE`
 * weekday (not looked at) · `HH H` hour of 24 · `hh h` hour of 12, with `a` for AM or PM · `mm` minute · `ss` second ·
 * `SSS` its fraction · `X` offset or Z · `[…]` may be missing · `'…'` and `- / . : , _ T` and the blank for themselves.
 *
 * @returns `undefined` for one that names no whole day, or has anything else in it.
 */
export function parseTokens(text: string): TokenPattern | undefined {
  const parts: DatePart[] = [];
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
  return expression && { parts, expression };
}

function literal(piece: string): string {
  if (piece === '[') return '(?:';
  if (piece === ']') return ')?';
  // Registers write AM and PM behind a narrow blank, a hard one, or none of note.
  if (piece === ' ') return '[ \\u00a0\\u202f]';
  const text = piece.startsWith("'") ? piece.slice(1, -1) : piece;
  return text.replace(/[\\^$.|?*+()[\]{}/]/g, '\\$&');
}

/** One year, one month, one day of the month; a time of day from the hour down, or none. */
function namesWholeDay(parts: readonly DatePart[]): boolean {
  const count = (...wanted: DatePart[]) => parts.filter((part) => wanted.includes(part)).length;
  if (count('year', 'shortYear') !== 1 || count('month', 'monthName') !== 1 || count('day') !== 1)
    return false;
  const [hours, minutes, seconds] = [count('hour', 'halfDayHour'), count('minute'), count('second')];
  if (count('half') !== count('halfDayHour') || count('offset') > hours) return false;
  return hours <= 1 && minutes === hours && seconds <= minutes;
}

/** `undefined` when brackets do not match. */
function compile(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^${pattern}$`, 'u');
  } catch {
    return undefined;
  }
}

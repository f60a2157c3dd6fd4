import { dayFromParts } from '../../shared/day.ts';

/** The bytes are no such value, or one that is written in a way that needs more care. */
export const UNREAD = Number.MIN_SAFE_INTEGER;

const MINUS = 45;
const POINT = 46;
const HYPHEN = 45;
const COLON = 58;
const SPACE = 32;
const LETTER_T = 84;
const ZERO = 48;

/** Digits before the point that every reader of numbers takes. */
const WHOLE_DIGITS_MAX = 9;

/**
 * A decimal number as an integer number of its `decimals`th parts: `1.5` with two decimals is 150.
 *
 * @returns {@link UNREAD} for more decimals than that, for more than nine digits before the point, and for all that is not
 *   digits with at most one point and a minus.
 */
export function readDecimal(bytes: Uint8Array, from: number, to: number, decimals: number): number {
  let at = from;
  const isMinus = bytes[at] === MINUS && at < to;
  if (isMinus) at++;
  const first = at;
  let value = 0;
  while (at < to) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
    at++;
  }
  const whole = at - first;
  if (whole === 0 || whole > WHOLE_DIGITS_MAX) return UNREAD;
  let missing = decimals;
  if (at < to) {
    if (bytes[at] !== POINT || at + 1 === to) return UNREAD;
    for (at++; at < to; at++, missing--) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9 || missing === 0) return UNREAD;
      value = value * 10 + digit;
    }
  }
  for (; missing > 0; missing--) value *= 10;
  return isMinus && value !== 0 ? -value : value;
}

/** A whole number without a sign, of at most nine digits; else {@link UNREAD}. */
export function readWhole(bytes: Uint8Array, from: number, to: number): number {
  if (to === from || to - from > WHOLE_DIGITS_MAX) return UNREAD;
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit < 0 || digit > 9) return UNREAD;
    value = value * 10 + digit;
  }
  return value;
}

/** Two digits; NaN, which no comparison likes, for anything else. */
function two(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - ZERO;
  const ones = (bytes[at + 1] as number) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** The day of `YYYY-MM-DD` at `at`; else {@link UNREAD}. */
export function readDay(bytes: Uint8Array, at: number): number {
  if (bytes[at + 4] !== HYPHEN || bytes[at + 7] !== HYPHEN) return UNREAD;
  return (
    dayFromParts(two(bytes, at) * 100 + two(bytes, at + 2), two(bytes, at + 5), two(bytes, at + 8)) ?? UNREAD
  );
}

/** Seconds since midnight of ` HH:MM[:SS]` (or `T`) in `bytes[at .. to)`; else {@link UNREAD}. */
export function readSecond(bytes: Uint8Array, at: number, to: number): number {
  const length = to - at;
  if (length !== 6 && length !== 9) return UNREAD;
  if ((bytes[at] !== SPACE && bytes[at] !== LETTER_T) || bytes[at + 3] !== COLON) return UNREAD;
  const hour = two(bytes, at + 1);
  const minute = two(bytes, at + 4);
  const second = length === 6 ? 0 : two(bytes, at + 7);
  if (length === 9 && bytes[at + 6] !== COLON) return UNREAD;
  // Written so that a part that is no number (NaN) fails too.
  return hour <= 23 && minute <= 59 && second <= 59 ? hour * 3600 + minute * 60 + second : UNREAD;
}

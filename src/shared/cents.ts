/** Money: an integer number of cents of the chain's currency. Never a float, never divided outside {@link formatCents}. */
export type Cents = number & { readonly __unit: 'cents' };

/** Bound that keeps sums of billions of lines exact in a double and in SQLite's INTEGER. */
export const CENTS_MAX = 1e13;

/** The only cast to {@link Cents}. @throws RangeError (a bug of ours) for anything but a bounded integer. */
export function cents(value: number): Cents {
  if (!Number.isInteger(value) || Math.abs(value) > CENTS_MAX) {
    throw new RangeError(`not an integer number of cents: ${value}`);
  }
  // `-0` would print as "-0.00" and differ from 0 in Object.is.
  return (value === 0 ? 0 : value) as Cents;
}

const WHOLE_DIGITS_MAX = 10;
const FRACTION_DIGITS_MAX = 4;
const MINUS = 45;
const PLUS = 43;
const POINT = 46;

/**
 * Decimal text (`3.49`, `-1`, `2.5`, and `.59` as some databases export it) to cents: at most ten digits before the
 * point and four after it.
 *
 * Character by character rather than by a pattern, since every scan line comes this way.
 *
 * @returns `undefined` when the text is no amount, or has a fraction of a cent (which we do not round away silently).
 */
export function parseCents(text: string): Cents | undefined {
  const sign = text.charCodeAt(0);
  const start = sign === MINUS || sign === PLUS ? 1 : 0;
  const point = pointAt(text, start);
  const fractionDigits = point === text.length ? 0 : text.length - point - 1;
  if (point - start > WHOLE_DIGITS_MAX || fractionDigits > FRACTION_DIGITS_MAX) return undefined;
  // Neither `.` nor `5.` nor a bare sign is an amount.
  if (point === text.length ? point === start : fractionDigits === 0) return undefined;
  let tenThousandths = 0;
  for (let at = start; at < text.length; at++) {
    if (at === point) continue;
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return undefined;
    tenThousandths = tenThousandths * 10 + digit;
  }
  for (let missing = FRACTION_DIGITS_MAX - fractionDigits; missing > 0; missing--) tenThousandths *= 10;
  if (tenThousandths % 100 !== 0) return undefined;
  const magnitude = tenThousandths / 100;
  return cents(sign === MINUS ? -magnitude : magnitude);
}

/** Index of the first point, or the length where there is none. */
function pointAt(text: string, start: number): number {
  for (let at = start; at < text.length; at++) if (text.charCodeAt(at) === POINT) return at;
  return text.length;
}

const THOUSANDS = /(?<=\d)(?=(?:\d{3})+\.)/g;

/** `123456` to `1,234.56`: for people, as they write it in the United States. */
export function groupedCents(value: Cents): string {
  return formatCents(value).replace(THOUSANDS, ',');
}

/** `349` to `3.49`: the form of every feed and file of ours. */
export function formatCents(value: Cents): string {
  const magnitude = Math.abs(value);
  const whole = Math.trunc(magnitude / 100);
  const rest = String(magnitude % 100).padStart(2, '0');
  return `${value < 0 ? '-' : ''}${whole}.${rest}`;
}

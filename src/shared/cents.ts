/** Money: an integer number of cents of the chain's currency. Never a float, never divided outside {@link formatCents}. */
export type Cents = number & { readonly __unit: 'cents' };

/** Bound that keeps sums of billions of lines exact in a double and in SQLite's INTEGER. */
const CENTS_MAX = 1e13;

/** The only cast to {@link Cents}. @throws RangeError (a bug of ours) for anything but a bounded integer. */
export function cents(value: number): Cents {
  if (!Number.isInteger(value) || Math.abs(value) > CENTS_MAX) {
    throw new RangeError(`not an integer number of cents: ${value}`);
  }
  // `-0` would print as "-0.00" and differ from 0 in Object.is.
  return (value === 0 ? 0 : value) as Cents;
}

const AMOUNT = /^([+-]?)(\d{1,10})(?:\.(\d{1,4}))?$/;

/**
 * Decimal text (`3.49`, `-1`, `2.5`) to cents.
 *
 * @returns `undefined` when the text is no amount, or has a fraction of a cent (which we do not round away silently).
 */
export function parseCents(text: string): Cents | undefined {
  const match = AMOUNT.exec(text);
  if (match === null) return undefined;
  const fraction = (match[3] ?? '').padEnd(2, '0');
  if (/[1-9]/.test(fraction.slice(2))) return undefined;
  const magnitude = Number(match[2]) * 100 + Number(fraction.slice(0, 2));
  return cents(match[1] === '-' ? -magnitude : magnitude);
}

/** `349` to `3.49`: the form of every feed and file of ours. */
export function formatCents(value: Cents): string {
  const magnitude = Math.abs(value);
  const whole = Math.trunc(magnitude / 100);
  const rest = String(magnitude % 100).padStart(2, '0');
  return `${value < 0 ? '-' : ''}${whole}.${rest}`;
}

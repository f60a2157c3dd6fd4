import { type Cents, cents } from '../shared/cents.ts';

/**
 * The part of an amount that goes with `part` of `whole`, half a cent rounded up. It never falls as `part` grows and ends
 * at exactly the amount, so that steps, each the difference to the one before, are never below zero and add up to the
 * amount, however it is cut.
 *
 * @param amount Whole cents, >= 0. @param part Whole, 0 .. `whole`. @param whole Whole, > 0.
 * @throws RangeError (a bug of ours) for anything outside that.
 */
export function shareOfCents(amount: number, part: number, whole: number): Cents {
  return cents(Number((2n * product(amount, part, whole) + BigInt(whole)) / (2n * BigInt(whole))));
}

/** The same of goods, in thousandths, rounded down: all of them have come back only when `part` is the whole. */
export function shareOfMilli(milli: number, part: number, whole: number): number {
  return Number(product(milli, part, whole) / BigInt(whole));
}

/** BigInt: an amount times thousandths leaves the integers of a double. */
function product(total: number, part: number, whole: number): bigint {
  const given = [total, part, whole, whole - part];
  if (!given.every((value) => Number.isSafeInteger(value) && value >= 0) || whole === 0) {
    throw new RangeError(`no share ${part} of ${whole} in ${total}`);
  }
  return BigInt(total) * BigInt(part);
}

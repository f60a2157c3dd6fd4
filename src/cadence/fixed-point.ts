/**
 * Sums across households are sums of integers, so that neither the order of households nor the number of workers can
 * change a bit of the result. A real number enters such a sum once, rounded to 2^-20 (one millionth).
 */
const UNITS_PER_ONE = 2 ** 20;

export function toUnits(value: number): number {
  return Math.round(value * UNITS_PER_ONE);
}

/** Back to a real number. @throws RangeError when the sum has left the range where integers are exact. */
export function fromUnits(units: number): number {
  if (!Number.isSafeInteger(units)) throw new RangeError(`inexact sum: ${units}`);
  return units / UNITS_PER_ONE;
}

/** Element by element, into a new array. */
export function addArrays(a: Float64Array, b: Float64Array): Float64Array {
  if (a.length !== b.length) throw new RangeError(`sums of different length: ${a.length} and ${b.length}`);
  return a.map((value, place) => value + (b[place] ?? 0));
}

/** `sums[place] += amount`. */
export function addAt(sums: Float64Array, place: number, amount: number): void {
  sums[place] = (sums[place] ?? 0) + amount;
}

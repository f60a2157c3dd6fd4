/**
 * A list's lot: a whole number from 0 below 2^32 that depends on seed and list alone, so that the same lists are drawn
 * however they are read. Source of the mixing: G. Steele et al., SplitMix (2014), the 32-bit finaliser.
 */
export function lotOf(seed: number, listId: number): number {
  return mix((mix(seed >>> 0) ^ mix((listId >>> 0) + 0x9e3779b9)) >>> 0);
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** The least few of whatever is offered, in order: never more than `size` are kept. */
export type Least<T> = { readonly offer: (thing: T) => void; readonly all: () => readonly T[] };

/** @param order Must tell any two things apart, so that the outcome does not depend on the order of offering. */
export function least<T>(size: number, order: (a: T, b: T) => number): Least<T> {
  const kept: T[] = [];
  return {
    offer: (thing) => {
      const last = kept.at(-1);
      if (kept.length >= size && (last === undefined || order(thing, last) >= 0)) return;
      let at = kept.length;
      while (at > 0 && order(thing, kept[at - 1] as T) < 0) at -= 1;
      kept.splice(at, 0, thing);
      if (kept.length > size) kept.pop();
    },
    all: () => kept,
  };
}

/** A number for a name: 0 to 2^52, evenly spread. Source: FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo), twice, mixed. */
export function nameKey(name: string): number {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x5bd1e995);
  }
  return (mix(high) >>> 12) * 2 ** 32 + (mix(low ^ high) >>> 0);
}

/** A number of 32 bits for a household on a day. */
export function onDayKey(householdKey: number, day: number): number {
  return mix((householdKey ^ Math.imul(day, 0x9e3779b1)) + mix(householdKey / 2 ** 32));
}

/** A number of 32 bits for a product of it. */
export function pairKey(onDay: number, productKey: number): number {
  return mix(onDay ^ mix(productKey ^ Math.imul(productKey / 2 ** 32, 0x85ebca6b)));
}

/** Whether a key is among a share (0..1) of all keys: the same ones whoever asks, in whatever order. */
export function isSampled(key: number, share: number): boolean {
  return key >>> 0 < share * 2 ** 32;
}

/** Every bit of the input changes half of those of the output. Source: A. Appleby, MurmurHash3, its finalizer. */
function mix(key: number): number {
  let mixed = key | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

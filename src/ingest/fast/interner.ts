/**
 * Texts to numbers by their bytes, so that a text which comes again and again is made into a string once. Numbers are given
 * from 0 in the order of first sight.
 */
export class Interner {
  /** Open addressing; 0: free, else number + 1. */
  #slots = new Int32Array(1 << 12);
  #hashes = new Int32Array(1 << 11);
  #starts = new Int32Array(1 << 11);
  /** The bytes of all texts, one behind the other. */
  #bytes = Buffer.allocUnsafe(1 << 15);
  #used = 0;
  #count = 0;

  /** What {@link find} gave out for a text that it did not know. */
  isNew = false;

  clear(): void {
    this.#slots.fill(0);
    this.#used = 0;
    this.#count = 0;
  }

  /** The number of the text `bytes[from .. to)`; {@link isNew} says whether it is a new one. */
  find(bytes: Uint8Array, from: number, to: number): number {
    // FNV-1a. Source: G. Fowler, L. C. Noll, P. Vo, "The FNV Non-Cryptographic Hash Algorithm" (IETF draft).
    let hash = 0x811c9dc5;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
    // Its low bits mix badly for digits alone, and they choose the slot.
    hash ^= hash >>> 15;
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = (this.#slots[slot] as number) - 1;
      if (number < 0) return this.#add(bytes, from, to, hash, slot);
      if (this.#hashes[number] === hash && this.is(number, bytes, from, to)) {
        this.isNew = false;
        return number;
      }
    }
  }

  /** Whether a number is that of the text `bytes[from .. to)`. */
  is(number: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#starts[number] as number;
    const end = number + 1 < this.#count ? (this.#starts[number + 1] as number) : this.#used;
    if (end - start !== to - from) return false;
    for (let at = start, other = from; at < end; at++, other++) {
      if (this.#bytes[at] !== bytes[other]) return false;
    }
    return true;
  }

  #add(bytes: Uint8Array, from: number, to: number, hash: number, slot: number): number {
    const number = this.#count++;
    const length = to - from;
    if (this.#used + length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(2 * (this.#used + length));
      this.#bytes.copy(larger, 0, 0, this.#used);
      this.#bytes = larger;
    }
    if (number === this.#hashes.length) {
      this.#hashes = longer(this.#hashes);
      this.#starts = longer(this.#starts);
    }
    this.#bytes.set(bytes.subarray(from, to), this.#used);
    this.#starts[number] = this.#used;
    this.#hashes[number] = hash;
    this.#used += length;
    this.#slots[slot] = number + 1;
    if (2 * this.#count > this.#slots.length) this.#rehash();
    this.isNew = true;
    return number;
  }

  #rehash(): void {
    const slots = new Int32Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    for (let number = 0; number < this.#count; number++) {
      let slot = (this.#hashes[number] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}

function longer(values: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(2 * values.length);
  more.set(values);
  return more;
}

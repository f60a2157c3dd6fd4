const CAPACITY = 1 << 16;
/** Up to here a loop is faster than handing a text over. */
const SHORT = 40;
/** What a number needs at most: sign, fifteen digits, point and a space. */
const NUMBER_MAX = 20;
const ZERO = 0x30;
/** Ten-thousandths. */
const PLACES = 10_000;
const POINT = 0x2e;
const MINUS = 0x2d;
const SPACE = 0x20;

/**
 * Operators of a page, written straight into bytes: as one string a page was some thousand pieces, which had to be joined, and read
 * again to be packed.
 */
export class OperatorBytes {
  #bytes = Buffer.allocUnsafe(CAPACITY);
  #length = 0;

  /** Forget what was not taken: the page before may have failed half-way. */
  begin(): this {
    this.#length = 0;
    return this;
  }

  /** @param text In Latin-1. */
  add(text: string): this {
    const { length } = text;
    if (this.#length + length > this.#bytes.length) this.#grow(length);
    const bytes = this.#bytes;
    const from = this.#length;
    if (length > SHORT) bytes.write(text, from, 'latin1');
    else for (let at = 0; at < length; at++) bytes[from + at] = text.charCodeAt(at);
    this.#length = from + length;
    return this;
  }

  /**
   * A number and a space. Four decimals, without zeros at the end: a ten-thousandth of a point is a thousandth of a dot. Digit by
   * digit, since a page has a thousand of them, and as texts they were made, joined and read again.
   */
  number(value: number): this {
    if (this.#length + NUMBER_MAX > this.#bytes.length) this.#grow(NUMBER_MAX);
    const bytes = this.#bytes;
    let at = this.#length;
    let rest = Math.round(value * PLACES);
    if (rest < 0) {
      bytes[at++] = MINUS;
      rest = -rest;
    }
    let part = rest % PLACES;
    const whole = (rest - part) / PLACES;
    at += digits(bytes, at, whole);
    if (part > 0) {
      bytes[at++] = POINT;
      for (let place = PLACES / 10; part > 0; place /= 10) {
        const digit = Math.floor(part / place);
        bytes[at++] = ZERO + digit;
        part -= digit * place;
      }
    }
    bytes[at++] = SPACE;
    this.#length = at;
    return this;
  }

  /** A number of hundredths as one with two decimals, and a space: most numbers of a page. */
  hundredths(value: number): this {
    if (this.#length + NUMBER_MAX > this.#bytes.length) this.#grow(NUMBER_MAX);
    const bytes = this.#bytes;
    let at = this.#length;
    let rest = value;
    if (rest < 0) {
      bytes[at++] = MINUS;
      rest = -rest;
    }
    const part = rest % 100;
    at += digits(bytes, at, (rest - part) / 100);
    if (part > 0) {
      bytes[at++] = POINT;
      const tenths = Math.floor(part / 10);
      bytes[at++] = ZERO + tenths;
      if (part > 10 * tenths) bytes[at++] = ZERO + part - 10 * tenths;
    }
    bytes[at++] = SPACE;
    this.#length = at;
    return this;
  }

  /** @param bytes As they are. */
  addBytes(bytes: Uint8Array): this {
    const { length } = bytes;
    if (this.#length + length > this.#bytes.length) this.#grow(length);
    this.#bytes.set(bytes, this.#length);
    this.#length += length;
    return this;
  }

  /** All of it, until the next page is begun. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(length: number): void {
    const larger = Buffer.allocUnsafe(2 * (this.#bytes.length + length));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

/** Write a whole number of zero or more; how many digits it has. */
function digits(bytes: Uint8Array, at: number, value: number): number {
  let count = 1;
  for (let over = 10; over <= value; over *= 10) count += 1;
  let rest = value;
  for (let to = at + count - 1; to >= at; to--) {
    const next = Math.floor(rest / 10);
    bytes[to] = ZERO + rest - next * 10;
    rest = next;
  }
  return count;
}

/** A number as {@link OperatorBytes.number} writes it. */
export function numberText(value: number): string {
  return String(Math.round(value * PLACES) / PLACES);
}

const CAPACITY = 1 << 16;
/** Up to here a loop is faster than handing a text over. */
const SHORT = 24;

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

  taken(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }

  #grow(length: number): void {
    const larger = Buffer.allocUnsafe(2 * (this.#bytes.length + length));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

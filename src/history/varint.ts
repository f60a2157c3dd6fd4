/**
 * Numbers as bytes, seven bits each, least significant first, the top bit set on all but the last (LEB128). Works to
 * 2^53, where bit operators stop at 2^31. Signed numbers are folded first: 0, -1, 1, -2 … become 0, 1, 2, 3 …
 */
export class ByteWriter {
  #buffer = new Uint8Array(1024);
  #length = 0;

  clear(): void {
    this.#length = 0;
  }

  unsigned(value: number): void {
    // Eight bytes at most, and room for them is asked for once.
    if (this.#length + 8 > this.#buffer.length) this.#grow();
    if (value >= 0 && value < 128 && Number.isInteger(value)) {
      this.#buffer[this.#length++] = value;
      return;
    }
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not an unsigned integer: ${value}`);
    let rest = value;
    while (rest > 127) {
      this.#buffer[this.#length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.#buffer[this.#length++] = rest;
  }

  signed(value: number): void {
    this.unsigned(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** A copy of what was written. */
  bytes(): Uint8Array {
    return this.#buffer.slice(0, this.#length);
  }

  #grow(): void {
    const larger = new Uint8Array(2 * this.#buffer.length);
    larger.set(this.#buffer);
    this.#buffer = larger;
  }
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, start = 0) {
    this.#bytes = bytes;
    this.#at = start;
  }

  /** @throws RangeError when the bytes end within the number. */
  unsigned(): number {
    const first = this.#bytes[this.#at++];
    if (first !== undefined && first < 128) return first;
    return this.#long(first);
  }

  /** @throws RangeError when the bytes end within the number. */
  signed(): number {
    const folded = this.unsigned();
    return folded % 2 === 1 ? -(folded + 1) / 2 : folded / 2;
  }

  /** How many bytes are still to be read. */
  left(): number {
    return this.#bytes.length - this.#at;
  }

  #long(first: number | undefined): number {
    let value = 0;
    let byte = first;
    for (let scale = 1; ; scale *= 128) {
      if (byte === undefined) throw new RangeError('the bytes end within a number');
      if (byte < 128) return value + byte * scale;
      value += (byte - 128) * scale;
      byte = this.#bytes[this.#at++];
    }
  }
}

/**
 * Numbers as bytes, seven bits each, least significant first, the top bit set on all but the last (LEB128). Works to
 * 2^53, where bit operators stop at 2^31. Signed numbers are folded first: 0, -1, 1, -2 … become 0, 1, 2, 3 …
 */
export type ByteWriter = {
  readonly unsigned: (value: number) => void;
  readonly signed: (value: number) => void;
  /** A copy of what was written. */
  readonly bytes: () => Uint8Array;
};

export function byteWriter(): ByteWriter {
  let buffer = new Uint8Array(256);
  let length = 0;
  const put = (byte: number) => {
    if (length === buffer.length) {
      const larger = new Uint8Array(2 * length);
      larger.set(buffer);
      buffer = larger;
    }
    buffer[length++] = byte;
  };
  const unsigned = (value: number) => {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not an unsigned integer: ${value}`);
    let rest = value;
    while (rest > 127) {
      put((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    put(rest);
  };
  return {
    unsigned,
    signed: (value) => unsigned(value < 0 ? -2 * value - 1 : 2 * value),
    bytes: () => buffer.slice(0, length),
  };
}

export type ByteReader = {
  readonly unsigned: () => number;
  readonly signed: () => number;
  /** How many bytes are still to be read. */
  readonly left: () => number;
};

/** @throws RangeError, from its methods, when the bytes end within a number. */
export function byteReader(bytes: Uint8Array): ByteReader {
  let at = 0;
  const unsigned = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError('the bytes end within a number');
      if (byte < 128) return value + byte * scale;
      value += (byte - 128) * scale;
    }
  };
  const signed = () => {
    const folded = unsigned();
    return folded % 2 === 1 ? -(folded + 1) / 2 : folded / 2;
  };
  return { unsigned, signed, left: () => bytes.length - at };
}

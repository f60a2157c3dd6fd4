const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;
const QUOTE = 34;

/** What a byte means for the division into fields. */
const PLAIN = 0;

/** The record is none of the simple ones: it has to be read with more care. */
export const NOT_SIMPLE = -1;
/** The line is blank. */
export const BLANK = -2;

/**
 * Divides the bytes of whole lines into records and fields, as long as they are simple: one line a record, as many fields as
 * the header, and quotes only around whole fields that have none inside.
 */
export class FieldDivider {
  readonly #width: number;
  readonly #delimiter: number;
  readonly #kinds = new Uint8Array(256);
  /** Bounds of the current record's fields, without blanks and quotes around them. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;

  /** @param delimiter One byte. @param width Fields of a record. */
  constructor(delimiter: string, width: number) {
    this.#width = width;
    this.#delimiter = delimiter.charCodeAt(0);
    for (const byte of [this.#delimiter, LF, QUOTE]) this.#kinds[byte] = 1;
    this.starts = new Int32Array(width + 1);
    this.ends = new Int32Array(width + 1);
  }

  /**
   * Divide the record that starts at `at`.
   *
   * @param bytes Whole lines: the last byte is a line feed.
   * @returns The index behind its line feed, or {@link NOT_SIMPLE}, or {@link BLANK}.
   */
  divide(bytes: Uint8Array, at: number): number {
    const kinds = this.#kinds;
    const width = this.#width;
    let field = 0;
    let start = at;
    for (let index = at; ; index++) {
      const byte = bytes[index] as number;
      if (kinds[byte] === PLAIN) continue;
      if (byte === QUOTE) {
        // Somewhere in a field, or around a field with more than text in it.
        if (index !== start) return NOT_SIMPLE;
        const close = bytes.indexOf(QUOTE, index + 1);
        const next = this.#endOfQuoted(bytes, index, close);
        if (next === NOT_SIMPLE) return NOT_SIMPLE;
        if (field === width) return NOT_SIMPLE;
        this.#set(bytes, field++, start + 1, close);
        if (next === LF) return field === width ? bytes.indexOf(LF, close) + 1 : NOT_SIMPLE;
        index = close + 1;
        start = index + 1;
        continue;
      }
      let end = index;
      const isLast = byte === LF;
      if (isLast && end > start && bytes[end - 1] === CR) end--;
      if (field === width) return NOT_SIMPLE;
      if (isLast && field === 0 && end === start) return BLANK;
      this.#set(bytes, field++, start, end);
      if (isLast) return field === width ? index + 1 : NOT_SIMPLE;
      start = index + 1;
    }
  }

  /** What follows the closing quote: the delimiter or a line feed; {@link NOT_SIMPLE} for anything else. */
  #endOfQuoted(bytes: Uint8Array, open: number, close: number): number {
    if (close < 0) return NOT_SIMPLE;
    for (let at = open + 1; at < close; at++) if (bytes[at] === LF) return NOT_SIMPLE;
    const next = bytes[close + 1];
    if (next === this.#delimiter) return this.#delimiter;
    if (next === LF || (next === CR && bytes[close + 2] === LF)) return LF;
    return NOT_SIMPLE;
  }

  #set(bytes: Uint8Array, field: number, from: number, to: number): void {
    let [start, end] = [from, to];
    while (start < end && isBlank(bytes[start] as number)) start++;
    while (end > start && isBlank(bytes[end - 1] as number)) end--;
    this.starts[field] = start;
    this.ends[field] = end;
  }
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}

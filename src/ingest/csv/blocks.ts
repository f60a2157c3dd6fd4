import { Buffer } from 'node:buffer';

/** A longer line is no record: most likely a file of another kind, or an export that lost its line ends. */
const LINE_BYTES_MAX = 1 << 20;
/** Blocks are of about this size, however large the chunks of the source are. */
const BLOCK_BYTES = 1 << 18;
const TOO_LONG_KEPT_BYTES = 200;
const LF = 0x0a;

/** Some bytes of a file. */
export type Block =
  /** Whole lines: the last byte is a line feed. The bytes are valid until the next block. */
  | { readonly tag: 'lines'; readonly bytes: Buffer }
  /** The beginning of one line that is too long to be one. */
  | { readonly tag: 'too-long'; readonly bytes: Buffer };

/** Bytes to blocks of whole lines; a last line without a line feed gets one. Memory is bounded by a block and one line. */
export async function* wholeLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<Block> {
  const open = new OpenLine();
  for await (const chunk of source) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let from = 0; from < bytes.length; from += BLOCK_BYTES) {
      let part = bytes.subarray(from, from + BLOCK_BYTES);
      const last = part.lastIndexOf(LF);
      if (last >= 0 && !open.isEmpty) {
        const first = part.indexOf(LF);
        open.add(part.subarray(0, first));
        yield open.close();
        part = part.subarray(first + 1);
      }
      const end = part.lastIndexOf(LF) + 1;
      if (end > 0) yield { tag: 'lines', bytes: part.subarray(0, end) };
      // A copy, since the source may use its chunk again.
      open.add(Buffer.from(part.subarray(end)));
    }
  }
  if (!open.isEmpty) yield open.close();
}

/** The bytes since the last line feed. */
class OpenLine {
  #parts: Buffer[] = [];
  #length = 0;
  /** Over the limit: the beginning is kept and the rest dropped. */
  #isTooLong = false;

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  add(bytes: Buffer): void {
    if (bytes.length === 0 || this.#isTooLong) return;
    this.#parts.push(bytes);
    this.#length += bytes.length;
    if (this.#length > LINE_BYTES_MAX) {
      this.#parts = [Buffer.from(Buffer.concat(this.#parts).subarray(0, TOO_LONG_KEPT_BYTES))];
      this.#isTooLong = true;
    }
  }

  close(): Block {
    const block: Block = this.#isTooLong
      ? { tag: 'too-long', bytes: Buffer.concat(this.#parts) }
      : { tag: 'lines', bytes: Buffer.concat([...this.#parts, Buffer.of(LF)]) };
    this.#parts = [];
    this.#length = 0;
    this.#isTooLong = false;
    return block;
  }
}

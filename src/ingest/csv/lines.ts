import { Buffer, isAscii, isUtf8 } from 'node:buffer';
import { EXIT, UserError } from '../../shared/errors.ts';
import { REPLACEMENT } from '../decode.ts';

export type LineFault = 'encoding' | 'nul-byte' | 'line-too-long';

/** One physical line, without its line feed; a carriage return before it is still there. */
export type Line = {
  /** From 1. */
  readonly number: number;
  /** Latin-1 when `fault` is `encoding`; the beginning alone when it is `line-too-long`. */
  readonly text: string;
  readonly fault: LineFault | undefined;
};

/** A longer line is no record: most likely a file of another kind, or an export that lost its line ends. */
const LINE_BYTES_MAX = 1 << 20;
/** Lines are cut from blocks of about this size, however large the chunks of the source are. */
const BLOCK_BYTES = 1 << 18;
const TOO_LONG_KEPT_BYTES = 200;
const LF = 0x0a;

/**
 * Bytes to physical lines, a block of them at a time. Memory is bounded by a block and one line.
 *
 * Whether a block is UTF-8, ASCII and free of NUL is asked of the whole block at once; line by line only where the
 * answer is no. Every line is a string of its own, so that a value that somebody keeps holds on to no whole block.
 *
 * @param isTranslated From another encoding: what could not be translated is a fault of its line.
 * @throws UserError (65) when the file's first bytes say that it is no UTF-8 text.
 */
export async function* lineBlocks(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
  isTranslated = false,
): AsyncGenerator<Line[]> {
  const cutter = new LineCutter(fileName, isTranslated);
  for await (const chunk of source) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
      const lines = cutter.push(bytes.subarray(at, at + BLOCK_BYTES));
      if (lines.length > 0) yield lines;
    }
  }
  const rest = cutter.end();
  if (rest.length > 0) yield rest;
}

class LineCutter {
  readonly #fileName: string;
  readonly #isTranslated: boolean;
  /** Bytes since the last line feed. */
  #open: Buffer[] = [];
  #openBytes = 0;
  /** The open line is over the limit: its beginning is kept and the rest dropped. */
  #tooLong = false;
  #lineNumber = 1;
  #sniffed = false;

  constructor(fileName: string, isTranslated: boolean) {
    this.#fileName = fileName;
    this.#isTranslated = isTranslated;
  }

  push(bytes: Buffer): Line[] {
    const last = bytes.lastIndexOf(LF);
    if (last < 0) {
      this.#keepOpen(bytes);
      return [];
    }
    const lines: Line[] = [];
    let whole = bytes.subarray(0, last + 1);
    if (this.#openBytes > 0) {
      const first = whole.indexOf(LF);
      this.#keepOpen(whole.subarray(0, first));
      this.#closeLine(lines);
      whole = whole.subarray(first + 1);
    }
    this.#cut(whole, lines);
    // A copy, since the source may use its chunk again.
    this.#keepOpen(Buffer.from(bytes.subarray(last + 1)));
    return lines;
  }

  end(): Line[] {
    const lines: Line[] = [];
    if (this.#openBytes > 0) this.#closeLine(lines);
    return lines;
  }

  #keepOpen(bytes: Buffer): void {
    if (bytes.length === 0 || this.#tooLong) return;
    this.#open.push(bytes);
    this.#openBytes += bytes.length;
    if (this.#openBytes > LINE_BYTES_MAX) {
      this.#open = [Buffer.from(Buffer.concat(this.#open).subarray(0, TOO_LONG_KEPT_BYTES))];
      this.#tooLong = true;
    }
  }

  /** The open line is complete. */
  #closeLine(lines: Line[]): void {
    const bytes = Buffer.concat(this.#open);
    if (this.#tooLong) {
      lines.push({ number: this.#lineNumber++, text: bytes.toString('latin1'), fault: 'line-too-long' });
    } else {
      this.#cut(Buffer.concat([bytes, Buffer.of(LF)]), lines);
    }
    this.#open = [];
    this.#openBytes = 0;
    this.#tooLong = false;
  }

  /** Cut bytes that consist of whole lines. */
  #cut(given: Buffer, lines: Line[]): void {
    const bytes = this.#sniffed ? given : this.#sniff(given);
    const clean = isUtf8(bytes) && !bytes.includes(0) && !(this.#isTranslated && bytes.includes(REPLACEMENT));
    const encoding = isAscii(bytes) ? 'latin1' : 'utf8';
    for (let start = 0; start < bytes.length; ) {
      const end = bytes.indexOf(LF, start);
      const number = this.#lineNumber++;
      if (clean) lines.push({ number, text: bytes.toString(encoding, start, end), fault: undefined });
      else lines.push(suspectLine(number, bytes.subarray(start, end), this.#isTranslated));
      start = end + 1;
    }
  }

  /** Drop a byte order mark; refuse what is plainly no UTF-8 text. */
  #sniff(bytes: Buffer): Buffer {
    this.#sniffed = true;
    for (const { signature, what, next } of FOREIGN) {
      if (!bytes.subarray(0, signature.length).equals(signature)) continue;
      throw new UserError('feed-encoding', `${this.#fileName} is ${what}, not UTF-8 text`, {
        exitCode: EXIT.badInput,
        at: { file: this.#fileName },
        next,
      });
    }
    return bytes.subarray(0, UTF8_BOM.length).equals(UTF8_BOM) ? bytes.subarray(UTF8_BOM.length) : bytes;
  }
}

const UTF8_BOM = Buffer.of(0xef, 0xbb, 0xbf);
const FOREIGN = [
  { signature: Buffer.of(0xff, 0xfe), what: 'UTF-16', next: 'Export it again as CSV UTF-8.' },
  { signature: Buffer.of(0xfe, 0xff), what: 'UTF-16', next: 'Export it again as CSV UTF-8.' },
  {
    signature: Buffer.of(0x1f, 0x8b),
    what: 'compressed with gzip',
    next: 'Name it .gz, or unpack it first.',
  },
  {
    signature: Buffer.from('PK\x03\x04'),
    what: 'a zip file or an Excel workbook',
    next: 'Save it as CSV UTF-8.',
  },
] as const;

function suspectLine(number: number, bytes: Buffer, isTranslated: boolean): Line {
  if (!isUtf8(bytes)) return { number, text: bytes.toString('latin1'), fault: 'encoding' };
  if (isTranslated && bytes.includes(REPLACEMENT)) {
    return { number, text: bytes.toString('utf8'), fault: 'encoding' };
  }
  return { number, text: bytes.toString('utf8'), fault: bytes.includes(0) ? 'nul-byte' : undefined };
}

import { Buffer, isAscii, isUtf8 } from 'node:buffer';
import { EXIT, UserError } from '../../shared/errors.ts';
import { REPLACEMENT } from '../decode.ts';
import { wholeLines } from './blocks.ts';

export type LineFault = 'encoding' | 'nul-byte' | 'line-too-long';

/** One physical line, without its line feed; a carriage return before it is still there. */
export type Line = {
  /** From 1. */
  readonly number: number;
  /** Latin-1 when `fault` is `encoding`; the beginning alone when it is `line-too-long`. */
  readonly text: string;
  readonly fault: LineFault | undefined;
};

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
  let number = 1;
  let isFirst = true;
  for await (const block of wholeLines(source)) {
    if (block.tag === 'too-long') {
      yield [{ number: number++, text: block.bytes.toString('latin1'), fault: 'line-too-long' }];
    } else {
      const lines = cut(isFirst ? sniffed(block.bytes, fileName) : block.bytes, number, isTranslated);
      number += lines.length;
      if (lines.length > 0) yield lines;
    }
    isFirst = false;
  }
}

/** Cut bytes that consist of whole lines. */
function cut(bytes: Buffer, firstNumber: number, isTranslated: boolean): Line[] {
  const clean = isCleanText(bytes, isTranslated);
  const encoding = isAscii(bytes) ? 'latin1' : 'utf8';
  const lines: Line[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(LF, start);
    const number = firstNumber + lines.length;
    if (clean) lines.push({ number, text: bytes.toString(encoding, start, end), fault: undefined });
    else lines.push(lineOf(number, bytes.subarray(start, end), isTranslated));
    start = end + 1;
  }
  return lines;
}

/**
 * The first bytes of a file without a byte order mark.
 *
 * @throws UserError (65) when they say that it is plainly no UTF-8 text.
 */
export function sniffed(bytes: Buffer, fileName: string): Buffer {
  for (const { signature, what, next } of FOREIGN) {
    if (!bytes.subarray(0, signature.length).equals(signature)) continue;
    throw new UserError('feed-encoding', `${fileName} is ${what}, not UTF-8 text`, {
      exitCode: EXIT.badInput,
      at: { file: fileName },
      next,
    });
  }
  return bytes.subarray(0, UTF8_BOM.length).equals(UTF8_BOM) ? bytes.subarray(UTF8_BOM.length) : bytes;
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

/** Whether bytes are text throughout, so that nobody needs to look at each line. */
export function isCleanText(bytes: Buffer, isTranslated: boolean): boolean {
  return isUtf8(bytes) && !bytes.includes(0) && !(isTranslated && bytes.includes(REPLACEMENT));
}

/** One physical line from its bytes, whatever they are. */
export function lineOf(number: number, bytes: Buffer, isTranslated: boolean): Line {
  if (!isUtf8(bytes)) return { number, text: bytes.toString('latin1'), fault: 'encoding' };
  if (isTranslated && bytes.includes(REPLACEMENT)) {
    return { number, text: bytes.toString('utf8'), fault: 'encoding' };
  }
  return { number, text: bytes.toString('utf8'), fault: bytes.includes(0) ? 'nul-byte' : undefined };
}

import { Buffer, isUtf8 } from 'node:buffer';

/** The encodings that are told apart. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** The beginning of a file as text, or what it is instead. */
export type SniffedText =
  | {
      readonly tag: 'text';
      readonly encoding: TextEncoding;
      readonly hasMark: boolean;
      readonly text: string;
    }
  | { readonly tag: 'no-text'; readonly what: string; readonly next: string };

/** Bytes that are looked at to tell text from anything else. */
const SNIFFED_BYTES = 1 << 16;
/** Of UTF-16 in a language of the west every second byte is 0; one in five is far more than any other text has. */
const UTF16_ZERO_SHARE = 0.2;
/** Text has line ends and tabs and hardly any other control character. */
const CONTROL_SHARE_MAX = 0.02;

const MARKS = [
  { bytes: Buffer.of(0xef, 0xbb, 0xbf), encoding: 'utf-8' },
  { bytes: Buffer.of(0xff, 0xfe), encoding: 'utf-16le' },
  { bytes: Buffer.of(0xfe, 0xff), encoding: 'utf-16be' },
] as const;

const AS_CSV = 'Save or export it as CSV UTF-8, then guess again.';
const FOREIGN = [
  { start: 'PK\x03\x04', what: 'a zip file or an Excel workbook', next: AS_CSV },
  { start: '\xd0\xcf\x11\xe0', what: 'an old Excel workbook', next: AS_CSV },
  { start: '%PDF', what: 'a PDF', next: AS_CSV },
  { start: 'PAR1', what: 'a Parquet file', next: AS_CSV },
  { start: 'SQLite format 3\0', what: 'a SQLite database', next: AS_CSV },
  { start: 'BZh', what: 'compressed with bzip2', next: 'Unpack it first, or compress it with gzip.' },
  { start: '\xfd7zXZ', what: 'compressed with xz', next: 'Unpack it first, or compress it with gzip.' },
  {
    start: '\x28\xb5\x2f\xfd',
    what: 'compressed with zstd',
    next: 'Unpack it first, or compress it with gzip.',
  },
  { start: '\x1f\x8b', what: 'compressed with gzip twice', next: 'Unpack it once.' },
] as const;

/** What the first bytes of a file are written in. @param isWhole Whether they are all of it. */
export function sniffText(given: Uint8Array, isWhole: boolean): SniffedText {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  const mark = MARKS.find((each) => bytes.subarray(0, each.bytes.length).equals(each.bytes));
  if (mark !== undefined) return decoded(bytes.subarray(mark.bytes.length), mark.encoding, true, isWhole);
  const foreign = FOREIGN.find(({ start }) =>
    bytes.subarray(0, start.length).equals(Buffer.from(start, 'latin1')),
  );
  if (foreign !== undefined) return { tag: 'no-text', what: foreign.what, next: foreign.next };
  const head = bytes.subarray(0, SNIFFED_BYTES);
  const wide = wideEncoding(head);
  if (controlShare(wide === undefined ? head : head.filter((byte) => byte !== 0)) > CONTROL_SHARE_MAX) {
    return { tag: 'no-text', what: 'no text (it is full of control characters)', next: AS_CSV };
  }
  if (wide !== undefined) return decoded(bytes, wide, false, isWhole);
  const whole = isWhole ? bytes : bytes.subarray(0, characterEnd(bytes));
  return decoded(bytes, isUtf8(whole) ? 'utf-8' : 'windows-1252', false, isWhole);
}

function decoded(bytes: Buffer, encoding: TextEncoding, hasMark: boolean, isWhole: boolean): SniffedText {
  // `stream` leaves a character that the end of the sample cuts in two out.
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes, { stream: !isWhole });
  return { tag: 'text', encoding, hasMark, text };
}

/** UTF-16 without a mark: zeros in one of the two bytes of most characters, hardly any in the other. */
function wideEncoding(head: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  let even = 0;
  let odd = 0;
  for (let at = 0; at < head.length; at++) {
    if (head[at] === 0 && at % 2 === 0) even++;
    else if (head[at] === 0) odd++;
  }
  const half = head.length / 2;
  if (half < 2) return undefined;
  if (odd / half > UTF16_ZERO_SHARE && even < odd / 10) return 'utf-16le';
  if (even / half > UTF16_ZERO_SHARE && odd < even / 10) return 'utf-16be';
  return undefined;
}

function controlShare(head: Uint8Array): number {
  let count = 0;
  for (const byte of head) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127) count++;
  return head.length === 0 ? 0 : count / head.length;
}

/** Where the last character that is whole ends: a UTF-8 character has at most four bytes. */
function characterEnd(bytes: Buffer): number {
  for (let back = 1; back <= 4 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return bytes.length - back;
    if (byte < 0x80) return bytes.length;
  }
  return bytes.length;
}

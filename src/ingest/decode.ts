import { Buffer } from 'node:buffer';
import iconv from 'iconv-lite';

/** What a layout may call the encoding of a file. */
export const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'iso-8859-1',
  'iso-8859-15',
  'windows-1250',
  'windows-1251',
  'cp437',
  'cp850',
  'macintosh',
] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** In place of what is no text in the encoding; a line that has it is at fault. */
export const REPLACEMENT = '\ufffd';

const MARKS: readonly { readonly mark: Buffer; readonly encoding: Encoding }[] = [
  { mark: Buffer.of(0xef, 0xbb, 0xbf), encoding: 'utf-8' },
  { mark: Buffer.of(0xff, 0xfe), encoding: 'utf-16le' },
  { mark: Buffer.of(0xfe, 0xff), encoding: 'utf-16be' },
];
const MARK_BYTES = 3;

export type Decoded = {
  /** UTF-8, still with a mark at its head if it was UTF-8 before. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Made from another encoding, with {@link REPLACEMENT} where that failed. */
  readonly isTranslated: boolean;
};

/**
 * A file's bytes as UTF-8. A byte order mark says what a file is, whatever the layout says; UTF-8 goes through untouched.
 *
 * @param encoding As the layout has it; undefined: UTF-8, or UTF-16 with its mark.
 */
export async function decoded(
  source: AsyncIterable<Uint8Array>,
  encoding: Encoding | undefined,
): Promise<Decoded> {
  const iterator = source[Symbol.asyncIterator]();
  const head: Buffer[] = [];
  let bytes = 0;
  while (bytes < MARK_BYTES) {
    const next = await iterator.next();
    if (next.done === true) break;
    head.push(Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength));
    bytes += next.value.byteLength;
  }
  const first = Buffer.concat(head);
  const marked = MARKS.find(({ mark }) => first.subarray(0, mark.length).equals(mark));
  const found = marked?.encoding ?? encoding ?? 'utf-8';
  const whole = rest(first, iterator);
  return found === 'utf-8'
    ? { bytes: whole, isTranslated: false }
    : { bytes: translated(whole, found), isTranslated: true };
}

async function* rest(first: Buffer, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (first.length > 0) yield first;
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

async function* translated(
  source: AsyncIterable<Uint8Array>,
  encoding: Encoding,
): AsyncGenerator<Uint8Array> {
  const decoder = iconv.getDecoder(encoding);
  // The half of a character beyond U+FFFF that the end of a chunk cut off.
  let half = '';
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.byteLength;
    const text = half + decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    const cutAt = /[\ud800-\udbff]$/.test(text) ? text.length - 1 : text.length;
    half = text.slice(cutAt);
    if (cutAt > 0) yield Buffer.from(text.slice(0, cutAt), 'utf8');
  }
  // The decoder says nothing of a last byte that is half a unit.
  const isCut = encoding.startsWith('utf-16') && bytes % 2 === 1;
  const end = half + (decoder.end() ?? '') + (isCut ? REPLACEMENT : '');
  if (end !== '') yield Buffer.from(end, 'utf8');
}

import { Buffer } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { EXIT, UserError } from '../../shared/errors.ts';

/** Bytes that are enough to hold a byte order mark and an XML declaration. */
const HEAD_BYTES = 200;
/** Characters are given out in pieces of about this size, however large the chunks of the source are. */
const PIECE_BYTES = 1 << 16;

/** Encodings by the name that an XML declaration gives them; whatever else it names is refused. */
const DECODERS: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  'utf-16': 'utf-16le',
  'iso-8859-1': 'windows-1252',
  latin1: 'windows-1252',
  'windows-1252': 'windows-1252',
  'iso-8859-15': 'iso-8859-15',
  'windows-1250': 'windows-1250',
  'iso-8859-2': 'iso-8859-2',
};

/**
 * The text of an XML file, in the encoding that its mark or its declaration names; without either, UTF-8.
 *
 * @throws UserError (65) behind the last character that can be read.
 */
export async function* xmlText(source: AsyncIterable<Uint8Array>, fileName: string): AsyncGenerator<string> {
  let head: Buffer | undefined = Buffer.alloc(0);
  let decoder: TextDecoder | undefined;
  const state = { line: 1, fileName };
  for await (const chunk of source) {
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (head !== undefined) {
      head = Buffer.concat([head, bytes]);
      if (head.length < HEAD_BYTES) continue;
      bytes = head;
      head = undefined;
    }
    decoder ??= decoderOf(bytes, fileName);
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      yield* decode(decoder, bytes.subarray(at, at + PIECE_BYTES), state, true);
    }
  }
  decoder ??= decoderOf(head ?? Buffer.alloc(0), fileName);
  yield* decode(decoder, head ?? Buffer.alloc(0), state, false);
}

function* decode(
  decoder: TextDecoder,
  bytes: Buffer,
  state: { line: number; readonly fileName: string },
  stream: boolean,
): Generator<string> {
  const text = decoder.decode(bytes, { stream });
  const bad = decoder.encoding === 'utf-8' ? text.indexOf(REPLACEMENT) : -1;
  const good = bad < 0 ? text : text.slice(0, bad);
  state.line += good.split('\n').length - 1;
  yield good;
  // The character that stands for what cannot be read may be written in a file, too; it names no product either way.
  if (bad >= 0) {
    throw new UserError('xml-encoding', `${state.fileName} is not the UTF-8 that it says or is taken for`, {
      exitCode: EXIT.badInput,
      at: { file: state.fileName, line: state.line },
      next: 'Name its encoding in the first line, <?xml version="1.0" encoding="windows-1252"?>, or export it as UTF-8.',
    });
  }
}
const REPLACEMENT = '\uFFFD';

function decoderOf(bytes: Buffer, fileName: string): TextDecoder {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be');
  // Without a mark, UTF-16 shows by the zeros around the first `<`.
  if (bytes[0] === 0x3c && bytes[1] === 0) return new TextDecoder('utf-16le');
  if (bytes[0] === 0 && bytes[1] === 0x3c) return new TextDecoder('utf-16be');
  const declared = /^\s*(?:\xef\xbb\xbf)?<\?xml[^>]*?\bencoding\s*=\s*["']([^"']+)["']/.exec(
    bytes.toString('latin1', 0, HEAD_BYTES),
  )?.[1];
  const label = DECODERS[(declared ?? 'utf-8').toLowerCase()];
  if (label !== undefined && !label.startsWith('utf-16')) return new TextDecoder(label);
  throw new UserError(
    'xml-encoding',
    `${fileName} says that it is ${declared}, and is not or cannot be read`,
    {
      exitCode: EXIT.badInput,
      at: { file: fileName, line: 1 },
      next: 'Export it as UTF-8.',
    },
  );
}

import { Buffer, isUtf8 } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import { type FeedBatch, type ReadFeedOptions, readFeed } from '../../../src/ingest/read-feed.ts';
import { readScans } from '../../../src/ingest/read-scans.ts';
import type { Rejection } from '../../../src/ingest/rejection.ts';
import type { ScanRow } from '../../../src/ingest/rows.ts';
import { UserError } from '../../../src/shared/errors.ts';
import type { Case } from './fuzz-case.ts';
import { rowsOf } from './rows-of-columns.ts';
import { type PlainRow, plainFields, plainRow } from './scan-oracle.ts';

/** A reader of scan lines: batches of rows and rejections in file order. */
export type ScanReader = (
  source: AsyncIterable<Uint8Array>,
  options: ReadFeedOptions,
) => AsyncIterable<Pick<FeedBatch<'scans'>, 'rows' | 'rejections' | 'linesRead'>>;

const readGenerically: ScanReader = (source, options) => readFeed('scans', source, options);

/** The quick one, which keeps no line numbers of what it took, and of a product its first description alone. */
const readQuickly: ScanReader = async function* (source, options) {
  for await (const { columns, rejections, linesRead } of readScans(source, options))
    yield { rows: rowsOf(columns).map((row) => ({ line: 0, row })), rejections, linesRead };
};

/** Readers that must say what {@link readGenerically} says, each with the size of the chunks in which it gets the bytes. */
const OTHERS: readonly (readonly [string, ScanReader, number])[] = [
  ['readFeed, in crumbs', readGenerically, 61],
  ['readScans', readQuickly, 1 << 18],
  ['readScans, in pieces', readQuickly, 4099],
  ['readScans, in crumbs', readQuickly, 67],
];

/** All that a reader says of a file. */
type Said = {
  readonly rows: { readonly line: number; readonly row: ScanRow }[];
  readonly rejections: Rejection[];
  readonly warnings: string[];
  readonly linesRead: number;
  /** Why it refused the file, after whatever it read of it before. */
  readonly refusal: string | undefined;
};

/** A longer line is no record. */
const LINE_BYTES_MOST = 1 << 20;
/** Crumbs of a huge file are many. */
const CRUMBLED_BYTES_MOST = 200_000;

/** Where readers of a file in our own columns differ, a sentence each. Files of other feeds and layouts are not asked. */
export async function disagreements({ feed, layout, bytes, ending }: Case): Promise<string[]> {
  if (feed !== 'scans' || layout !== undefined || ending.endsWith('.gz')) return [];
  const said = await all(readGenerically, bytes, 1 << 18);
  const faults = differencesFromPlain(said, bytes);
  for (const [name, reader, chunk] of OTHERS) {
    if (bytes.length > CRUMBLED_BYTES_MOST && chunk < 1000) continue;
    const other = await all(reader, bytes, chunk);
    const expected = reader === readQuickly ? asKept(said) : said;
    const found = reader === readQuickly ? asKept(other) : other;
    if (!isDeepStrictEqual(found, expected))
      faults.push(`${name} differs: ${firstDifference(expected, found)}`);
  }
  return faults;
}

async function all(reader: ScanReader, bytes: Buffer, chunk: number): Promise<Said> {
  const said = { rows: [] as Said['rows'], rejections: [] as Rejection[], warnings: [] as string[] };
  let linesRead = 0;
  let refusal: string | undefined;
  try {
    const batches = reader(chunks(bytes, chunk), {
      ...{ fileName: 'case.csv', layout: undefined, productIds: 'gtin', batchRows: 97 },
      onWarning: ({ code, message }) => said.warnings.push(`${code}: ${message}`),
    });
    for await (const batch of batches) {
      for (const { line, row } of batch.rows) said.rows.push({ line, row });
      said.rejections.push(...batch.rejections);
      linesRead += batch.linesRead;
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    refusal = JSON.stringify([error.code, error.message, error.at, error.next, error.exitCode]);
  }
  return { ...said, linesRead, refusal };
}

/** As columns keep it. */
function asKept({ rows, ...rest }: Said): Said {
  const first = new Map<string, string>();
  for (const { row } of rows)
    if (row.description !== undefined && !first.has(row.productId)) first.set(row.productId, row.description);
  return {
    ...rest,
    rows: rows.map(({ row }) => ({ line: 0, row: { ...row, description: first.get(row.productId) } })),
  };
}

async function* chunks(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function firstDifference(one: Said, other: Said): string {
  for (const key of ['rows', 'rejections', 'warnings'] as const) {
    const at = one[key].findIndex((each, index) => !isDeepStrictEqual(each, other[key][index]));
    if (at >= 0) return `${JSON.stringify(one[key][at])} is ${JSON.stringify(other[key][at])}`.slice(0, 600);
    if (other[key].length > one[key].length) return `${JSON.stringify(other[key][one[key].length])} is more`;
  }
  return `${one.linesRead} lines, ${one.refusal ?? 'taken'} is ${other.linesRead} lines, ${other.refusal ?? 'taken'}`;
}

/** Every record, cut out of the file by the lines on which records start, read plainly. */
function differencesFromPlain({ rows, rejections, refusal }: Said, given: Buffer): string[] {
  const { bytes, isTranslated } = fromUtf16(given);
  const lines = physicalLines(bytes);
  const starts = [...rows, ...rejections].map(({ line }) => line).sort((a, b) => a - b);
  const [first] = starts;
  if (refusal !== undefined || first === undefined) return [];
  const textOf = (from: number, to: number): string | undefined => {
    const pieces = lines.slice(from - 1, to - 1);
    const piece = Buffer.concat(pieces);
    if (!isUtf8(piece) || piece.includes(0)) return undefined;
    if (isTranslated && piece.includes('\ufffd')) return undefined;
    if (pieces.some((line) => line.length > LINE_BYTES_MOST + 1)) return undefined;
    // Blank lines behind a record are no part of it, nor is the line end.
    return piece.toString('utf8').replace(/(?:\r?\n)*\r?$/, '');
  };
  const header = plainFields(textOf(1, first) ?? '');
  if (header === undefined) return [`the header cannot be read plainly: ${textOf(1, first)?.slice(0, 200)}`];
  const read = new Map<number, ScanRow>(rows.map(({ line, row }) => [line, row]));
  return starts.flatMap((line, index) => {
    const text = textOf(line, starts[index + 1] ?? lines.length + 1);
    const fields = text === undefined ? undefined : plainFields(text);
    const plain = fields === undefined ? undefined : plainRow(header, fields, 'gtin');
    return sameRow(read.get(line), plain)
      ? []
      : [`line ${line} is ${shown(read.get(line))}, plainly ${shown(plain)}`];
  });
}

/** A file with the mark of UTF-16 as UTF-8, with U+FFFD where that fails. */
function fromUtf16(bytes: Buffer): { readonly bytes: Buffer; readonly isTranslated: boolean } {
  const [first, second] = bytes;
  const name =
    first === 0xff && second === 0xfe
      ? 'utf-16le'
      : first === 0xfe && second === 0xff
        ? 'utf-16be'
        : undefined;
  if (name === undefined) return { bytes, isTranslated: false };
  return { bytes: Buffer.from(new TextDecoder(name).decode(bytes)), isTranslated: true };
}

function sameRow(row: ScanRow | undefined, plain: PlainRow | undefined): boolean {
  return isDeepStrictEqual(sorted(row), sorted(plain));
}

function sorted(row: ScanRow | PlainRow | undefined): unknown {
  return row === undefined ? undefined : Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1));
}

function shown(row: ScanRow | PlainRow | undefined): string {
  return row === undefined ? 'rejected' : JSON.stringify(row);
}

/** Each with its line feed; without the mark of byte order before the first. */
function physicalLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = bytes.subarray(0, 3).equals(Buffer.of(0xef, 0xbb, 0xbf)) ? 3 : 0;
  while (start < bytes.length) {
    const end = bytes.indexOf(0x0a, start);
    lines.push(bytes.subarray(start, end < 0 ? bytes.length : end + 1));
    start = end < 0 ? bytes.length : end + 1;
  }
  return lines;
}

import { productIdReader } from '../../shared/product-id.ts';
import { defaultRules } from '../../shared/product-rules.ts';
import { wholeLines } from '../csv/blocks.ts';
import { isCleanText, type Line, lineOf, sniffed } from '../csv/lines.ts';
import { RecordSplitter } from '../csv/records.ts';
import { feedDefinition } from '../feeds/definitions.ts';
import { resolveHeader } from '../header.ts';
import { headerNames, type ReadFeedOptions, warnOfEmptyFile } from '../read-feed.ts';
import type { SourceRecord } from '../record-source.ts';
import type { Rejection } from '../rejection.ts';
import { batchLimit, type RowReader, rowReader } from '../row-reader.ts';
import type { ScanRow } from '../rows.ts';
import type { ScanBatch } from '../scan-columns.ts';
import { clearColumns, makeRoom, RowFiller, type ScanColumns, scanColumns } from '../scan-columns.ts';
import { BLANK, FieldDivider, NOT_SIMPLE } from './fields.ts';
import { LineFiller } from './line-filler.ts';

const LF = 0x0a;
/** Lines that are read with care at once, at most, when a record of several lines does not end. */
const CAREFUL_LINES_MAX = 1024;

/**
 * Scan lines of a plain file, straight from its bytes to columns. A line that is written in any but the usual way is read by
 * the general reader, and all that is said of it is said by that one; so the two cannot differ but in speed.
 */
export async function* readPlainScans(
  source: AsyncIterable<Uint8Array>,
  isTranslated: boolean,
  options: ReadFeedOptions,
): AsyncGenerator<ScanBatch> {
  const scans = new PlainScans(options, isTranslated);
  let isFirst = true;
  try {
    for await (const block of wholeLines(source)) {
      if (block.tag === 'too-long') yield* scans.readTooLong(block.bytes);
      else yield* scans.read(isFirst ? sniffed(block.bytes, options.fileName) : block.bytes);
      isFirst = false;
    }
  } catch (error) {
    // What stands before the break of a broken file counts.
    yield* scans.take();
    throw error;
  }
  yield* scans.end();
}

/** The readers of the records under one header. */
type Readers = {
  readonly divider: FieldDivider;
  readonly filler: LineFiller;
  readonly rows: RowReader<ScanRow>;
};

class PlainScans {
  readonly #options: ReadFeedOptions;
  readonly #isTranslated: boolean;
  readonly #limitAfter: (recordsBefore: number) => number;
  readonly #columns: ScanColumns;
  readonly #rows: RowFiller;
  readonly #splitter: RecordSplitter;
  readonly #delimiter: string;
  #readers: Readers | undefined;
  /** Of the next physical line. */
  #lineNumber = 1;
  #rejections: Rejection[] = [];
  #records = 0;
  #recordsBefore = 0;
  #limit: number;

  constructor(options: ReadFeedOptions, isTranslated: boolean) {
    this.#isTranslated = isTranslated;
    this.#options = options;
    this.#limitAfter = batchLimit(options);
    this.#limit = this.#limitAfter(0);
    this.#columns = scanColumns(0);
    this.#rows = new RowFiller(this.#columns);
    this.#delimiter = options.layout?.delimiter ?? ',';
    const names = options.layout?.header;
    this.#splitter = new RecordSplitter(this.#delimiter, names === false ? undefined : names?.length);
    if (names !== undefined && names !== false) this.#readers = this.#readersUnder(names);
  }

  *read(bytes: Buffer): Generator<ScanBatch> {
    const isClean = isCleanText(bytes, this.#isTranslated);
    for (let at = 0; at < bytes.length; ) {
      const next = isClean && !this.#splitter.isWaiting ? this.#fillNext(bytes, at) : NOT_SIMPLE;
      if (next !== NOT_SIMPLE) {
        at = next;
        this.#lineNumber++;
        if (this.#records === this.#limit) yield* this.take();
        continue;
      }
      const lines: Line[] = [];
      // One line; where it is the beginning of a longer record, more and more of what follows.
      for (let wanted = 1; at < bytes.length; wanted = Math.min(2 * wanted, CAREFUL_LINES_MAX)) {
        lines.length = 0;
        for (; lines.length < wanted && at < bytes.length; at = bytes.indexOf(LF, at) + 1)
          lines.push(
            lineOf(this.#lineNumber++, bytes.subarray(at, bytes.indexOf(LF, at)), this.#isTranslated),
          );
        yield* this.#readWithCare(this.#splitter.push(lines));
        if (!this.#splitter.isWaiting) break;
      }
    }
  }

  *readTooLong(bytes: Buffer): Generator<ScanBatch> {
    const line: Line = { number: this.#lineNumber++, text: bytes.toString('latin1'), fault: 'line-too-long' };
    yield* this.#readWithCare(this.#splitter.push([line]));
  }

  *end(): Generator<ScanBatch> {
    yield* this.#readWithCare(this.#splitter.end());
    yield* this.take();
    if (this.#readers === undefined) warnOfEmptyFile(this.#options);
  }

  /** @returns The index behind the line; {@link NOT_SIMPLE} when it was not taken. */
  #fillNext(bytes: Buffer, at: number): number {
    if (this.#readers === undefined) return NOT_SIMPLE;
    const { divider, filler } = this.#readers;
    const next = divider.divide(bytes, at);
    if (next === NOT_SIMPLE) return NOT_SIMPLE;
    if (next === BLANK) return bytes.indexOf(LF, at) + 1;
    makeRoom(this.#columns, this.#limit);
    if (!filler.fill(bytes)) return NOT_SIMPLE;
    this.#records++;
    return next;
  }

  *#readWithCare(records: readonly SourceRecord[]): Generator<ScanBatch> {
    for (const record of records) {
      if (this.#readers === undefined) {
        this.#readers = this.#readersUnder(headerNames(record, this.#options.fileName));
        continue;
      }
      if (record.tag === 'skip') throw new Error('a plain file has no records to be skipped');
      const result = this.#readers.rows.read(record);
      if (result.tag === 'row') {
        makeRoom(this.#columns, this.#limit);
        this.#rows.add(result.row);
      } else this.#rejections.push(result.rejection);
      this.#readers.filler.forgetTransaction();
      this.#records++;
      if (this.#records === this.#limit) yield* this.take();
    }
  }

  /** Whoever has the batch reads its columns until the next one is asked for. */
  *take(): Generator<ScanBatch> {
    const records = this.#records;
    if (records === 0) return;
    yield {
      columns: this.#columns,
      rejections: this.#rejections,
      linesRead: records,
      skipped: {},
      records,
      controls: [],
    };
    this.#recordsBefore += records;
    this.#records = 0;
    this.#rejections = [];
    this.#limit = this.#limitAfter(this.#recordsBefore);
    this.#readers?.filler.forgetTransaction();
    if (!clearColumns(this.#columns)) return;
    this.#rows.forget();
    this.#readers?.filler.forget();
  }

  #readersUnder(names: readonly string[]): Readers {
    const definition = feedDefinition('scans');
    const { layout, fileName, productIds, earliestDay } = this.#options;
    const rows = rowReader(definition, names, {}, this.#options);
    const { sources, width } = resolveHeader(names, definition.columns, layout, fileName);
    const divider = new FieldDivider(this.#delimiter, width);
    const readProduct = this.#options.readProduct ?? productIdReader(defaultRules(productIds));
    const filler = new LineFiller(this.#columns, sources, divider, width, readProduct, earliestDay);
    return { divider, rows, filler };
  }
}

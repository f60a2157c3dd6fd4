import { EXIT, UserError } from '../shared/errors.ts';
import type { FeedDefinition } from './feeds/definition.ts';
import { feedDefinition } from './feeds/definitions.ts';
import { openRecords } from './formats/open.ts';
import type { Layout } from './layout.ts';
import type { ControlRecord, SkipReason, SourceRecord } from './record-source.ts';
import { RECORD_FAULT_TEXT, type Rejection } from './rejection.ts';
import {
  type BatchLimit,
  batchLimit,
  type ReadFeedOptions,
  type RowReader,
  rowReader,
} from './row-reader.ts';
import type { Feed, RowOf } from './rows.ts';

/** Some records of a feed, in file order. */
export type FeedBatch<F extends Feed> = RowBatch<RowOf[F]>;

export type RowBatch<Row> = {
  /** `line`: physical line, from 1, on which the record starts. */
  readonly rows: readonly { readonly line: number; readonly row: Row }[];
  readonly rejections: readonly Rejection[];
  /** Records read: every one is either a row or a rejection. Header, blank and skipped lines do not count. */
  readonly linesRead: number;
  /** Records that are about no goods, or of a transaction that never was, by reason. */
  readonly skipped: SkipCounts;
  /** All records that the batch went through: read and skipped. */
  readonly records: number;
  /** Counts and totals that the file itself brings, as far as they were read with this batch. */
  readonly controls: readonly ControlRecord[];
};

export type SkipCounts = { readonly [Reason in SkipReason]?: number };

export type { ReadFeedOptions } from './row-reader.ts';

/**
 * Read a feed: unpacked bytes to typed rows, or rejections with a place. Streams; holds one batch in memory.
 *
 * A record is taken in whole or not at all: one bad cell rejects it, and all its faults are named.
 *
 * @throws UserError 65 when the file as a whole is no such feed (`feed-columns`, `feed-header`, `feed-encoding`);
 *   78 when the layout is of another feed (`layout-feed`) or maps a column that is not there (`layout-columns`).
 */
export async function* readFeed<F extends Feed>(
  feed: F,
  source: AsyncIterable<Uint8Array>,
  options: ReadFeedOptions,
): AsyncGenerator<FeedBatch<F>> {
  checkLayoutFeed(feed, options.layout);
  yield* readRows(feedDefinition(feed), source, options);
}

/** The same for a file that is no feed, by its own definition. @throws As {@link readFeed}. */
export async function* readRows<Row>(
  definition: FeedDefinition<Row>,
  source: AsyncIterable<Uint8Array>,
  options: ReadFeedOptions,
): AsyncGenerator<RowBatch<Row>> {
  const { fileName, layout } = options;
  const opened = openRecords(source, fileName, layout);
  let reader = opened.names && rowReader(definition, opened.names, opened, options);
  const batches = new Batches<Row>(batchLimit(options), opened.controls ?? []);
  try {
    for await (const block of opened.records) {
      let records = block;
      if (reader === undefined) {
        const [header] = block;
        if (header === undefined) continue;
        reader = rowReader(definition, headerNames(header, fileName), opened, options);
        records = block.slice(1);
      }
      yield* batches.take(reader.screen?.push(records) ?? records, reader);
    }
  } catch (error) {
    // What stands before the break of a broken file counts.
    yield* batches.end();
    throw error;
  }
  if (reader?.screen !== undefined) yield* batches.take(reader.screen.end(), reader);
  yield* batches.end();
  if (reader === undefined) warnOfEmptyFile(options);
}

export function warnOfEmptyFile({ fileName, onWarning }: ReadFeedOptions): void {
  onWarning({ code: 'feed-empty', file: fileName, message: 'the file is empty, not even a header' });
}

/** A batch of long records ends early: memory is bounded by what they say, and not by how many they are. */
const BATCH_CHARACTERS = 16_000_000;

/** Fills one batch after the other. */
class Batches<Row> {
  readonly #limit: BatchLimit;
  #most: number;
  #recordsBefore = 0;
  #characters = 0;
  /** Filled by the source as it reads. */
  readonly #controls: ControlRecord[];
  #batch = new Batch<Row>();

  constructor(limit: BatchLimit, controls: ControlRecord[]) {
    this.#limit = limit;
    this.#most = limit(0);
    this.#controls = controls;
  }

  *take(records: readonly SourceRecord[], reader: RowReader<Row>): Generator<RowBatch<Row>> {
    for (const record of records) {
      this.#batch.add(record, reader);
      if (record.tag !== 'skip') this.#characters += record.raw.length;
      if (this.#batch.records < this.#most && this.#characters < BATCH_CHARACTERS) continue;
      yield this.#close();
    }
  }

  *end(): Generator<RowBatch<Row>> {
    if (this.#batch.records > 0 || this.#controls.length > 0) yield this.#close();
  }

  #close(): RowBatch<Row> {
    const batch = this.#batch;
    batch.controls = this.#controls.splice(0);
    this.#recordsBefore += batch.records;
    this.#most = this.#limit(this.#recordsBefore);
    this.#batch = new Batch<Row>();
    this.#characters = 0;
    return batch;
  }
}

/** Plain fields throughout: a batch is copied with some of them replaced. */
class Batch<Row> implements RowBatch<Row> {
  readonly rows: { line: number; row: Row }[] = [];
  readonly rejections: Rejection[] = [];
  readonly skipped: { [Reason in SkipReason]?: number } = {};
  controls: readonly ControlRecord[] = [];
  linesRead = 0;
  records = 0;

  add(record: SourceRecord, reader: RowReader<Row>): void {
    this.records++;
    if (record.tag === 'skip') {
      this.skipped[record.reason] = (this.skipped[record.reason] ?? 0) + 1;
      return;
    }
    this.linesRead++;
    const result = reader.read(record);
    if (result.tag === 'row') this.rows.push({ line: record.line, row: result.row });
    else this.rejections.push(result.rejection);
  }
}

export function headerNames(record: SourceRecord, fileName: string): readonly string[] {
  if (record.tag === 'fields') return record.fields;
  const next = record.tag === 'fault' ? RECORD_FAULT_TEXT[record.fault] : 'Its first record is none.';
  throw new UserError('feed-header', `the header of ${fileName} cannot be read`, {
    exitCode: EXIT.badInput,
    at: { file: fileName, line: record.line },
    next,
  });
}

export function checkLayoutFeed(feed: Feed, layout: Layout | undefined): void {
  if (layout === undefined || layout.feed === feed) return;
  throw new UserError('layout-feed', `${layout.fileName} is a layout of ${layout.feed}, not of ${feed}`, {
    exitCode: EXIT.badConfig,
    at: { file: layout.fileName },
    next: `Ingest the file as ${layout.feed}, or use a layout with feed = "${feed}".`,
  });
}

import { EXIT, UserError } from '../shared/errors.ts';
import { type ProductIds, type ProductReader, productIdReader } from '../shared/product-id.ts';
import { defaultRules } from '../shared/product-rules.ts';
import { Cells } from './cells.ts';
import { ISO_FORMAT } from './date-format.ts';
import type { FeedDefinition } from './feeds/definition.ts';
import { feedDefinition } from './feeds/definitions.ts';
import { openRecords } from './formats/open.ts';
import { resolveHeader } from './header.ts';
import type { Layout } from './layout.ts';
import type { RecordSource, SkipReason, SourceRecord } from './record-source.ts';
import type { FeedWarning, RecordFault, Rejection } from './rejection.ts';
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
};

export type SkipCounts = { readonly [Reason in SkipReason]?: number };

export type ReadFeedOptions = {
  /** For messages and rejections. */
  readonly fileName: string;
  readonly layout: Layout | undefined;
  readonly productIds: ProductIds;
  /** How this chain's product ids are read; default: by the usual rules. */
  readonly readProduct?: ProductReader;
  /** Records per batch, at most. */
  readonly batchRows?: number;
  readonly onWarning: (warning: FeedWarning) => void;
};

const BATCH_ROWS = 2000;
/** A rejection keeps this much of its record. */
const RAW_CHARACTERS_MAX = 4000;

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
  let batch = new Batch<Row>();
  const most = options.batchRows ?? BATCH_ROWS;
  try {
    for await (const records of opened.records) {
      for (const record of records) {
        if (reader === undefined) {
          reader = rowReader(definition, headerNames(record, fileName), opened, options);
          continue;
        }
        if (record.tag === 'skip') batch.skip(record.reason);
        else batch.add(record.line, reader(record));
        if (batch.records < most) continue;
        yield batch;
        batch = new Batch<Row>();
      }
    }
  } catch (error) {
    // What stands before the break of a broken file counts.
    if (batch.records > 0) yield batch;
    throw error;
  }
  if (batch.records > 0) yield batch;
  if (reader === undefined) {
    options.onWarning({
      code: 'feed-empty',
      file: fileName,
      message: 'the file is empty, not even a header',
    });
  }
}

/** Plain fields throughout: a batch is copied with some of them replaced. */
class Batch<Row> implements RowBatch<Row> {
  readonly rows: { line: number; row: Row }[] = [];
  readonly rejections: Rejection[] = [];
  readonly skipped: { [Reason in SkipReason]?: number } = {};
  linesRead = 0;
  records = 0;

  add(line: number, result: ReadRecord<Row>): void {
    if (result.tag === 'row') this.rows.push({ line, row: result.row });
    else this.rejections.push(result.rejection);
    this.linesRead++;
    this.records++;
  }

  skip(reason: SkipReason): void {
    this.skipped[reason] = (this.skipped[reason] ?? 0) + 1;
    this.records++;
  }
}

type ReadableRecord = Exclude<SourceRecord, { tag: 'skip' }>;

type ReadRecord<Row> =
  | { readonly tag: 'row'; readonly row: Row }
  | { readonly tag: 'rejected'; readonly rejection: Rejection };

/** The function that turns the records under one header into rows. */
function rowReader<Row>(
  definition: FeedDefinition<Row>,
  names: readonly string[],
  { isNamedByUs }: RecordSource,
  options: ReadFeedOptions,
): (record: ReadableRecord) => ReadRecord<Row> {
  const { fileName: file, layout, productIds } = options;
  const { sources, width, warnings } = resolveHeader(names, definition.columns, layout, file);
  for (const warning of warnings)
    if (isNamedByUs !== true || warning.code !== 'feed-unknown-columns') options.onWarning(warning);
  const cells = new Cells(definition.columns.keys(), sources, width, {
    readProduct: options.readProduct ?? productIdReader(defaultRules(productIds)),
    decimalMark: layout?.decimalMark ?? '.',
    dateFormat: layout?.dateFormat ?? ISO_FORMAT,
  });
  return (record) => {
    if (record.tag === 'fault') {
      return rejected(file, record, '', record.fault, record.message ?? RECORD_FAULT_TEXT[record.fault]);
    }
    if (record.fields.length !== width) {
      const message = `The record has ${record.fields.length} fields, the header ${width}. Quote fields that contain the delimiter.`;
      return rejected(file, record, '', 'field-count', message);
    }
    cells.load(record.fields);
    const row = definition.read(cells);
    const first = cells.faults[0];
    if (first === undefined) return { tag: 'row', row };
    const message = cells.faults.map((fault) => fault.message).join(' Also: ');
    const { rejection } = rejected(file, record, first.column, first.reason, message);
    const storeId = definition.storeOf?.(cells) ?? '';
    return { tag: 'rejected', rejection: storeId === '' ? rejection : { ...rejection, storeId } };
  };
}

const RECORD_FAULT_TEXT: Record<Exclude<RecordFault, 'field-count'>, string> = {
  encoding: 'The line is not UTF-8. Export the file as UTF-8.',
  'nul-byte': 'The line has a NUL byte. The file is damaged, or is not text.',
  'csv-quote':
    'A quoted field is not closed as it should be. Double the quotes inside a field, and close it before the delimiter.',
  'line-too-long': 'The line is longer than 1 MiB. The file has lost its line ends, or is not CSV.',
};

function rejected(
  file: string,
  record: SourceRecord,
  column: string,
  reason: Rejection['reason'],
  message: string,
): { readonly tag: 'rejected'; readonly rejection: Rejection } {
  const raw =
    record.raw.length > RAW_CHARACTERS_MAX ? `${record.raw.slice(0, RAW_CHARACTERS_MAX)}…` : record.raw;
  return { tag: 'rejected', rejection: { file, line: record.line, column, reason, message, raw } };
}

function headerNames(record: SourceRecord, fileName: string): readonly string[] {
  if (record.tag === 'fields') return record.fields;
  const next = record.tag === 'fault' ? RECORD_FAULT_TEXT[record.fault] : 'Its first record is none.';
  throw new UserError('feed-header', `the header of ${fileName} cannot be read`, {
    exitCode: EXIT.badInput,
    at: { file: fileName, line: record.line },
    next,
  });
}

function checkLayoutFeed(feed: Feed, layout: Layout | undefined): void {
  if (layout === undefined || layout.feed === feed) return;
  throw new UserError('layout-feed', `${layout.fileName} is a layout of ${layout.feed}, not of ${feed}`, {
    exitCode: EXIT.badConfig,
    at: { file: layout.fileName },
    next: `Ingest the file as ${layout.feed}, or use a layout with feed = "${feed}".`,
  });
}

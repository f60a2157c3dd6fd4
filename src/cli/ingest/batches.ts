import { type ReadFeedOptions, readFeed, type SkipCounts } from '../../ingest/read-feed.ts';
import type { Rejection } from '../../ingest/rejection.ts';
import type { Feed, RowOf, SuppressionRow } from '../../ingest/rows.ts';
import type { ScanBatch, ScanColumns } from '../../ingest/scan-columns.ts';
import type { MasterFeed } from '../../store/history/history-store.ts';
import type { ScanCounts, ScanWriter } from '../../store/history/scans.ts';
import type { Context } from '../context.ts';
import { openRegister } from '../people/register.ts';
import { scanScreen, screenBatch } from '../people/screen.ts';

/** Some records of a file, without what they say of forgotten households. Valid until the next batch. */
export type Batch = {
  /** All records that it went through: stored or duplicate, rejected, forgotten, skipped. */
  readonly records: number;
  readonly rejections: readonly Rejection[];
  readonly forgotten: number;
  readonly skipped: SkipCounts;
  /** Lines of receipts; undefined: the feed is another one. */
  readonly scans?: ScanColumns;
  /** What has to be in the other database before; safe to repeat. @param fileNo The number that the file has or will get. */
  readonly before?: (fileNo: number) => void;
  /** Inside the transaction that counts it. */
  readonly store: (fileNo: number) => ScanCounts;
};

/** The batches of a file of scans, from what was read of it. */
export async function* scanBatches(context: Context, scans: AsyncIterable<ScanBatch>): AsyncGenerator<Batch> {
  const { history, ledger } = context;
  const screen = scanScreen(openRegister(context), ledger.forgotten.isForgottenCode);
  let writer: ScanWriter | undefined;
  for await (const batch of scans) {
    yield {
      records: batch.records,
      rejections: screen(batch),
      forgotten: 0,
      skipped: batch.skipped,
      scans: batch.columns,
      store: (fileNo) => {
        writer ??= history.scanWriter(fileNo, ledger.lists.householdOfCode);
        return writer(batch.columns);
      },
    };
  }
}

/** The batches of a file of any other feed. */
export async function* rowBatches(
  context: Context,
  feed: Exclude<Feed, 'scans'>,
  source: AsyncIterable<Uint8Array>,
  options: ReadFeedOptions,
): AsyncGenerator<Batch> {
  const register = openRegister(context);
  for await (const read of readFeed(feed, source, options)) {
    const { rows, rejections, forgotten } = screenBatch(feed, read, register);
    const common = { records: read.records, rejections, forgotten, skipped: read.skipped };
    if (feed !== 'suppressions') {
      const masters = rows.map(({ row }) => row as RowOf[MasterFeed]);
      yield { ...common, store: (fileNo) => storeMasters(context, feed, masters, fileNo) };
      continue;
    }
    // Suppressions live in the ledger. They go first, each one idempotent: a kill between the two repeats them.
    const suppressions = rows.map(({ row }) => row as SuppressionRow);
    let counts: ScanCounts = { stored: 0, duplicate: 0 };
    const before = (fileNo: number): void => {
      counts = storeSuppressions(context, suppressions, fileNo);
    };
    yield { ...common, before, store: () => counts };
  }
}

function storeMasters(
  context: Context,
  feed: MasterFeed,
  rows: readonly RowOf[MasterFeed][],
  fileNo: number,
): ScanCounts {
  return countStored(rows, (row) => context.history.storeMaster(feed, row, fileNo) === 'stored');
}

function storeSuppressions(context: Context, rows: readonly SuppressionRow[], fileNo: number): ScanCounts {
  const { ledger } = context;
  return ledger.inTransaction(() =>
    countStored(rows, (row) => ledger.storeSuppression(row, fileNo) === 'stored'),
  );
}

function countStored<Row>(rows: readonly Row[], isStored: (row: Row) => boolean): ScanCounts {
  let stored = 0;
  for (const row of rows) if (isStored(row)) stored += 1;
  return { stored, duplicate: rows.length - stored };
}

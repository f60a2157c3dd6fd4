import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Layout } from '../../ingest/layout.ts';
import type { Rejection } from '../../ingest/rejection.ts';
import type { Feed } from '../../ingest/rows.ts';
import type { Day } from '../../shared/day.ts';
import type { ProductIds, ProductReader } from '../../shared/product-id.ts';
import type { Context } from '../context.ts';
import { sha256OfFile } from '../files.ts';
import { type Batch, readBatches } from './batches.ts';
import type { ReadingClock } from './clock.ts';
import { requireControlTotals } from './control.ts';
import { type Origin, openQuarantine } from './quarantine.ts';
import { openSource, requireFile } from './source.ts';
import { StoreTally } from './tally.ts';

export type LoadedLayout = {
  readonly layout: Layout | undefined;
  /** Of all that decides how a file is read, beside the file. */
  readonly sha256: string;
  readonly readProduct: ProductReader;
  readonly clock: ReadingClock;
  /** What its quarantine says of where rows come from. */
  readonly origin: Origin;
};

/** What became of one file; `linesRead` = stored + duplicate + rejected + forgotten; what was skipped is none of them. */
export type IngestedFile = {
  readonly file: string;
  /** Its number in the register of files. */
  readonly fileNo: number;
  readonly already: boolean;
  readonly linesRead: number;
  readonly linesStored: number;
  readonly linesDuplicate: number;
  readonly linesRejected: number;
  /** Rows of households that were forgotten, which are dropped. */
  readonly linesForgotten: number;
  readonly skippedByReason: Readonly<Record<string, number>>;
  readonly rejectedByReason: Readonly<Record<string, number>>;
  readonly quarantine: string | undefined;
};

/**
 * Scan lines of one transaction. Cards come in no order, so that every commit writes most pages of their index again:
 * of so many lines that is lost in the work.
 */
const SCANS_OF_BATCH = 100_000;
/** The same for rows of other feeds. */
const ROWS_OF_BATCH = 10_000;
/** Receipts settled in one transaction when a file repeats or corrects earlier ones. */
const SETTLE_RECEIPTS = 2_000;

/**
 * Take one file in. Known content is not read again; a file that a killed run left half read goes on behind its last
 * committed batch. The file counts as done only when its last receipt is settled.
 */
export async function ingestFile(
  context: Context,
  feed: Feed,
  path: string,
  layout: LoadedLayout,
  productIds: ProductIds,
  takenOn: Day,
): Promise<IngestedFile> {
  const { history } = context;
  requireFile(path);
  const key = { feed, sha256: await sha256OfFile(path), layoutSha256: layout.sha256 };
  const known = history.files.find(key);
  const check = { feed, path, sha256: key.sha256, layout: layout.layout, productIds, clock: layout.clock };
  await requireControlTotals(context, { ...check, isKnown: known !== undefined });
  if (known?.state === 'done') return report(context, path, known.fileNo, true);

  const quarantine = openQuarantine(context.dataDir, feed, path, key.sha256, layout.origin);
  const progress = context.progress(basename(path), statSync(path).size);
  const source = openSource(path, (bytes) => progress.advance(bytes));
  const done = known?.recordsDone ?? 0;
  const most = feed === 'scans' ? SCANS_OF_BATCH : ROWS_OF_BATCH;
  const batches = readBatches(context, feed, source, {
    fileName: basename(path),
    layout: layout.layout,
    productIds,
    readProduct: layout.readProduct,
    ...layout.clock,
    // One batch ends where a run that was killed had come to.
    batchRows: (before) => (before < done ? Math.min(most, done - before) : most),
    onWarning: (warning) => context.warn(`${warning.file}: ${warning.message}`),
  });
  const tally = new StoreTally(history.isKnownProduct);
  let fileNo = known?.fileNo;
  let seen = 0;
  try {
    for await (const batch of batches) {
      quarantine.add(batch.rejections);
      if (batch.scans !== undefined) tally.add(batch.scans, batch.rejections);
      seen += batch.records;
      progress.lines(batch.records);
      if (seen > done)
        fileNo = storeBatch(context, fileNo, key, basename(path), productIds, quarantine.path, batch);
      await context.breathe();
    }
  } finally {
    progress.done();
  }
  quarantine.keep();
  return finish(context, feed, fileNo, key, path, productIds, quarantine.path, (no) =>
    tally.keep(context, no, takenOn),
  );
}

type Key = { readonly feed: Feed; readonly sha256: string; readonly layoutSha256: string };

function storeBatch(
  context: Context,
  knownNo: number | undefined,
  key: Key,
  name: string,
  productIds: ProductIds,
  quarantine: string,
  batch: Batch,
): number {
  const { history } = context;
  // Numbers are given in turn, and nobody else gives any while this run has the lock.
  batch.before?.(knownNo ?? (history.files.newest() ?? 0) + 1);
  return history.inTransaction(() => {
    history.rememberProductIds(productIds);
    const fileNo = knownNo ?? history.files.begin(key, name, quarantine);
    history.files.advance(fileNo, {
      records: batch.records,
      ...batch.store(fileNo),
      forgotten: batch.forgotten,
      skippedByReason: batch.skipped,
      rejectedByReason: countReasons(batch.rejections),
    });
    return fileNo;
  });
}

async function finish(
  context: Context,
  feed: Feed,
  knownNo: number | undefined,
  key: Key,
  path: string,
  productIds: ProductIds,
  quarantine: string,
  keepTally: (fileNo: number) => void,
): Promise<IngestedFile> {
  const { history } = context;
  // A file with a header and nothing else has no batch.
  const fileNo =
    knownNo ??
    history.inTransaction(() => {
      history.rememberProductIds(productIds);
      return history.files.begin(key, basename(path), quarantine);
    });
  const settle = (): boolean =>
    history.inTransaction(() => {
      const counts = feed === 'scans' ? history.settleResent(fileNo, SETTLE_RECEIPTS) : undefined;
      if (counts === undefined) {
        history.files.finish(fileNo);
        keepTally(fileNo);
        return false;
      }
      history.files.advance(fileNo, { records: 0, ...counts, rejectedByReason: {} });
      return true;
    });
  while (settle()) await context.breathe();
  return report(context, path, fileNo, false);
}

function report(context: Context, path: string, fileNo: number, already: boolean): IngestedFile {
  const file = context.history.files.get(fileNo);
  const linesRejected = sumOf(file.rejectedByReason);
  return {
    file: path,
    fileNo,
    already,
    linesRead: file.recordsDone - sumOf(file.skippedByReason),
    linesStored: already ? 0 : file.linesStored,
    linesDuplicate: file.linesDuplicate + (already ? file.linesStored : 0),
    linesRejected,
    linesForgotten: file.linesForgotten,
    skippedByReason: file.skippedByReason,
    rejectedByReason: file.rejectedByReason,
    quarantine:
      linesRejected === 0 || file.quarantine === undefined
        ? undefined
        : // In this directory, even when it was made in another one and moved here.
          join(context.dataDir, 'quarantine', basename(file.quarantine)),
  };
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function countReasons(rejections: readonly Rejection[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason } of rejections) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

import { createReadStream, existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Layout } from '../../ingest/layout.ts';
import type { FeedBatch } from '../../ingest/read-feed.ts';
import { readFeed } from '../../ingest/read-feed.ts';
import type { Rejection } from '../../ingest/rejection.ts';
import type { Feed, RowOf, ScanRow, SuppressionRow } from '../../ingest/rows.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { ProductIds } from '../../shared/product-id.ts';
import type { MasterFeed } from '../../store/history/history-store.ts';
import type { Context } from '../context.ts';
import { sha256OfFile } from '../files.ts';
import { openQuarantine } from './quarantine.ts';

export type LoadedLayout = { readonly layout: Layout | undefined; readonly sha256: string };

/** What became of one file; `linesRead` = stored + duplicate + rejected. */
export type IngestedFile = {
  readonly file: string;
  readonly already: boolean;
  readonly linesRead: number;
  readonly linesStored: number;
  readonly linesDuplicate: number;
  readonly linesRejected: number;
  readonly rejectedByReason: Readonly<Record<string, number>>;
  readonly quarantine: string | undefined;
};

/** Records of one transaction. Part of the resume position: a changed number would cut a half-read file elsewhere. */
const BATCH_ROWS = 10_000;
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
): Promise<IngestedFile> {
  const { history } = context;
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new UserError('file-missing', `there is no file ${path}`, {
      exitCode: EXIT.inputMissing,
      next: 'Check the path.',
    });
  }
  const key = { feed, sha256: await sha256OfFile(path), layoutSha256: layout.sha256 };
  const known = history.files.find(key);
  if (known?.state === 'done') return report(context, path, known.fileNo, true);

  const quarantine = openQuarantine(context.dataDir, feed, path, key.sha256);
  const progress = context.progress(basename(path), statSync(path).size);
  const source = openSource(path, (bytes) => progress.advance(bytes));
  const batches = readFeed(feed, source, {
    fileName: basename(path),
    layout: layout.layout,
    productIds,
    batchRows: BATCH_ROWS,
    onWarning: (warning) => context.warn(`${warning.file}: ${warning.message}`),
  });
  let fileNo = known?.fileNo;
  let seen = 0;
  const done = known?.recordsDone ?? 0;
  try {
    for await (const batch of batches) {
      quarantine.add(batch.rejections);
      seen += batch.linesRead;
      if (seen <= done) continue;
      if (seen - batch.linesRead < done)
        throw new Error(`${path}: resume position ${done} is inside a batch`);
      fileNo = storeBatch(context, feed, fileNo, key, basename(path), productIds, quarantine.path, batch);
    }
  } finally {
    progress.done();
  }
  quarantine.keep();
  return finish(context, feed, fileNo, key, path, productIds, quarantine.path);
}

type Key = { readonly feed: Feed; readonly sha256: string; readonly layoutSha256: string };

function storeBatch<F extends Feed>(
  context: Context,
  feed: F,
  knownNo: number | undefined,
  key: Key,
  name: string,
  productIds: ProductIds,
  quarantine: string,
  batch: FeedBatch<F>,
): number {
  const { history, ledger } = context;
  // Suppressions live in the other database. They go first, each one idempotent: a kill between the two repeats them.
  const suppressed =
    feed === 'suppressions'
      ? storeSuppressions(
          context,
          batch.rows.map(({ row }) => row as SuppressionRow),
        )
      : undefined;
  return history.inTransaction(() => {
    history.rememberProductIds(productIds);
    const fileNo = knownNo ?? history.files.begin(key, name, quarantine);
    const counts =
      suppressed ??
      (feed === 'scans'
        ? history.scanWriter(
            fileNo,
            ledger.lists.householdOfCode,
          )(batch.rows.map(({ row }) => row as ScanRow))
        : storeMasters(
            context,
            feed as MasterFeed,
            batch.rows.map(({ row }) => row as RowOf[MasterFeed]),
          ));
    history.files.advance(fileNo, {
      records: batch.linesRead,
      ...counts,
      rejectedByReason: countReasons(batch.rejections),
    });
    return fileNo;
  });
}

function storeMasters(context: Context, feed: MasterFeed, rows: readonly RowOf[MasterFeed][]) {
  let stored = 0;
  for (const row of rows) if (context.history.storeMaster(feed, row) === 'stored') stored += 1;
  return { stored, duplicate: rows.length - stored };
}

function storeSuppressions(context: Context, rows: readonly SuppressionRow[]) {
  return context.ledger.inTransaction(() => {
    let stored = 0;
    for (const row of rows) if (context.ledger.storeSuppression(row) === 'stored') stored += 1;
    return { stored, duplicate: rows.length - stored };
  });
}

function finish(
  context: Context,
  feed: Feed,
  knownNo: number | undefined,
  key: Key,
  path: string,
  productIds: ProductIds,
  quarantine: string,
): IngestedFile {
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
        return false;
      }
      history.files.advance(fileNo, { records: 0, ...counts, rejectedByReason: {} });
      return true;
    });
  while (settle());
  return report(context, path, fileNo, false);
}

function report(context: Context, path: string, fileNo: number, already: boolean): IngestedFile {
  const file = context.history.files.get(fileNo);
  const linesRejected = Object.values(file.rejectedByReason).reduce((sum, count) => sum + count, 0);
  return {
    file: path,
    already,
    linesRead: file.recordsDone,
    linesStored: already ? 0 : file.linesStored,
    linesDuplicate: file.linesDuplicate + (already ? file.linesStored : 0),
    linesRejected,
    rejectedByReason: file.rejectedByReason,
    quarantine:
      linesRejected === 0 || file.quarantine === undefined
        ? undefined
        : // In this directory, even when it was made in another one and moved here.
          join(context.dataDir, 'quarantine', basename(file.quarantine)),
  };
}

/** Bytes of a file, unpacked when it is gzip; `onBytes` counts what was read from the disk. */
function openSource(path: string, onBytes: (bytes: number) => void): Readable {
  const raw = createReadStream(path, { highWaterMark: 1 << 18 });
  raw.on('data', (chunk) => onBytes(chunk.length));
  const out = new PassThrough({ highWaterMark: 1 << 18 });
  const stages = path.endsWith('.gz') ? pipeline(raw, createGunzip(), out) : pipeline(raw, out);
  stages.catch((cause: unknown) => out.destroy(brokenFile(path, cause)));
  return out;
}

function brokenFile(path: string, cause: unknown): Error {
  const code = (cause as { code?: unknown }).code;
  if (typeof code !== 'string' || !code.startsWith('Z_'))
    return cause instanceof Error ? cause : new Error(String(cause));
  return new UserError('gzip', `${path} is not whole: ${(cause as Error).message}`, {
    exitCode: EXIT.badInput,
    next: 'Fetch the file again; lines before the break are kept, and the rest follows with the whole file.',
    cause,
  });
}

function countReasons(rejections: readonly Rejection[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason } of rejections) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Rejection } from '../../ingest/rejection.ts';
import type { Feed } from '../../ingest/rows.ts';
import type { Day } from '../../shared/day.ts';
import type { ProductIds } from '../../shared/product-id.ts';
import type { Context } from '../context.ts';
import { sha256OfFile } from '../files.ts';
import type { Progress } from '../progress.ts';
import type { Batch } from './batches.ts';
import type { CodesFound } from './codes.ts';
import { requireControlTotals } from './control.ts';
import { openQuarantine } from './quarantine.ts';
import type { ReadAs } from './read-as.ts';
import { type FileReader, openReader } from './reader.ts';
import { requireFile } from './source.ts';
import { StoreTally } from './tally.ts';

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
  /** What its product codes looked like; undefined where it was not read. */
  readonly codes: CodesFound | undefined;
};

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
  readAs: ReadAs,
  takenOn: Day,
): Promise<IngestedFile> {
  requireFile(path);
  const progress = context.progress(basename(path), statSync(path).size);
  // It is read while it is hashed: hardly ever was it taken in before, and then nothing is lost but that work.
  const reader = openReader(context, feed, path, readAs, 0, progress);
  try {
    return await storeFile(context, feed, path, readAs, takenOn, reader, progress);
  } finally {
    await reader.stop();
    progress.done();
  }
}

/** @param first Reads the file from its beginning. */
async function storeFile(
  context: Context,
  feed: Feed,
  path: string,
  readAs: ReadAs,
  takenOn: Day,
  first: FileReader,
  progress: Progress,
): Promise<IngestedFile> {
  const { history } = context;
  const key = { feed, sha256: await sha256OfFile(path), layoutSha256: readAs.sha256 };
  const productIds = readAs.rules.ids;
  const known = history.files.find(key);
  const { layout, clock } = readAs;
  const check = { feed, path, sha256: key.sha256, layout, productIds, clock };
  await requireControlTotals(context, { ...check, isKnown: known !== undefined });
  if (known?.state === 'done') return report(context, path, known.fileNo, true);

  const quarantine = openQuarantine(context.dataDir, feed, path, key.sha256, readAs.origin);
  const done = known?.recordsDone ?? 0;
  if (done > 0) await first.stop();
  const reader = done > 0 ? openReader(context, feed, path, readAs, done, progress) : first;
  const tally = new StoreTally(history.isKnownProduct);
  let fileNo = known?.fileNo;
  let seen = 0;
  try {
    for await (const batch of reader.batches) {
      quarantine.add(batch.rejections);
      if (batch.scans !== undefined) tally.add(batch.scans, batch.rejections);
      seen += batch.records;
      progress.lines(batch.records);
      if (seen > done)
        fileNo = storeBatch(context, fileNo, key, basename(path), productIds, quarantine.path, batch);
      await context.breathe();
    }
  } finally {
    await reader.stop();
  }
  quarantine.keep();
  const codes = reader.codes();
  const taken = await finish(context, feed, fileNo, key, path, productIds, quarantine.path, (no) =>
    tally.keep(context, no, takenOn),
  );
  return { ...taken, codes };
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
    codes: undefined,
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

import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { readScans } from '../../ingest/read-scans.ts';
import type { Feed } from '../../ingest/rows.ts';
import type { Context } from '../context.ts';
import type { Progress } from '../progress.ts';
import { readScansAway } from './away/read-away.ts';
import { type Batch, rowBatches, scanBatches } from './batches.ts';
import { type CodesFound, countingReader } from './codes.ts';
import { batchesUpTo } from './limits.ts';
import { offerBatches } from './offer-versions.ts';
import type { ReadAs } from './read-as.ts';
import { openSource } from './source.ts';

/**
 * Scan lines of one transaction. Cards come in no order, so that every commit writes most pages of their index again:
 * of so many lines that is lost in the work.
 */
const SCANS_OF_BATCH = 100_000;
/** The same for rows of other feeds. */
const ROWS_OF_BATCH = 10_000;
/** Smaller files, of hardly more than one batch, would wait for a thread longer than for themselves. */
const AWAY_BYTES = 16 << 20;
/** What a packed file is the smaller. */
const PACKED = 5;

export type FileReader = {
  readonly batches: AsyncIterable<Batch>;
  /** What the product codes looked like, when all batches were read. */
  readonly codes: () => CodesFound;
  /** To be called at the end in any case. */
  readonly stop: () => Promise<void>;
};

/** The batches of a file of any feed; a large one of scans is read in a thread of its own, which begins at once. */
export function openReader(
  context: Context,
  feed: Feed,
  path: string,
  readAs: ReadAs,
  recordsDone: number,
  progress: Progress,
): FileReader {
  const { layout, rules, clock } = readAs;
  const onWarning = (warning: { file: string; message: string }): void =>
    context.warn(`${warning.file}: ${warning.message}`);
  if (feed === 'scans' && isWorthAThread(path)) {
    let found: CodesFound | undefined;
    const reading = {
      path,
      layout: readAs.layoutFile,
      rules,
      dayStartsAtSecond: clock.dayStartsAtSecond,
      earliestDay: clock.earliestDay,
      ...clock.zones(),
      batchMost: SCANS_OF_BATCH,
      recordsDone,
    };
    const away = readScansAway(reading, {
      onBytes: progress.advance,
      onWarning,
      onEnd: (codes) => {
        found = codes;
      },
    });
    return {
      batches: scanBatches(context, away.batches),
      codes: () => {
        if (found === undefined) throw new Error(`${path} was not read to its end`);
        return found;
      },
      stop: away.stop,
    };
  }
  const { statistics, notProducts, read } = countingReader(rules);
  const options = {
    fileName: basename(path),
    layout,
    productIds: rules.ids,
    readProduct: read,
    dayStartsAtSecond: clock.dayStartsAtSecond,
    earliestDay: clock.earliestDay,
    zoneOfStore: clock.zoneOfStore,
    batchRows: batchesUpTo(feed === 'scans' ? SCANS_OF_BATCH : ROWS_OF_BATCH, recordsDone),
    onWarning,
  };
  const source = openSource(path, progress.advance);
  return {
    batches:
      feed === 'scans'
        ? scanBatches(context, readScans(source, options))
        : feed === 'offers'
          ? offerBatches(context, path, source, options, countingReader(rules).read)
          : rowBatches(context, feed, source, options),
    codes: () => ({ ...statistics.finding(), notProducts: notProducts() }),
    stop: () => Promise.resolve(),
  };
}

function isWorthAThread(path: string): boolean {
  const { size } = statSync(path);
  return size >= (path.endsWith('.gz') ? AWAY_BYTES / PACKED : AWAY_BYTES) && availableParallelism() > 1;
}

import type { FeedWarning } from '../../ingest/rejection.ts';
import type { Feed } from '../../ingest/rows.ts';
import type { TrialReport } from '../../ingest/trial.ts';
import type { UserError } from '../../shared/errors.ts';

/** What a check found. */
export type CheckResult = {
  readonly feed: Feed;
  readonly productIds: 'gtin' | 'opaque';
  readonly report: TrialReport<Feed>;
  /** Files that broke off, or cannot be read at all. */
  readonly faults: readonly UserError[];
  readonly warnings: readonly FeedWarning[];
  /** What the product codes of the files look like, where that is worth a word. */
  readonly codes: string | undefined;
  readonly rejectedPercentMax: number;
};

export function isGood({ report, faults, rejectedPercentMax }: CheckResult): boolean {
  return faults.length === 0 && 100 * report.linesRejected <= rejectedPercentMax * report.linesRead;
}

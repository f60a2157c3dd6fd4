import type { CodeFinding } from '../../../ingest/code-statistics.ts';
import type { FeedWarning } from '../../../ingest/rejection.ts';
import type { NumberColumns, ScanBatch, ScanTexts } from '../../../ingest/scan-columns.ts';
import type { Day } from '../../../shared/day.ts';
import type { ProductRules } from '../../../shared/product-rules.ts';
import type { SentError } from '../../threads/errors.ts';

/** What a thread needs to know to read a file of scans: all of it plain data. */
export type Reading = {
  readonly path: string;
  /** A layout is made again from its text: there it holds what cannot be sent. */
  readonly layout: { readonly path: string; readonly text: string } | undefined;
  readonly rules: ProductRules;
  readonly dayStartsAtSecond: number;
  readonly earliestDay: Day | undefined;
  readonly zones: ReadonlyMap<string, string>;
  readonly chainZone: string;
  /** Records of a batch at most; and after how many one ends in any case, since a run that was killed had come to there. */
  readonly batchMost: number;
  readonly recordsDone: number;
  /** Where the columns of a batch are put, in shared memory. A set is free again when its batch is stored. */
  readonly columns: readonly NumberColumns[];
};

/** What a thread is started with. */
export type ThreadData = { readonly reading: Reading; readonly compileCache: string | undefined };

/** One batch, its numbers in shared columns. */
export type SentBatch = Omit<ScanBatch, 'columns'> & {
  /** Which of the columns. */
  readonly set: number;
  readonly count: number;
  readonly transactions: string[];
  readonly described: number[];
  /** Texts begin anew with this batch. */
  readonly isAnew: boolean;
  /** What came behind the texts that were sent before. */
  readonly texts: Omit<ScanTexts, 'descriptions'>;
  /** Of the products `described`, in their order. */
  readonly descriptions: readonly (string | undefined)[];
  /** Read from the disk for it. */
  readonly bytes: number;
};

export type FromReader =
  | { readonly tag: 'batch'; readonly batch: SentBatch }
  | { readonly tag: 'warning'; readonly warning: FeedWarning }
  | {
      readonly tag: 'end';
      readonly finding: CodeFinding;
      readonly notProducts: number;
      readonly bytes: number;
    }
  | { readonly tag: 'failed'; readonly error: SentError };

/** Columns that may be filled again. */
export type ToReader = { readonly tag: 'free'; readonly set: number };

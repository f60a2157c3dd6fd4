import type { ScorerSummary } from '../../cadence/backtest/summary.ts';
import type { Windows } from '../../cadence/backtest/windows.ts';
import type { Day } from '../../shared/day.ts';

/** What was asked of a backtest. */
export type Request = {
  readonly from: Day | undefined;
  readonly to: Day | undefined;
  readonly stepDays: number;
  readonly horizonDays: number;
  readonly householdsMax: number;
  readonly seed: number;
  /** Where to write the page; undefined: nowhere. */
  readonly report: string | undefined;
};

/** What came of it. */
export type Outcome = {
  readonly request: Request;
  readonly windows: Windows & { readonly firstDay: Day; readonly lastDay: Day };
  readonly counts: {
    /** Households of the chain; those whose past was read; those judged at some cut-off. */
    readonly known: number;
    readonly read: number;
    readonly judged: number;
    /** Households times cut-offs, and pairs of household and product. */
    readonly lists: number;
    readonly pairs: number;
  };
  /** The cut-offs at which our model was fitted; at the others its closed form answered. */
  readonly fittedCutoffs: readonly Day[];
  /** Ours first. */
  readonly scorers: readonly ScorerSummary[];
  /** What a reader must know of how it was done, in sentences. */
  readonly notes: readonly string[];
  /** Path of the page that was written. */
  readonly report: string | undefined;
  readonly seconds: number;
};

import type { ScorerSummary } from '../../cadence/backtest/summary.ts';
import type { MetricId } from '../../cadence/backtest/sums.ts';
import type { Day } from '../../shared/day.ts';

/** What the page of a backtest is made of. */
export type BacktestFacts = {
  readonly chainName: string;
  readonly cutoffs: readonly Day[];
  readonly horizonDays: number;
  /** Households judged at some cut-off, households times cut-offs, and pairs of household and product. */
  readonly households: number;
  readonly lists: number;
  readonly pairs: number;
  /** Ours first. */
  readonly scorers: readonly [ScorerSummary, ...ScorerSummary[]];
  /** What a reader must know of how it was done, in sentences. */
  readonly notes: readonly string[];
};

/** What each method is, for somebody who has never heard of it. */
export const PLAIN_NAMES: Readonly<Record<string, string>> = {
  duelist: 'duelist',
  'mean-interval': 'Rule of thumb: last day plus mean interval',
  'p-topfreq': 'Bought most often in the last year',
  'recency-90': 'Bought most often, recent months count more',
  mpg: 'Poisson-gamma, as a web shop published it',
  'bg-nbd': 'BG/NBD, the classic of customer counting',
  tifuknn: 'TIFUKNN, households that buy alike',
};

/** The rule that a chain could apply without any program, and the best of the others; the same one where that is best. */
export function comparedWith({ scorers: [, ...others] }: BacktestFacts): {
  readonly rule: ScorerSummary | undefined;
  readonly best: ScorerSummary | undefined;
} {
  const precision = ({ overall }: ScorerSummary) => overall.figures.p_at_20 ?? 0;
  const rule = others.find(({ id }) => id === 'mean-interval');
  const [best] = others.toSorted((a, b) => precision(b) - precision(a));
  return { rule, best: best?.id === rule?.id ? undefined : best };
}

/** Methods that ours is ahead of, level with and behind, by a figure of which more is better. */
export function standingOf({ scorers: [, ...others] }: BacktestFacts, metric: MetricId) {
  const where = (keep: (low: number, high: number) => boolean) =>
    others.filter(({ difference }) => {
      const found = difference?.[metric];
      return found !== undefined && keep(found.low, found.high);
    });
  return {
    ahead: where((low) => low > 0),
    level: where((low, high) => low <= 0 && high >= 0),
    behind: where((_, high) => high < 0),
  };
}

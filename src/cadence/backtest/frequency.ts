import { DECAY_90, decayedCount } from '../trip-share.ts';
import { only, type Scorer, scoreEach } from './scorer.ts';

const YEAR_DAYS = 365;

/**
 * Personal frequency: purchase days of the last year. The baseline "P-TopFreq" of M. Li, S. Jullien, M. Ariannezhad and
 * M. de Rijke, "A Next Basket Recommendation Reality Check" (2023).
 */
export const TOP_FREQUENCY: Scorer = {
  id: 'p-topfreq',
  title: 'Frequency, 365 days',
  isProbability: false,
  variants: only(({ window: { asOf } }) => (history) => ({
    score: scoreEach(history, (days, from, until) => {
      let count = 0;
      for (let at = until - 1; at >= from && (days[at] ?? 0) >= asOf - YEAR_DAYS; at--) count++;
      return count;
    }),
  })),
};

/** Personal frequency in which a purchase counts half after 90 days, and half again after 90 more. */
export const RECENCY_FREQUENCY: Scorer = {
  id: 'recency-90',
  title: 'Frequency, half-life 90',
  isProbability: false,
  variants: only(({ window: { asOf } }) => (history) => ({
    score: scoreEach(history, (days, from, until) => decayedCount(DECAY_90, days, from, until, asOf)),
  })),
};

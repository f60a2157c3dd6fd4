import { BG_NBD } from './bg-nbd.ts';
import { RECENCY_FREQUENCY, TOP_FREQUENCY } from './frequency.ts';
import { MEAN_INTERVAL } from './mean-interval.ts';
import { OURS } from './ours.ts';
import { POISSON_GAMMA } from './poisson-gamma.ts';
import type { Scorer } from './scorer.ts';
import { TIFU_KNN } from './tifu-knn.ts';

/** Who is compared: our model first, then the baselines from the plainest on. */
export const SCORERS: readonly [Scorer, ...Scorer[]] = [
  OURS,
  MEAN_INTERVAL,
  TOP_FREQUENCY,
  RECENCY_FREQUENCY,
  POISSON_GAMMA,
  BG_NBD,
  TIFU_KNN,
];

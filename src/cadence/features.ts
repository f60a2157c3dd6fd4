import { logWhole } from './gaps.ts';
import type { NeedFacts } from './need-facts.ts';
import type { PairFacts } from './pair-facts.ts';
import type { Rhythm } from './rhythm.ts';

const [LOGIT_10_PERCENT, LOGIT_30_PERCENT] = [Math.log(0.1 / 0.9), Math.log(0.3 / 0.7)];
const [LOG_30, LOG_90] = [Math.log(30), Math.log(90)];

/**
 * Step 9: the names of what the fitted model knows of a pair, in the order of {@link writeFeatures}. Order and names are
 * part of every stored fit: a changed list makes fits of before incomparable, and the next one is taken as it comes.
 */
export const FEATURES: readonly string[] = [
  'mix',
  'bought-90',
  'bought-30',
  'bought-10',
  'season',
  'trend',
  'trips-in-window',
  'share-of-trips-90',
  'log-gap-mean',
  'product-lines',
  'repeat-share',
  'gap',
  'purchases',
  'share-of-trips',
  'trips-since',
  'category-gap',
  'alive',
  'rhythm',
  'share-of-trips-270',
  'lines-per-household',
  'mix-from-10-percent',
  'mix-from-30-percent',
  'gap-from-30-days',
  'gap-from-90-days',
];

/**
 * Write a pair's features to `into[at .. at + FEATURES.length)`: finite numbers, roughly symmetric. One function, since
 * this runs for every pair of the chain: a table of functions took half as long again for all of scoring.
 *
 * The last four are other slopes beyond a knot: what is likely does not gain at the rate of what is not, and what was not
 * bought for months is not given up at the rate of what was not bought for weeks. Source: the hinge functions of J.
 * Friedman, "Multivariate Adaptive Regression Splines" (1991), with fixed knots.
 */
export function writeFeatures(p: PairFacts, into: Float64Array, at: number): void {
  const mix = logit(p.mix);
  const gap = logWhole(p.gapDays);
  const lines = logWhole(1 + p.recentLines);
  into[at] = mix;
  into[at + 1] = Math.log(p.bought90 + 0.02);
  into[at + 2] = Math.log(p.bought30 + 0.01);
  into[at + 3] = Math.log(p.bought10 + 0.01);
  into[at + 4] = p.season;
  into[at + 5] = p.trend;
  into[at + 6] = Math.log(p.horizonDays * p.visits30 + 0.05);
  into[at + 7] = Math.log((p.bought90 + 0.1) / (p.trips90 + 1));
  into[at + 8] = p.logMean;
  into[at + 9] = lines;
  into[at + 10] = logit(p.repeatShare);
  into[at + 11] = gap;
  into[at + 12] = logWhole(p.purchases);
  into[at + 13] = Math.log((p.purchases + 0.1) / p.tripsSinceFirst);
  into[at + 14] = logWhole(1 + p.tripsSinceLast);
  into[at + 15] = logWhole(p.categoryGapDays);
  into[at + 16] = logit(p.alive);
  into[at + 17] = logit(p.rhythm);
  into[at + 18] = Math.log((p.bought270 + 0.1) / (p.trips270 + 1));
  into[at + 19] = lines - logWhole(p.households + 1);
  into[at + 20] = p.mix > 0.1 ? mix - LOGIT_10_PERCENT : 0;
  into[at + 21] = p.mix > 0.3 ? mix - LOGIT_30_PERCENT : 0;
  into[at + 22] = p.gapDays > 30 ? gap - LOG_30 : 0;
  into[at + 23] = p.gapDays > 90 ? gap - LOG_90 : 0;
}

/**
 * Features that enter a fit together, behind the others, where they earn their place (`gate.ts`), in this order. Names are
 * part of every stored fit.
 */
export const GROUPS = [
  {
    name: 'needs',
    features: ['need-mix', 'need-late', 'need-bought-90', 'share-of-need-270', 'need-since'],
  },
  {
    name: 'quantity',
    features: ['quantity-mix', 'quantity-log-gap-mean', 'quantity-alive', 'quantity-rhythm'],
  },
  {
    name: 'absence',
    features: [
      'present-mix',
      'present-alive',
      'present-rhythm',
      'present-gap',
      'present-bought-90',
      'present-trips-in-window',
    ],
  },
] as const;

export type GroupName = (typeof GROUPS)[number]['name'];

/**
 * What the need adds. The household may be out of the need sooner or later than of the product; of the need the product
 * may be all or little; and something else of the need may have taken its turn.
 */
export function writeNeeds(pair: PairFacts, need: NeedFacts, into: Float64Array, at: number): void {
  into[at] = logit(need.mix);
  into[at + 1] = logWhole(need.gapDays) - need.logMean;
  into[at + 2] = Math.log(need.bought90 + 0.02);
  into[at + 3] = Math.log((pair.bought270 + 0.1) / (need.bought270 + 0.1));
  into[at + 4] = logWhole(1 + pair.gapDays - need.gapDays);
}

/** The same of a pair when what was bought last is taken to last as long as there was much of it. */
export function writeQuantity(by: Rhythm, into: Float64Array, at: number): void {
  into[at] = logit(by.mix);
  into[at + 1] = by.logMean;
  into[at + 2] = logit(by.alive);
  into[at + 3] = logit(by.rhythm);
}

/** The same of a pair when days on which the household was away are no days. */
export function writeAbsence(present: PairFacts, into: Float64Array, at: number): void {
  into[at] = logit(present.mix);
  into[at + 1] = logit(present.alive);
  into[at + 2] = logit(present.rhythm);
  into[at + 3] = logWhole(present.gapDays);
  into[at + 4] = Math.log(present.bought90 + 0.02);
  into[at + 5] = Math.log(present.horizonDays * present.visits30 + 0.05);
}

const PROBABILITY_MIN = 1e-4;

function logit(probability: number): number {
  const inside = Math.min(Math.max(probability, PROBABILITY_MIN), 1 - PROBABILITY_MIN);
  return Math.log(inside / (1 - inside));
}

import { logWhole } from './gaps.ts';
import type { NeedFacts } from './need-facts.ts';
import type { PairFacts } from './pair-facts.ts';
import type { Rhythm } from './rhythm.ts';

const [LOGIT_10_PERCENT, LOGIT_30_PERCENT] = [Math.log(0.1 / 0.9), Math.log(0.3 / 0.7)];
const [LOG_30, LOG_90] = [Math.log(30), Math.log(90)];

/** One number about a pair on which the fit may lean; it should be finite, and roughly symmetric. */
export type Feature = { readonly name: string; readonly of: (pair: PairFacts) => number };

/**
 * Step 9: what the fitted model knows of a pair. Order and names are part of every stored fit: a changed list makes fits
 * of before incomparable, and the next one is taken as it comes.
 */
export const FEATURES: readonly Feature[] = [
  { name: 'mix', of: (p) => logit(p.mix) },
  { name: 'bought-90', of: (p) => Math.log(p.bought90 + 0.02) },
  { name: 'bought-30', of: (p) => Math.log(p.bought30 + 0.01) },
  { name: 'bought-10', of: (p) => Math.log(p.bought10 + 0.01) },
  { name: 'season', of: (p) => p.season },
  { name: 'trend', of: (p) => p.trend },
  { name: 'trips-in-window', of: (p) => Math.log(p.horizonDays * p.visits30 + 0.05) },
  { name: 'share-of-trips-90', of: (p) => Math.log((p.bought90 + 0.1) / (p.trips90 + 1)) },
  { name: 'log-gap-mean', of: (p) => p.logMean },
  { name: 'product-lines', of: (p) => logWhole(1 + p.recentLines) },
  { name: 'repeat-share', of: (p) => logit(p.repeatShare) },
  { name: 'gap', of: (p) => logWhole(p.gapDays) },
  { name: 'purchases', of: (p) => logWhole(p.purchases) },
  { name: 'share-of-trips', of: (p) => Math.log((p.purchases + 0.1) / p.tripsSinceFirst) },
  { name: 'trips-since', of: (p) => logWhole(1 + p.tripsSinceLast) },
  { name: 'category-gap', of: (p) => logWhole(p.categoryGapDays) },
  { name: 'alive', of: (p) => logit(p.alive) },
  { name: 'rhythm', of: (p) => logit(p.rhythm) },
  { name: 'share-of-trips-270', of: (p) => Math.log((p.bought270 + 0.1) / (p.trips270 + 1)) },
  { name: 'lines-per-household', of: (p) => logWhole(p.recentLines + 1) - logWhole(p.households + 1) },
  // Two of them have other slopes beyond a knot: what is likely does not gain at the rate of what is not, and what was not
  // bought for months is not given up at the rate of what was not bought for weeks. Source: the hinge functions of J.
  // Friedman, "Multivariate Adaptive Regression Splines" (1991), with fixed knots.
  { name: 'mix-from-10-percent', of: (p) => (p.mix > 0.1 ? logit(p.mix) - LOGIT_10_PERCENT : 0) },
  { name: 'mix-from-30-percent', of: (p) => (p.mix > 0.3 ? logit(p.mix) - LOGIT_30_PERCENT : 0) },
  { name: 'gap-from-30-days', of: (p) => (p.gapDays > 30 ? logWhole(p.gapDays) - LOG_30 : 0) },
  { name: 'gap-from-90-days', of: (p) => (p.gapDays > 90 ? logWhole(p.gapDays) - LOG_90 : 0) },
];

/** One number about a pair and what else is known of it. */
export type GroupFeature<Known> = {
  readonly name: string;
  readonly of: (pair: PairFacts, known: Known) => number;
};

/**
 * What the need adds. The household may be out of the need sooner or later than of the product; of the need the product
 * may be all or little; and something else of the need may have taken its turn.
 */
export const NEED_FEATURES: readonly GroupFeature<NeedFacts>[] = [
  { name: 'need-mix', of: (_, need) => logit(need.mix) },
  { name: 'need-late', of: (_, need) => logWhole(need.gapDays) - need.logMean },
  { name: 'need-bought-90', of: (_, need) => Math.log(need.bought90 + 0.02) },
  {
    name: 'share-of-need-270',
    of: (pair, need) => Math.log((pair.bought270 + 0.1) / (need.bought270 + 0.1)),
  },
  { name: 'need-since', of: (pair, need) => logWhole(1 + pair.gapDays - need.gapDays) },
];

/** The same of a pair when what was bought last is taken to last as long as there was much of it. */
export const QUANTITY_FEATURES: readonly GroupFeature<Rhythm>[] = [
  { name: 'quantity-mix', of: (_, by) => logit(by.mix) },
  { name: 'quantity-log-gap-mean', of: (_, by) => by.logMean },
  { name: 'quantity-alive', of: (_, by) => logit(by.alive) },
  { name: 'quantity-rhythm', of: (_, by) => logit(by.rhythm) },
];

/** The same of a pair when days on which the household was away are no days. */
export const ABSENCE_FEATURES: readonly GroupFeature<PairFacts>[] = [
  { name: 'present-mix', of: (_, present) => logit(present.mix) },
  { name: 'present-alive', of: (_, present) => logit(present.alive) },
  { name: 'present-rhythm', of: (_, present) => logit(present.rhythm) },
  { name: 'present-gap', of: (_, present) => logWhole(present.gapDays) },
  { name: 'present-bought-90', of: (_, present) => Math.log(present.bought90 + 0.02) },
  {
    name: 'present-trips-in-window',
    of: (_, present) => Math.log(present.horizonDays * present.visits30 + 0.05),
  },
];

/**
 * Features that enter a fit together, behind the others, where they earn their place (`gate.ts`), in this order. Names are
 * part of every stored fit.
 */
export const GROUPS = [
  { name: 'needs', features: NEED_FEATURES.map(({ name }) => name) },
  { name: 'quantity', features: QUANTITY_FEATURES.map(({ name }) => name) },
  { name: 'absence', features: ABSENCE_FEATURES.map(({ name }) => name) },
] as const;

export type GroupName = (typeof GROUPS)[number]['name'];

/** Write what else is known of a pair to `into[at ..]`. */
export function writeGroup<Known>(
  features: readonly GroupFeature<Known>[],
  pair: PairFacts,
  known: Known,
  into: Float64Array,
  at: number,
): void {
  for (let feature = 0; feature < features.length; feature++) {
    into[at + feature] = features[feature]?.of(pair, known) ?? 0;
  }
}

/** Write a pair's features to `into[at .. at + FEATURES.length)`. */
export function writeFeatures(pair: PairFacts, into: Float64Array, at: number): void {
  for (let feature = 0; feature < FEATURES.length; feature++) {
    into[at + feature] = FEATURES[feature]?.of(pair) ?? 0;
  }
}

const PROBABILITY_MIN = 1e-4;

function logit(probability: number): number {
  const inside = Math.min(Math.max(probability, PROBABILITY_MIN), 1 - PROBABILITY_MIN);
  return Math.log(inside / (1 - inside));
}

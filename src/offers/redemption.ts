import { normalQuantile } from '../cadence/normal.ts';
import type { Relation } from './segment.ts';
import type { Usage } from './usage.ts';

/** How the households of one segment answered one cycle's specials. */
export type Response = {
  readonly relation: Relation | 'any';
  readonly usage: Usage | 'any';
  /** Sum of the probabilities that were printed beside these specials: of a purchase, with or without them. */
  readonly expected: number;
  /** Specials redeemed. */
  readonly redeemed: number;
};

/** Of one segment: redemptions per expected purchase. */
export type RedemptionRate = {
  readonly mean: number;
  /** What it will not be above, at the risk asked for; undefined: too little is known to say so. */
  readonly atMost: number | undefined;
};

export type RedemptionRates = (relation: Relation | 'any', usage: Usage | 'any') => RedemptionRate;

/**
 * Redemptions per expected purchase before a chain has any of its own. Assumptions, and no more: who buys the product
 * anyway mostly brings the list, who buys another brand mostly stays with it. They have the weight of
 * {@link PRIOR_PURCHASES} expected purchases, and are gone after a cycle or two.
 */
const PRIOR: Readonly<Record<Relation | 'any', number>> = {
  loyal: 0.8,
  switcher: 0.6,
  lapsed: 0.3,
  rival: 0.2,
  new: 0.2,
  any: 0.5,
};
const PRIOR_PURCHASES = 20;
/** A usage class leans on its relation as a whole with this weight. */
const RELATION_PURCHASES = 50;

/** With fewer expected purchases behind it, or from fewer cycles, a rate bounds nothing. */
const BOUND_PURCHASES = 100;
const BOUND_CYCLES = 3;
/** No two cycles are alike: the least standard deviation from one to the next, as a share of the rate. */
const BETWEEN_CYCLES = 0.1;

/**
 * What a special's probability of a purchase means for its redemption, by relation and usage.
 *
 * A rate is redemptions over expected purchases with a prior worth so many purchases: the posterior mean of a Poisson rate
 * with gamma prior (A. Gelman et al., "Bayesian Data Analysis", 3rd ed. (2013), 2.6), first per relation, then per usage
 * around its relation. Its bound adds, at the risk asked for, the posterior's own spread and that between cycles, which is
 * measured and taken as {@link BETWEEN_CYCLES} at least.
 *
 * @param cycles Each cycle's responses.
 * @param risk Probability with which the true rate may be above `atMost`; 0: nothing is bounded.
 */
export function redemptionRates(cycles: readonly (readonly Response[])[], risk: number): RedemptionRates {
  const z = risk > 0 && risk < 1 ? normalQuantile(1 - risk) : Number.NaN;
  const known = new Map<Relation | 'any', Map<Usage | 'any', RedemptionRate>>();
  // Asked for every candidate of every household: no key is put together for it.
  return (relation, usage) => {
    const ofRelation = known.get(relation) ?? new Map<Usage | 'any', RedemptionRate>();
    known.set(relation, ofRelation);
    const rate = ofRelation.get(usage) ?? rateOf(cycles, relation, usage, z);
    ofRelation.set(usage, rate);
    return rate;
  };
}

/** P(a special is redeemed) for a probability of its purchase, by a rate: never more than certain. */
export function redeemProbability(probability: number, rate: number): number {
  return Math.min(1, probability * rate);
}

function rateOf(
  cycles: readonly (readonly Response[])[],
  relation: Relation | 'any',
  usage: Usage | 'any',
  z: number,
): RedemptionRate {
  const ofRelation = cycles.map((responses) => sum(responses.filter((one) => one.relation === relation)));
  const all = sum(ofRelation);
  const prior = posteriorMean(all, PRIOR[relation], PRIOR_PURCHASES);
  const cell = sum(cycles.flat().filter((one) => one.relation === relation && one.usage === usage));
  const mean = posteriorMean(cell, prior, RELATION_PURCHASES);
  const seen = ofRelation.filter(({ expected }) => expected > 0);
  if (!(z > 0) || all.expected < BOUND_PURCHASES || seen.length < BOUND_CYCLES)
    return { mean, atMost: undefined };
  const within = mean / (cell.expected + RELATION_PURCHASES);
  const between = Math.max(BETWEEN_CYCLES * mean, spread(seen));
  return { mean, atMost: mean + z * Math.sqrt(within + between ** 2) };
}

type Sum = { readonly expected: number; readonly redeemed: number };

function posteriorMean({ expected, redeemed }: Sum, prior: number, weight: number): number {
  return (redeemed + weight * prior) / (expected + weight);
}

function sum(parts: readonly Sum[]): Sum {
  return parts.reduce(
    (all, { expected, redeemed }) => ({
      expected: all.expected + expected,
      redeemed: all.redeemed + redeemed,
    }),
    { expected: 0, redeemed: 0 },
  );
}

/** Standard deviation of the cycles' own rates. */
function spread(cycles: readonly Sum[]): number {
  const rates = cycles.map(({ expected, redeemed }) => redeemed / expected);
  const mean = rates.reduce((a, b) => a + b, 0) / rates.length;
  return Math.sqrt(rates.reduce((a, b) => a + (b - mean) ** 2, 0) / (rates.length - 1));
}

import { normalQuantile } from '../cadence/normal.ts';
import { DEPTH_BOUNDS_PERCENT, type Depth } from '../shared/depth.ts';
import type { Relation } from './segment.ts';
import type { Usage } from './usage.ts';

/** A relation to an offer; what is shown since other habits speak for it has answers of its own. */
export type Stance = Relation | 'discovery' | 'any';

/** How the households of one segment answered one cycle's specials of one depth. */
export type Response = {
  readonly relation: Stance;
  readonly usage: Usage | 'any';
  /** undefined: not known, since it has no shelf price or is from before depths were kept. */
  readonly depth: Depth | undefined;
  readonly specials: number;
  /** Sum of the probabilities that were printed beside these specials: of a purchase, with or without them. */
  readonly expected: number;
  /** Specials redeemed. */
  readonly redeemed: number;
};

/** Of one segment and depth: redemptions per expected purchase. */
export type RedemptionRate = {
  readonly mean: number;
  /** What it will not be above, at the risk asked for; undefined: too little is known to say so. */
  readonly atMost: number | undefined;
};

export type RedemptionRates = (
  stance: Stance,
  usage: Usage | 'any',
  depth: Depth | undefined,
) => RedemptionRate;

type Prior = { readonly rate: number; readonly purchases: number };

/**
 * Redemptions per expected purchase before a chain has any of its own, and the weight of that in expected purchases. Assumptions,
 * and no more: who buys the product anyway mostly brings the list, who buys another brand mostly stays with it. They are gone
 * after a cycle or two. Of what is shown since other habits speak for it one in a hundred comes back, as of paper for everybody (1
 * to 3 % are told of that), where one in two hundred tries the need in a fortnight; purchases of those are so few that this weighs
 * {@link PRIOR_DISCOVERIES} specials instead.
 */
const PRIOR: Readonly<Record<Stance, Prior>> = {
  loyal: { rate: 0.8, purchases: 20 },
  switcher: { rate: 0.6, purchases: 20 },
  lapsed: { rate: 0.3, purchases: 20 },
  rival: { rate: 0.2, purchases: 20 },
  new: { rate: 0.2, purchases: 20 },
  any: { rate: 0.5, purchases: 20 },
  discovery: { rate: 2, purchases: 1 },
};
const PRIOR_DISCOVERIES = 100;
const PRIOR_REDEEMED = 1;
/** A usage class leans on its relation as a whole with this weight. Whoever does not buy a need has no usage of it. */
const RELATION_PURCHASES = 50;
/** A depth leans on its segment with the weight of so many expected redemptions: before there are any, all depths are alike. */
const SEGMENT_REDEMPTIONS = 20;

/** With fewer expected purchases behind it (of discoveries: specials), or from fewer cycles, a rate bounds nothing. */
const BOUND_PURCHASES = 100;
const BOUND_DISCOVERIES = 300;
const BOUND_CYCLES = 3;
/** No two cycles are alike: the least standard deviation from one to the next, as a share of the rate. */
const BETWEEN_CYCLES = 0.1;

type Cycles = readonly (readonly Response[])[];
type Segment = RedemptionRate & { readonly variance: number };

/**
 * What a special's probability of a purchase means for its redemption, by relation, usage and depth.
 *
 * A rate is redemptions over expected purchases with a prior worth so many purchases: the posterior mean of a Poisson rate
 * with gamma prior (A. Gelman et al., "Bayesian Data Analysis", 3rd ed. (2013), 2.6), first per relation, then per usage
 * around its relation; and of each depth of a relation redemptions over those that its segments' rates make expected, around 1.
 * A deeper special is taken to be redeemed no less often: where figures say otherwise, neighbouring depths have one figure (R.
 * Barlow et al., "Statistical Inference under Order Restrictions" (1972), 1.2). Its bound adds, at the risk asked for, the
 * posteriors' own spread and that between cycles, which is measured and taken as {@link BETWEEN_CYCLES} at least.
 *
 * @param cycles Each cycle's responses.
 * @param risk Probability with which the true rate may be above `atMost`; 0: nothing is bounded.
 */
export function redemptionRates(cycles: Cycles, risk: number): RedemptionRates {
  const z = risk > 0 && risk < 1 ? normalQuantile(1 - risk) : Number.NaN;
  const known = new Map<Stance, Map<Usage | 'any', RedemptionRate[]>>();
  const ratesOf = (stance: Stance, usage: Usage | 'any'): RedemptionRate[] => {
    const segment = segmentOf(cycles, stance, usage, z);
    const depths = depthsOf(cycles, stance, z);
    const { mean, atMost } = segment;
    return [{ mean, atMost }, ...depths.map((depth) => atDepth(segment, depth, z))];
  };
  // Asked for every candidate of every household: no key is put together for it.
  return (stance, usage, depth) => {
    const ofStance = known.get(stance) ?? new Map<Usage | 'any', RedemptionRate[]>();
    known.set(stance, ofStance);
    const rates = ofStance.get(usage) ?? ratesOf(stance, usage);
    ofStance.set(usage, rates);
    return rates[depth === undefined ? 0 : depth + 1] ?? rates[0] ?? { mean: 0, atMost: undefined };
  };
}

/** P(a special is redeemed) for a probability of its purchase, by a rate: never more than certain. */
export function redeemProbability(probability: number, rate: number): number {
  return Math.min(1, probability * rate);
}

function segmentOf(cycles: Cycles, stance: Stance, usage: Usage | 'any', z: number): Segment {
  const ofStance = cycles.map((responses) => sum(responses.filter((one) => one.relation === stance)));
  const all = sum(ofStance);
  const prior = priorOf(stance, all);
  const ofAll = posteriorMean(all, prior.rate, prior.purchases);
  const isOne = stance === 'discovery';
  const cell = isOne
    ? all
    : sum(cycles.flat().filter((one) => one.relation === stance && one.usage === usage));
  const mean = isOne ? ofAll : posteriorMean(cell, ofAll, RELATION_PURCHASES);
  const seen = ofStance.filter(({ expected }) => expected > 0);
  const isEnough = isOne ? all.specials >= BOUND_DISCOVERIES : all.expected >= BOUND_PURCHASES;
  if (!(z > 0) || !isEnough || seen.length < BOUND_CYCLES) return { mean, atMost: undefined, variance: 0 };
  const within = mean / (cell.expected + (isOne ? prior.purchases : RELATION_PURCHASES));
  const between = Math.max(BETWEEN_CYCLES * mean, spread(seen));
  const variance = within + between ** 2;
  return { mean, atMost: mean + z * Math.sqrt(variance), variance };
}

/** Of discoveries, so many redemptions of as many expected purchases as so many specials come to. */
function priorOf(stance: Stance, { specials, expected }: Sum): Prior {
  const prior = PRIOR[stance];
  if (stance !== 'discovery' || expected <= 0) return prior;
  const purchases = (PRIOR_DISCOVERIES * expected) / specials;
  return { rate: PRIOR_REDEEMED / purchases, purchases };
}

/** What a depth makes of its segments' rates, and the redemptions behind it. */
type AtDepth = { readonly times: number; readonly redemptions: number };

function depthsOf(cycles: Cycles, stance: Stance, z: number): AtDepth[] {
  const classes = DEPTH_BOUNDS_PERCENT.length + 1;
  const blocks: { times: number; redemptions: number; depths: number }[] = [];
  for (let depth = 0; depth < classes; depth++) {
    const of = cycles.flat().filter((one) => one.relation === stance && one.depth === depth);
    const { redeemed } = sum(of);
    const expected = of.reduce(
      (all, one) => all + one.expected * segmentOf(cycles, stance, one.usage, z).mean,
      0,
    );
    const redemptions = expected + SEGMENT_REDEMPTIONS;
    blocks.push({ times: (redeemed + SEGMENT_REDEMPTIONS) / redemptions, redemptions, depths: 1 });
    // The deeper one has less: pool the two, and look back again.
    for (let [before, last] = blocks.slice(-2); last !== undefined && before !== undefined; ) {
      if (before.times <= last.times) break;
      const together = before.redemptions + last.redemptions;
      blocks.splice(-2, 2, {
        times: (before.times * before.redemptions + last.times * last.redemptions) / together,
        redemptions: together,
        depths: before.depths + last.depths,
      });
      [before, last] = blocks.slice(-2);
    }
  }
  return blocks.flatMap(({ times, redemptions, depths }) =>
    Array.from({ length: depths }, () => ({ times, redemptions })),
  );
}

function atDepth(
  { mean, atMost, variance }: Segment,
  { times, redemptions }: AtDepth,
  z: number,
): RedemptionRate {
  const rate = mean * times;
  if (atMost === undefined) return { mean: rate, atMost };
  const own = (mean ** 2 * times) / redemptions;
  return { mean: rate, atMost: rate + z * Math.sqrt(times ** 2 * variance + own) };
}

type Sum = Pick<Response, 'specials' | 'expected' | 'redeemed'>;

function posteriorMean({ expected, redeemed }: Sum, prior: number, weight: number): number {
  return (redeemed + weight * prior) / (expected + weight);
}

function sum(parts: readonly Sum[]): Sum {
  return parts.reduce(
    (all, { specials, expected, redeemed }) => ({
      specials: all.specials + specials,
      expected: all.expected + expected,
      redeemed: all.redeemed + redeemed,
    }),
    { specials: 0, expected: 0, redeemed: 0 },
  );
}

/** Standard deviation of the cycles' own rates. */
function spread(cycles: readonly Sum[]): number {
  const rates = cycles.map(({ expected, redeemed }) => redeemed / expected);
  const mean = rates.reduce((a, b) => a + b, 0) / rates.length;
  return Math.sqrt(rates.reduce((a, b) => a + (b - mean) ** 2, 0) / (rates.length - 1));
}

import type { HouseholdHistory } from '../history/household-history.ts';
import { addArrays, addAt, fromUnits, toUnits } from './fixed-point.ts';
import { assertBefore, type GapSums, gapSums } from './gaps.ts';
import { householdOffset, type Priors } from './priors.ts';

/** Purchase ordinals are told apart up to this one, which stands for all later ones too. */
const ORDINAL_MAX = 12;

/** A product not bought for this many days (or for half the chain's history, if that is shorter) may be given up. */
const SILENCE_MAX_DAYS = 182;

/** Own observations count as so many more from the product when a pair's variance is estimated. */
const PAIR_VARIANCE_PULL = 6;

/** Spread of true mean log gaps between households: its least value, and the one assumed with too few pairs to tell. */
const SPREAD_MIN = 0.05;
const SPREAD_UNKNOWN = 0.3;
const SPREAD_PAIRS_MIN = 50;

/** A product's odds of being dropped differ from the chain's by at most this factor. */
const DROPOUT_FACTOR_MAX = 5;

/** Second pass over the households: what needs the priors. Plain data; all sums are integers. */
export type Pass2 = {
  readonly priors: Priors;
  /** By ordinal of the purchase, 1..12: purchases made before the silence began, and pairs whose last one it was. */
  readonly reached: Float64Array;
  readonly died: Float64Array;
  /** Pairs with at least two gaps; squared distances of their mean log gap from its prior; sampling variances. */
  spreadPairs: number;
  distanceUnits: number;
  samplingUnits: number;
};

/** Everything that scoring a household needs to know of the others. */
export type Population = {
  readonly priors: Priors;
  /** Variance of true mean log gaps around their prior (tau2). */
  readonly logGapSpread: number;
  /** Odds that a product is dropped after its j-th purchase, at index j = 1..12 (0 means nothing). */
  readonly dropoutOdds: Float64Array;
  /** The product's own factor on those odds, by productNo. */
  readonly dropoutFactor: Float64Array;
};

export function newPass2(priors: Priors): Pass2 {
  return {
    priors,
    reached: new Float64Array(ORDINAL_MAX + 1),
    died: new Float64Array(ORDINAL_MAX + 1),
    spreadPairs: 0,
    distanceUnits: 0,
    samplingUnits: 0,
  };
}

/** Add one household, the same as in the first pass. @throws RangeError for a trip on or after the pass's day. */
export function addToPass2(pass: Pass2, history: HouseholdHistory): void {
  assertBefore(history, pass.priors.asOf);
  countDropouts(pass, history);
  addSpread(pass, history, gapSums(history));
}

function countDropouts(pass: Pass2, history: HouseholdHistory): void {
  const { asOf, firstDay } = pass.priors;
  const silentFrom = asOf - Math.min(SILENCE_MAX_DAYS, (asOf - firstDay) / 2);
  for (let place = 0; place < history.productNos.length; place++) {
    const from = history.starts[place] ?? 0;
    const until = history.starts[place + 1] ?? from;
    for (let at = from; at < until && (history.days[at] ?? 0) < silentFrom; at++) {
      const ordinal = ordinalClass(at - from + 1);
      addAt(pass.reached, ordinal, 1);
      if (at === until - 1) addAt(pass.died, ordinal, 1);
    }
  }
}

function addSpread(pass: Pass2, history: HouseholdHistory, sums: GapSums): void {
  const { priors } = pass;
  const offset = householdOffset(priors, history, sums);
  for (let place = 0; place < history.productNos.length; place++) {
    const m = sums.gaps[place] ?? 0;
    if (m < 2) continue;
    const productNo = history.productNos[place] ?? 0;
    const distance = (sums.logSum[place] ?? 0) / m - ((priors.logGapMean[productNo] ?? 0) + offset);
    pass.spreadPairs += 1;
    pass.distanceUnits += toUnits(distance * distance);
    pass.samplingUnits += toUnits(pairVariance(priors, productNo, m, sums.logSquares[place] ?? 0) / m);
  }
}

/** Both passes' households together. @throws RangeError when they are of different days. */
export function mergePass2(a: Pass2, b: Pass2): Pass2 {
  if (a.priors.asOf !== b.priors.asOf) throw new RangeError('passes as of different days');
  return {
    priors: a.priors,
    reached: addArrays(a.reached, b.reached),
    died: addArrays(a.died, b.died),
    spreadPairs: a.spreadPairs + b.spreadPairs,
    distanceUnits: a.distanceUnits + b.distanceUnits,
    samplingUnits: a.samplingUnits + b.samplingUnits,
  };
}

/**
 * Step 5 (see `score.ts`): how much households differ, as the spread of the pairs' means less what sampling alone would
 * spread them (the method of moments of one-way random effects). Step 8, its tables: hazards of dropping a product after
 * the j-th purchase, `(died + 0.6) / (reached + 2)`, as odds.
 *
 * Source: P. Fader, B. Hardie and K. L. Lee, "Counting Your Customers the Easy Way" (BG/NBD, 2005), whose customers may
 * leave after each purchase; here with one hazard per ordinal, estimated from those silent for half a year, instead of
 * a beta distribution.
 */
export function finishPass2(pass: Pass2): Population {
  const { priors, spreadPairs } = pass;
  const between = (fromUnits(pass.distanceUnits) - fromUnits(pass.samplingUnits)) / Math.max(1, spreadPairs);
  const chainOdds = (1 - priors.repeatShareChain) / priors.repeatShareChain;
  return {
    priors,
    logGapSpread: spreadPairs > SPREAD_PAIRS_MIN ? Math.max(SPREAD_MIN, between) : SPREAD_UNKNOWN,
    dropoutOdds: pass.died.map((died, ordinal) => {
      const hazard = (died + 0.6) / ((pass.reached[ordinal] ?? 0) + 2);
      return hazard / (1 - hazard);
    }),
    dropoutFactor: priors.repeatShare.map((share) => {
      const factor = (1 - share) / share / chainOdds;
      return Math.min(Math.max(factor, 1 / DROPOUT_FACTOR_MAX), DROPOUT_FACTOR_MAX);
    }),
  };
}

/** Where a purchase's ordinal (1, 2, …) stands in the tables by ordinal. */
export function ordinalClass(ordinal: number): number {
  return Math.min(ordinal, ORDINAL_MAX);
}

/**
 * Step 4, its last part: variance of one pair's log gaps (pv), from its own squared deviations (m - 1 degrees of freedom;
 * none below two gaps) and the product's variance.
 */
export function pairVariance(priors: Priors, productNo: number, m: number, logSquares: number): number {
  const freedom = Math.max(0, m - 1);
  const usual = priors.logGapVariance[productNo] ?? 0;
  return (logSquares + PAIR_VARIANCE_PULL * usual) / (freedom + PAIR_VARIANCE_PULL);
}

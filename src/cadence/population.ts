import type { HouseholdHistory } from '../history/household-history.ts';
import type { Needs } from '../history/need-days.ts';
import { addArrays, addAt, fromUnits, toUnits } from './fixed-point.ts';
import { type Snapshots, takeSnapshots } from './gaps.ts';
import { householdOffset, type Priors } from './priors.ts';

/** Purchase ordinals are told apart up to this one, which stands for all later ones too. */
const ORDINAL_MAX = 12;
const ORDINALS = ORDINAL_MAX + 1;

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

/** Second pass over the households: what needs the priors, as of the same days. Plain data; all sums are integers. */
export type Pass2 = {
  readonly priors: readonly Priors[];
  /**
   * By day and, within it, ordinal of the purchase, 1..12: purchases made before the silence began, and pairs whose last
   * one it was; each as what the day adds to the one before.
   */
  readonly reached: Float64Array;
  readonly died: Float64Array;
  /** By day: pairs with at least two gaps; squared distances of their mean log gap from its prior; sampling variances. */
  readonly spreadPairs: Float64Array;
  readonly distanceUnits: Float64Array;
  readonly samplingUnits: Float64Array;
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
  /** The same of needs, as if each were a product; undefined: nobody asked for it. */
  readonly needs?: { readonly numbers: Needs; readonly tables: Population };
};

export function newPass2(priors: readonly Priors[]): Pass2 {
  const byDay = () => new Float64Array(priors.length);
  return {
    priors,
    reached: new Float64Array(priors.length * ORDINALS),
    died: new Float64Array(priors.length * ORDINALS),
    spreadPairs: byDay(),
    distanceUnits: byDay(),
    samplingUnits: byDay(),
  };
}

/** Add one household, the same as in the first pass. */
export function addToPass2(pass: Pass2, history: HouseholdHistory, snapshots: Snapshots): void {
  countDropouts(pass, history);
  takeSnapshots(snapshots, history);
  pass.priors.forEach((priors, c) => {
    addSpread(pass, priors, history, snapshots, c);
  });
}

/** The day from which a product not bought since counts as silent, as of a day. */
function silentFrom({ asOf, firstDay }: Priors): number {
  return asOf - Math.min(SILENCE_MAX_DAYS, (asOf - firstDay) / 2);
}

function countDropouts(pass: Pass2, history: HouseholdHistory): void {
  const { priors, reached, died } = pass;
  const silences = priors.map(silentFrom);
  for (let place = 0; place < history.productNos.length; place++) {
    const from = history.starts[place] ?? 0;
    const until = history.starts[place + 1] ?? from;
    // The first day of ours before which the purchase was made in time; and the first that knows of the next one.
    let c = 0;
    let known = 0;
    for (let at = from; at < until; at++) {
      const ordinal = ordinalClass(at - from + 1);
      const day = history.days[at] ?? 0;
      while (c < silences.length && (silences[c] ?? 0) <= day) c++;
      if (c === silences.length) break;
      addAt(reached, c * ORDINALS + ordinal, 1);
      const next = at + 1 < until ? (history.days[at + 1] ?? 0) : Infinity;
      while (known < priors.length && (priors[known]?.asOf ?? 0) <= next) known++;
      if (c >= known) continue;
      addAt(died, c * ORDINALS + ordinal, 1);
      if (known < priors.length) addAt(died, known * ORDINALS + ordinal, -1);
    }
  }
}

function addSpread(
  pass: Pass2,
  priors: Priors,
  history: HouseholdHistory,
  snapshots: Snapshots,
  c: number,
): void {
  const { count, ends, logSum, logSquares } = snapshots;
  const offset = householdOffset(priors, history, snapshots, c);
  for (let place = 0; place < count; place++) {
    const slot = c * count + place;
    const m = (ends[slot] ?? 0) - (history.starts[place] ?? 0) - 1;
    if (m < 2) continue;
    const productNo = history.productNos[place] ?? 0;
    const distance = (logSum[slot] ?? 0) / m - ((priors.logGapMean[productNo] ?? 0) + offset);
    addAt(pass.spreadPairs, c, 1);
    addAt(pass.distanceUnits, c, toUnits(distance * distance));
    addAt(pass.samplingUnits, c, toUnits(pairVariance(priors, productNo, m, logSquares[slot] ?? 0) / m));
  }
}

/** Both passes' households together. @throws RangeError when they are of different days. */
export function mergePass2(a: Pass2, b: Pass2): Pass2 {
  const days = (pass: Pass2) => pass.priors.map(({ asOf }) => asOf).join();
  if (days(a) !== days(b)) throw new RangeError('passes as of different days');
  return {
    priors: a.priors,
    reached: addArrays(a.reached, b.reached),
    died: addArrays(a.died, b.died),
    spreadPairs: addArrays(a.spreadPairs, b.spreadPairs),
    distanceUnits: addArrays(a.distanceUnits, b.distanceUnits),
    samplingUnits: addArrays(a.samplingUnits, b.samplingUnits),
  };
}

/**
 * Step 5 (see `score.ts`): how much households differ, as the spread of the pairs' means less what sampling alone would
 * spread them (the method of moments of one-way random effects). Step 8, its tables: hazards of dropping a product after
 * the j-th purchase, `(died + 0.6) / (reached + 2)`, as odds. One population per day.
 *
 * Source: P. Fader, B. Hardie and K. L. Lee, "Counting Your Customers the Easy Way" (BG/NBD, 2005), whose customers may
 * leave after each purchase; here with one hazard per ordinal, estimated from those silent for half a year, instead of
 * a beta distribution.
 */
export function finishPass2(pass: Pass2): Population[] {
  const reached = new Float64Array(ORDINALS);
  const died = new Float64Array(ORDINALS);
  return pass.priors.map((priors, c) => {
    for (let ordinal = 0; ordinal < ORDINALS; ordinal++) {
      addAt(reached, ordinal, pass.reached[c * ORDINALS + ordinal] ?? 0);
      addAt(died, ordinal, pass.died[c * ORDINALS + ordinal] ?? 0);
    }
    const pairs = pass.spreadPairs[c] ?? 0;
    const distance = fromUnits(pass.distanceUnits[c] ?? 0) - fromUnits(pass.samplingUnits[c] ?? 0);
    const chainOdds = (1 - priors.repeatShareChain) / priors.repeatShareChain;
    return {
      priors,
      logGapSpread: pairs > SPREAD_PAIRS_MIN ? Math.max(SPREAD_MIN, distance / pairs) : SPREAD_UNKNOWN,
      dropoutOdds: died.map((ended, ordinal) => {
        const hazard = (ended + 0.6) / ((reached[ordinal] ?? 0) + 2);
        return hazard / (1 - hazard);
      }),
      dropoutFactor: priors.repeatShare.map((share) => {
        const factor = (1 - share) / share / chainOdds;
        return Math.min(Math.max(factor, 1 / DROPOUT_FACTOR_MAX), DROPOUT_FACTOR_MAX);
      }),
    };
  });
}

/** Where a purchase's ordinal (1, 2, …) stands in the tables by ordinal. */
export function ordinalClass(ordinal: number): number {
  return Math.min(ordinal, ORDINAL_MAX);
}

/**
 * Step 4, its last part: variance of one pair's log gaps (pv), from its own squared deviations (m - 1 degrees of freedom;
 * none below two gaps) and the product's variance, or a share of it.
 */
export function pairVariance(
  priors: Priors,
  productNo: number,
  m: number,
  logSquares: number,
  usualShare = 1,
): number {
  const freedom = Math.max(0, m - 1);
  const usual = usualShare * (priors.logGapVariance[productNo] ?? 0);
  return (logSquares + PAIR_VARIANCE_PULL * usual) / (freedom + PAIR_VARIANCE_PULL);
}

import type { HouseholdHistory } from '../history/household-history.ts';
import type { Day } from '../shared/day.ts';
import { assertBefore, gapSums } from './gaps.ts';
import { ordinalClass, type Population, pairVariance } from './population.ts';
import { householdOffset } from './priors.ts';
import { newRenewal, probabilityWithin, type Renewal, setRenewal } from './renewal.ts';
import { DECAY_30, DECAY_90, decayedCount, visitRatePerDay } from './trip-share.ts';

/** The window asked about: `[asOf + leadDays, asOf + leadDays + horizonDays)`. */
export type ScoreWindow = {
  readonly asOf: Day;
  /** 0..56; 0: the window begins at once. */
  readonly leadDays: number;
  /** 1..56. */
  readonly horizonDays: number;
};

export const WINDOW_DAYS_MAX = 56;

/** One household's products, parallel to `productNos` (the history's own, ascending). */
export type HouseholdScores = {
  readonly householdNo: number;
  readonly productNos: Int32Array;
  /** P(the household buys the product within the window), 0..1. */
  readonly probability: Float64Array;
  /** Median day of the first purchase in the window, given that there is one; always within the window. */
  readonly expectedDay: Int32Array;
  /** Purchase days so far. */
  readonly purchases: Int32Array;
  readonly lastDay: Int32Array;
  /** Median gap between purchases, e^mu, from this household's gaps and the prior together; to a tenth of a day. */
  readonly gapMedianDays: Float64Array;
};

/**
 * Which products a household will buy, and when: a closed form of two views that err differently.
 *
 * The view by rhythm (steps 2 to 8): gaps between purchases of a product are log-normal; their mean is the household's own,
 * shrunk to a prior of product, category, chain and household; after each purchase the product may have been dropped,
 * the likelier the longer it is overdue. The view by trips (step 1): which share of recent trips had the product, and how
 * many trips the window will have. Step numbers in this folder's comments:
 *  1. decayed counts of purchases and trips; visit rate          (trip-share)
 *  2. repeat share of a product  3. prior of its mean log gap  4. variance of log gaps within a pair   (priors)
 *  5. variance of mean log gaps between households               (population)
 *  6. posterior of the pair's mean log gap                       (here)
 *  7. probability by rhythm, the running gap being censored      (renewal)
 *  8. dropout by ordinal of the purchase                         (population, here)
 *  9. blend: the geometric mean of both views                    (here)
 *
 * Source: shrunk log-normal inter-purchase times with empirical-Bayes priors (log-normal gaps as in R. Bhagat et al., "Buy
 * It Again: Modeling Repeat Purchase Recommendations", 2018; there one distribution per product, here a posterior per
 * pair); dropout after each purchase as in BG/NBD (P. Fader, B. Hardie and K. L. Lee, 2005).
 *
 * @throws RangeError for a window out of range, or a history that is not as of `asOf`.
 */
export function scoreHousehold(
  population: Population,
  history: HouseholdHistory,
  window: ScoreWindow,
): HouseholdScores {
  assertWindow(window);
  assertBefore(history, window.asOf);
  const { asOf, leadDays, horizonDays } = window;
  const { priors } = population;
  const { productNos, starts, days } = history;
  const sums = gapSums(history);
  const offset = householdOffset(priors, history, sums);
  const habit = tripHabit(history, asOf);
  const renewal = newRenewal(leadDays);
  const scores = emptyScores(history);

  for (let place = 0; place < productNos.length; place++) {
    const productNo = productNos[place] ?? 0;
    const from = starts[place] ?? 0;
    const until = starts[place + 1] ?? from;
    const lastDay = days[until - 1] ?? 0;
    const m = until - from - 1;

    const variance = pairVariance(priors, productNo, m, sums.logSquares[place] ?? 0);
    const pull = variance / population.logGapSpread;
    const prior = (priors.logGapMean[productNo] ?? 0) + offset;
    const logMean = ((sums.logSum[place] ?? 0) + pull * prior) / (m + pull);
    const logSpread = Math.sqrt(variance + (population.logGapSpread * pull) / (m + pull));
    setRenewal(renewal, logMean, logSpread, asOf - lastDay);

    const bought = decayedCount(DECAY_90, days, from, until, asOf);
    const logMissPerDay = habit.logMissPerDay(bought, priors.repeatShare[productNo] ?? 0);
    const alive = probabilityAlive(population, productNo, m + 1, renewal.survival);
    const rhythm = probabilityWithin(renewal, horizonDays);
    const trips = -Math.expm1(logMissPerDay * horizonDays);

    scores.probability[place] = Math.sqrt(alive * rhythm * trips);
    scores.expectedDay[place] = asOf + leadDays + medianOffset(renewal, horizonDays, rhythm);
    scores.purchases[place] = m + 1;
    scores.lastDay[place] = lastDay;
    scores.gapMedianDays[place] = Math.round(10 * Math.exp(logMean)) / 10;
  }
  return scores;
}

/**
 * Step 9's view by trips, for one household: a trip has the product with probability q = (D_90 + 0.05 rcp) / (N_90 + 0.5),
 * and the window has horizon * (v_30 + v_90) / 2 trips. @returns The logarithm of P(not bought) per day of the window.
 */
function tripHabit(history: HouseholdHistory, asOf: Day) {
  const { tripDays } = history;
  const trips = decayedCount(DECAY_90, tripDays, 0, tripDays.length, asOf);
  const ratePerDay =
    (visitRatePerDay(DECAY_30, tripDays, asOf) + visitRatePerDay(DECAY_90, tripDays, asOf)) / 2;
  return {
    logMissPerDay: (bought: number, repeatShare: number) =>
      ratePerDay * Math.log1p(-(bought + 0.05 * repeatShare) / (trips + 0.5)),
  };
}

/**
 * Step 8: P(the product was not dropped | no purchase since), by Bayes' rule from the odds of dropping it after the k-th
 * purchase and the probability S of a gap this long if it was not dropped.
 */
function probabilityAlive(population: Population, productNo: number, k: number, survival: number): number {
  const odds = (population.dropoutOdds[ordinalClass(k)] ?? 0) * (population.dropoutFactor[productNo] ?? 1);
  const dropped = odds / (1 + odds);
  return ((1 - dropped) * survival) / ((1 - dropped) * survival + dropped);
}

/**
 * The day of the window (0 = its first) by which half of its probability by rhythm, `rhythm`, has come: the median of the
 * first purchase in it. The view by trips would move it by hours. Nothing to halve: the middle.
 */
function medianOffset(renewal: Renewal, horizonDays: number, rhythm: number): number {
  if (!(rhythm > 0)) return (horizonDays - 1) >> 1;
  let low = 1;
  let high = horizonDays;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (probabilityWithin(renewal, middle) >= rhythm / 2) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}

function emptyScores(history: HouseholdHistory): HouseholdScores {
  const count = history.productNos.length;
  return {
    householdNo: history.householdNo,
    productNos: history.productNos,
    probability: new Float64Array(count),
    expectedDay: new Int32Array(count),
    purchases: new Int32Array(count),
    lastDay: new Int32Array(count),
    gapMedianDays: new Float64Array(count),
  };
}

function assertWindow({ leadDays, horizonDays }: ScoreWindow): void {
  if (!Number.isInteger(leadDays) || leadDays < 0 || leadDays > WINDOW_DAYS_MAX) {
    throw new RangeError(`leadDays: ${leadDays}`);
  }
  if (!Number.isInteger(horizonDays) || horizonDays < 1 || horizonDays > WINDOW_DAYS_MAX) {
    throw new RangeError(`horizonDays: ${horizonDays}`);
  }
}

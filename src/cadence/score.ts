import type { HouseholdHistory } from '../history/household-history.ts';
import { closedForm } from './closed-form.ts';
import { probabilityReader } from './fit.ts';
import { assertBefore, newSnapshots, takeSnapshots } from './gaps.ts';
import { groupsOf, isUsable, newRowWriter } from './groups.ts';
import type { Model } from './model.ts';
import { newPairReader, openHousehold, readPair } from './pair-facts.ts';
import { probabilityWithin, type Renewal } from './renewal.ts';
import { assertWindow, type ScoreWindow } from './window.ts';

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
 * Which products a household will buy, and when, by ten steps to which this folder's comments refer:
 *  1. decayed counts of purchases and trips; visit rate                 (trip-share)
 *  2. repeat share of a product  3. prior of its mean log gap  4. variance of log gaps within a pair   (priors)
 *  5. variance of mean log gaps between households                      (population)
 *  6. posterior of the pair's mean log gap                              (pair-facts)
 *  7. probability by rhythm, the running gap being censored             (renewal)
 *  8. dropout by ordinal of the purchase                                (population, pair-facts)
 *  9. what is known of a pair, as twenty-four numbers                   (features, line-windows)
 *     and besides, in groups: its need, quantities, absences            (need-facts, quantity-facts, absence-facts),
 *     each where it makes the fit better                                (groups, gate)
 * 10. their logistic regression on what happened in windows that are over   (newton, fit, learn)
 * Without a fit, the geometric mean of the views by rhythm and by trips answers (closed-form). What is no longer sold has no
 * probability (line-windows).
 *
 * The rhythm: gaps between purchases of a product are log-normal; their mean is the household's own, shrunk to a prior of
 * product, category, chain and household; after each purchase the product may have been dropped, the likelier the longer
 * it is overdue. The expected day is the rhythm's, too: the median of the first purchase within the window, given that
 * there is one. A second and third regression, on being bought in the first 3 and 7 of 14 days, was no nearer (mean error
 * 3.22 days against 3.20, median 3 both, on the first 20 products of nine cut-offs of 2011 and 2012 of fifty households).
 *
 * Source: shrunk log-normal inter-purchase times with empirical-Bayes priors (log-normal gaps as in R. Bhagat et al., "Buy
 * It Again: Modeling Repeat Purchase Recommendations", 2018; there one distribution per product, here a posterior per
 * pair); dropout after each purchase as in BG/NBD (P. Fader, B. Hardie and K. L. Lee, 2005).
 *
 * @throws RangeError for a window out of range, or that the model was not fitted for, or a history that is not as of `asOf`.
 */
export function scoreHousehold(
  model: Model,
  history: HouseholdHistory,
  window: ScoreWindow,
): HouseholdScores {
  return householdScorer(model, window)(history);
}

/** The same for many households. */
export function householdScorer(
  model: Model,
  window: ScoreWindow,
): (history: HouseholdHistory) => HouseholdScores {
  assertWindow(window);
  assertFits(model, window);
  const { population, fit } = model;
  const { asOf, leadDays, horizonDays } = window;
  const { gone } = population.priors.lines;
  const snapshots = newSnapshots([asOf]);
  const reader = newPairReader(population, snapshots, window);
  const answer = fit === undefined ? undefined : probabilityReader(fit.all);
  const writer = newRowWriter(groupsOf(fit), [asOf], window);
  const row = new Float64Array(writer.names.length);
  const probabilityOf = (place: number): number => {
    if (answer === undefined) return closedForm(readPair(reader, place));
    writer.write(reader, place, row, 0);
    return answer(row, 0);
  };
  return (history) => {
    assertBefore(history, asOf);
    takeSnapshots(snapshots, history);
    openHousehold(reader, population, history, 0);
    writer.open(reader);
    const scores = emptyScores(history);
    for (let place = 0; place < history.productNos.length; place++) {
      const pair = reader.facts;
      const probability = probabilityOf(place);
      // Nobody buys what is no longer sold, however much of a habit it was.
      const isGone = gone[history.productNos[place] ?? 0] === 1;
      scores.probability[place] = isGone ? 0 : probability;
      scores.expectedDay[place] = asOf + leadDays + medianOffset(reader.renewal, horizonDays, pair.rhythm);
      scores.purchases[place] = pair.purchases;
      scores.lastDay[place] = pair.lastDay;
      scores.gapMedianDays[place] = Math.round(10 * Math.exp(pair.logMean)) / 10;
    }
    return scores;
  };
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

function assertFits({ population, fit }: Model, { asOf, leadDays, horizonDays }: ScoreWindow): void {
  if (population.priors.asOf !== asOf) {
    throw new RangeError(`a population as of day ${population.priors.asOf}, not ${asOf}`);
  }
  if (groupsOf(fit).has('needs') && population.needs === undefined)
    throw new RangeError('a population without needs');
  if (fit !== undefined && !isUsable(fit)) throw new RangeError('a fit of other features');
  if (fit !== undefined && (fit.leadDays !== leadDays || fit.horizonDays !== horizonDays)) {
    throw new RangeError(
      `a fit for days ${fit.leadDays} + ${fit.horizonDays}, not ${leadDays} + ${horizonDays}`,
    );
  }
}

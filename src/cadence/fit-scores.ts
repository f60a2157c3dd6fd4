import { type Coefficients, count, type Observed, probabilityReader, selected } from './fit.ts';

/** How good probabilities were on a window that they did not know. */
export type FitScores = {
  /** Mean of -ln(probability of what happened): what fits are judged by. */
  readonly logLoss: number;
  /** Mean squared error. */
  readonly brier: number;
  /** Expected calibration error: |mean probability - share bought| per band of probability, weighted by pairs. */
  readonly ece: number;
  /** NDCG@20 with binary gains, mean over households that bought any of their products. */
  readonly ndcg: number;
};

/** Pairs of whole households, one after the other. */
export type HeldOut = Observed & {
  /** Where each household begins. */
  readonly starts: readonly number[];
  /** What the closed form says. */
  readonly closedForm: Float64Array;
};

const BAND_EDGES = [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, Infinity];
const TOP = 20;
const PROBABILITY_MIN = 1e-6;

/** A regression on some of the features. */
export type Regression = { readonly features: readonly string[]; readonly of: Coefficients };

/** @throws RangeError for a feature that was not observed. */
export function scoreRegression(regression: Regression, held: HeldOut): FitScores {
  return scoreProbabilities(probabilitiesOf(regression, held), held);
}

/** Of each pair. */
export function probabilitiesOf({ features, of }: Regression, observed: Observed): Float64Array {
  const probability = probabilityReader(of);
  const rows = selected(observed, features);
  return Float64Array.from(observed.labels, (_, row) => probability(rows, row * features.length));
}

/**
 * Scores of probabilities, parallel to the labels; all 0 without a pair.
 *
 * Source: G. W. Brier, "Verification of Forecasts Expressed in Terms of Probability" (1950); ECE as M. P. Naeini et al.,
 * "Obtaining Well Calibrated Probabilities Using Bayesian Binning" (2015), with bands that are finer where most pairs are;
 * NDCG: K. Järvelin and J. Kekäläinen (2002).
 */
export function scoreProbabilities(
  probability: Float64Array,
  { labels, starts }: Pick<HeldOut, 'labels' | 'starts'>,
): FitScores {
  const excess = new Float64Array(BAND_EDGES.length);
  let brier = 0;
  let logLoss = 0;
  for (let row = 0; row < labels.length; row++) {
    const p = probability[row] ?? 0;
    const label = labels[row] ?? 0;
    brier += (p - label) ** 2;
    logLoss += logLossOf(p, label);
    const band = BAND_EDGES.findIndex((edge) => p < edge);
    excess[band] = (excess[band] ?? 0) + p - label;
  }
  const gains = starts.flatMap((from, household) =>
    ndcg(probability, labels, from, starts[household + 1] ?? labels.length),
  );
  const pairs = Math.max(1, labels.length);
  return {
    logLoss: logLoss / pairs,
    brier: brier / pairs,
    ece: excess.reduce((sum, each) => sum + Math.abs(each), 0) / pairs,
    ndcg: gains.reduce((a, b) => a + b, 0) / Math.max(1, gains.length),
  };
}

/** Of one pair. */
export function logLossOf(probability: number, label: number): number {
  return -Math.log(Math.max(label === 1 ? probability : 1 - probability, PROBABILITY_MIN));
}

/** Of one household: one number, or none when it bought nothing. */
function ndcg(probability: Float64Array, labels: Uint8Array, from: number, until: number): number[] {
  const positives = count(labels.subarray(from, until));
  if (positives === 0) return [];
  const ranked = Array.from({ length: until - from }, (_, place) => from + place)
    .sort((a, b) => (probability[b] ?? 0) - (probability[a] ?? 0) || a - b)
    .slice(0, TOP);
  const discount = (rank: number) => 1 / Math.log2(rank + 2);
  const gain = ranked.reduce((sum, row, rank) => sum + (labels[row] ?? 0) * discount(rank), 0);
  const ideal = ranked.reduce((sum, _, rank) => sum + (rank < positives ? discount(rank) : 0), 0);
  return [gain / ideal];
}

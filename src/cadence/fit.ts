import type { Day } from '../shared/day.ts';
import { fitLogistic } from './newton.ts';

/** A logistic regression on features. */
export type Coefficients = {
  /** Mean and standard deviation of each feature over the training pairs; 0: it was the same for all, and says nothing. */
  readonly means: readonly number[];
  readonly spreads: readonly number[];
  /** b0, then b. */
  readonly weights: readonly number[];
};

/** What was learnt from a chain's own past: plain data that can be stored. */
export type Fit = {
  readonly asOf: Day;
  readonly leadDays: number;
  readonly horizonDays: number;
  /** Names of the features, in order, with those of the groups that earned it; a fit is of use to a program that has the same. */
  readonly features: readonly string[];
  /** Days from which it looked forward, pairs, and how many of those were bought. */
  readonly days: readonly Day[];
  readonly pairs: number;
  readonly bought: number;
  /** Of all days: what probabilities are made of. */
  readonly all: Coefficients;
  /** Without those of which the newest window could know: what the fit is judged by, now and by later windows. */
  readonly tested: Coefficients;
};

/** Pairs with what happened to them. */
export type Observed = {
  /** Of the numbers in a row, which are features. */
  readonly names: readonly string[];
  /** Row by row, not standardised. */
  readonly rows: Float64Array;
  /** 1: bought in the window. */
  readonly labels: Uint8Array;
};

/** Standard deviations at which a feature is cut off. */
const CLIP = 6;
const RIDGE = 20;

/** Fewer than these teach less than the closed form knows. */
const PAIRS_MIN = 1_000;
const OUTCOMES_MIN = 100;

/**
 * Step 10: standardised features, logistic regression with a ridge.
 *
 * @param features Names of some of the numbers in a row, each of which is there.
 * @param near A fit of much the same pairs, with the same features or the first of them.
 * @returns undefined when too little was observed, or too little of either outcome.
 * @throws RangeError for a feature that is no number, or coefficients that are none: such a fit would be taken for a worse one.
 */
export function fitObserved(
  observed: Observed,
  features: readonly string[],
  near?: Coefficients,
): Coefficients | undefined {
  const { labels } = observed;
  const bought = count(labels);
  if (labels.length < PAIRS_MIN || Math.min(bought, labels.length - bought) < OUTCOMES_MIN) return undefined;

  const width = features.length;
  const standard = selected(observed, features);
  const { means, spreads } = moments(standard, width);
  features.forEach((name, feature) => {
    if (!Number.isFinite(means[feature])) throw new RangeError(`${name} is no number for some pair`);
  });
  const scales = spreads.map(scaleOf);
  for (let row = 0; row < standard.length; row += width) {
    for (let feature = 0; feature < width; feature++) {
      const at = row + feature;
      standard[at] = standardised(standard[at] ?? 0, means[feature] ?? 0, scales[feature] ?? 0);
    }
  }
  const start = near === undefined ? undefined : startAt(near, width);
  const weights = fitLogistic({ width, rows: standard, labels }, RIDGE, start);
  if (!weights.every(Number.isFinite)) throw new RangeError('a coefficient is no number');
  return { means: [...means], spreads: [...spreads], weights: [...weights] };
}

function startAt({ weights }: Coefficients, width: number): Float64Array {
  const start = new Float64Array(width + 1);
  start.set(weights);
  return start;
}

/** The first so many pairs. */
export function firstPairs({ names, rows, labels }: Observed, pairs: number): Observed {
  return { names, rows: rows.subarray(0, pairs * names.length), labels: labels.subarray(0, pairs) };
}

export function count(labels: Uint8Array): number {
  return labels.reduce((sum, label) => sum + label, 0);
}

/**
 * Some features of each pair, row by row, in an array of their own.
 *
 * @throws RangeError for one that was not observed.
 */
export function selected({ names, rows, labels }: Observed, features: readonly string[]): Float64Array {
  const places = Int32Array.from(features, (name) => names.indexOf(name));
  if (places.includes(-1)) throw new RangeError('a feature that was not observed');
  const into = new Float64Array(labels.length * features.length);
  let end = 0;
  for (let from = 0; from < rows.length; from += names.length) {
    for (let feature = 0; feature < places.length; feature++) {
      into[end++] = rows[from + (places[feature] ?? 0)] ?? 0;
    }
  }
  return into;
}

function moments(rows: Float64Array, width: number) {
  const pairs = rows.length / width;
  const means = new Float64Array(width);
  const variances = new Float64Array(width);
  for (let row = 0; row < rows.length; row += width) {
    for (let feature = 0; feature < width; feature++)
      means[feature] = (means[feature] ?? 0) + (rows[row + feature] ?? 0) / pairs;
  }
  for (let row = 0; row < rows.length; row += width) {
    for (let feature = 0; feature < width; feature++) {
      const distance = (rows[row + feature] ?? 0) - (means[feature] ?? 0);
      variances[feature] = (variances[feature] ?? 0) + distance ** 2 / pairs;
    }
  }
  const spreads = variances.map((variance, feature) => {
    const spread = Math.sqrt(variance);
    // What differs by rounding alone does not differ.
    return spread > 1e-9 * (1 + Math.abs(means[feature] ?? 0)) ? spread : 0;
  });
  return { means, spreads };
}

/** What a distance from the mean is multiplied by, so that one standard deviation is 1; what never differs, is nothing. */
function scaleOf(spread: number): number {
  return spread === 0 ? 0 : 1 / spread;
}

function standardised(value: number, mean: number, scale: number): number {
  const z = (value - mean) * scale;
  return z > CLIP ? CLIP : z < -CLIP ? -CLIP : z;
}

/** P(bought within the window), from the features at `rows[at ..]`. */
export function probabilityReader(of: Coefficients): (rows: Float64Array, at: number) => number {
  const means = Float64Array.from(of.means);
  const scales = Float64Array.from(of.spreads, scaleOf);
  const weights = Float64Array.from(of.weights);
  const features = means.length;
  return (rows, at) => {
    let sum = weights[0] ?? 0;
    for (let feature = 0; feature < features; feature++) {
      const z = standardised(rows[at + feature] ?? 0, means[feature] ?? 0, scales[feature] ?? 0);
      sum += (weights[feature + 1] ?? 0) * z;
    }
    return 1 / (1 + Math.exp(-sum));
  };
}

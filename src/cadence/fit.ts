import type { Day } from '../shared/day.ts';
import { FEATURES, NEED_FEATURES } from './features.ts';
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
  /** Names of the features, in order, those of needs among them or not; a fit is of use to a program that has the same. */
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
  /** Numbers in a row: {@link FEATURES}, and {@link NEED_FEATURES} behind them or not. */
  readonly width: number;
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
 * @param features So many of the numbers in a row, from the first.
 * @param near A fit of much the same pairs, with as many features.
 * @returns undefined when too little was observed, or too little of either outcome.
 */
export function fitObserved(
  observed: Observed,
  features: number,
  near?: Coefficients,
): Coefficients | undefined {
  const { width, rows, labels } = observed;
  const bought = count(labels);
  if (labels.length < PAIRS_MIN || Math.min(bought, labels.length - bought) < OUTCOMES_MIN) return undefined;

  const { means, spreads } = moments(observed, features);
  const scales = spreads.map(scaleOf);
  const standard = new Float64Array(labels.length * features);
  for (let row = 0; row < labels.length; row++) {
    for (let feature = 0; feature < features; feature++) {
      const value = rows[row * width + feature] ?? 0;
      standard[row * features + feature] = standardised(value, means[feature] ?? 0, scales[feature] ?? 0);
    }
  }
  const start = near === undefined ? undefined : Float64Array.from(near.weights);
  const weights = fitLogistic({ width: features, rows: standard, labels }, RIDGE, start);
  return { means: [...means], spreads: [...spreads], weights: [...weights] };
}

/** The first so many pairs. */
export function firstPairs({ width, rows, labels }: Observed, pairs: number): Observed {
  return { width, rows: rows.subarray(0, pairs * width), labels: labels.subarray(0, pairs) };
}

export function count(labels: Uint8Array): number {
  return labels.reduce((sum, label) => sum + label, 0);
}

function moments({ width, rows, labels: { length: pairs } }: Observed, features: number) {
  const means = new Float64Array(features);
  const variances = new Float64Array(features);
  for (let row = 0; row < pairs; row++) {
    for (let feature = 0; feature < features; feature++) {
      means[feature] = (means[feature] ?? 0) + (rows[row * width + feature] ?? 0) / pairs;
    }
  }
  for (let row = 0; row < pairs; row++) {
    for (let feature = 0; feature < features; feature++) {
      const distance = (rows[row * width + feature] ?? 0) - (means[feature] ?? 0);
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

const PLAIN = FEATURES.map(({ name }) => name);
const WITH_NEEDS = [...PLAIN, ...NEED_FEATURES.map(({ name }) => name)];

/** The names of so many features. */
export function namesOf(features: number): readonly string[] {
  return WITH_NEEDS.slice(0, features);
}

/** Whether this program has the features that a fit leans on. */
export function isUsable({ features }: Pick<Fit, 'features'>): boolean {
  return [PLAIN, WITH_NEEDS].some((names) => features.join() === names.join());
}

/** Whether a fit leans on what is known of needs; without one, nothing does. */
export function usesNeeds(fit: Pick<Fit, 'features'> | undefined): boolean {
  return fit !== undefined && fit.features.length === WITH_NEEDS.length;
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

import type { Day } from '../shared/day.ts';
import { FEATURES } from './features.ts';
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
  /** Names of the features, in order; a fit is of use to a program that has the same. */
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
  /** Rows of {@link FEATURES}, not standardised. */
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

const WIDTH = FEATURES.length;

/**
 * Step 10: standardised features, logistic regression with a ridge.
 *
 * @param near A fit of much the same pairs.
 * @returns undefined when too little was observed, or too little of either outcome.
 */
export function fitObserved({ rows, labels }: Observed, near?: Coefficients): Coefficients | undefined {
  const bought = count(labels);
  if (labels.length < PAIRS_MIN || Math.min(bought, labels.length - bought) < OUTCOMES_MIN) return undefined;

  const { means, spreads } = moments(rows);
  const scales = spreads.map(scaleOf);
  const standard = new Float64Array(rows.length);
  for (let at = 0; at < standard.length; at++) {
    const feature = at % WIDTH;
    standard[at] = standardised(rows[at] ?? 0, means[feature] ?? 0, scales[feature] ?? 0);
  }
  const start = near === undefined ? undefined : Float64Array.from(near.weights);
  const weights = fitLogistic({ width: WIDTH, rows: standard, labels }, RIDGE, start);
  return { means: [...means], spreads: [...spreads], weights: [...weights] };
}

/** The first so many pairs. */
export function firstPairs({ rows, labels }: Observed, pairs: number): Observed {
  return { rows: rows.subarray(0, pairs * WIDTH), labels: labels.subarray(0, pairs) };
}

export function count(labels: Uint8Array): number {
  return labels.reduce((sum, label) => sum + label, 0);
}

function moments(rows: Float64Array) {
  const pairs = rows.length / WIDTH;
  const means = new Float64Array(WIDTH);
  const variances = new Float64Array(WIDTH);
  for (let at = 0; at < rows.length; at++) {
    const feature = at % WIDTH;
    means[feature] = (means[feature] ?? 0) + (rows[at] ?? 0) / pairs;
  }
  for (let at = 0; at < rows.length; at++) {
    const feature = at % WIDTH;
    variances[feature] = (variances[feature] ?? 0) + ((rows[at] ?? 0) - (means[feature] ?? 0)) ** 2 / pairs;
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

/** Whether this program has the features that a fit leans on. */
export function isUsable({ features }: Fit): boolean {
  return features.join() === FEATURES.map(({ name }) => name).join();
}

/** P(bought within the window), from the features at `rows[at ..]`. */
export function probabilityReader(of: Coefficients): (rows: Float64Array, at: number) => number {
  const means = Float64Array.from(of.means);
  const scales = Float64Array.from(of.spreads, scaleOf);
  const weights = Float64Array.from(of.weights);
  return (rows, at) => {
    let sum = weights[0] ?? 0;
    for (let feature = 0; feature < WIDTH; feature++) {
      const z = standardised(rows[at + feature] ?? 0, means[feature] ?? 0, scales[feature] ?? 0);
      sum += (weights[feature + 1] ?? 0) * z;
    }
    return 1 / (1 + Math.exp(-sum));
  };
}

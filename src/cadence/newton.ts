/** Rows of numbers in one array, and what happened: 1 or 0. */
export type Labelled = {
  /** Numbers in a row. */
  readonly width: number;
  /** Row by row. */
  readonly rows: Float64Array;
  readonly labels: Uint8Array;
};

const ITERATIONS_MAX = 15;
const HALVINGS_MAX = 20;
/** Done when a step would raise the objective by less than this share of it. */
const GAIN_MIN = 1e-13;

/**
 * Logistic regression with a ridge: the b0, b that maximise sum of log-likelihoods - ridge / 2 * |b|^2, by Newton's method.
 * A step that does not raise the objective is halved until it does: plain Newton can run away where classes nearly separate.
 *
 * @param ridge > 0; b0 is free of it.
 * @returns b0, then one coefficient per number of a row.
 *
 * Source: S. le Cessie and J. C. van Houwelingen, "Ridge Estimators in Logistic Regression" (1992); step-halving as in P.
 * McCullagh and J. A. Nelder, "Generalized Linear Models" (1989).
 */
export function fitLogistic(data: Labelled, ridge: number): Float64Array {
  const size = data.width + 1;
  let at = new Float64Array(size);
  at[0] = baseLogit(data.labels);
  let reached = objective(data, at, ridge);
  for (let iteration = 0; iteration < ITERATIONS_MAX; iteration++) {
    const { gradient, curvature } = derivatives(data, at, ridge);
    const step = solveCholesky(curvature, gradient);
    let next = plus(at, step, 1);
    let value = objective(data, next, ridge);
    // At the maximum rounding decides which of two values is the larger one.
    const least = reached - GAIN_MIN * Math.abs(reached);
    for (let halving = 1; !(value >= least) && halving <= HALVINGS_MAX; halving++) {
      next = plus(at, step, 2 ** -halving);
      value = objective(data, next, ridge);
    }
    if (!(value >= least)) break;
    const gained = value - reached;
    at = next;
    reached = value;
    if (gained < GAIN_MIN * Math.abs(value)) break;
  }
  return at;
}

/** The logit of the share of ones, one observation of each kind added. */
function baseLogit(labels: Uint8Array): number {
  const ones = labels.reduce((sum, label) => sum + label, 0);
  return Math.log((ones + 1) / (labels.length - ones + 1));
}

/** The penalised log-likelihood. */
function objective(data: Labelled, at: Float64Array, ridge: number): number {
  const { labels } = data;
  let sum = 0;
  for (let row = 0; row < labels.length; row++) {
    const margin = labels[row] === 1 ? linear(data, at, row) : -linear(data, at, row);
    // ln(1 / (1 + e^-margin)), without overflow on either side.
    sum -= margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin;
  }
  let penalty = 0;
  for (let feature = 1; feature < at.length; feature++) penalty += (at[feature] ?? 0) ** 2;
  return sum - (ridge / 2) * penalty;
}

/** The gradient of the objective, and its Hessian with the sign turned: symmetric, of which the lower half is filled. */
function derivatives(data: Labelled, at: Float64Array, ridge: number) {
  const { width, rows, labels } = data;
  const size = width + 1;
  const gradient = new Float64Array(size);
  const curvature = new Float64Array(size * size);
  for (let row = 0; row < labels.length; row++) {
    const p = 1 / (1 + Math.exp(-linear(data, at, row)));
    const residual = (labels[row] ?? 0) - p;
    const weight = p * (1 - p);
    const base = row * width - 1;
    gradient[0] = (gradient[0] ?? 0) + residual;
    curvature[0] = (curvature[0] ?? 0) + weight;
    for (let i = 1; i < size; i++) {
      const x = rows[base + i] ?? 0;
      gradient[i] = (gradient[i] ?? 0) + residual * x;
      const weighted = weight * x;
      const line = i * size;
      curvature[line] = (curvature[line] ?? 0) + weighted;
      for (let j = 1; j <= i; j++) {
        curvature[line + j] = (curvature[line + j] ?? 0) + weighted * (rows[base + j] ?? 0);
      }
    }
  }
  for (let i = 1; i < size; i++) {
    gradient[i] = (gradient[i] ?? 0) - ridge * (at[i] ?? 0);
    curvature[i * size + i] = (curvature[i * size + i] ?? 0) + ridge;
  }
  return { gradient, curvature };
}

function linear({ width, rows }: Labelled, at: Float64Array, row: number): number {
  let sum = at[0] ?? 0;
  const base = row * width;
  for (let feature = 0; feature < width; feature++)
    sum += (at[feature + 1] ?? 0) * (rows[base + feature] ?? 0);
  return sum;
}

function plus(at: Float64Array, step: Float64Array, share: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(at, (value, place) => value + share * (step[place] ?? 0));
}

/**
 * The x of A x = b. @param lower A, symmetric and positive definite, its lower half by rows; it is overwritten.
 *
 * Source: Cholesky's decomposition, G. Golub and C. Van Loan, "Matrix Computations", 4.2.
 */
function solveCholesky(lower: Float64Array, b: Float64Array): Float64Array {
  const size = b.length;
  const entry = (row: number, column: number) => lower[row * size + column] ?? 0;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = entry(row, column);
      for (let k = 0; k < column; k++) sum -= entry(row, k) * entry(column, k);
      // Rounding must not turn a flat direction (b0, where all labels are alike) into an impossible one.
      lower[row * size + column] =
        row === column ? Math.sqrt(Math.max(sum, 1e-12)) : sum / entry(column, column);
    }
  }
  const x = Float64Array.from(b);
  for (let row = 0; row < size; row++) {
    let sum = x[row] ?? 0;
    for (let k = 0; k < row; k++) sum -= entry(row, k) * (x[k] ?? 0);
    x[row] = sum / entry(row, row);
  }
  for (let row = size - 1; row >= 0; row--) {
    let sum = x[row] ?? 0;
    for (let k = row + 1; k < size; k++) sum -= entry(k, row) * (x[k] ?? 0);
    x[row] = sum / entry(row, row);
  }
  return x;
}

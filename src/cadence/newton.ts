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
/** Done when a step raised the objective by less than this share of it: what is left to gain is its square. */
const GAIN_MIN = 1e-9;
/** At the maximum rounding decides which of two values is the larger one. */
const ROUNDING = 1e-13;

/** With so many rows, every few of them show where to begin. */
const ROWS_MANY = 20_000;
const EVERY = 8;

/**
 * Logistic regression with a ridge: the b0, b that maximise sum of log-likelihoods - ridge / 2 * |b|^2, by Newton's method.
 * A step that does not raise the objective is halved until it does: plain Newton can run away where classes nearly separate.
 *
 * @param ridge > 0; b0 is free of it.
 * @param start Where to begin, when something near the answer is known.
 * @returns b0, then one coefficient per number of a row.
 *
 * Source: S. le Cessie and J. C. van Houwelingen, "Ridge Estimators in Logistic Regression" (1992); step-halving as in P.
 * McCullagh and J. A. Nelder, "Generalized Linear Models" (1989).
 */
export function fitLogistic(data: Labelled, ridge: number, start?: Float64Array): Float64Array {
  return climb(data, start ?? firstGuess(data, ridge), ridge);
}

function firstGuess(data: Labelled, ridge: number): Float64Array {
  const nothing = new Float64Array(data.width + 1);
  return data.labels.length < ROWS_MANY ? nothing : climb(everyFew(data), nothing, ridge / EVERY);
}

function everyFew({ width, rows, labels }: Labelled): Labelled {
  const some = Math.floor(labels.length / EVERY);
  const fewer = new Float64Array(some * width);
  for (let row = 0; row < some; row++) {
    for (let at = 0; at < width; at++) fewer[row * width + at] = rows[row * EVERY * width + at] ?? 0;
  }
  return {
    width,
    rows: fewer,
    labels: Uint8Array.from({ length: some }, (_, row) => labels[row * EVERY] ?? 0),
  };
}

/** Newton's way up from a start. */
function climb(data: Labelled, start: Float64Array, ridge: number): Float64Array {
  let at = start;
  let here = pointAt(data, at, ridge);
  for (let iteration = 0; iteration < ITERATIONS_MAX; iteration++) {
    const { gradient, curvature } = slopesAt(data, here, at, ridge);
    const step = solveCholesky(curvature, gradient);
    const smallGain = GAIN_MIN * Math.abs(here.value);
    // What is to be gained by the quadratic that the step goes by, which is the truth where it is so little.
    if (dot(gradient, step) / 2 < smallGain) return plus(at, step, 1);
    const least = here.value - ROUNDING * Math.abs(here.value);
    let next = plus(at, step, 1);
    let there = pointAt(data, next, ridge);
    for (let halving = 1; !(there.value >= least) && halving <= HALVINGS_MAX; halving++) {
      next = plus(at, step, 2 ** -halving);
      there = pointAt(data, next, ridge);
    }
    if (!(there.value >= least)) break;
    const gained = there.value - here.value;
    at = next;
    here = there;
    if (gained < smallGain) break;
  }
  return at;
}

/** Rows that are looked at together, so that each sum of the Hessian is fetched and put back once for four of them. */
const TOGETHER = 4;

/** What a point is worth, and what its slopes are made of. */
type Point = {
  /** The penalised log-likelihood. */
  readonly value: number;
  /** Row by row: the label less its probability, and that probability's variance. */
  readonly residuals: Float64Array;
  readonly weights: Float64Array;
};

function pointAt(data: Labelled, at: Float64Array, ridge: number): Point {
  const { labels } = data;
  // Of rows beyond the last one nothing counts.
  const padded = labels.length + TOGETHER;
  const [residuals, weights] = [new Float64Array(padded), new Float64Array(padded)];
  let value = 0;
  for (let row = 0; row < labels.length; row++) {
    const score = linear(data, at, row);
    const label = labels[row] ?? 0;
    // ln(1 + e^score), without overflow on either side.
    value += label * score - Math.max(score, 0) - Math.log1p(Math.exp(-Math.abs(score)));
    const p = 1 / (1 + Math.exp(-score));
    residuals[row] = label - p;
    weights[row] = p * (1 - p);
  }
  for (let i = 1; i < at.length; i++) value -= (ridge / 2) * (at[i] ?? 0) * (at[i] ?? 0);
  return { value, residuals, weights };
}

/**
 * At a point: the gradient, and the Hessian with the sign turned, which is symmetric and of which the lower half is filled.
 * Most of the work: only where a step is to be made.
 */
function slopesAt(data: Labelled, { residuals, weights }: Point, at: Float64Array, ridge: number) {
  const size = data.width + 1;
  const gradient = new Float64Array(size);
  const curvature = new Float64Array(size * size);
  for (let row = 0; row < data.labels.length; row += TOGETHER)
    addRows(gradient, curvature, data, row, residuals, weights);
  for (let i = 1; i < size; i++) {
    gradient[i] = (gradient[i] ?? 0) - ridge * (at[i] ?? 0);
    curvature[i * size + i] = (curvature[i * size + i] ?? 0) + ridge;
  }
  return { gradient, curvature };
}

/** Add what four rows from `row` on have to say. */
function addRows(
  gradient: Float64Array,
  curvature: Float64Array,
  { width, rows, labels }: Labelled,
  row: number,
  residuals: Float64Array,
  weights: Float64Array,
): void {
  const size = width + 1;
  const last = labels.length - 1;
  const at0 = row * width - 1;
  const at1 = Math.min(row + 1, last) * width - 1;
  const at2 = Math.min(row + 2, last) * width - 1;
  const at3 = Math.min(row + 3, last) * width - 1;
  const r0 = residuals[row] ?? 0;
  const r1 = residuals[row + 1] ?? 0;
  const r2 = residuals[row + 2] ?? 0;
  const r3 = residuals[row + 3] ?? 0;
  const w0 = weights[row] ?? 0;
  const w1 = weights[row + 1] ?? 0;
  const w2 = weights[row + 2] ?? 0;
  const w3 = weights[row + 3] ?? 0;
  gradient[0] = (gradient[0] ?? 0) + (r0 + r1 + r2 + r3);
  curvature[0] = (curvature[0] ?? 0) + (w0 + w1 + w2 + w3);
  // Two lines of the Hessian at a time: each number of a row is then fetched half as often.
  for (let i = 1; i <= width; i += 2) {
    const x0 = rows[at0 + i] ?? 0;
    const x1 = rows[at1 + i] ?? 0;
    const x2 = rows[at2 + i] ?? 0;
    const x3 = rows[at3 + i] ?? 0;
    gradient[i] = (gradient[i] ?? 0) + (r0 * x0 + r1 * x1 + r2 * x2 + r3 * x3);
    const a0 = w0 * x0;
    const a1 = w1 * x1;
    const a2 = w2 * x2;
    const a3 = w3 * x3;
    const line = i * size;
    curvature[line] = (curvature[line] ?? 0) + (a0 + a1 + a2 + a3);
    if (i === width) {
      for (let j = 1; j <= i; j++) {
        curvature[line + j] =
          (curvature[line + j] ?? 0) +
          (a0 * (rows[at0 + j] ?? 0) +
            a1 * (rows[at1 + j] ?? 0) +
            a2 * (rows[at2 + j] ?? 0) +
            a3 * (rows[at3 + j] ?? 0));
      }
      return;
    }
    const y0 = rows[at0 + i + 1] ?? 0;
    const y1 = rows[at1 + i + 1] ?? 0;
    const y2 = rows[at2 + i + 1] ?? 0;
    const y3 = rows[at3 + i + 1] ?? 0;
    gradient[i + 1] = (gradient[i + 1] ?? 0) + (r0 * y0 + r1 * y1 + r2 * y2 + r3 * y3);
    const b0 = w0 * y0;
    const b1 = w1 * y1;
    const b2 = w2 * y2;
    const b3 = w3 * y3;
    const next = line + size;
    curvature[next] = (curvature[next] ?? 0) + (b0 + b1 + b2 + b3);
    for (let j = 1; j <= i; j++) {
      const z0 = rows[at0 + j] ?? 0;
      const z1 = rows[at1 + j] ?? 0;
      const z2 = rows[at2 + j] ?? 0;
      const z3 = rows[at3 + j] ?? 0;
      curvature[line + j] = (curvature[line + j] ?? 0) + (a0 * z0 + a1 * z1 + a2 * z2 + a3 * z3);
      curvature[next + j] = (curvature[next + j] ?? 0) + (b0 * z0 + b1 * z1 + b2 * z2 + b3 * z3);
    }
    const corner = next + i + 1;
    curvature[corner] = (curvature[corner] ?? 0) + (b0 * y0 + b1 * y1 + b2 * y2 + b3 * y3);
  }
}

function linear({ width, rows }: Labelled, at: Float64Array, row: number): number {
  let sum = at[0] ?? 0;
  const base = row * width;
  for (let feature = 0; feature < width; feature++)
    sum += (at[feature + 1] ?? 0) * (rows[base + feature] ?? 0);
  return sum;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, each, place) => sum + each * (b[place] ?? 0), 0);
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

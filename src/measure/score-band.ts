import type { ListCounts, ListErrors, Part } from './list-score.ts';

/** The lists of one cycle, all households of an arm together. */
export type Score = ListCounts & { readonly errors: ListErrors; readonly probability: readonly Part[] };

/** Shares of the due lines, 0..1. */
export type Rates = {
  readonly bought: number;
  readonly predicted: number;
  readonly naive: number;
  readonly favourites: number;
  /** `bought` less `naive`, with its 95 % interval; the interval is undefined with fewer than two lists. */
  readonly gain: { readonly share: number; readonly low?: number; readonly high?: number };
};

/** @returns undefined without a due line. */
export function ratesOf(score: ListCounts & { readonly errors: ListErrors }): Rates | undefined {
  const { dueLines, bought, naiveBought, errors } = score;
  if (dueLines === 0) return undefined;
  const share = (bought - naiveBought) / dueLines;
  const reach = errors.gain === undefined ? undefined : NORMAL_95 * errors.gain;
  return {
    bought: bought / dueLines,
    predicted: score.expectedMillionths / 1_000_000 / dueLines,
    naive: naiveBought / dueLines,
    favourites: score.favouritesBought / dueLines,
    gain: { share, ...(reach === undefined ? {} : { low: share - reach, high: share + reach }) },
  };
}

const NORMAL_95 = 1.96;

/** How well probabilities were met. */
export type Calibration = {
  /** Mean distance of probability and share bought over the bins, weighted by lines, 0..1: the expected calibration error. */
  readonly ece: number;
  /** Lines bought less lines expected, and that in standard errors; undefined where there is nothing to tell. */
  readonly miss: number;
  readonly missSds: number | undefined;
};

/** @returns undefined without a due line. */
export function calibrationOf(score: Score): Calibration | undefined {
  if (score.dueLines === 0) return undefined;
  const off = score.probability.map(({ bought, expectedMillionths }) =>
    Math.abs(bought - expectedMillionths / 1_000_000),
  );
  const miss = score.bought - score.expectedMillionths / 1_000_000;
  const error = score.errors.miss;
  return {
    ece: off.reduce((sum, each) => sum + each, 0) / score.dueLines,
    miss,
    // Where every household is off by the same, there is no chance in it.
    missSds: error === undefined || miss === 0 ? undefined : miss / error,
  };
}

export type ScoreLimits = {
  /** Standard deviations below the cycles before it from which on a cycle has fallen. */
  readonly fallSds: number;
  /** The calibration error that is borne, 0..1. */
  readonly eceMax: number;
};

/** What is amiss with a cycle's lists. */
export type ScoreFault = 'score-fell' | 'score-below-naive' | 'score-calibration';

/** Fewer households say nothing: their errors are themselves a guess. */
const LISTS_MIN = 30;
/** Cycles that make a habit, and how far back it is looked for: half a year of fortnights. */
const CYCLES_MIN = 4;
const CYCLES_MAX = 13;
/** A calibration is off where the lines bought are so many standard errors from those expected. */
const MISS_SDS = 3;

/** What is usual of the share bought, 0..1: its mean, and the bound below which a cycle has fallen. */
export type Band = { readonly mean: number; readonly low: number; readonly cycles: number };

/**
 * The band in which a cycle's share lies when it is like those before it: their mean less `fallSds` standard deviations. Of so
 * few cycles both are guesses, so the standard deviations are those of a Student's t prediction interval: false alarms are as
 * rare as with a normal distribution (2.5: one in 160 cycles) after four cycles as after thirteen. Cycles that happen to be alike
 * promise no more than the households of one can keep: the band is at least as wide as this cycle's own standard error makes it.
 *
 * @param before Scores of earlier cycles, oldest first; the newest thirteen of at least thirty lists count.
 * @returns undefined with fewer than four of them.
 */
export function bandOf(score: Score, before: readonly Score[], { fallSds }: ScoreLimits): Band | undefined {
  const shares = before
    .filter(isEnough)
    .slice(-CYCLES_MAX)
    .map(({ bought, dueLines }) => bought / dueLines);
  const count = shares.length;
  if (count < CYCLES_MIN) return undefined;
  const mean = meanOf(shares);
  const variance = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / (count - 1);
  const reach = Math.max(
    studentOf(fallSds, count - 1) * Math.sqrt(variance),
    fallSds * (score.errors.bought ?? 0),
  );
  return { mean, low: mean - reach * Math.sqrt(1 + 1 / count), cycles: count };
}

/**
 * The t of Student's distribution with as much behind it as a z of the normal one has.
 *
 * Source: D. L. Wallace, "Bounds on normal approximations to Student's and the chi-square distributions", Annals of
 * Mathematical Statistics 30 (1959): z = (8 df + 1) / (8 df + 3) sqrt(df ln(1 + t^2 / df)), solved for t. From 3 degrees of freedom
 * and for z up to 3 within 7 % of the true t, and never smaller.
 */
function studentOf(z: number, freedom: number): number {
  const spread = (z * (8 * freedom + 3)) / (8 * freedom + 1);
  return Math.sqrt(freedom * Math.expm1(spread ** 2 / freedom));
}

/** What is amiss with a cycle, the worst first. */
export function faultsOf(score: Score, before: readonly Score[], limits: ScoreLimits): ScoreFault[] {
  const rates = ratesOf(score);
  const calibration = calibrationOf(score);
  if (rates === undefined || calibration === undefined || !isEnough(score)) return [];
  const { ece, missSds = 0 } = calibration;
  const faults: ScoreFault[] = [];
  if ((rates.gain.high ?? 0) < 0) faults.push('score-below-naive');
  if (rates.bought < (bandOf(score, before, limits)?.low ?? 0)) faults.push('score-fell');
  // Few lines have a large error by chance, many are off by something that nobody cares about: it takes both.
  if (ece > limits.eceMax && Math.abs(missSds) > MISS_SDS) faults.push('score-calibration');
  return faults;
}

function isEnough({ lists, dueLines }: Score): boolean {
  return lists >= LISTS_MIN && dueLines > 0;
}

/** Where shares drift. */
export type Trend = {
  /** Least-squares slope of the share bought, per cycle, and its standard error; undefined with fewer than three cycles. */
  readonly slope: number | undefined;
  readonly slopeError: number | undefined;
};

/** How a share moves from one cycle to the next, oldest first. */
export function trendOf(shares: readonly number[]): Trend {
  const count = shares.length;
  if (count < 3) return { slope: undefined, slopeError: undefined };
  const middle = (count - 1) / 2;
  const mean = meanOf(shares);
  const wide = shares.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
  const slope = shares.reduce((sum, share, at) => sum + (at - middle) * (share - mean), 0) / wide;
  const residuals = shares.reduce((sum, share, at) => sum + (share - mean - slope * (at - middle)) ** 2, 0);
  return { slope, slopeError: Math.sqrt(residuals / (count - 2) / wide) };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

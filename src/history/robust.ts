/** The middle of some values; of an even number, the mean of the two in the middle. undefined: there are none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  const lower = sorted[middle - 1];
  if (upper === undefined) return undefined;
  return sorted.length % 2 === 1 || lower === undefined ? upper : (lower + upper) / 2;
}

/** Where values lie, and how far they stray, by figures that a few wild ones among them do not move. */
export type Spread = {
  readonly median: number;
  /** Median of the absolute deviations from the median. */
  readonly mad: number;
  /** Mean of them: for samples of which more than half are the same. */
  readonly meanDeviation: number;
};

export function spreadOf(values: readonly number[]): Spread | undefined {
  const middle = median(values);
  if (middle === undefined) return undefined;
  const deviations = values.map((value) => Math.abs(value - middle));
  const meanDeviation = deviations.reduce((sum, each) => sum + each, 0) / deviations.length;
  return { median: middle, mad: median(deviations) ?? 0, meanDeviation };
}

/** Values farther out than this are called outliers by the authors of the score. */
export const OUTLIER_SCORE = 3.5;

/**
 * How many standard deviations a value lies from the others, if they were normal: the modified z-score.
 *
 * Source: B. Iglewicz and D. Hoaglin, "How to Detect and Handle Outliers", ASQC (1993), as in the NIST/SEMATECH e-Handbook of
 * Statistical Methods, 1.3.5.17: M = 0.6745 (x - median) / MAD, an outlier where |M| > 3.5. With a MAD of 0 (more than half of
 * the values are the same) their mean absolute deviation takes its place, as in IBM Cognos Analytics ("Modified z score"):
 * M = (x - median) / (1.253314 MeanAD).
 *
 * @returns 0 for the median itself; infinite where all others are the same and this one is not.
 */
export function modifiedZ(value: number, { median: middle, mad, meanDeviation }: Spread): number {
  const off = value - middle;
  if (off === 0) return 0;
  return mad > 0 ? (0.6745 * off) / mad : off / (1.253314 * meanDeviation);
}

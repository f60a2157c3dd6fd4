import { addPair, SUM, SUMS } from './sums.ts';

/** Lower edges of the bins of probability; the last bin ends at 1. */
const BIN_EDGES = [0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const;

/** Errors of timing are whole days; beyond this they count as this. */
const ERROR_MAX_DAYS = 4095;

/** Errors up to so many days are told day by day. */
const WITHIN_MAX_DAYS = 14;

/** Part of what is judged: everything, a cut-off, a department, … */
export type Slice = {
  readonly sums: Float64Array;
  /** Per bin: pairs, sum of probabilities, bought. */
  readonly bins: Float64Array;
  /** Errors of the expected day, counted by days: of all pairs that are timed; and of those on the list and bought in the window. */
  readonly timing: Float64Array;
  readonly timingOfListed: Float64Array;
};

export function newSlice(): Slice {
  return {
    sums: new Float64Array(SUMS),
    bins: new Float64Array(3 * BIN_EDGES.length),
    timing: new Float64Array(ERROR_MAX_DAYS + 1),
    timingOfListed: new Float64Array(ERROR_MAX_DAYS + 1),
  };
}

export function addProbability({ sums, bins }: Slice, probability: number, bought: number): void {
  addPair(sums, 0, probability, bought);
  let bin = BIN_EDGES.length - 1;
  while (bin > 0 && probability < (BIN_EDGES[bin] ?? 0)) bin--;
  bins[3 * bin] = (bins[3 * bin] ?? 0) + 1;
  bins[3 * bin + 1] = (bins[3 * bin + 1] ?? 0) + probability;
  bins[3 * bin + 2] = (bins[3 * bin + 2] ?? 0) + bought;
}

export function addError(errors: Float64Array, days: number): void {
  const place = Math.min(Math.abs(days), ERROR_MAX_DAYS);
  errors[place] = (errors[place] ?? 0) + 1;
}

/** One bin in which there are pairs. */
export type ReliabilityBin = {
  readonly from: number;
  readonly to: number;
  readonly pairs: number;
  readonly meanProbability: number;
  /** Share that was bought. */
  readonly bought: number;
};

export function reliabilityOf({ bins }: Slice): ReliabilityBin[] {
  return BIN_EDGES.map((from, bin) => {
    const pairs = bins[3 * bin] ?? 0;
    return {
      from,
      to: BIN_EDGES[bin + 1] ?? 1,
      pairs,
      meanProbability: (bins[3 * bin + 1] ?? 0) / pairs,
      bought: (bins[3 * bin + 2] ?? 0) / pairs,
    };
  }).filter(({ pairs }) => pairs > 0);
}

/** Expected calibration error: mean distance of the bins' probabilities from what was bought, weighted by pairs. */
export function calibrationError(slice: Slice): number | undefined {
  const pairs = slice.sums[SUM.pairs] ?? 0;
  if (pairs === 0) return undefined;
  return reliabilityOf(slice).reduce(
    (sum, bin) => sum + (bin.pairs / pairs) * Math.abs(bin.meanProbability - bin.bought),
    0,
  );
}

/** Absolute errors in days. */
export type Timing = {
  readonly pairs: number;
  readonly meanDays: number;
  /** The upper one of an even number. */
  readonly medianDays: number;
  /** By days, from 0 on: share of the pairs that are off by so many at most. */
  readonly within: readonly number[];
};

/** undefined: nothing was timed. */
export function timingOf(errors: Float64Array): Timing | undefined {
  const pairs = errors.reduce((a, b) => a + b, 0);
  if (pairs === 0) return undefined;
  const middle = Math.trunc(pairs / 2);
  let medianDays = 0;
  for (let seen = errors[0] ?? 0; seen <= middle; seen += errors[medianDays] ?? 0) medianDays += 1;
  return {
    pairs,
    meanDays: errors.reduce((sum, count, days) => sum + count * days, 0) / pairs,
    medianDays,
    within: Array.from(
      { length: WITHIN_MAX_DAYS + 1 },
      (_, days) => errors.subarray(0, days + 1).reduce((a, b) => a + b, 0) / pairs,
    ),
  };
}

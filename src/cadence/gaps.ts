import type { HouseholdHistory } from '../history/household-history.ts';
import type { Day } from '../shared/day.ts';

/** Logarithms of whole days: nearly every gap is shorter than eleven years. */
const LOG_DAYS = Float64Array.from({ length: 4096 }, (_, days) => Math.log(days));

/** ln of a number of days; `days` >= 1. */
export function logDays(days: number): number {
  return LOG_DAYS[days] ?? Math.log(days);
}

/**
 * Log-gap sums per product of a history, parallel to `productNos`. A product with purchase days d1 < … < dk has
 * m = k - 1 gaps x_j; S1 = sum of ln x_j, S2 = sum of (ln x_j)^2.
 */
export type GapSums = {
  /** m. */
  readonly gaps: Int32Array;
  /** S1. */
  readonly logSum: Float64Array;
  /** S2 - S1^2 / m: the squared deviations from the pair's own mean, which have m - 1 degrees of freedom; 0 for m < 2. */
  readonly logSquares: Float64Array;
};

export function gapSums(history: HouseholdHistory): GapSums {
  const { starts, days } = history;
  const count = history.productNos.length;
  const gaps = new Int32Array(count);
  const logSum = new Float64Array(count);
  const logSquares = new Float64Array(count);
  for (let place = 0; place < count; place++) {
    const from = starts[place] ?? 0;
    const until = starts[place + 1] ?? from;
    let sum = 0;
    let squares = 0;
    for (let at = from + 1; at < until; at++) {
      const log = logDays((days[at] ?? 0) - (days[at - 1] ?? 0));
      sum += log;
      squares += log * log;
    }
    const m = until - from - 1;
    gaps[place] = m;
    logSum[place] = sum;
    logSquares[place] = m < 2 ? 0 : Math.max(0, squares - (sum * sum) / m);
  }
  return { gaps, logSum, logSquares };
}

/** Cadence looks at the past only. @throws RangeError (a bug of ours) when the history runs to `asOf` or beyond. */
export function assertBefore(history: HouseholdHistory, asOf: Day): void {
  const lastTrip = history.tripDays.at(-1);
  if (lastTrip !== undefined && lastTrip >= asOf) {
    throw new RangeError(`household ${history.householdNo}: trip on day ${lastTrip}, as of day ${asOf}`);
  }
}

import type { HouseholdHistory } from '../history/household-history.ts';
import type { Day } from '../shared/day.ts';

/** Logarithms of whole numbers: nearly every gap is shorter than eleven years. */
const LOG_WHOLE = Float64Array.from({ length: 4096 }, (_, number) => Math.log(number));

/** ln of a whole number, such as of days; >= 1. */
export function logWhole(number: number): number {
  return LOG_WHOLE[number] ?? Math.log(number);
}

/**
 * A household's purchases as they stood on each of some days, in one walk over them. A pair that was bought on days
 * d1 < … < dk before such a day has m = k - 1 gaps x_j; S1 = sum of ln x_j, S2 = sum of (ln x_j)^2. The value of the
 * history's product `place` as of `asOfDays[c]` is at `c * count + place`.
 *
 * The arrays may be longer than needed: they are used again by the next call.
 */
export type Snapshots = {
  readonly asOfDays: readonly number[];
  /** Products of the history. */
  count: number;
  /** Where the purchases before the day end in `history.days`; the product's start, when there were none. */
  ends: Int32Array;
  /** S1. */
  logSum: Float64Array;
  /** S2 - S1^2 / m: the squared deviations from the pair's own mean, which have m - 1 degrees of freedom; 0 for m < 2. */
  logSquares: Float64Array;
};

export function newSnapshots(asOfDays: readonly number[]): Snapshots {
  return {
    asOfDays,
    count: 0,
    ends: new Int32Array(),
    logSum: new Float64Array(),
    logSquares: new Float64Array(),
  };
}

/** Look at a household. `asOfDays` ascend. */
export function takeSnapshots(snapshots: Snapshots, history: HouseholdHistory): void {
  const { asOfDays } = snapshots;
  const { starts, days } = history;
  const count = history.productNos.length;
  makeRoom(snapshots, count);
  const { ends, logSum, logSquares } = snapshots;
  for (let place = 0; place < count; place++) {
    const from = starts[place] ?? 0;
    const until = starts[place + 1] ?? from;
    let slot = place;
    let sum = 0;
    let squares = 0;
    let at = from;
    for (let c = 0; c < asOfDays.length; c++) {
      const asOf = asOfDays[c] ?? 0;
      for (; at < until && (days[at] ?? 0) < asOf; at++) {
        if (at === from) continue;
        const log = logWhole((days[at] ?? 0) - (days[at - 1] ?? 0));
        sum += log;
        squares += log * log;
      }
      const m = at - from - 1;
      ends[slot] = at;
      logSum[slot] = sum;
      logSquares[slot] = m < 2 ? 0 : Math.max(0, squares - (sum * sum) / m);
      slot += count;
    }
  }
}

function makeRoom(snapshots: Snapshots, count: number): void {
  snapshots.count = count;
  const slots = count * snapshots.asOfDays.length;
  if (snapshots.ends.length >= slots) return;
  snapshots.ends = new Int32Array(2 * slots);
  snapshots.logSum = new Float64Array(2 * slots);
  snapshots.logSquares = new Float64Array(2 * slots);
}

/** Cadence looks at the past only. @throws RangeError (a bug of ours) when the history runs to `asOf` or beyond. */
export function assertBefore(history: HouseholdHistory, asOf: Day): void {
  const lastTrip = history.tripDays.at(-1);
  if (lastTrip !== undefined && lastTrip >= asOf) {
    throw new RangeError(`household ${history.householdNo}: trip on day ${lastTrip}, as of day ${asOf}`);
  }
}

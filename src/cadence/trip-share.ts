/** Weights of purchases by their age: 1 today, one half after the half-life. */
export type Decay = { readonly halfLifeDays: number; readonly weights: Float64Array };

function newDecay(halfLifeDays: number): Decay {
  return {
    halfLifeDays,
    weights: Float64Array.from({ length: 4096 }, (_, age) => 2 ** (-age / halfLifeDays)),
  };
}

export const DECAY_30 = newDecay(30);
export const DECAY_90 = newDecay(90);
export const DECAY_270 = newDecay(270);

/** Of a purchase so many days ago. */
export function weightAt({ weights, halfLifeDays }: Decay, age: number): number {
  return weights[age] ?? 2 ** (-age / halfLifeDays);
}

/** Step 1: D_L = the sum over `days[from .. until)` of 2^-((asOf - day) / L). */
export function decayedCount(
  decay: Decay,
  days: Int32Array,
  from: number,
  until: number,
  asOf: number,
): number {
  let sum = 0;
  for (let at = from; at < until; at++) {
    sum += weightAt(decay, asOf - (days[at] ?? 0));
  }
  return sum;
}

/**
 * Step 1: visit rate in trips per day, v_L = N_L / ((1 - 2^(-tenure / L)) * L / ln 2): the decayed count of trips over
 * what one trip a day since the first would have given. 0 without trips.
 *
 * @param trips N_L. @param tenureDays Since the first trip.
 *
 * Source: exponential smoothing (R. G. Brown, "Smoothing, Forecasting and Prediction", 1963), divided by the weight that
 * the tenure can hold instead of the whole, so that new households are not taken for rare ones.
 */
export function visitRatePerDay({ halfLifeDays }: Decay, trips: number, tenureDays: number): number {
  if (trips === 0) return 0;
  const tenureShare = 1 - 2 ** (-tenureDays / halfLifeDays);
  return trips / ((tenureShare * halfLifeDays) / Math.LN2);
}

import { logWhole } from './gaps.ts';
import { normalCdfTabulated } from './normal.ts';

/** Least survival that we divide by: a product this overdue is judged by its dropout, not by its rhythm. */
const SURVIVAL_MIN = 1e-6;

/** Whole days tell no rhythm finer than this (standard deviation of the log gap). */
const LOG_SPREAD_MIN = 0.05;

/**
 * The renewal process of one pair, seen from a day: log-normal gaps between purchases, none since `gapDays`. Reused from
 * pair to pair ({@link setRenewal}), since scoring makes no object per pair.
 *
 * The day i days after the as-of day is the gap interval (gapDays + i, gapDays + i + 1]; likewise the day j days after a
 * purchase is (j, j + 1], so that a purchase on one day is never followed by one on the same day.
 */
export type Renewal = {
  readonly leadDays: number;
  logMean: number;
  logSpread: number;
  gapDays: number;
  /** P(no purchase since) at the running gap, at least {@link SURVIVAL_MIN}; and just after a purchase. */
  survival: number;
  survivalFresh: number;
  /** P(gap > running gap + lead). */
  tailAtWindow: number;
  /** By day of the lead: P(a purchase on that day); and, after one, P(the next is not before the window). */
  readonly leadDensity: Float64Array;
  readonly freshTailAtWindow: Float64Array;
};

export function newRenewal(leadDays: number): Renewal {
  // Not a number until set; and a fraction from the start, or the engine takes the fields for small integers.
  return {
    leadDays,
    logMean: Number.NaN,
    logSpread: Number.NaN,
    gapDays: 1,
    survival: Number.NaN,
    survivalFresh: Number.NaN,
    tailAtWindow: Number.NaN,
    leadDensity: new Float64Array(leadDays),
    freshTailAtWindow: new Float64Array(leadDays),
  };
}

/**
 * Look at another pair: mean and standard deviation of its log gap, and days since its last purchase (at least 1).
 *
 * Steps 7 and 8: the running gap is right-censored, hence everything is divided by the survival S = 1 - F(gap), with
 * F(x) = Phi((ln x - mu) / sd).
 */
export function setRenewal(renewal: Renewal, logMean: number, logSpread: number, gapDays: number): void {
  const { leadDays, leadDensity, freshTailAtWindow } = renewal;
  renewal.logMean = logMean;
  renewal.logSpread = Math.max(logSpread, LOG_SPREAD_MIN);
  renewal.gapDays = gapDays;
  const tailNow = tail(renewal, gapDays);
  renewal.survival = Math.max(tailNow, SURVIVAL_MIN);
  renewal.tailAtWindow = leadDays === 0 ? tailNow : tail(renewal, gapDays + leadDays);
  if (leadDays === 0) return;

  renewal.survivalFresh = Math.max(tail(renewal, 1), SURVIVAL_MIN);
  for (let day = 0; day < leadDays; day++) freshTailAtWindow[day] = tail(renewal, leadDays - day);
  let before = tailNow;
  for (let day = 0; day < leadDays; day++) {
    const after = tail(renewal, gapDays + day + 1);
    let density = (before - after) / renewal.survival;
    for (let earlier = 0; earlier < day; earlier++) {
      density += (leadDensity[earlier] ?? 0) * freshDayMass(renewal, day - earlier);
    }
    leadDensity[day] = density;
    before = after;
  }
}

/**
 * P(at least one purchase on the first `days` days of the window), of a product that was not dropped.
 *
 * Step 7 without a lead: (F(g + days) - F(g)) / S. With one, by what happened in it: no purchase, and the first falls
 * into the window; or the last one on day i of the lead, and the next falls into the window (discrete renewal equation,
 * W. Feller, "An Introduction to Probability Theory and Its Applications" I, XIII).
 */
export function probabilityWithin(renewal: Renewal, days: number): number {
  const { leadDays, leadDensity, freshTailAtWindow } = renewal;
  let sum = (renewal.tailAtWindow - tail(renewal, renewal.gapDays + leadDays + days)) / renewal.survival;
  for (let day = 0; day < leadDays; day++) {
    const first = (freshTailAtWindow[day] ?? 0) - tail(renewal, leadDays - day + days);
    sum += ((leadDensity[day] ?? 0) * first) / renewal.survivalFresh;
  }
  return Math.min(Math.max(sum, 0), 1);
}

/** P(the next purchase comes exactly `days` days after one), 1 <= days < lead; from the tails already at hand. */
function freshDayMass(renewal: Renewal, days: number): number {
  const { leadDays, freshTailAtWindow, survivalFresh } = renewal;
  const from = freshTailAtWindow[leadDays - days] ?? 0;
  const until = freshTailAtWindow[leadDays - days - 1] ?? 0;
  return (from - until) / survivalFresh;
}

/** P(gap > days) = 1 - F(days): the upper tail, computed as such to keep its digits. */
function tail(renewal: Renewal, days: number): number {
  return normalCdfTabulated((renewal.logMean - logWhole(days)) / renewal.logSpread);
}

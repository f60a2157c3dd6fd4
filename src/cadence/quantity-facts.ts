import { logWhole } from './gaps.ts';
import type { PairReader } from './pair-facts.ts';
import { newRenewal, type Renewal } from './renewal.ts';
import { newGaps, type PairGaps, type Rhythm, setRhythm } from './rhythm.ts';
import type { ScoreWindow } from './window.ts';

/** Reads pairs by quantity, beside a {@link PairReader}. */
export type QuantityReader = {
  readonly horizonDays: number;
  readonly renewal: Renewal;
  readonly gaps: PairGaps;
  readonly facts: Rhythm;
};

export function newQuantityReader({
  leadDays,
  horizonDays,
}: Pick<ScoreWindow, 'leadDays' | 'horizonDays'>): QuantityReader {
  const none = Number.NaN;
  return {
    horizonDays,
    renewal: newRenewal(leadDays),
    gaps: newGaps(),
    facts: { logMean: none, rhythm: none, alive: none, mix: none },
  };
}

/** Of the mean gap, so much at least is what was bought lasting, and not waiting for the next trip. */
const LASTING_MIN = 0.2;
/** Weight of the product's usual spread beside what a pair shows of how much quantities explain. */
const EXPLAINED_PULL = 0.5;

/**
 * The pair that `pairs` has just read, if what is bought lasts in proportion to its quantity, and the next trip comes
 * 1 / visit rate days after it is used up. So a gap after a quantity q is expected to be wait + q * unit days, with the
 * pair's mean gap for its mean quantity; log gaps are taken to what they were after the usual quantity, and the running one
 * back from there. Household and product tell what is usual. How far quantities really go is left to the fit.
 *
 * @returns undefined where all purchases were of the same quantity. Good until the next call.
 */
export function readQuantity(
  { horizonDays, renewal, gaps, facts }: QuantityReader,
  { history, snapshots, c, population, gaps: own, facts: { visits90 } }: PairReader,
  place: number,
): Rhythm | undefined {
  const { days, quantityMilli } = history;
  const from = history.starts[place] ?? 0;
  const end = (snapshots.ends[c * snapshots.count + place] ?? from) - 1;
  const last = quantityMilli[end] ?? 0;
  let units = 0;
  let isVaried = false;
  for (let at = from; at < end; at++) {
    const milli = quantityMilli[at] ?? 0;
    units += milli;
    isVaried ||= milli !== last;
  }
  if (!isVaried) return undefined;

  const m = own.count;
  const meanGap = ((days[end] ?? 0) - (days[from] ?? 0)) / m;
  const wait = Math.min(1 / visits90, (1 - LASTING_MIN) * meanGap);
  const unit = ((meanGap - wait) * m) / units;
  let [lasting, sum, squares] = [0, 0, 0];
  let [milli, log] = [0, 0];
  for (let at = from; at < end; at++) {
    if (quantityMilli[at] !== milli) {
      milli = quantityMilli[at] ?? 0;
      log = Math.log(wait + unit * milli);
    }
    const beyond = logWhole((days[at + 1] ?? 0) - (days[at] ?? 0)) - log;
    lasting += log;
    sum += beyond;
    squares += beyond * beyond;
  }
  const lastLog = Math.log(wait + unit * last);
  const usual = (lasting + lastLog) / (m + 1);
  // The spread that is usual for the product is of gaps after any quantity: it shrinks as this pair's own does.
  const spread = m < 2 ? 0 : Math.max(0, squares - (sum * sum) / m);
  const pull = EXPLAINED_PULL * (population.priors.logGapVariance[own.productNo] ?? 0);
  gaps.productNo = own.productNo;
  gaps.offset = own.offset;
  gaps.count = m;
  gaps.running = own.running;
  gaps.logSum = sum + m * usual;
  gaps.logSquares = spread;
  const whole = own.logSquares + pull;
  gaps.usualShare = whole > 0 ? Math.min(1, (spread + pull) / whole) : 1;
  gaps.logExcess = lastLog - usual;
  setRhythm(facts, renewal, population, gaps, horizonDays);
  return facts;
}

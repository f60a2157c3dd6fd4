import { ordinalClass, type Population, pairVariance } from './population.ts';
import { probabilityWithin, type Renewal, setRenewal } from './renewal.ts';

/** The gaps of a pair as of a day. Used again from pair to pair. */
export type PairGaps = {
  productNo: number;
  /** The household's, from what is usual for a product (step 3). */
  offset: number;
  /** m gaps, the sum of their logs, and its squares: see `gaps.ts`. */
  count: number;
  logSum: number;
  logSquares: number;
  /** Days since the last purchase. */
  running: number;
  /** Share of the product's usual variance that is the pair's usual one. */
  usualShare: number;
  /** By how much the log of the running gap is expected to be beyond that of the others. */
  logExcess: number;
};

export function newGaps(): PairGaps {
  // A fraction from the start, or the engine takes the fields for small integers.
  const none = Number.NaN;
  return {
    productNo: 0,
    offset: none,
    count: 0,
    logSum: none,
    logSquares: none,
    running: 0,
    usualShare: 1,
    logExcess: 0,
  };
}

/** What gaps tell of a pair. */
export type Rhythm = {
  /** Step 6: mean of the log of the running gap, posterior. */
  logMean: number;
  /** Steps 7 and 8: P(bought in the window | not dropped), P(not dropped), and their product. */
  rhythm: number;
  alive: number;
  mix: number;
};

/** Steps 6 to 8. The renewal is the pair's afterwards. */
export function setRhythm(
  into: Rhythm,
  renewal: Renewal,
  population: Population,
  gaps: PairGaps,
  horizonDays: number,
): void {
  const { priors } = population;
  const { productNo, count: m, running } = gaps;
  const variance = pairVariance(priors, productNo, m, gaps.logSquares, gaps.usualShare);
  const pull = variance / population.logGapSpread;
  const prior = (priors.logGapMean[productNo] ?? 0) + gaps.offset;
  into.logMean = (gaps.logSum + pull * prior) / (m + pull) + gaps.logExcess;
  const logSpread = Math.sqrt(variance + (population.logGapSpread * pull) / (m + pull));
  setRenewal(renewal, into.logMean, logSpread, running);
  into.rhythm = probabilityWithin(renewal, horizonDays);
  into.alive = probabilityAlive(population, productNo, m + 1, renewal.survival);
  into.mix = into.alive * into.rhythm;
}

/**
 * Step 8: P(the product was not dropped | no purchase since), by Bayes' rule from the odds of dropping it after the k-th
 * purchase and the probability S of a gap this long if it was not dropped.
 */
function probabilityAlive(population: Population, productNo: number, k: number, survival: number): number {
  const odds = (population.dropoutOdds[ordinalClass(k)] ?? 0) * (population.dropoutFactor[productNo] ?? 1);
  const dropped = odds / (1 + odds);
  return ((1 - dropped) * survival) / ((1 - dropped) * survival + dropped);
}

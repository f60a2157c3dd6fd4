import { type HeldOut, logLossOf, probabilitiesOf, type Regression } from './fit-scores.ts';

/** How much better one fit is than another on pairs that neither knew. */
export type Gain = {
  /** Mean log-loss and Brier score per pair by which it is lower. */
  readonly logLoss: number;
  readonly brier: number;
  /** Standard error of the gain in log-loss; households are drawn, not pairs. Infinity with fewer than two. */
  readonly logLossError: number;
};

/** A gain that chance gives one time in forty is none. */
const ERRORS_MIN = 2;

/**
 * The rule by which features enter a fit: on the newest window that was over, which was held out from both fits, the one
 * with them has a log-loss lower by more than two standard errors, and a Brier score that is no higher. Else they stay out
 * until a later fit of the chain shows otherwise.
 */
export function isEarned({ logLoss, logLossError, brier }: Gain): boolean {
  return logLoss > ERRORS_MIN * logLossError && brier >= 0;
}

/**
 * Paired by pair and summed by household, since what a household does is of one piece.
 *
 * Source: cluster-robust standard error of a mean of differences, K.-Y. Liang and S. Zeger (1986).
 */
export function gainOf(without: Regression, withThem: Regression, held: HeldOut): Gain {
  const { labels, starts } = held;
  const [before, after] = [probabilitiesOf(without, held), probabilitiesOf(withThem, held)];
  const byHousehold = new Float64Array(starts.length);
  let brier = 0;
  starts.forEach((from, household) => {
    const until = starts[household + 1] ?? labels.length;
    for (let row = from; row < until; row++) {
      const [p, q, label] = [before[row] ?? 0, after[row] ?? 0, labels[row] ?? 0];
      byHousehold[household] = (byHousehold[household] ?? 0) + logLossOf(p, label) - logLossOf(q, label);
      brier += (p - label) ** 2 - (q - label) ** 2;
    }
  });
  const [pairs, households] = [labels.length, starts.length];
  const gain = byHousehold.reduce((a, b) => a + b, 0) / pairs;
  const squares = byHousehold.reduce((sum, of, household) => {
    const own = (starts[household + 1] ?? pairs) - (starts[household] ?? 0);
    return sum + (of - own * gain) ** 2;
  }, 0);
  const error = households < 2 ? Infinity : Math.sqrt((squares * households) / (households - 1)) / pairs;
  return { logLoss: gain, brier: brier / pairs, logLossError: error };
}

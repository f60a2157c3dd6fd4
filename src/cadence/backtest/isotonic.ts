/** A rising step function with straight lines between its steps: score -> probability. */
export type Calibration = { readonly scores: Float64Array; readonly probabilities: Float64Array };

/**
 * The rising function of the score that is nearest to the outcomes (least squares), by pooling adjacent violators.
 *
 * Source: M. Ayer et al., "An empirical distribution function for sampling with incomplete information" (1955); as a
 * calibration: B. Zadrozny and C. Elkan, "Transforming classifier scores into accurate multiclass probability
 * estimates" (2002).
 *
 * @param outcomes 0 or 1, beside the scores; at least one pair.
 */
export function fitIsotonic(scores: Float64Array, outcomes: Uint8Array): Calibration {
  const order = new Uint32Array(scores.length).map((_, i) => i);
  order.sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  // Blocks of equal fitted values: lowest and highest score, pairs, outcomes.
  const [low, high, weight, sum]: [number[], number[], number[], number[]] = [[], [], [], []];
  const valueAt = (block: number) => (sum[block] ?? 0) / (weight[block] ?? 1);
  for (let at = 0; at < order.length; ) {
    const score = scores[order[at] ?? 0] ?? 0;
    let [pairs, bought] = [0, 0];
    for (; at < order.length && scores[order[at] ?? 0] === score; at++, pairs++) {
      bought += outcomes[order[at] ?? 0] ?? 0;
    }
    let first = score;
    while (weight.length > 0 && valueAt(weight.length - 1) >= bought / pairs) {
      pairs += weight.pop() ?? 0;
      bought += sum.pop() ?? 0;
      first = low.pop() ?? first;
      high.pop();
    }
    low.push(first);
    high.push(score);
    weight.push(pairs);
    sum.push(bought);
  }
  return {
    scores: Float64Array.from(low.flatMap((score, block) => [score, high[block] ?? score])),
    probabilities: Float64Array.from(low.flatMap((_, block) => [valueAt(block), valueAt(block)])),
  };
}

/** The probability of a score; beyond the scores that were seen, that of the nearest. */
export function calibrate({ scores, probabilities }: Calibration, score: number): number {
  let [low, high] = [0, scores.length - 1];
  if (!(score > (scores[low] ?? 0))) return probabilities[low] ?? 0;
  if (score >= (scores[high] ?? 0)) return probabilities[high] ?? 0;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((scores[middle] ?? 0) <= score) low = middle;
    else high = middle;
  }
  const [from, to] = [scores[low] ?? 0, scores[high] ?? 0];
  const share = to > from ? (score - from) / (to - from) : 0;
  return (probabilities[low] ?? 0) + share * ((probabilities[high] ?? 0) - (probabilities[low] ?? 0));
}

type Answered = {
  readonly pair: { readonly householdNo: number };
  /** ln(last units / mean units). */
  readonly logQuantity: number;
  readonly truth: number;
  readonly model: number;
};

const NEWTON_STEPS = 25;
const PROBABILITY_MIN = 1e-4;

/**
 * What the quantity of the last purchase is worth at most: the model's log-odds plus a + b * ln(last units / mean units),
 * with a and b from the truths of every other household, are asked for the rest.
 *
 * @returns The pairs of the rest with such probabilities.
 */
export function withQuantity<Asked extends Answered>(asked: readonly Asked[]): Asked[] {
  const [taught, rest] = [0, 1].map((part) => asked.filter(({ pair }) => pair.householdNo % 2 === part));
  let [a, b] = [0, 0];
  const answer = (one: Asked): number => 1 / (1 + Math.exp(-(logit(one.model) + a + b * one.logQuantity)));
  for (let step = 0; step < NEWTON_STEPS; step++) {
    let [ga, gb, haa, hab, hbb] = [0, 0, 1e-9, 0, 1e-9];
    for (const one of taught ?? []) {
      const p = answer(one);
      const [x, weight] = [one.logQuantity, p * (1 - p)];
      ga += one.truth - p;
      gb += (one.truth - p) * x;
      haa += weight;
      hab += weight * x;
      hbb += weight * x * x;
    }
    const determinant = haa * hbb - hab * hab;
    a += (hbb * ga - hab * gb) / determinant;
    b += (haa * gb - hab * ga) / determinant;
  }
  return (rest ?? []).map((one) => ({ ...one, model: answer(one) }));
}

function logit(probability: number): number {
  const inside = Math.min(Math.max(probability, PROBABILITY_MIN), 1 - PROBABILITY_MIN);
  return Math.log(inside / (1 - inside));
}

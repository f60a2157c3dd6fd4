import { minimise } from './nelder-mead.ts';
import { only, runOf, type Scorer, scoreEach, type View } from './scorer.ts';

/** Pairs that the four parameters are fitted to, at most: they are known to three digits from far fewer. */
const PAIRS_MAX = 20_000;

/** Gamma(r, alpha) are the purchase rates while a pair lives, Beta(a, b) the chances that it dies after a purchase. */
type Parameters = { readonly r: number; readonly alpha: number; readonly a: number; readonly b: number };

/** x repeat purchases, the last `recency` days after the first, which was `age` days ago. */
type Pairs = { readonly x: Int32Array; readonly recency: Float64Array; readonly age: Float64Array };

/**
 * BG/NBD with a pair of household and product in the place of a customer: four parameters for the whole chain.
 * P = P(alive) * (1 - ((alpha + T) / (alpha + T + days))^(r + x)).
 *
 * Source: P. Fader, B. Hardie and K. L. Lee, "Counting Your Customers the Easy Way" (2005), equation 6 for the likelihood;
 * P(alive) from their note of 2008. A purchase in the window of a pair that is alive is the negative binomial's.
 */
export const BG_NBD: Scorer = {
  id: 'bg-nbd',
  title: 'BG/NBD',
  isProbability: true,
  variants: only((view) => {
    const { asOf, horizonDays } = view.window;
    const { r, alpha, a, b } = fitParameters(samplePairs(view));
    return (history) => ({
      score: scoreEach(history, (days, from, until) => {
        const first = days[from] ?? 0;
        const x = until - from - 1;
        const age = asOf - first;
        const recency = (days[until - 1] ?? 0) - first;
        const shape = r + x;
        const odds = x === 0 ? 0 : (a / (b + x - 1)) * ((alpha + age) / (alpha + recency)) ** shape;
        return (1 - ((alpha + age) / (alpha + age + horizonDays)) ** shape) / (1 + odds);
      }),
    });
  }),
};

/** Every n-th pair, in the order of the view. */
function samplePairs({ households, window: { asOf } }: View): Pairs {
  const pairs = households.reduce((sum, { history }) => sum + history.productNos.length, 0);
  const step = Math.max(1, Math.ceil(pairs / PAIRS_MAX));
  const size = Math.ceil(pairs / step);
  const [x, recency, age] = [new Int32Array(size), new Float64Array(size), new Float64Array(size)];
  let seen = 0;
  for (const { history } of households) {
    for (let place = 0; place < history.productNos.length; place++, seen++) {
      if (seen % step !== 0) continue;
      const { from, until } = runOf(history, place);
      const first = history.days[from] ?? 0;
      x[seen / step] = until - from - 1;
      recency[seen / step] = (history.days[until - 1] ?? 0) - first;
      age[seen / step] = asOf - first;
    }
  }
  return { x, recency, age };
}

function fitParameters(pairs: Pairs): Parameters {
  const point = minimise((logs) => -logLikelihood(pairs, fromLogs(logs)), [0, Math.log(28), 0, Math.log(2)]);
  return fromLogs(point);
}

/** Parameters are positive: they are searched by their logarithms, within reason. */
function fromLogs(logs: readonly number[]): Parameters {
  const [r = 1, alpha = 1, a = 1, b = 1] = logs.map((log) => Math.exp(Math.min(Math.max(log, -9), 9)));
  return { r, alpha, a, b };
}

/**
 * ln of B(a, b + x) / B(a, b) * Gamma(r + x) alpha^r / Gamma(r) * [(alpha + T)^-(r + x) + (x > 0) a / (b + x - 1) *
 * (alpha + recency)^-(r + x)], summed over the pairs.
 */
function logLikelihood({ x, recency, age }: Pairs, { r, alpha, a, b }: Parameters): number {
  // Gamma(r + x) / Gamma(r) and B(a, b + x) / B(a, b) grow by a factor with each purchase.
  const rising = new Float64Array(x.reduce((most, value) => Math.max(most, value), 0) + 1);
  for (let n = 1; n < rising.length; n++) {
    rising[n] = (rising[n - 1] ?? 0) + Math.log(r + n - 1) + Math.log((b + n - 1) / (a + b + n - 1));
  }
  const start = r * Math.log(alpha);
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const n = x[i] ?? 0;
    const alive = -(r + n) * Math.log(alpha + (age[i] ?? 0));
    const base = start + (rising[n] ?? 0);
    if (n === 0) {
      sum += base + alive;
      continue;
    }
    const dead = Math.log(a / (b + n - 1)) - (r + n) * Math.log(alpha + (recency[i] ?? 0));
    const greater = Math.max(alive, dead);
    sum += base + greater + Math.log1p(Math.exp(Math.min(alive, dead) - greater));
  }
  return sum;
}

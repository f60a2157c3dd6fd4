import type { HouseholdHistory } from '../../history/household-history.ts';
import { only, runOf, type Scorer, scoreEach, type View } from './scorer.ts';

/** Repeat buyers that a product must have for a prior of its own; with fewer it has the chain's. */
const BUYERS_MIN = 5;
/** Products of few buyers lean on the chain's share of repeat buyers, as if they had so many more. */
const SHARE_PULL = 10;
const SHAPE_MAX = 100;

/**
 * Modified Poisson-gamma (MPG): P = RCP * (1 - exp(-lambda * days)). RCP is the share of a product's buyers who bought it
 * again. lambda = (k + alpha) / (t + beta), k purchases in the t days since the first, with the product's gamma prior
 * (alpha, beta), fitted to its repeat buyers' rates. Modified while the last purchase is fresh: when less than twice the
 * pair's mean gap has passed since it, t is (days from the first to the last purchase) + 2 |mean gap - days since the last|,
 * which keeps the rate down right after a purchase and has its peak at the mean gap.
 *
 * Source: R. Bhagat et al., "Buy It Again: Modeling Repeat Purchase Recommendations", KDD 2018; beyond it, the pull of RCP
 * towards the chain's share, without which one buyer is a share of 0 or 1. A product of a share and a rate is no calibrated
 * probability: it is calibrated like a score.
 */
export const POISSON_GAMMA: Scorer = {
  id: 'mpg',
  title: 'Poisson-gamma (MPG)',
  isProbability: false,
  variants: only((view) => {
    const { asOf, horizonDays } = view.window;
    const { repeatShare, priorOf } = learnProducts(view);
    return (history) => ({
      score: scoreEach(history, (days, from, until, place) => {
        const productNo = history.productNos[place] ?? 0;
        const { shape, rate } = priorOf(productNo);
        const exposure = exposureDays(days, from, until, asOf);
        const perDay = (until - from + shape) / (exposure + rate);
        return -(repeatShare[productNo] ?? 0) * Math.expm1(-perDay * horizonDays);
      }),
    });
  }),
};

/** The t of the formula. */
function exposureDays(days: Int32Array, from: number, until: number, asOf: number): number {
  const first = days[from] ?? 0;
  const last = days[until - 1] ?? 0;
  const sinceLast = asOf - last;
  const meanGap = (last - first) / (until - from - 1);
  if (until - from > 1 && sinceLast < 2 * meanGap) return last - first + 2 * Math.abs(meanGap - sinceLast);
  return asOf - first;
}

type Gamma = { readonly shape: number; readonly rate: number };

function learnProducts({ households, catalog, window: { asOf } }: View) {
  const size = catalog.categoryNo.length;
  const buyers = new Float64Array(size);
  const again = new Float64Array(size);
  const rates: number[][] = Array.from({ length: size }, () => []);
  for (const { history } of households) {
    history.productNos.forEach((productNo, place) => {
      const { from, until } = runOf(history, place);
      buyers[productNo] = (buyers[productNo] ?? 0) + 1;
      if (until - from < 2) return;
      again[productNo] = (again[productNo] ?? 0) + 1;
      rates[productNo]?.push(rateOf(history, from, until, asOf));
    });
  }
  const total = (values: Float64Array) => values.reduce((a, b) => a + b, 0);
  const share = total(again) / Math.max(1, total(buyers));
  const chain = fitGamma(rates.flat());
  const priors = rates.map((own) => (own.length < BUYERS_MIN ? chain : fitGamma(own)));
  return {
    repeatShare: again.map((n, no) => (n + SHARE_PULL * share) / ((buyers[no] ?? 0) + SHARE_PULL)),
    priorOf: (productNo: number): Gamma => priors[productNo] ?? chain,
  };
}

function rateOf({ days }: HouseholdHistory, from: number, until: number, asOf: number): number {
  return (until - from) / (asOf - (days[from] ?? 0));
}

/**
 * Gamma distribution of some positive numbers, by the closed form that is within 1.5 % of the maximum likelihood.
 *
 * Source: T. Minka, "Estimating a Gamma distribution" (2002), his starting value. None: a purchase in 28 days, vaguely.
 */
function fitGamma(values: readonly number[]): Gamma {
  if (values.length === 0) return { shape: 1, rate: 28 };
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const spread = Math.log(mean) - values.reduce((a, b) => a + Math.log(b), 0) / values.length;
  const shape = (3 - spread + Math.sqrt((spread - 3) ** 2 + 24 * spread)) / (12 * spread);
  const bounded = spread > 0 ? Math.min(shape, SHAPE_MAX) : SHAPE_MAX;
  return { shape: bounded, rate: bounded / mean };
}

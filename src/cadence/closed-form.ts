import type { PairFacts } from './pair-facts.ts';

/**
 * The probability without a fit: the geometric mean of two views that err differently. The one by rhythm is `mix`. The one
 * by trips: a trip has the product with probability q = (D_90 + 0.05 rcp) / (N_90 + 0.5), and the window has
 * horizon * (v_30 + v_90) / 2 trips.
 */
export function closedForm(pair: PairFacts): number {
  const share = (pair.bought90 + 0.05 * pair.repeatShare) / (pair.trips90 + 0.5);
  const trips = (pair.horizonDays * (pair.visits30 + pair.visits90)) / 2;
  return Math.sqrt(pair.mix * -Math.expm1(trips * Math.log1p(-share)));
}

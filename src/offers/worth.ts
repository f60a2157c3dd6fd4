import { depthOf } from '../shared/depth.ts';
import type { OfferTerms } from '../shared/offer-terms.ts';
import type { PricedOffer } from './price.ts';
import { type RedemptionRates, redeemProbability, type Stance } from './redemption.ts';
import type { Usage } from './usage.ts';

/** What a special is worth to a household, and what has to be set aside for it. */
export type Worth = {
  /** P(the special is redeemed). */
  readonly redeemProbability: number;
  /** Expected saving in cents: {@link redeemProbability} x what one application saves. */
  readonly score: number;
  /**
   * What is set aside of the offer's budget, in thousandths of a cent, and of its total of applications, in thousandths: all
   * that one list may take, times the most that its probability may be; all of it where too little is known of that.
   */
  readonly reserveMilli: number;
  readonly reserveUsesMilli: number;
};

/**
 * Of equal offers those with the surer answer come first, since they take fewer sheets for the same money: an unsure one
 * has up to this much more set aside.
 */
const UNSURE_MORE = 0.02;

export function worthOf(
  terms: OfferTerms,
  probability: number,
  stance: Stance | undefined,
  usage: Usage | undefined,
  priced: PricedOffer,
  rates: RedemptionRates,
): Worth {
  const { mean, atMost } = rates(
    stance ?? 'any',
    usage ?? 'any',
    depthOf(priced.offerValueCents, priced.beforeCents),
  );
  const { offerValueCents } = priced;
  const redeems = redeemProbability(probability, mean);
  const share =
    atMost === undefined
      ? 1
      : Math.min(1, redeemProbability(probability, atMost) * (1 + UNSURE_MORE * (1 - redeems)));
  const usesMilli = Math.max(1, Math.round(share * terms.limitTransaction * 1000));
  return {
    redeemProbability: redeems,
    score: redeems * offerValueCents,
    reserveMilli: usesMilli * offerValueCents,
    reserveUsesMilli: usesMilli,
  };
}

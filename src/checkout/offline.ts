import { decideRedemption } from './decide.ts';
import type { CheckoutConfig, Decision, Facts, IssuedOffer, RedemptionRequest, Refused } from './types.ts';

/**
 * Decide as ever, but give no more than a sum: what a store may give on one list while it cannot ask whether another store has
 * given it already. Of specials that together come to more, the largest are refused until the rest is within it. Pure.
 *
 * @param leftCents What may still be given on the list.
 */
export function decideOffline(
  request: RedemptionRequest,
  facts: Facts,
  config: CheckoutConfig,
  leftCents: number,
): Decision {
  const capped: Refused[] = [];
  let offers: readonly IssuedOffer[] = facts.offers;
  for (;;) {
    const decision = decideRedemption(request, { ...facts, offers }, config);
    if (decision.tag !== 'redeemed' || decision.totalCents <= leftCents) {
      if (capped.length === 0 || decision.tag === 'already-recorded') return decision;
      const refused = [...decision.refused, ...capped].sort((a, b) => a.lineNo - b.lineNo);
      return { ...decision, refused };
    }
    const [largest] = decision.spent.toSorted((a, b) => b.amountCents - a.amountCents);
    const offer = offers.find(({ issuedOfferId }) => issuedOfferId === largest?.issuedOfferId);
    if (offer === undefined) return decision;
    offers = offers.filter((other) => other !== offer);
    const { issuedOfferId, lineNo, terms } = offer;
    const { offerId, version: offerVersion } = terms;
    capped.push({ issuedOfferId, lineNo, offerId, offerVersion, reason: 'offline-cap' });
  }
}

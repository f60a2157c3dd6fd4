import { decideRetry } from './decide.ts';
import type { RefuseReason } from './reasons.ts';
import type { Decision, Facts, IssuedOffer, Redeemed, Refused, SpentOffer } from './types.ts';

/**
 * Decide a request whose answer a ledger that was lost had already given: the shopper has that money, so it is recorded
 * as it was told and not worked out anew, since budgets and prices may have moved. Pure.
 *
 * All of it or nothing: when one of the offers that it spent is not open any more, somebody else was paid for it.
 *
 * @param contentHash Of the request as the lane sent it.
 * @param told The answer that the lane got; its `discounts` are what the shopper saved.
 */
export function decideTold(contentHash: string, facts: Facts, told: Redeemed): Decision {
  const { recorded, list } = facts;
  if (recorded !== undefined) return decideRetry(contentHash, recorded);
  if (list?.listId !== told.listId) return { tag: 'rejected', reason: 'list-unknown', refused: [] };
  const offers = new Map(facts.offers.map((offer) => [offer.issuedOfferId, offer]));
  const refused = told.spent.flatMap((spent) => refusalOf(spent, offers.get(spent.issuedOfferId)));
  if (refused.length > 0) return { tag: 'rejected', reason: 'nothing-taken', refused };
  return { ...told, tag: 'redeemed' };
}

/** Why an offer cannot be spent as it was told. One that has expired since was open then. */
function refusalOf(spent: SpentOffer, offer: IssuedOffer | undefined): readonly Refused[] {
  if (offer?.state === 'open' || offer?.state === 'expired') return [];
  const { issuedOfferId, offerId, offerVersion } = spent;
  const reason: RefuseReason = offer === undefined || offer.state === 'redeemed' ? 'used' : offer.state;
  return [{ issuedOfferId, lineNo: offer?.lineNo ?? 0, offerId, offerVersion, reason }];
}

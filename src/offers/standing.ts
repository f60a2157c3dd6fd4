import type { CatalogIndex } from './catalog-index.ts';
import type { HouseholdView } from './household-view.ts';
import type { BookedOffer } from './offer-book.ts';
import type { OfferStanding, Segments } from './segment.ts';

/**
 * What a household is to an offer, in the one of its needs for which the offer would speak: that of the offer's product that
 * it will most probably buy, else the likeliest that it buys. undefined: it buys none of them.
 */
export function standingIn(
  { index }: { readonly index: CatalogIndex },
  view: HouseholdView,
  segments: Segments,
  offer: BookedOffer,
): OfferStanding | undefined {
  const own = view.offers.get(offer.offerNo)?.bestOwn;
  let needNo = own === undefined ? undefined : index.needNo[own.productNo];
  if (needNo === undefined) {
    const chance = (of: number) => view.needProbability.get(of) ?? -1;
    for (const one of offer.needNos) {
      if (!view.placesByNeed.has(one)) continue;
      if (needNo === undefined || chance(one) > chance(needNo)) needNo = one;
    }
  }
  return needNo === undefined ? undefined : segments.towards(needNo, offer.brandNosByNeed.get(needNo) ?? []);
}

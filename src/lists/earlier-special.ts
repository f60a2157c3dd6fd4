import { describeOffer, type PricedOffer, priceOffer } from '../offers/price.ts';
import type { CatalogProduct } from '../shared/catalog.ts';
import { type Cents, cents } from '../shared/cents.ts';
import type { OfferTerms } from '../shared/offer-terms.ts';
import type { PlannedLine } from './planned-list.ts';

/**
 * A special as an earlier system promised it, as a line of ours: what lanes and accounts need, no prediction.
 *
 * @param valueCents What that list says, in the meaning of the offer's kind; undefined: the value of the offers feed.
 * @param product The offer's most bought product; undefined for an offer on the basket.
 * @param regularCents Its shelf price while the list is good, if known.
 */
export function earlierSpecial(
  terms: OfferTerms,
  valueCents: Cents | undefined,
  product: CatalogProduct | undefined,
  regularCents: Cents | undefined,
): PlannedLine {
  const faceValueCents = valueCents ?? terms.valueCents;
  const result = priceOffer(terms, faceValueCents, regularCents);
  const priced = result.tag === 'priced' ? result.priced : unpriced(terms, regularCents);
  return {
    section: 'special',
    productId: product?.productId,
    need: product?.need,
    description: product?.description ?? terms.headline ?? terms.offerId,
    reason: 'taken-over',
    probability: undefined,
    expectedDay: undefined,
    regularPriceCents: priced.regularCents,
    offerId: terms.offerId,
    offerVersion: terms.version,
    offerValueCents: priced.offerValueCents,
    termsValueCents: faceValueCents,
    priceWithOfferCents: priced.priceWithOfferCents,
    facts: {
      size: product?.size,
      offer: {
        ...describeOffer(terms, faceValueCents, priced),
        headline: faceValueCents === terms.valueCents ? terms.headline : undefined,
        legalText: terms.legalText,
        funderId: terms.funderId,
        relation: 'any',
        usage: 'any',
      },
    },
  };
}

/**
 * What the offer is worth cannot be said from here, since no shelf price is known or it saves nothing today; the paper
 * holds all the same. Its expected cost counts as the most that the offer may take off, or as the least there is.
 */
function unpriced(terms: OfferTerms, regularCents: Cents | undefined): PricedOffer {
  return {
    offerValueCents: terms.maxValueCents ?? cents(1),
    unitsNeeded: terms.buyQuantity,
    regularCents,
    beforeCents: undefined,
    afterCents: undefined,
    priceWithOfferCents: undefined,
  };
}

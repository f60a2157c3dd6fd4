import { type Cents, cents } from '../shared/cents.ts';
import type { OfferKind, OfferTerms } from '../shared/offer-terms.ts';

/** What one application of an offer does to the shelf price: the printed line's before, after and saving. */
export type PricedOffer = {
  /** What one application saves, > 0 and never more than {@link beforeCents}. */
  readonly offerValueCents: Cents;
  /**
   * Units that have to be in the basket for one application, free ones included; 0 for `basket_off`. Where a weight has to
   * be bought, the prices below are of that weight.
   */
  readonly unitsNeeded: number;
  /** Shelf price of one unit; undefined: not known, or the offer is on the basket. */
  readonly regularCents: Cents | undefined;
  /** Shelf price of {@link unitsNeeded} units together, and what is left of it: before - after = value. */
  readonly beforeCents: Cents | undefined;
  readonly afterCents: Cents | undefined;
  /**
   * {@link afterCents} per unit, a fraction of a cent rounded up so that it never promises too much; never above
   * {@link regularCents}. "2 for 5.00" is 250 here and 500 in {@link afterCents}.
   */
  readonly priceWithOfferCents: Cents | undefined;
};

export type PriceResult =
  | { readonly tag: 'priced'; readonly priced: PricedOffer }
  /** The kind needs a shelf price, and there is none. */
  | { readonly tag: 'no-price' }
  | { readonly tag: 'no-saving' };

/**
 * What an offer is worth on a product at a shelf price.
 *
 * @param faceValueCents The value for the household's segment ({@link valueForSegment}); `percent_off`, `bogo` and
 *   `free_item` have none and ignore it.
 * @param regularCents Shelf price of one unit. Undefined (or not positive): only `cents_off` and `basket_off` still have
 *   a value; `cents_off` with an amount to buy then counts its least quantity as the units needed.
 */
export function priceOffer(
  terms: OfferTerms,
  faceValueCents: Cents,
  regularCents: Cents | undefined,
): PriceResult {
  if (terms.kind === 'basket_off') return unitless(faceValueCents, 0);
  if (regularCents === undefined || regularCents <= 0) {
    return terms.kind === 'cents_off' ? unitless(faceValueCents, terms.buyQuantity) : { tag: 'no-price' };
  }
  const paidUnits = unitsToBuy(terms, regularCents);
  const unitsNeeded = paidUnits + (isFreeKind(terms.kind) ? terms.getQuantity : 0);
  // Weighed goods: the shelf price is that of the weight unit, and so many of them have to be bought.
  const priced = terms.buyWeightMilli === undefined ? unitsNeeded : paidWeight(terms, regularCents);
  const before = Math.round(regularCents * priced);
  const wanted = savingCents(terms, faceValueCents, regularCents, before, priced);
  const saving = Math.min(wanted, before);
  if (saving <= 0) return { tag: 'no-saving' };
  return {
    tag: 'priced',
    priced: {
      offerValueCents: cents(saving),
      unitsNeeded,
      regularCents,
      beforeCents: cents(before),
      afterCents: cents(before - saving),
      priceWithOfferCents: cents(Math.ceil((before - saving) / priced)),
    },
  };
}

/** Whether what an offer is to take off is more than the goods cost: it would promise what no lane can give. */
export function exceedsShelf(terms: OfferTerms, faceValueCents: Cents, priced: PricedOffer): boolean {
  const { beforeCents } = priced;
  return terms.kind === 'cents_off' && beforeCents !== undefined && faceValueCents > beforeCents;
}

function unitless(faceValueCents: Cents, unitsNeeded: number): PriceResult {
  if (faceValueCents <= 0) return { tag: 'no-saving' };
  return {
    tag: 'priced',
    priced: {
      offerValueCents: faceValueCents,
      unitsNeeded,
      regularCents: undefined,
      beforeCents: undefined,
      afterCents: undefined,
      priceWithOfferCents: undefined,
    },
  };
}

/** Paid units of one application: the quantity asked for, and as many as reach the amount asked for. */
function unitsToBuy(terms: OfferTerms, regularCents: Cents): number {
  // The price of a bundle is for exactly so many units; an amount cannot change that.
  if (terms.kind === 'multi_price' || terms.buyAmountCents === undefined) return terms.buyQuantity;
  if (terms.buyWeightMilli !== undefined) return terms.buyQuantity;
  return Math.max(terms.buyQuantity, Math.ceil(terms.buyAmountCents / regularCents));
}

/** Weight of one application: what is asked for, and as much as reaches the amount asked for. */
function paidWeight(
  { buyWeightMilli = 0, buyAmountCents = cents(0) }: OfferTerms,
  regularCents: Cents,
): number {
  return Math.max(buyWeightMilli, Math.ceil((1000 * buyAmountCents) / regularCents)) / 1000;
}

/** @param units That are paid for at the shelf price, or weight units. */
function savingCents(
  terms: OfferTerms,
  faceValueCents: Cents,
  regularCents: Cents,
  before: number,
  units: number,
): number {
  const bound = terms.maxValueCents ?? Number.POSITIVE_INFINITY;
  switch (terms.kind) {
    case 'cents_off':
    case 'basket_off':
      return faceValueCents;
    case 'percent_off':
      return Math.min(percentOfCents(before, terms.percentBasisPoints), bound);
    case 'new_price':
      // A fraction of a cent is rounded as the lane does.
      return before - Math.ceil(faceValueCents * units - 0.5);
    case 'multi_price':
      return before - faceValueCents;
    case 'free_item':
    case 'bogo':
      return Math.min(regularCents * terms.getQuantity, bound);
  }
}

/** A percentage of an amount in whole cents, half a cent up: to the shopper, since it is the discount. */
export function percentOfCents(amountCents: number, basisPoints: number): number {
  return Math.floor((amountCents * basisPoints + 5_000) / 10_000);
}

/** Kinds that give units away with paid ones. */
function isFreeKind(kind: OfferKind): boolean {
  return kind === 'bogo' || kind === 'free_item';
}

/** An offer on a line as facts; the words are print's. Absent facts are undefined. */
export type OfferFacts = {
  readonly kind: OfferKind;
  readonly saveCents: Cents;
  /** `new_price`: of one unit; `multi_price`: of {@link buyQuantity} units together. */
  readonly priceCents: Cents | undefined;
  readonly percentBasisPoints: number | undefined;
  readonly buyQuantity: number;
  readonly getQuantity: number | undefined;
  readonly buyAmountCents: Cents | undefined;
  /** In thousandths of the chain's weight unit; {@link beforeCents} and {@link afterCents} are of so much. */
  readonly buyWeightMilli?: number;
  readonly minBasketCents: Cents | undefined;
  readonly maxValueCents: Cents | undefined;
  readonly limitTransaction: number;
  readonly unitsNeeded: number;
  readonly beforeCents: Cents | undefined;
  readonly afterCents: Cents | undefined;
};

/** The facts of an offer as priced for a household, for whoever words the printed line or the review page. */
export function describeOffer(terms: OfferTerms, faceValueCents: Cents, priced: PricedOffer): OfferFacts {
  const { kind } = terms;
  return {
    kind,
    saveCents: priced.offerValueCents,
    priceCents: kind === 'new_price' || kind === 'multi_price' ? faceValueCents : undefined,
    percentBasisPoints: kind === 'percent_off' ? terms.percentBasisPoints : undefined,
    buyQuantity: terms.buyQuantity,
    getQuantity: isFreeKind(kind) ? terms.getQuantity : undefined,
    buyAmountCents: kind === 'multi_price' ? undefined : terms.buyAmountCents,
    ...(terms.buyWeightMilli === undefined ? {} : { buyWeightMilli: terms.buyWeightMilli }),
    minBasketCents: terms.minBasketCents,
    maxValueCents: terms.maxValueCents,
    limitTransaction: terms.limitTransaction,
    unitsNeeded: priced.unitsNeeded,
    beforeCents: priced.beforeCents,
    afterCents: priced.afterCents,
  };
}

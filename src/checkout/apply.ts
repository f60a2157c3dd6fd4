import type { OfferTerms } from '../shared/offer-terms.ts';
import type { RefuseReason } from './reasons.ts';
import { none, type Outcome, type Share, type Take, takenCents } from './take.ts';
import { takeAmountOff } from './take-amount.ts';
import { takeBasketOff } from './take-basket.ts';
import { takeFree } from './take-free.ts';
import { takeMultiPrice, takeNewPrice } from './take-price.ts';
import type { IssuedOffer } from './types.ts';
import type { Unit } from './units.ts';

/** An offer and what it takes. */
export type TakenOffer = { readonly offer: IssuedOffer; readonly take: Take };

export type Applied = {
  readonly taken: readonly TakenOffer[];
  /** Every other offer, once. */
  readonly refused: readonly { readonly offer: IssuedOffer; readonly reason: RefuseReason }[];
};

/**
 * Which of the open offers apply to a basket, and to which of its units.
 *
 * The rule, for whoever has to explain a receipt: no unit carries two offers on items. Again and again the offer that
 * saves most on the units still free is applied (ties by offer id). Offers on the basket come after those on items, on
 * what is left to pay; where the two may not be combined (see {@link mayCombine}), the side that saves more goes first.
 *
 * @param units All that the basket buys, dearest first.
 */
export function applyOffers(offers: readonly IssuedOffer[], units: readonly Unit[]): Applied {
  const onItems = offers.filter((offer) => offer.terms.kind !== 'basket_off');
  const onBasket = offers.filter((offer) => offer.terms.kind === 'basket_off');
  const onUnits = unitsOfOffers(onItems, units);
  const takeItem = (offer: IssuedOffer, taken: readonly TakenOffer[]) =>
    takeItems(offer, onUnits.get(offer) ?? [], units, taken);
  const takeWhole = (offer: IssuedOffer, taken: readonly TakenOffer[]) => takeBasket(offer, units, taken);
  const itemsFirst = greedy(onBasket, takeWhole, greedy(onItems, takeItem, []));
  const basketFirst = onBasket.length === 0 ? [] : greedy(onItems, takeItem, greedy(onBasket, takeWhole, []));
  const taken = totalCents(basketFirst) > totalCents(itemsFirst) ? basketFirst : itemsFirst;
  const takenIds = new Set(taken.map(({ offer }) => offer.issuedOfferId));
  const refused = offers
    .filter((offer) => !takenIds.has(offer.issuedOfferId))
    .map((offer) => ({
      offer,
      reason: whyNot(offer.terms.kind === 'basket_off' ? takeWhole(offer, []) : takeItem(offer, [])),
    }));
  return { taken, refused };
}

function totalCents(taken: readonly TakenOffer[]): number {
  return taken.reduce((sum, { take }) => sum + takenCents(take.shares), 0);
}

/** The units that each offer is on, dearest first. */
function unitsOfOffers(
  offers: readonly IssuedOffer[],
  units: readonly Unit[],
): ReadonlyMap<IssuedOffer, readonly Unit[]> {
  return new Map(
    offers.map((offer) => [offer, units.filter((unit) => offer.productIds.has(unit.line.productId))]),
  );
}

/**
 * The offer that takes most beside those `before`, then the one that takes most of what that one leaves, and so on.
 *
 * An attempt is repeated only when one of its units was taken meanwhile: what others take of units that it passed over
 * does not change its choice, and fewer units never make an offer apply that did not.
 */
function greedy(
  offers: readonly IssuedOffer[],
  attempt: (offer: IssuedOffer, taken: readonly TakenOffer[]) => Outcome,
  before: readonly TakenOffer[],
): readonly TakenOffer[] {
  const taken = [...before];
  const open = new Map<IssuedOffer, Take>();
  const offerAgain = (offer: IssuedOffer) => {
    const outcome = attempt(offer, taken);
    if (outcome.tag === 'takes') open.set(offer, outcome.take);
    else open.delete(offer);
  };
  for (const offer of [...offers].sort(byOfferId)) offerAgain(offer);
  for (;;) {
    let best: TakenOffer | undefined;
    let bestCents = 0;
    for (const [offer, take] of open) {
      const cents = takenCents(take.shares);
      if (cents > bestCents) [best, bestCents] = [{ offer, take }, cents];
    }
    if (best === undefined) return taken;
    taken.push(best);
    open.delete(best.offer);
    const touched = new Set(best.take.shares.map((share) => share.unit));
    for (const [offer, take] of [...open]) {
      if (take.shares.some((share) => touched.has(share.unit))) offerAgain(offer);
    }
  }
}

function byOfferId(a: IssuedOffer, b: IssuedOffer): number {
  if (a.terms.offerId !== b.terms.offerId) return a.terms.offerId < b.terms.offerId ? -1 : 1;
  return a.issuedOfferId - b.issuedOfferId;
}

/** An offer that takes something when it is alone, but nothing beside the others, lost to a better one. */
function whyNot(alone: Outcome): RefuseReason {
  return alone.tag === 'none' ? alone.reason : 'better-offer-on-item';
}

function applicationsMax(offer: IssuedOffer): number {
  return Math.min(offer.terms.limitTransaction, offer.householdUsesLeft ?? Number.POSITIVE_INFINITY);
}

/** An offer on items, on those of `its` units that no other offer has touched. */
function takeItems(
  offer: IssuedOffer,
  its: readonly Unit[],
  units: readonly Unit[],
  taken: readonly TakenOffer[],
): Outcome {
  if (its.length === 0) return none('not-in-basket');
  const { minBasketCents } = offer.terms;
  if (minBasketCents !== undefined && merchandiseCents(offer, units) < minBasketCents) {
    return none('basket-short');
  }
  const touched = new Set(taken.flatMap(({ take }) => take.shares.map((share) => share.unit)));
  const free = its.filter((unit) => !touched.has(unit));
  return takeOfKind(offer, free, applicationsMax(offer));
}

function takeOfKind(offer: IssuedOffer, units: readonly Unit[], max: number): Outcome {
  switch (offer.terms.kind) {
    case 'cents_off':
    case 'percent_off':
      return takeAmountOff(offer, units, max);
    case 'new_price':
      return takeNewPrice(offer, units, max);
    case 'multi_price':
      return takeMultiPrice(offer, units, max);
    case 'free_item':
    case 'bogo':
      return takeFree(offer, units, max);
    case 'basket_off':
      return takeBasketOff(offer, [], 0, max);
  }
}

/** An offer on the basket, on what is left of every unit whose other offers it may be combined with. */
function takeBasket(offer: IssuedOffer, units: readonly Unit[], taken: readonly TakenOffer[]): Outcome {
  const others = new Map<Unit, { readonly terms: OfferTerms; readonly share: Share }[]>();
  for (const { offer: other, take } of taken) {
    for (const share of take.shares) {
      const known = others.get(share.unit);
      if (known === undefined) others.set(share.unit, [{ terms: other.terms, share }]);
      else known.push({ terms: other.terms, share });
    }
  }
  const left = units
    .filter((unit) => !offer.outsideBasketIds.has(unit.line.productId))
    .filter((unit) => (others.get(unit) ?? []).every(({ terms }) => mayCombine(terms, offer.terms)))
    .map((unit) => ({
      unit,
      leftCents: unit.cents - takenCents((others.get(unit) ?? []).map((o) => o.share)),
    }));
  return takeBasketOff(offer, left, merchandiseCents(offer, units), applicationsMax(offer));
}

function merchandiseCents(offer: IssuedOffer, units: readonly Unit[]): number {
  return units.reduce(
    (sum, unit) => (offer.outsideBasketIds.has(unit.line.productId) ? sum : sum + unit.cents),
    0,
  );
}

/** Whether an offer on items and one on the basket may meet on a unit: both have to allow the other. */
function mayCombine(a: OfferTerms, b: OfferTerms): boolean {
  return allows(a, b) && allows(b, a);
}

/** `with_store`: beside what the store pays alone; `any`: beside everything. */
function allows(offer: OfferTerms, other: OfferTerms): boolean {
  return offer.stack === 'any' || (offer.stack === 'with_store' && other.funderPercent === 0);
}

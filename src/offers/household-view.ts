import type { HouseholdHistory } from '../history/household-history.ts';
import type { Cents } from '../shared/cents.ts';
import type { Day } from '../shared/day.ts';
import type { CatalogIndex } from './catalog-index.ts';
import { type BookedOffer, type OfferBook, precedes } from './offer-book.ts';
import type { OfferPast } from './past.ts';

/** Why a household is not to see a product: its category is suppressed for it, or it asked so itself. */
export type Suppression = 'suppressed-category' | 'not-mine' | 'muted-product' | 'muted-category' | 'diet';

/** A household as {@link findCandidates} asks for it. */
export type CandidateHousehold = {
  readonly history: HouseholdHistory;
  /** P(buys within the list's window), beside `history.productNos`. */
  readonly probabilities: ArrayLike<number>;
  /** The store whose offers it gets; undefined: only offers that hold everywhere. */
  readonly storeId: string | undefined;
  /** The shelf price that everybody sees there. */
  readonly priceOf: (productNo: number) => Cents | undefined;
  /** Whether that price is not known because it changes while the list is good. */
  readonly priceChanges: (productNo: number) => boolean;
  /** Whether everybody reads of it in the ad there. */
  readonly inAd: (productNo: number) => boolean;
  readonly suppression: (productNo: number) => Suppression | undefined;
  /** Whether it is to be shown what it does not buy, since others do who buy what it buys. */
  readonly discovers: boolean;
  /** What an offer was to it before; undefined: nothing that matters. */
  readonly pastOf: (offerId: string) => OfferPast | undefined;
  /** The last day on which what a funder offers in a need rests, since it ignored that so often; undefined: it does not rest. */
  readonly restsUntil: (funderId: string, need: string) => Day | undefined;
};

/** What a household bought, seen from one offer. */
export type OfferView = {
  /** The most probable of the offer's own products that it bought and is to see; ties by id. */
  bestOwn: { readonly productNo: number; readonly probability: number } | undefined;
};

export type HouseholdView = {
  /** P(buys something of the need), over the products that it bought and is to see: 1 - prod(1 - p). */
  readonly needProbability: ReadonlyMap<number, number>;
  /** Places in the history of the products of each need that it bought, whether it is to see them or not. */
  readonly placesByNeed: ReadonlyMap<number, readonly number[]>;
  /** Only offers in whose needs it bought something. */
  readonly offers: ReadonlyMap<number, Readonly<OfferView>>;
};

/** One pass over a household's products: its needs, and every offer that concerns one of them. */
export function viewHousehold(
  household: CandidateHousehold,
  book: OfferBook,
  index: CatalogIndex,
): HouseholdView {
  const notBought = new Map<number, number>();
  const placesByNeed = new Map<number, number[]>();
  const offers = new Map<number, OfferView>();
  for (const [place, productNo] of household.history.productNos.entries()) {
    const needNo = index.needNo[productNo] ?? -1;
    if (needNo < 0) continue;
    const places = placesByNeed.get(needNo);
    if (places === undefined) {
      placesByNeed.set(needNo, [place]);
      for (const offerNo of book.byNeed.get(needNo) ?? []) {
        if (!offers.has(offerNo)) offers.set(offerNo, { bestOwn: undefined });
      }
    } else places.push(place);
    if (household.suppression(productNo) !== undefined) continue;
    const probability = household.probabilities[place] ?? 0;
    notBought.set(needNo, (notBought.get(needNo) ?? 1) * (1 - probability));
    for (const offerNo of book.byProduct.get(productNo) ?? []) {
      const view = offers.get(offerNo);
      if (view !== undefined && isBetter(index, productNo, probability, view.bestOwn))
        view.bestOwn = { productNo, probability };
    }
  }
  const needProbability = new Map<number, number>();
  for (const [needNo, none] of notBought) needProbability.set(needNo, 1 - none);
  return { needProbability, placesByNeed, offers };
}

/** The days on which a household bought a product of an offer. */
export function daysOfOffer(
  history: HouseholdHistory,
  book: OfferBook,
  { offerNo }: BookedOffer,
): Set<number> {
  const days = new Set<number>();
  for (const [place, productNo] of history.productNos.entries()) {
    if (book.byProduct.get(productNo)?.includes(offerNo) !== true) continue;
    for (const day of history.days.subarray(history.starts[place], history.starts[place + 1])) days.add(day);
  }
  return days;
}

function isBetter(
  index: CatalogIndex,
  productNo: number,
  probability: number,
  best: OfferView['bestOwn'],
): boolean {
  if (best === undefined || probability !== best.probability) return probability > (best?.probability ?? -1);
  return precedes(index, productNo, best.productNo);
}

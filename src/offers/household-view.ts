import type { HouseholdHistory } from '../history/household-history.ts';
import type { Cents } from '../shared/cents.ts';
import type { CatalogIndex } from './catalog-index.ts';
import { type OfferBook, precedes } from './offer-book.ts';
import type { OfferPurchases } from './segment.ts';

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
  /** Whether everybody reads of it in the ad there. */
  readonly inAd: (productNo: number) => boolean;
  readonly suppression: (productNo: number) => Suppression | undefined;
};

/** What a household bought, seen from one offer. */
export type OfferView = OfferPurchases & {
  /** The most probable of the offer's own products that it bought and is to see; ties by id. */
  readonly bestOwn: { readonly productNo: number; readonly probability: number } | undefined;
};

export type HouseholdView = {
  /** P(buys something of the need), over the products that it bought and is to see: 1 - prod(1 - p). */
  readonly needProbability: ReadonlyMap<number, number>;
  /** Only offers in whose needs it bought something. */
  readonly offers: ReadonlyMap<number, OfferView>;
};

type MutableView = {
  inNeeds: number;
  ofOffer: number;
  lastOfferDay: number | undefined;
  bestOwn: OfferView['bestOwn'];
  /** Places in the history of the products that belong to the offer. */
  places: number[];
};

/** One pass over a household's products: its needs, and every offer that concerns one of them. */
export function viewHousehold(
  household: CandidateHousehold,
  book: OfferBook,
  index: CatalogIndex,
): HouseholdView {
  const { history } = household;
  const notBought = new Map<number, number>();
  const views = new Map<number, MutableView>();
  for (const [place, productNo] of history.productNos.entries()) {
    const needNo = index.needNo[productNo] ?? -1;
    if (needNo < 0) continue;
    const shown = household.suppression(productNo) === undefined;
    const probability = household.probabilities[place] ?? 0;
    if (shown) notBought.set(needNo, (notBought.get(needNo) ?? 1) * (1 - probability));
    const purchases = (history.starts[place + 1] ?? 0) - (history.starts[place] ?? 0);
    for (const offerNo of book.byNeed.get(needNo) ?? []) viewOf(views, offerNo).inNeeds += purchases;
    for (const { offerNo, own } of book.byProduct.get(productNo) ?? []) {
      const view = viewOf(views, offerNo);
      addBelonging(view, history, place);
      if (own && shown && isBetter(index, productNo, probability, view.bestOwn)) {
        view.bestOwn = { productNo, probability };
      }
    }
  }
  const needProbability = new Map<number, number>();
  for (const [needNo, none] of notBought) needProbability.set(needNo, 1 - none);
  const offers = new Map<number, OfferView>();
  for (const [offerNo, view] of views) {
    offers.set(offerNo, {
      inNeeds: view.inNeeds,
      ofOffer: view.ofOffer,
      lastOfferDay: view.lastOfferDay,
      bestOwn: view.bestOwn,
      offerDays: () => distinctDays(history, view.places),
    });
  }
  return { needProbability, offers };
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

function viewOf(views: Map<number, MutableView>, offerNo: number): MutableView {
  const known = views.get(offerNo);
  if (known !== undefined) return known;
  const view: MutableView = {
    inNeeds: 0,
    ofOffer: 0,
    lastOfferDay: undefined,
    bestOwn: undefined,
    places: [],
  };
  views.set(offerNo, view);
  return view;
}

function addBelonging(view: MutableView, history: HouseholdHistory, place: number): void {
  const start = history.starts[place] ?? 0;
  const end = history.starts[place + 1] ?? start;
  const last = history.days[end - 1];
  view.ofOffer += end - start;
  view.places.push(place);
  if (last !== undefined && last > (view.lastOfferDay ?? Number.NEGATIVE_INFINITY)) view.lastOfferDay = last;
}

function distinctDays(history: HouseholdHistory, places: readonly number[]): readonly number[] {
  const days = new Set<number>();
  for (const place of places) {
    for (const day of history.days.subarray(history.starts[place], history.starts[place + 1])) days.add(day);
  }
  return [...days].sort((a, b) => a - b);
}

import { fold } from '../shared/fold.ts';
import type { CatalogIndex } from './catalog-index.ts';
import type { LiveOffer } from './live.ts';

/** A live offer made ready for many households. */
export type BookedOffer = LiveOffer & {
  /** Place in {@link OfferBook.offers}. */
  readonly offerNo: number;
  /** The needs of its products, ascending; empty for `basket_off`. */
  readonly needNos: readonly number[];
  /** Its products in each of these needs, most bought chain-wide first, ties by id. */
  readonly productsByNeed: ReadonlyMap<number, readonly number[]>;
};

/** How a product belongs to an offer: one of its products, or of the same brand in the same need. */
export type Belonging = { readonly offerNo: number; readonly own: boolean };

/** All live offers, filed so that a household touches only those that concern what it buys. */
export type OfferBook = {
  readonly offers: readonly BookedOffer[];
  /** Offers per need number; absent where there is none. */
  readonly byNeed: ReadonlyMap<number, readonly number[]>;
  readonly byProduct: ReadonlyMap<number, readonly Belonging[]>;
  /** Offers for households that never bought the need; and offers on the basket. */
  readonly forNew: readonly number[];
  readonly onBasket: readonly number[];
};

/** @param popularity Purchases of a product chain-wide; whose unit does not matter, since it only ranks. */
export function bookOffers(
  live: readonly LiveOffer[],
  index: CatalogIndex,
  popularity: (productNo: number) => number,
): OfferBook {
  const offers = live.map((offer, offerNo) => bookOffer(offer, offerNo, index, popularity));
  const byNeed = new Map<number, number[]>();
  const byProduct = new Map<number, Belonging[]>();
  for (const offer of offers) {
    for (const needNo of offer.needNos) push(byNeed, needNo, offer.offerNo);
    for (const [productNo, own] of belongings(offer, index)) {
      push(byProduct, productNo, { offerNo: offer.offerNo, own });
    }
  }
  return {
    offers,
    byNeed,
    byProduct,
    forNew: offers.filter((o) => o.terms.audience === 'new' && o.needNos.length > 0).map((o) => o.offerNo),
    onBasket: offers.filter((o) => o.terms.kind === 'basket_off').map((o) => o.offerNo),
  };
}

function bookOffer(
  offer: LiveOffer,
  offerNo: number,
  index: CatalogIndex,
  popularity: (productNo: number) => number,
): BookedOffer {
  const productsByNeed = new Map<number, number[]>();
  for (const productNo of offer.products.productNos) {
    const needNo = index.needNo[productNo] ?? -1;
    if (needNo >= 0) push(productsByNeed, needNo, productNo);
  }
  for (const products of productsByNeed.values()) {
    products.sort((a, b) => popularity(b) - popularity(a) || (precedes(index, a, b) ? -1 : 1));
  }
  const needNos = [...productsByNeed.keys()].sort((a, b) => a - b);
  return { ...offer, offerNo, needNos, productsByNeed };
}

/** Order by product id: numbers follow the order of ingest, and no list may depend on that. */
export function precedes({ catalog }: CatalogIndex, a: number, b: number): boolean {
  return (catalog.products[a]?.productId ?? '') < (catalog.products[b]?.productId ?? '');
}

/** Which products count as the offer's when a household's relation to it is judged. */
function belongings(offer: BookedOffer, index: CatalogIndex): Map<number, boolean> {
  const found = new Map<number, boolean>();
  const brands = new Set<string>();
  for (const productNo of offer.products.productNos) {
    const brand = index.catalog.products[productNo]?.brand;
    if (brand !== undefined) brands.add(fold(brand));
  }
  for (const brand of brands) {
    for (const productNo of index.byBrand.get(brand) ?? []) {
      if (offer.productsByNeed.has(index.needNo[productNo] ?? -1)) found.set(productNo, false);
    }
  }
  for (const productNo of offer.products.productNos) found.set(productNo, true);
  return found;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

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
  /** The brands of its products in each of these needs, by number, ascending. */
  readonly brandNosByNeed: ReadonlyMap<number, readonly number[]>;
};

/** All live offers, filed so that a household touches only those that concern what it buys. */
export type OfferBook = {
  readonly offers: readonly BookedOffer[];
  /** Offers per need number; absent where there is none. */
  readonly byNeed: ReadonlyMap<number, readonly number[]>;
  /** Offers per product number; absent where there is none. */
  readonly byProduct: ReadonlyMap<number, readonly number[]>;
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
  const byProduct = new Map<number, number[]>();
  for (const offer of offers) {
    for (const needNo of offer.needNos) push(byNeed, needNo, offer.offerNo);
    for (const productNo of offer.products.productNos) push(byProduct, productNo, offer.offerNo);
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
  const brandNosByNeed = new Map<number, readonly number[]>();
  for (const [needNo, products] of productsByNeed) {
    const brandNos = new Set(products.map((productNo) => index.brandNo[productNo] ?? -1));
    brandNosByNeed.set(
      needNo,
      [...brandNos].sort((a, b) => a - b),
    );
  }
  return { ...offer, offerNo, needNos, productsByNeed, brandNosByNeed };
}

/** Order by product id: numbers follow the order of ingest, and no list may depend on that. */
export function precedes({ catalog }: CatalogIndex, a: number, b: number): boolean {
  return (catalog.products[a]?.productId ?? '') < (catalog.products[b]?.productId ?? '');
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

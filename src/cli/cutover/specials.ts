import type { EarlierList } from '../../ingest/earlier-lists.ts';
import { earlierSpecial } from '../../lists/earlier-special.ts';
import type { PlannedLine } from '../../lists/planned-list.ts';
import { type CatalogIndex, indexCatalog } from '../../offers/catalog-index.ts';
import { type OfferProducts, selectProducts } from '../../offers/selectors.ts';
import type { CatalogProduct } from '../../shared/catalog.ts';
import type { Cents } from '../../shared/cents.ts';
import type { Day } from '../../shared/day.ts';
import type { OfferTerms } from '../../shared/offer-terms.ts';
import type { OfferWithProducts } from '../../store/ledger/terms.ts';
import type { Context } from '../context.ts';
import { sha256 } from '../files.ts';
import { readLaw } from '../plan/law.ts';

export type SpecialMaker = {
  /** Terms and products of the offers that the lists name, for the ledger. */
  readonly offers: readonly OfferWithProducts[];
  /** Offers of which no product is known: lanes can take nothing for them. */
  readonly withoutProducts: readonly string[];
  /** The lines of a list's offers, in order of their ids; without those that it has already. */
  readonly linesFor: (
    list: EarlierList,
    homeStoreId: string | undefined,
    has: ReadonlySet<string>,
  ) => PlannedLine[];
};

/** The newest version of each offer: the one whose terms a lane applies to paper of an earlier system. */
export function newestOffers(context: Context): Map<string, OfferTerms> {
  const newest = new Map<string, OfferTerms>();
  for (const terms of context.history.facts.offers()) {
    if ((newest.get(terms.offerId)?.version ?? -1) < terms.version) newest.set(terms.offerId, terms);
  }
  return newest;
}

/** Makes lines of what lists of an earlier system promise. */
export function specialMaker(
  context: Context,
  lists: readonly EarlierList[],
  newest: ReadonlyMap<string, OfferTerms>,
): SpecialMaker {
  const named = [...new Set(lists.flatMap(({ offers }) => [...offers.keys()]))].sort();
  const index = indexCatalog(context.history.facts.catalog());
  const law = readLaw(context);
  const popularity = mostBought(context, lists);
  const offers = new Map(
    named.flatMap((offerId) => {
      const terms = newest.get(offerId);
      if (terms === undefined) return [];
      const products = selectProducts(terms, index, law);
      return [[offerId, { terms, products, shown: shownProduct(index, products, popularity) }] as const];
    }),
  );
  const priceOf = priceReader(context);
  return {
    offers: [...offers.values()].map(({ terms, products }) => forLedger(index, terms, products)),
    withoutProducts: [...offers.values()]
      .filter(({ terms, products }) => terms.kind !== 'basket_off' && products.productNos.length === 0)
      .map(({ terms }) => terms.offerId),
    linesFor: (list, homeStoreId, has) =>
      [...list.offers.keys()].sort().flatMap((offerId) => {
        const offer = offers.get(offerId);
        if (offer === undefined || has.has(offerId)) return [];
        const { terms, shown } = offer;
        const regular = shown === undefined ? undefined : priceOf(list, shown.productNo, homeStoreId);
        return [earlierSpecial(terms, list.offers.get(offerId), shown, regular)];
      }),
  };
}

function forLedger(index: CatalogIndex, terms: OfferTerms, products: OfferProducts): OfferWithProducts {
  const ids = (productNos: Int32Array): string[] =>
    [...productNos]
      .map((productNo) => index.catalog.products[productNo]?.productId)
      .filter((id) => id !== undefined)
      .sort();
  return {
    terms,
    sha256: sha256(JSON.stringify(terms)),
    productIds: ids(products.productNos),
    outsideBasketIds: ids(products.outsideBasketNos),
  };
}

function mostBought(context: Context, lists: readonly EarlierList[]): Float64Array {
  const last = lists.reduce<Day | undefined>(
    (day, { validFrom }) => (day === undefined || validFrom > day ? validFrom : day),
    undefined,
  );
  return last === undefined ? new Float64Array() : context.history.facts.popularity(last);
}

/** The product that stands for the offer: the one bought most, ties by id. */
function shownProduct(
  { catalog }: CatalogIndex,
  { productNos }: OfferProducts,
  popularity: Float64Array,
): CatalogProduct | undefined {
  const products = [...productNos].map((productNo) => catalog.products[productNo]);
  const bought = (product: CatalogProduct): number => popularity[product.productNo] ?? 0;
  return products
    .filter((product) => product !== undefined)
    .sort((a, b) => bought(b) - bought(a) || (a.productId < b.productId ? -1 : 1))[0];
}

/** Shelf prices of each validity, read when a list of it comes; lists come ordered by their days. */
function priceReader(context: Context) {
  let window = '';
  let prices: ReturnType<typeof context.history.facts.shelfPrices>['priceAt'] = () => undefined;
  return (list: EarlierList, productNo: number, storeId: string | undefined): Cents | undefined => {
    const wanted = `${list.validFrom}-${list.validUntil}`;
    if (wanted !== window)
      prices = context.history.facts.shelfPrices(list.validFrom, list.validUntil).priceAt;
    window = wanted;
    return prices(productNo, storeId);
  };
}

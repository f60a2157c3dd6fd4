import type { Catalog } from '../shared/catalog.ts';
import { type Cents, cents } from '../shared/cents.ts';
import type { OfferTerms } from '../shared/offer-terms.ts';
import type { ProductId } from '../shared/product-id.ts';
import type { LiveOffer, NotLiveOffer, OfferStandings } from './live.ts';
import { exceedsShelf, type PricedOffer, priceOffer } from './price.ts';

/** A value of an offer that no shelf price of its products bears: no list carries it. */
export type PriceFault = {
  readonly offerId: string;
  readonly version: number;
  /** `above-price`: takes off more than the goods cost; `no-saving`: the new price is not below the one on the shelf. */
  readonly fault: 'above-price' | 'no-saving';
  /** The column of the feed, and in `values_by_segment` the segment. */
  readonly column: 'value' | 'values_by_segment';
  readonly segment: string | undefined;
  readonly valueCents: Cents;
  /** The dearest of its products, by the highest price of its stores, of as many units as have to be bought. */
  readonly productId: ProductId;
  readonly units: number;
  readonly shelfCents: Cents;
  /** false: its other values are good, and stay. */
  readonly leftOut: boolean;
};

/** Highest price of a product in some stores, or in all of them when none is named; undefined: none is known. */
export type DearestPrice = (productNo: number, storeIds: readonly string[]) => Cents | undefined;

/**
 * Hold the values of live offers against the shelf prices while the lists are good. An offer with no value that saves
 * anything on any product in any of its stores is not live; one with some such values stays, and households of these
 * segments do not get it. Offers without a value or a known price, and offers on the basket, are nobody's fault here.
 */
export function withoutPriceFaults(
  { live, notLive }: OfferStandings,
  catalog: Catalog,
  dearest: DearestPrice,
): OfferStandings & { readonly priceFaults: readonly PriceFault[] } {
  const kept: LiveOffer[] = [];
  const out: NotLiveOffer[] = [];
  const priceFaults: PriceFault[] = [];
  for (const offer of live) {
    const faults = faultsOf(offer, catalog, dearest);
    const [first] = faults;
    if (first?.leftOut === true)
      out.push({ offerId: first.offerId, version: first.version, reason: first.fault });
    else kept.push(offer);
    priceFaults.push(...faults);
  }
  return {
    live: kept,
    notLive: out.length === 0 ? notLive : [...notLive, ...out].sort(byOffer),
    priceFaults,
  };
}

function byOffer(a: NotLiveOffer, b: NotLiveOffer): number {
  if (a.offerId !== b.offerId) return a.offerId < b.offerId ? -1 : 1;
  return b.version - a.version;
}

/** Units, or weight units, that have to be bought. */
function unitsOf({ buyWeightMilli }: OfferTerms, { unitsNeeded }: PricedOffer): number {
  return buyWeightMilli === undefined ? unitsNeeded : buyWeightMilli / 1000;
}

function faultsOf(offer: LiveOffer, catalog: Catalog, dearest: DearestPrice): PriceFault[] {
  const { terms, products } = offer;
  const { kind, offerId, version } = terms;
  if (kind !== 'cents_off' && kind !== 'new_price' && kind !== 'multi_price') return [];
  // The dearer the goods, the more a value can take off them: the dearest stand for all.
  let shown: { productNo: number; priceCents: Cents } | undefined;
  for (const productNo of products.productNos) {
    const priceCents = dearest(productNo, terms.stores);
    if (priceCents !== undefined && priceCents > (shown?.priceCents ?? 0)) shown = { productNo, priceCents };
  }
  const productId = catalog.products[shown?.productNo ?? -1]?.productId;
  if (shown === undefined || productId === undefined) return [];
  const { priceCents } = shown;
  const values = [[undefined, terms.valueCents] as const, ...Object.entries(terms.valuesBySegment)];
  const faults = values.flatMap(([segment, valueCents]): Omit<PriceFault, 'leftOut'>[] => {
    const price = priceOffer(terms, valueCents, priceCents);
    const fault =
      price.tag === 'priced' && !exceedsShelf(terms, valueCents, price.priced)
        ? undefined
        : kind === 'cents_off'
          ? 'above-price'
          : 'no-saving';
    if (fault === undefined) return [];
    const units =
      kind === 'new_price' ? 1 : price.tag === 'priced' ? unitsOf(terms, price.priced) : terms.buyQuantity;
    const column = segment === undefined ? 'value' : 'values_by_segment';
    const shelfCents = cents(Math.round(priceCents * units));
    return [{ offerId, version, fault, column, segment, valueCents, productId, units, shelfCents }];
  });
  return faults.map((fault) => ({ ...fault, leftOut: faults.length === values.length }));
}

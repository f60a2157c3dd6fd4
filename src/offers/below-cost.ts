import type { Catalog } from '../shared/catalog.ts';
import { type Cents, cents } from '../shared/cents.ts';
import type { ProductId } from '../shared/product-id.ts';
import type { LiveOffer } from './live.ts';
import { priceOffer } from './price.ts';

/** An offer that leaves the store less than the goods cost it: some states forbid such sales (Wis. Stat. 100.30). */
export type BelowCost = {
  readonly offerId: string;
  readonly version: number;
  /** Where the loss per application is greatest, by its dearest value; a store id, or undefined: the chain's prices. */
  readonly productId: ProductId;
  readonly storeId: string | undefined;
  /** Of one application: the shelf price, what comes off it, the funder's part of that, and what the goods cost. */
  readonly shelfCents: Cents;
  readonly savingCents: Cents;
  readonly funderCents: Cents;
  readonly costCents: Cents;
};

/** What is known of shelves while the lists are good; `places`: store ids, and undefined for the chain. */
export type ShelfCosts = {
  readonly priceAt: (productNo: number, storeId: string | undefined) => Cents | undefined;
  readonly costAt: (productNo: number, storeId: string | undefined) => Cents | undefined;
  readonly places: readonly (string | undefined)[];
};

/**
 * Live offers that sell below cost, each where it loses most. What the shopper pays and what the funder adds is held against
 * the unit cost: a funder's payment per unit sold lowers the cost, a handling fee pays for work (Wis. Adm. Code ATCP
 * 105.007). Nothing is said where price or cost is not known, nor of offers on the basket.
 */
export function belowCost(live: readonly LiveOffer[], catalog: Catalog, shelf: ShelfCosts): BelowCost[] {
  return live.flatMap((offer) => worstOf(offer, catalog, shelf) ?? []);
}

function worstOf({ terms, products }: LiveOffer, catalog: Catalog, shelf: ShelfCosts): BelowCost | undefined {
  const { offerId, version, stores, funderPercent } = terms;
  const values = [...new Set([terms.valueCents, ...Object.values(terms.valuesBySegment)])];
  const places = stores.length === 0 ? shelf.places : stores;
  let worst: BelowCost | undefined;
  let worstLoss = 0;
  for (const productNo of products.productNos) {
    const productId = catalog.products[productNo]?.productId;
    if (productId === undefined) continue;
    for (const storeId of places) {
      const unitCost = shelf.costAt(productNo, storeId);
      const shelfPrice = shelf.priceAt(productNo, storeId);
      if (unitCost === undefined || shelfPrice === undefined) continue;
      for (const value of values) {
        const price = priceOffer(terms, value, shelfPrice);
        const before = price.tag === 'priced' ? price.priced.beforeCents : undefined;
        if (price.tag !== 'priced' || before === undefined) continue;
        const saving = price.priced.offerValueCents;
        // The store pays what is left of a cent.
        const funder = Math.floor((saving * funderPercent) / 100);
        const units = terms.buyWeightMilli === undefined ? price.priced.unitsNeeded : before / shelfPrice;
        const cost = Math.round(unitCost * units);
        const loss = cost - (before - saving + funder);
        if (loss <= worstLoss) continue;
        worstLoss = loss;
        worst = {
          offerId,
          version,
          productId,
          storeId,
          shelfCents: before,
          savingCents: saving,
          funderCents: cents(funder),
          costCents: cents(cost),
        };
      }
    }
  }
  return worst;
}

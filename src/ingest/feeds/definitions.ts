import type { FeedColumns } from '../columns.ts';
import type { Feed, RowOf } from '../rows.ts';
import { aislesFeed } from './aisles.ts';
import type { FeedDefinition } from './definition.ts';
import { extrasFeed } from './extras.ts';
import { householdsFeed } from './households.ts';
import { offersFeed } from './offers.ts';
import { preferencesFeed } from './preferences.ts';
import { pricesFeed } from './prices.ts';
import { productsFeed } from './products.ts';
import { scansFeed } from './scans.ts';
import { storesFeed } from './stores.ts';
import { suppressionsFeed } from './suppressions.ts';

const DEFINITIONS: { readonly [F in Feed]: FeedDefinition<RowOf[F]> } = {
  scans: { ...scansFeed, storeOf: (cells) => cells.text('store_id') },
  products: productsFeed,
  prices: pricesFeed,
  offers: { ...offersFeed, nameOf: (cells) => offerName(cells.text('offer_id')) },
  households: householdsFeed,
  stores: storesFeed,
  aisles: aislesFeed,
  extras: extrasFeed,
  suppressions: suppressionsFeed,
  preferences: preferencesFeed,
};

function offerName(offerId: string): string {
  return offerId === '' ? '' : `offer ${offerId}`;
}

export function feedDefinition<F extends Feed>(feed: F): FeedDefinition<RowOf[F]> {
  return DEFINITIONS[feed];
}

/** The canonical columns of a feed, in the contract's order, required ones first. */
export function feedColumns(feed: Feed): FeedColumns {
  return DEFINITIONS[feed].columns;
}

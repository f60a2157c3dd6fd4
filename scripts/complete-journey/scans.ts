import type { Cents } from '../../src/shared/cents.ts';
import { parseCents } from '../../src/shared/cents.ts';
import { writeFeed } from '../simulate/text.ts';
import { commonest, compare, medianCents, type Product } from './catalog.ts';
import { readTable } from './source.ts';

/** What the receipts tell of prices, stores and households. */
export type ScanFacts = {
  /** Regular price per product, by product id in ascending order. */
  readonly prices: ReadonlyMap<string, Cents>;
  /** Ascending. */
  readonly stores: readonly string[];
  /** The store that each household visited most, by household in ascending order. */
  readonly homeStores: ReadonlyMap<string, string>;
  readonly lines: number;
  /** Lines of priced goods that no price could be had from: quantity 0, or dust for an amount. */
  readonly unpricedLines: number;
};

/**
 * Read all receipts once.
 *
 * The regular price of a line is what the retailer received and what the card and the coupon match took off, by the
 * quantity; of a product it is the median over its lines. Things that are no spend (fuel counts in thousandths) get none.
 */
export async function readScanFacts(dir: string, products: ReadonlyMap<string, Product>): Promise<ScanFacts> {
  const unitPrices = new Map<string, number[]>();
  const trips = new Map<string, Map<string, Set<string>>>();
  const stores = new Set<string>();
  let lines = 0;
  let unpricedLines = 0;
  for await (const row of readTable(dir, 'scans')) {
    lines++;
    const store = row('store_id');
    stores.add(store);
    const visits = trips.get(row('household_id')) ?? new Map<string, Set<string>>();
    trips.set(
      row('household_id'),
      visits.set(store, (visits.get(store) ?? new Set()).add(row('transaction_id'))),
    );
    if (products.get(row('product_id'))?.spend !== true) continue;
    const price = unitPrice(row('net_amount'), row('retail_disc'), row('coupon_match_disc'), row('quantity'));
    if (price === undefined) unpricedLines++;
    else unitPrices.set(row('product_id'), [...(unitPrices.get(row('product_id')) ?? []), price]);
  }
  const prices = new Map<string, Cents>();
  for (const productId of [...unitPrices.keys()].sort(compare)) {
    const price = medianCents(unitPrices.get(productId) ?? []);
    if (price !== undefined) prices.set(productId, price);
  }
  const homeStores = new Map(
    [...trips.keys()].sort(compare).map((household) => [household, mostVisited(trips.get(household))]),
  );
  return { prices, stores: [...stores].sort(compare), homeStores, lines, unpricedLines };
}

/** Whole cents of one unit; `undefined` unless it comes to at least one. */
function unitPrice(
  net: string,
  cardDiscount: string,
  couponMatch: string,
  quantity: string,
): number | undefined {
  const amounts = [net, cardDiscount, couponMatch].map(parseCents);
  const units = /^\d{1,9}$/.test(quantity) ? Number(quantity) : 0;
  if (units === 0 || amounts.includes(undefined)) return undefined;
  const price = Math.round(amounts.reduce((sum, amount) => sum + (amount ?? 0), 0) / units);
  return price >= 1 ? price : undefined;
}

function mostVisited(visits: ReadonlyMap<string, ReadonlySet<string>> | undefined): string {
  return commonest(new Map([...(visits ?? [])].map(([store, transactions]) => [store, transactions.size])));
}

/** households.csv. The source's households are numbers: they have no name, no address, and gave no consent to anybody. */
export function writeHouseholds(
  path: string,
  homeStores: ReadonlyMap<string, string>,
  consent: boolean,
): number {
  const rows = [...homeStores].map(([household, store]) => ({
    household_id: household,
    card_ids: household,
    name: `Household ${household}`,
    home_store_id: store,
    mail_consent: consent ? 'yes' : 'no',
  }));
  return writeFeed(path, ['household_id', 'card_ids', 'name', 'home_store_id', 'mail_consent'], rows);
}

export function writeStores(path: string, stores: readonly string[]): number {
  return writeFeed(
    path,
    ['store_id', 'name'],
    stores.map((store) => ({ store_id: store, name: `Store ${store}` })),
  );
}

import type { Cents } from '../../shared/cents.ts';
import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';

type PriceRow = {
  product_no: number;
  store_id: string;
  price_type: 'regular' | 'ad' | 'tpr';
  start_day: Day;
  end_day: Day | null;
  price_cents: Cents;
  unit_cost_cents: Cents | null;
};

/** What the shelves will say in a window. Both by product number and store; undefined: a household without a store. */
export type ShelfPrices = {
  /** The one price that the shelf has on every day of the window; undefined: none is known, or it changes. */
  readonly priceAt: (productNo: number, storeId: string | undefined) => Cents | undefined;
  /** The most that the shelf asks on any day of the window; undefined: no price is known. */
  readonly highestAt: (productNo: number, storeId: string | undefined) => Cents | undefined;
  /** Whether prices are known, and not one that holds throughout. */
  readonly changes: (productNo: number, storeId: string | undefined) => boolean;
  /** Whether an ad, of the store or of the chain, has the product on any day of the window. */
  readonly inAd: (productNo: number, storeId: string | undefined) => boolean;
  /** The highest of the prices in some stores; in all of them when none is named. */
  readonly dearest: (productNo: number, storeIds: readonly string[]) => Cents | undefined;
  /** What a unit costs the store, where the prices feed says so: the highest of the window, its own before the chain's. */
  readonly costAt: (productNo: number, storeId: string | undefined) => Cents | undefined;
  /** Stores with prices of their own, and undefined for all the others. */
  readonly places: readonly (string | undefined)[];
};

/** No price of its own in the window, and a price that changes or ends within it. */
const NONE = -1;
const UNSURE = -2;

/** Of one store, or of the whole chain; by product number. */
type StorePrices = {
  /** {@link NONE}; the one price; else {@link partly} its highest. */
  readonly regular: Float64Array;
  /** {@link NONE}; the price of an ad or reduction that holds on every day; else {@link partly} its lowest price. */
  promoted: Float64Array | undefined;
  inAd: Uint8Array | undefined;
  /** {@link NONE} where no row says it; undefined: no row of this store does. */
  cost: Float64Array | undefined;
};

/**
 * Shelf prices that hold on every day of [from, until]. Regular: the store's own before the chain's; on each day the one
 * of those in force that began last. An ad or a temporary reduction (tpr), of the store or of the chain, goes before the
 * regular price where it is lower. Where that is not one and the same price throughout, none is known: paper must not state
 * a price that the shelf will not have.
 *
 * Kept as flat arrays per store that has prices of its own: stores times products can be millions.
 *
 * @param only Product numbers; default: every product.
 */
export function readShelfPrices(db: Db, from: Day, until: Day, only?: readonly number[]): ShelfPrices {
  const size =
    db.prepare<[], number>('SELECT coalesce(max(product_no), 0) + 1 FROM product').pluck().get() ?? 1;
  const byStore = new Map<string, StorePrices>();
  for (const [first, ...rest] of pricesByKey(db, from, until, only)) {
    let prices = byStore.get(first.store_id);
    if (prices === undefined) {
      prices = {
        regular: new Float64Array(size).fill(NONE),
        promoted: undefined,
        inAd: undefined,
        cost: undefined,
      };
      byStore.set(first.store_id, prices);
    }
    fill(prices, [first, ...rest], from, until, size);
  }
  const chain = byStore.get('');
  const own = (storeId: string | undefined) => (storeId === undefined ? undefined : byStore.get(storeId));
  const regularIn = (productNo: number, storeId: string | undefined): number => {
    const ofStore = own(storeId)?.regular[productNo] ?? NONE;
    return ofStore === NONE ? (chain?.regular[productNo] ?? NONE) : ofStore;
  };
  const promotedIn = (productNo: number, storeId: string | undefined) => [
    own(storeId)?.promoted?.[productNo],
    chain?.promoted?.[productNo],
  ];
  const priceIn = (productNo: number, storeId: string | undefined): number =>
    shelfPrice(regularIn(productNo, storeId), ...promotedIn(productNo, storeId));
  const priceAt = (productNo: number, storeId: string | undefined): Cents | undefined => {
    const price = priceIn(productNo, storeId);
    return price < 0 ? undefined : (price as Cents);
  };
  // '' stands for the stores without prices of their own.
  const everywhere = ['', ...byStore.keys()];
  return {
    priceAt,
    highestAt: (productNo, storeId) => {
      const regular = regularIn(productNo, storeId);
      // The store's own price may not be there yet on days that the chain's is.
      const others = regular < UNSURE ? (chain?.regular[productNo] ?? NONE) : NONE;
      const most = Math.max(...[regular, others].map((price) => (price < UNSURE ? partly(price) : price)));
      // What is lower on some days only makes no day dearer.
      const throughout = promotedIn(productNo, storeId).filter((price = NONE) => price >= 0);
      const price = shelfPrice(most, ...throughout);
      return price < 0 ? undefined : (price as Cents);
    },
    changes: (productNo, storeId) => priceIn(productNo, storeId) === UNSURE,
    dearest: (productNo, storeIds) => {
      let most: Cents | undefined;
      for (const storeId of storeIds.length === 0 ? everywhere : storeIds) {
        const price = priceAt(productNo, storeId);
        if (price !== undefined && price > (most ?? 0)) most = price;
      }
      return most;
    },
    costAt: (productNo, storeId) => {
      const ofStore = own(storeId)?.cost?.[productNo] ?? NONE;
      const cost = ofStore === NONE ? (chain?.cost?.[productNo] ?? NONE) : ofStore;
      return cost === NONE ? undefined : (cost as Cents);
    },
    places: [undefined, ...[...byStore.keys()].filter((storeId) => storeId !== '')],
    inAd: (productNo, storeId) =>
      (own(storeId)?.inAd?.[productNo] ?? 0) > 0 || (chain?.inAd?.[productNo] ?? 0) > 0,
  };
}

function fill(
  prices: StorePrices,
  rows: readonly [PriceRow, ...PriceRow[]],
  from: Day,
  until: Day,
  size: number,
): void {
  const productNo = rows[0].product_no;
  const regular = rows.filter((row) => row.price_type === 'regular');
  const promoted = rows.filter((row) => row.price_type !== 'regular');
  const cost = rows.reduce((most, row) => Math.max(most, row.unit_cost_cents ?? NONE), NONE);
  if (cost !== NONE) {
    prices.cost ??= new Float64Array(size).fill(NONE);
    prices.cost[productNo] = cost;
  }
  if (regular.length > 0) {
    const began = (day: number) => holding(regular, day).at(-1)?.price_cents;
    prices.regular[productNo] =
      priceThroughout(regular, from, until, began) ?? partly(highest(regular, from, until, began));
  }
  if (promoted.length === 0) return;
  const costs = promoted.map((row) => row.price_cents);
  const cheapest = (day: number) => lowest(holding(promoted, day).map((row) => row.price_cents));
  prices.promoted ??= new Float64Array(size).fill(NONE);
  prices.promoted[productNo] = priceThroughout(promoted, from, until, cheapest) ?? partly(lowest(costs) ?? 0);
  if (promoted.every((row) => row.price_type !== 'ad')) return;
  prices.inAd ??= new Uint8Array(size);
  prices.inAd[productNo] = 1;
}

/** A price on some days only: below {@link UNSURE}, so that it is no price. Its own inverse. */
function partly(priceCents: number): number {
  return UNSURE - 1 - priceCents;
}

/** What the shelf says throughout, from its regular price and what is promoted; negative: not one price. */
function shelfPrice(regular: number, ...promoted: readonly (number | undefined)[]): number {
  let throughout = Number.POSITIVE_INFINITY;
  let onSomeDays = Number.POSITIVE_INFINITY;
  for (const price of promoted) {
    if (price === undefined || price === NONE) continue;
    if (price >= 0) throughout = Math.min(throughout, price);
    else onSomeDays = Math.min(onSomeDays, partly(price));
  }
  const rest = regular < 0 ? throughout : Math.min(regular, throughout);
  if (onSomeDays < rest) return UNSURE;
  return rest === Number.POSITIVE_INFINITY ? Math.max(regular, UNSURE) : rest;
}

/** The prices of one product in one store that touch the window, by their first day. */
function* pricesByKey(
  db: Db,
  from: Day,
  until: Day,
  only: readonly number[] | undefined,
): Generator<[PriceRow, ...PriceRow[]]> {
  const which = only === undefined ? '' : 'product_no IN (SELECT value FROM json_each(@only)) AND';
  const rows = db
    .prepare<{ from: Day; until: Day; only: string }, PriceRow>(
      `SELECT product_no, store_id, price_type, start_day, end_day, price_cents, unit_cost_cents FROM price
       WHERE ${which} start_day <= @until AND (end_day IS NULL OR end_day >= @from)
       ORDER BY product_no, store_id, start_day`,
    )
    .iterate({ from, until, only: JSON.stringify(only ?? []) });
  let group: [PriceRow, ...PriceRow[]] | undefined;
  for (const row of rows) {
    if (group?.[0].product_no === row.product_no && group[0].store_id === row.store_id) group.push(row);
    else {
      if (group !== undefined) yield group;
      group = [row];
    }
  }
  if (group !== undefined) yield group;
}

function holding(rows: readonly PriceRow[], day: number): PriceRow[] {
  return rows.filter((row) => row.start_day <= day && (row.end_day ?? day) >= day);
}

function lowest(prices: readonly Cents[]): Cents | undefined {
  return prices.length === 0 ? undefined : (Math.min(...prices) as Cents);
}

/** The price that holds on every day; only days on which a row begins or has ended need be asked. */
function priceThroughout(
  rows: readonly PriceRow[],
  from: Day,
  until: Day,
  priceOn: (day: number) => Cents | undefined,
): Cents | undefined {
  const [price, ...others] = turns(rows, from, until).map(priceOn);
  return others.every((other) => other === price) ? price : undefined;
}

/** The most that is asked on any day. */
function highest(
  rows: readonly PriceRow[],
  from: Day,
  until: Day,
  priceOn: (day: number) => Cents | undefined,
): number {
  return Math.max(...turns(rows, from, until).map((day) => priceOn(day) ?? 0));
}

function turns(rows: readonly PriceRow[], from: Day, until: Day): number[] {
  const changes = rows.flatMap((row) => [row.start_day, (row.end_day ?? until) + 1]);
  return [from, ...changes.filter((day) => day > from && day <= until)];
}

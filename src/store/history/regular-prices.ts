import type { Cents } from '../../shared/cents.ts';
import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';

type PriceRow = {
  product_no: number;
  store_id: string;
  start_day: Day;
  end_day: Day | null;
  price_cents: Cents;
};

/** No price of its own in the window, and a price that changes or ends within it. */
const NONE = -1;
const UNSURE = -2;

/**
 * Regular shelf prices that hold on every day of [from, until]: the store's own before the chain's; on each day the one of
 * those in force that began last. Where that is not one and the same price throughout, none is known: paper must not
 * state a price that the shelf will not have.
 *
 * Kept as one flat array per store that has prices of its own: stores times products can be millions.
 *
 * @param only Product numbers; default: every product.
 */
export function readRegularPrices(
  db: Db,
  from: Day,
  until: Day,
  only?: readonly number[],
): (productNo: number, storeId: string | undefined) => Cents | undefined {
  const size =
    db.prepare<[], number>('SELECT coalesce(max(product_no), 0) + 1 FROM product').pluck().get() ?? 1;
  const byStore = new Map<string, Float64Array>();
  for (const [first, ...rest] of pricesByKey(db, from, until, only)) {
    let prices = byStore.get(first.store_id);
    if (prices === undefined) {
      prices = new Float64Array(size).fill(NONE);
      byStore.set(first.store_id, prices);
    }
    prices[first.product_no] = priceThroughout([first, ...rest], from, until) ?? UNSURE;
  }
  const chain = byStore.get('');
  return (productNo, storeId) => {
    const own = (storeId === undefined ? undefined : byStore.get(storeId)?.[productNo]) ?? NONE;
    const price = own === NONE ? (chain?.[productNo] ?? NONE) : own;
    return price < 0 ? undefined : (price as Cents);
  };
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
      `SELECT product_no, store_id, start_day, end_day, price_cents FROM price
       WHERE ${which} price_type = 'regular' AND start_day <= @until AND (end_day IS NULL OR end_day >= @from)
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

function priceThroughout(rows: readonly PriceRow[], from: Day, until: Day): Cents | undefined {
  let price: Cents | undefined;
  for (let at: number = from; at <= until; ) {
    const day = at;
    const holds = rows.findLast((row) => row.start_day <= day && (row.end_day ?? until) >= day);
    if (holds === undefined || (price !== undefined && holds.price_cents !== price)) return undefined;
    price = holds.price_cents;
    const next = rows.find((row) => row.start_day > day)?.start_day ?? until + 1;
    at = Math.min((holds.end_day ?? until) + 1, next);
  }
  return price;
}

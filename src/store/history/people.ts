import type { PreferenceRow } from '../../ingest/rows.ts';
import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';
import { droppedReader } from './dropped.ts';
import { VERSIONS } from './receipt-rows.ts';
import { readShelfPrices } from './shelf-prices.ts';

/** A household's master row as the feed gave it; keys are the feed's column names. */
export type Master = Readonly<Record<string, string | number | null>>;

export type CardOfPerson = { readonly cardId: string; readonly kind: 'card' | 'alternate' | 'list' };

export type ReceiptLine = {
  readonly lineNo: number | null;
  readonly productId: string;
  readonly description: string | null;
  readonly quantityMilli: number;
  readonly weightMilli: number | null;
  readonly netCents: number | null;
  readonly discountCents: number | null;
  readonly offerId: string | null;
  readonly lineType: string;
  readonly fileNo: number;
  /** The file that replaced it; null: it holds. */
  readonly supersededIn: number | null;
};

export type ReceiptOfPerson = {
  readonly storeId: string;
  readonly day: Day;
  readonly registerId: string;
  readonly transactionId: string;
  readonly cardId: string;
  readonly secondOfDay: number | null;
  readonly listCode: string | null;
  readonly lines: readonly ReceiptLine[];
};

/** A line that came or went after a plan had looked. */
export type ChangedLine = {
  readonly change: 'superseded' | 'added';
  readonly day: Day;
  readonly storeId: string;
  readonly productId: string;
  readonly quantityMilli: number;
  readonly netCents: number | null;
  readonly lineType: string;
  /** Name of the feed file that made the change. */
  readonly file: string;
};

export type KeptPreference = Omit<PreferenceRow, 'householdId'> & { readonly fileNo: number | undefined };

/** What this database knows of one household: for `explain` and for its export. */
export function peopleReader(db: Db) {
  const master = db.prepare<[string], Master>('SELECT * FROM household WHERE household_id = ?');
  const cards = db.prepare<[number], { card_id: string; kind: CardOfPerson['kind'] }>(
    'SELECT card_id, kind FROM card WHERE household_no = ? ORDER BY kind, card_id',
  );
  type PreferenceSql = {
    what: PreferenceRow['what'];
    value: string;
    day: Day | null;
    file_no: number | null;
  };
  const preferences = db.prepare<[string], PreferenceSql>(
    'SELECT what, value, day, file_no FROM preference WHERE household_id = ? ORDER BY what, value',
  );
  return {
    master: (householdId: string): Master | undefined => master.get(householdId),
    cards: (householdNo: number): CardOfPerson[] =>
      cards.all(householdNo).map((row) => ({ cardId: row.card_id, kind: row.kind })),
    preferences: (householdId: string): KeptPreference[] =>
      preferences.all(householdId).map((row) => ({
        what: row.what,
        value: row.value,
        day: row.day ?? undefined,
        fileNo: row.file_no ?? undefined,
      })),
    receipts: receiptReader(db),
    dropped: droppedReader(db),
    products: productReader(db),
    newestVersion: newestVersionReader(db),
    /** The shelf price of some products throughout a window, by product number and store. */
    prices: (productNos: readonly number[], from: Day, until: Day) =>
      readShelfPrices(db, from, until, productNos).priceAt,
    ...changeReader(db),
  };
}

/** Receipts with every version of their lines, in order of days; one at a time, since there may be decades of them. */
function receiptReader(db: Db) {
  type Row = {
    receipt_no: number;
    store_id: string;
    day: Day;
    register_id: string;
    transaction_id: string;
    card_id: string;
    second_of_day: number | null;
    list_code: string | null;
  };
  type LineRow = {
    line_no: number | null;
    product_id: string;
    description: string | null;
    quantity_milli: number;
    weight_milli: number | null;
    net_cents: number | null;
    discount_cents: number | null;
    offer_id: string | null;
    line_type: string;
    file_no: number;
    superseded_in: number | null;
  };
  const receipts = db.prepare<[number], Row>(
    `SELECT receipt_no, store_id, day, register_id, transaction_id, card_id, second_of_day, list_code
     FROM card JOIN receipt USING (card_no) JOIN store USING (store_no) WHERE card.household_no = ?
     ORDER BY day, receipt_no`,
  );
  const lines = db.prepare<[number], LineRow>(
    `SELECT line_no, product_id, coalesce(description, scan_description) AS description, quantity_milli, weight_milli,
       net_cents, discount_cents, offer_id, line_type, file_no, superseded_in
     FROM ${VERSIONS} AS version JOIN receipt_line(version.lines) JOIN product USING (product_no)
     WHERE version.receipt_no = ? ORDER BY file_no, line_seq`,
  );
  const toLine = (line: LineRow): ReceiptLine => ({
    lineNo: line.line_no,
    productId: line.product_id,
    description: line.description,
    quantityMilli: line.quantity_milli,
    weightMilli: line.weight_milli,
    netCents: line.net_cents,
    discountCents: line.discount_cents,
    offerId: line.offer_id,
    lineType: line.line_type,
    fileNo: line.file_no,
    supersededIn: line.superseded_in,
  });
  return function* (householdNo: number): Generator<ReceiptOfPerson> {
    for (const row of receipts.iterate(householdNo)) {
      yield {
        storeId: row.store_id,
        day: row.day,
        registerId: row.register_id,
        transactionId: row.transaction_id,
        cardId: row.card_id,
        secondOfDay: row.second_of_day,
        listCode: row.list_code,
        lines: lines.all(row.receipt_no).map(toLine),
      };
    }
  };
}

function changeReader(db: Db) {
  type Row = {
    change: ChangedLine['change'];
    day: Day;
    store_id: string;
    product_id: string;
    quantity_milli: number;
    net_cents: number | null;
    line_type: string;
    file: string;
  };
  const changed = db.prepare<{ household: number; known: number; asOf: Day; limit: number }, Row>(
    `SELECT iif(superseded_in IS NULL, 'added', 'superseded') AS change, day, store_id, product_id, quantity_milli,
       receipt_line.net_cents, line_type, feed_file.name AS file
     FROM card JOIN receipt USING (card_no) JOIN ${VERSIONS} AS version USING (receipt_no)
     JOIN receipt_line(version.lines) JOIN store USING (store_no)
     JOIN product USING (product_no) JOIN feed_file ON feed_file.file_no = coalesce(superseded_in, version.file_no)
     WHERE card.household_no = @household AND day < @asOf
       AND ((superseded_in > @known AND version.file_no <= @known)
         OR (superseded_in IS NULL AND version.file_no > @known))
     ORDER BY day, receipt_no, change DESC, line_seq LIMIT @limit`,
  );
  const bought = db.prepare<[number, Day], { product_id: string; day: Day }>(
    `SELECT DISTINCT product_id, day FROM card JOIN receipt USING (card_no) JOIN receipt_line(receipt.lines)
     JOIN product USING (product_no)
     WHERE card.household_no = ? AND day >= ? AND line_type = 'sale' ORDER BY day, product_id`,
  );
  return {
    /** Lines of days before `asOf` that were known to a plan and hold no more, or that it did not know. */
    changedLines: (householdNo: number, knownFileNo: number, asOf: Day, limit: number): ChangedLine[] =>
      changed.all({ household: householdNo, known: knownFileNo, asOf, limit }).map((row) => ({
        change: row.change,
        day: row.day,
        storeId: row.store_id,
        productId: row.product_id,
        quantityMilli: row.quantity_milli,
        netCents: row.net_cents,
        lineType: row.line_type,
        file: row.file,
      })),
    /** Days from `from` on which each product was bought. */
    boughtSince: (householdNo: number, from: Day): Map<string, Day[]> => {
      const days = new Map<string, Day[]>();
      for (const { product_id, day } of bought.all(householdNo, from)) {
        const of = days.get(product_id);
        if (of === undefined) days.set(product_id, [day]);
        else of.push(day);
      }
      return days;
    },
  };
}

/** A product as it is today. */
export type ProductToday = {
  readonly productNo: number;
  readonly productId: string;
  readonly description: string;
  readonly status: 'active' | 'delisted' | 'recalled';
  readonly sensitive: boolean;
};

function productReader(db: Db) {
  type Row = {
    product_no: number;
    product_id: string;
    description: string;
    status: ProductToday['status'];
    sensitive: number;
  };
  const products = db.prepare<[string], Row>(
    `SELECT product_no, product_id, coalesce(description, scan_description, product_id) AS description, status, sensitive
     FROM product WHERE product_id IN (SELECT value FROM json_each(?))`,
  );
  return (productIds: readonly string[]): Map<string, ProductToday> =>
    new Map(
      products.all(JSON.stringify(productIds)).map((row) => [
        row.product_id,
        {
          productNo: row.product_no,
          productId: row.product_id,
          description: row.description,
          status: row.status,
          sensitive: row.sensitive === 1,
        },
      ]),
    );
}

function newestVersionReader(db: Db): (offerId: string) => number | undefined {
  const newest = db
    .prepare<[string], number | null>('SELECT max(version) FROM offer WHERE offer_id = ?')
    .pluck();
  return (offerId) => newest.get(offerId) ?? undefined;
}

import { decodeCondensed } from '../../history/condensed-codec.ts';
import { HouseholdLines } from '../../history/household-lines.ts';
import { sells } from '../../history/taken-back.ts';
import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';

/** A household that bought a product, by its receipts; what it took back is in its history. */
export type Buyer = {
  readonly householdNo: number;
  readonly householdId: string;
  /** The cards on those receipts, and the stores, each once, in order. */
  readonly cardIds: readonly string[];
  readonly storeIds: readonly string[];
  readonly firstDay: Day;
  readonly lastDay: Day;
};

/** Sales on receipts that name nobody. */
export type AnonymousSales = { readonly receipts: number; readonly quantityMilli: number };

type Row = {
  household_no: number;
  household_id: string;
  card_ids: string;
  store_ids: string;
  first_day: Day;
  last_day: Day;
};

const SALES = `FROM (SELECT receipt_no, card_no, store_no, day,
    sold_milli(lines, (SELECT product_no FROM product WHERE product_id = @product)) AS milli FROM receipt WHERE day >= @since)
  WHERE milli IS NOT NULL`;

/**
 * Who bought a product. Reads every receipt once: a recall is rare, and an index for it would cost every ingest. Of receipts
 * that were dropped for their age it is known who and when, and not where; those of nobody are gone.
 */
export function buyerReader(db: Db) {
  addKeptSales(db);
  const buyers = db.prepare<{ product: string; since: Day }, Row>(
    `SELECT household_no, household_id, min(day) AS first_day, max(day) AS last_day,
       json_group_array(DISTINCT card_id) AS card_ids,
       json_group_array(DISTINCT store_id) FILTER (WHERE store_id IS NOT NULL) AS store_ids
     FROM (SELECT card_no, store_no, day ${SALES} AND card_no IS NOT NULL
       UNION ALL SELECT card_no, NULL, day
         FROM card_base JOIN kept_sale(card_base.lines, (SELECT product_no FROM product WHERE product_id = @product))
         WHERE day >= @since)
     JOIN card USING (card_no) JOIN household USING (household_no) LEFT JOIN store USING (store_no)
     GROUP BY household_no ORDER BY household_id`,
  );
  const anonymous = db.prepare<{ product: string; since: Day }, { receipts: number; milli: number | null }>(
    `SELECT count(*) AS receipts, sum(milli) AS milli ${SALES} AND card_no IS NULL`,
  );
  const product = db.prepare<[string], { product_no: number; description: string | null; known: number }>(
    'SELECT product_no, coalesce(description, scan_description) AS description, known FROM product WHERE product_id = ?',
  );
  return {
    product: (productId: string): { productNo: number; description: string | undefined } | undefined => {
      const row = product.get(productId);
      return row === undefined
        ? undefined
        : { productNo: row.product_no, description: row.description ?? undefined };
    },
    of: function* (productId: string, since: Day): Generator<Buyer> {
      // Whole before the first is given out: who reads on looks up each household's history in this database.
      for (const row of buyers.all({ product: productId, since })) {
        yield {
          householdNo: row.household_no,
          householdId: row.household_id,
          cardIds: (JSON.parse(row.card_ids) as string[]).sort(),
          storeIds: (JSON.parse(row.store_ids) as string[]).sort(),
          firstDay: row.first_day,
          lastDay: row.last_day,
        };
      }
    },
    anonymous: (productId: string, since: Day): AnonymousSales => {
      const row = anonymous.get({ product: productId, since });
      return { receipts: row?.receipts ?? 0, quantityMilli: row?.milli ?? 0 };
    },
  };
}

/** `kept_sale(lines, product_no)`, a table: the days on which a card bought a product, of what retention has kept of it. */
function addKeptSales(db: Db): void {
  db.table('kept_sale', {
    parameters: ['lines', 'product_no'],
    columns: ['day'],
    rows: keptSales as (...given: unknown[]) => Generator<[day: number]>,
  });
}

function* keptSales(bytes: Uint8Array | null, productNo: number | null): Generator<[day: number]> {
  if (bytes === null) return;
  const lines = new HouseholdLines();
  decodeCondensed(bytes, lines);
  for (const line of lines.toLines()) if (line.productNo === productNo && sells(line)) yield [line.day];
}

import { LINE_TYPE_CODE, lineColumns } from '../../history/line-columns.ts';
import { deriveNeed } from '../../history/needs.ts';
import { decodeReceipt } from '../../history/receipt-lines.ts';
import type { AisleRow, ExtraRow, PreferenceRow, StoreRow } from '../../ingest/rows.ts';
import type { Catalog, CatalogProduct } from '../../shared/catalog.ts';
import type { Day } from '../../shared/day.ts';
import type { OfferTerms } from '../../shared/offer-terms.ts';
import type { ProductId } from '../../shared/product-id.ts';
import type { Db } from '../sqlite.ts';
import { readPreferences, readPreferencesOf, readUnknownWishers } from './preferences.ts';
import { readShelfPrices } from './shelf-prices.ts';

type ProductSqlRow = {
  product_no: number;
  product_id: ProductId;
  known: number;
  scan_description: string | null;
  description: string | null;
  brand: string | null;
  manufacturer: string | null;
  label: 'national' | 'private' | null;
  department: string | null;
  category: string | null;
  subcategory: string | null;
  need: string | null;
  size: string | null;
  restricted: CatalogProduct['restricted'];
  sensitive: number;
  spend: number;
  status: CatalogProduct['status'];
};

/** The small tables of the master feeds, whole. */
export function masterFacts(db: Db) {
  return {
    catalog: (): Catalog => readCatalog(db),
    /** Products that the feed calls recalled. */
    recalled: (): ProductId[] =>
      db
        .prepare<[], ProductId>(
          "SELECT product_id FROM product WHERE status = 'recalled' ORDER BY product_id",
        )
        .pluck()
        .all(),
    offers: (): OfferTerms[] =>
      db
        .prepare<[], string>('SELECT terms FROM offer ORDER BY offer_id, version')
        .pluck()
        .all()
        .map((terms) => JSON.parse(terms) as OfferTerms),
    stores: (): StoreRow[] => readStores(db),
    aisles: (): AisleRow[] =>
      db
        .prepare<[], { store_id: string; category: string; aisle: string | null; sort: number }>(
          'SELECT * FROM aisle',
        )
        .all()
        .map((row) => ({
          storeId: row.store_id,
          category: row.category,
          aisle: row.aisle ?? undefined,
          sort: row.sort,
        })),
    extras: (): ExtraRow[] => readExtras(db),
    preferences: (): Map<string, PreferenceRow[]> => readPreferences(db),
    preferencesOf: (householdId: string): PreferenceRow[] => readPreferencesOf(db, householdId),
    /** Households with preferences that no households row names. */
    unknownWishers: (): string[] => readUnknownWishers(db),
    shelfPrices: (from: Day, until: Day) => readShelfPrices(db, from, until),
    popularity: (asOf: Day): Float64Array => readPopularity(db, asOf),
  };
}

function readCatalog(db: Db): Catalog {
  const rows = db.prepare<[], ProductSqlRow>('SELECT * FROM product ORDER BY product_no').all();
  const size = (rows.at(-1)?.product_no ?? 0) + 1;
  const products: (CatalogProduct | undefined)[] = new Array(size).fill(undefined);
  const categoryNo = new Int32Array(size).fill(-1);
  const numbers = new Map<string, number>();
  // Numbered by name, not by arrival, so that sums over categories run in the same order in every data directory.
  for (const name of [...new Set(rows.map((row) => row.category).filter((name) => name !== null))].sort()) {
    numbers.set(name, numbers.size);
  }
  for (const row of rows) {
    products[row.product_no] = toProduct(row);
    categoryNo[row.product_no] = row.category === null ? -1 : (numbers.get(row.category) ?? -1);
  }
  return { products, categoryNo, categoryCount: numbers.size };
}

function toProduct(row: ProductSqlRow): CatalogProduct {
  const description = row.description ?? row.scan_description ?? row.product_id;
  const facts = {
    category: row.category ?? undefined,
    subcategory: row.subcategory ?? undefined,
    size: row.size ?? undefined,
    description,
  };
  return {
    ...facts,
    productNo: row.product_no,
    productId: row.product_id,
    brand: row.brand ?? undefined,
    manufacturer: row.manufacturer ?? undefined,
    label: row.label ?? undefined,
    department: row.department ?? undefined,
    need: deriveNeed({ ...facts, need: row.need ?? undefined }),
    restricted: row.restricted,
    sensitive: row.sensitive === 1,
    spend: row.spend === 1,
    status: row.status,
    known: row.known === 1,
  };
}

type StoreSqlRow = {
  [K in keyof StoreRow as K extends 'storeId' | 'postalCode' ? never : K]: string | null;
} & {
  store_id: string;
  postal_code: string | null;
};

function readStores(db: Db): StoreRow[] {
  return db
    .prepare<[], StoreSqlRow>('SELECT * FROM store ORDER BY store_id')
    .all()
    .map((row) => ({
      storeId: row.store_id,
      name: row.name ?? undefined,
      address: row.address ?? undefined,
      city: row.city ?? undefined,
      state: row.state ?? undefined,
      postalCode: row.postal_code ?? undefined,
      timezone: row.timezone ?? undefined,
      hours: row.hours ?? undefined,
    }));
}

type ExtraSqlRow = {
  extra_id: string;
  kind: ExtraRow['kind'];
  title: string;
  body: string | null;
  needs: string;
  tiers: string;
  language: string | null;
  start_day: Day | null;
  end_day: Day | null;
};

function readExtras(db: Db): ExtraRow[] {
  return db
    .prepare<[], ExtraSqlRow>('SELECT * FROM extra ORDER BY extra_id')
    .all()
    .map((row) => ({
      extraId: row.extra_id,
      kind: row.kind,
      title: row.title,
      body: row.body ?? undefined,
      needs: JSON.parse(row.needs) as string[],
      tiers: JSON.parse(row.tiers) as ExtraRow['tiers'],
      language: row.language ?? undefined,
      startDay: row.start_day ?? undefined,
      endDay: row.end_day ?? undefined,
    }));
}

/**
 * Current sale lines before a day per product, to pick what a household that is new to a need is most likely to like; those
 * that retention dropped included, which are not known by day: as of a day before its boundary they are left out.
 */
function readPopularity(db: Db, asOf: Day): Float64Array {
  const size =
    db.prepare<[], number>('SELECT coalesce(max(product_no), 0) + 1 FROM product').pluck().get() ?? 1;
  const lines = new Float64Array(size);
  const dropped = db.prepare<[Day], { product_no: number; sale_lines: number }>(
    'SELECT product_no, sale_lines FROM product_base WHERE ? >= (SELECT max(before_day) FROM retention)',
  );
  for (const row of dropped.all(asOf)) lines[row.product_no] = row.sale_lines;
  const receipts = db
    .prepare<[Day], Uint8Array>('SELECT lines FROM receipt WHERE day < ?')
    .pluck()
    .iterate(asOf);
  const columns = lineColumns();
  for (const receipt of receipts) {
    columns.count = 0;
    decodeReceipt(receipt, columns);
    for (let at = 0; at < columns.count; at++) {
      const productNo = columns.productNo[at] ?? 0;
      if (columns.lineType[at] === LINE_TYPE_CODE.sale) lines[productNo] = (lines[productNo] ?? 0) + 1;
    }
  }
  return lines;
}

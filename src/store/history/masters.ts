import type { AisleRow, ExtraRow, OfferRow, PriceRow, ProductRow, StoreRow } from '../../ingest/rows.ts';
import type { Db } from '../sqlite.ts';
import { type Stored, upsert } from '../upsert.ts';
import type { Dictionaries } from './dictionaries.ts';
import { dirtyMarks } from './dirty.ts';
import { householdWriter } from './household-writer.ts';
import { preferenceWriter } from './preferences.ts';

/** First representable day: a price without a start holds since ever. */
const SINCE_EVER = -25_567;

/**
 * Writers of the master feeds. The same row again is a duplicate; a row with the same key and other content replaces it.
 * Everything runs inside the caller's transaction.
 */
export function masterWriters(db: Db, names: Dictionaries) {
  const dirty = dirtyMarks(db);
  const offer = upsert(db, 'offer', ['offer_id', 'version'], ['terms']);
  const aisle = upsert(db, 'aisle', ['store_id', 'category'], ['aisle', 'sort']);
  const extra = upsert(
    db,
    'extra',
    ['extra_id'],
    ['kind', 'title', 'body', 'needs', 'tiers', 'language', 'start_day', 'end_day'],
  );
  const store = upsert(
    db,
    'store',
    ['store_id'],
    ['known', 'name', 'address', 'city', 'state', 'postal_code', 'timezone', 'hours'],
  );
  const price = upsert(
    db,
    'price',
    ['product_no', 'store_id', 'price_type', 'start_day'],
    ['end_day', 'price_cents', 'unit_cost_cents'],
  );
  const product = upsert(
    db,
    'product',
    ['product_id'],
    [
      'known',
      'description',
      'brand',
      'manufacturer',
      'label',
      'department',
      'category',
      'subcategory',
      'need',
      'size',
      'unit',
      'restricted',
      'sensitive',
      'spend',
      'status',
      'replaces',
    ],
  );
  const spendOf = db.prepare<[string], number>('SELECT spend FROM product WHERE product_id = ?').pluck();
  const household = householdWriter(db, names);

  return {
    products: (row: ProductRow): Stored => {
      // Spend is summed when a household's history is derived: goods that change sides make every sum stale.
      const spendBefore = spendOf.get(row.productId);
      if (spendBefore !== undefined && spendBefore !== Number(row.spend)) dirty.everybody();
      return product([
        row.productId,
        1,
        row.description,
        n(row.brand),
        n(row.manufacturer),
        n(row.label),
        n(row.department),
        n(row.category),
        n(row.subcategory),
        n(row.need),
        n(row.size),
        n(row.unit),
        row.restricted,
        Number(row.sensitive),
        Number(row.spend),
        row.status,
        n(row.replaces),
      ]);
    },
    prices: (row: PriceRow): Stored =>
      price([
        names.productNo(row.productId, undefined),
        row.storeId ?? '',
        row.priceType,
        row.startDay ?? SINCE_EVER,
        n(row.endDay),
        row.priceCents,
        n(row.unitCostCents),
      ]),
    offers: (row: OfferRow): Stored => offer([row.offerId, row.version, JSON.stringify(row)]),
    households: household,
    stores: (row: StoreRow): Stored =>
      store([
        row.storeId,
        1,
        n(row.name),
        n(row.address),
        n(row.city),
        n(row.state),
        n(row.postalCode),
        n(row.timezone),
        n(row.hours),
      ]),
    aisles: (row: AisleRow): Stored => aisle([row.storeId, row.category, n(row.aisle), row.sort]),
    extras: (row: ExtraRow): Stored =>
      extra([
        row.extraId,
        row.kind,
        row.title,
        n(row.body),
        JSON.stringify(row.needs),
        JSON.stringify(row.tiers),
        n(row.language),
        n(row.startDay),
        n(row.endDay),
      ]),
    preferences: preferenceWriter(db),
  };
}

function n<T extends string | number>(value: T | undefined): T | null {
  return value ?? null;
}

import { type Cents, cents, formatCents } from '../../src/shared/cents.ts';
import { type Cell, writeFeed } from '../simulate/text.ts';
import { isSensitive, isSpend, type Kind, restrictionOf, WALKING_ORDER } from './classify.ts';
import { readTable } from './source.ts';

/** A product of the source. */
export type Product = Kind & {
  readonly productId: string;
  readonly manufacturerId: string;
  readonly label: string;
  readonly size: string;
  readonly spend: boolean;
};

/** All products by id, in the order of the source. */
export async function readProducts(dir: string): Promise<Map<string, Product>> {
  const products = new Map<string, Product>();
  for await (const row of readTable(dir, 'products')) {
    const kind = {
      department: row('department'),
      category: row('category'),
      subcategory: row('subcategory'),
    };
    products.set(row('product_id'), {
      ...kind,
      productId: row('product_id'),
      manufacturerId: row('manufacturer_id'),
      label: row('label').toLowerCase(),
      size: row('size'),
      spend: isSpend(kind),
    });
  }
  return products;
}

/** `Manufacturer 69`: the source numbers its manufacturers and keeps their names, and its brands', to itself. */
export function manufacturerName(manufacturerId: string): string {
  return `Manufacturer ${manufacturerId}`;
}

/** products.csv: every product. The description is the source's narrowest word for it, the brand its manufacturer. */
export function writeProducts(path: string, products: ReadonlyMap<string, Product>): number {
  const columns = [
    'product_id',
    'description',
    'brand',
    'manufacturer',
    'label',
    'department',
    'category',
    'subcategory',
    'size',
    'restricted',
    'sensitive',
    'spend',
  ] as const;
  const rows = [...products.values()].map((product) => ({
    product_id: product.productId,
    description: product.subcategory || product.category || product.department,
    brand: manufacturerName(product.manufacturerId),
    manufacturer: manufacturerName(product.manufacturerId),
    label: product.label,
    department: product.department,
    category: product.category,
    subcategory: product.subcategory,
    size: product.size,
    restricted: restrictionOf(product),
    sensitive: isSensitive(product) ? 'yes' : 'no',
    spend: product.spend ? 'yes' : 'no',
  }));
  return writeFeed(path, columns, rows);
}

/** prices.csv: one regular price per priced product, for every store. */
export function writePrices(path: string, prices: ReadonlyMap<string, Cents>): number {
  const rows = [...prices].map(([productId, price]) => ({
    product_id: productId,
    price: formatCents(price),
    price_type: 'regular',
  }));
  return writeFeed(path, ['product_id', 'price', 'price_type'], rows);
}

/**
 * aisles.csv, for the home stores: categories in a walking order that is made up, the same for every store. A category
 * stands in the department that has most of its products.
 */
export function writeAisles(
  path: string,
  products: ReadonlyMap<string, Product>,
  stores: readonly string[],
): number {
  const places = [...categoryDepartments(products)]
    .map(([category, department]) => ({ category, department, rank: walkingRank(department) }))
    .sort(
      (a, b) => a.rank - b.rank || compare(a.department, b.department) || compare(a.category, b.category),
    );
  const rows: Record<'store_id' | 'category' | 'aisle' | 'sort', Cell>[] = [];
  for (const store of stores) {
    for (const [index, place] of places.entries()) {
      rows.push({ store_id: store, category: place.category, aisle: place.department, sort: index + 1 });
    }
  }
  return writeFeed(path, ['store_id', 'category', 'aisle', 'sort'], rows);
}

function categoryDepartments(products: ReadonlyMap<string, Product>): Map<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const { category, department, spend } of products.values()) {
    if (category === '' || !spend) continue;
    const departments = counts.get(category) ?? new Map<string, number>();
    counts.set(category, departments.set(department, (departments.get(department) ?? 0) + 1));
  }
  return new Map([...counts].map(([category, departments]) => [category, commonest(departments)]));
}

function walkingRank(department: string): number {
  const rank = (WALKING_ORDER as readonly string[]).indexOf(department);
  return rank < 0 ? WALKING_ORDER.length : rank;
}

/** The word that was counted most often; of several, the first by {@link compare}. */
export function commonest(counts: ReadonlyMap<string, number>): string {
  let best = '';
  let most = 0;
  for (const [word, count] of counts) {
    if (count > most || (count === most && compare(word, best) < 0)) {
      best = word;
      most = count;
    }
  }
  return best;
}

/** Whole numbers by size, before all other texts, which go by their characters. */
export function compare(a: string, b: string): number {
  const [numberA, numberB] = [/^\d+$/.test(a) ? Number(a) : Infinity, /^\d+$/.test(b) ? Number(b) : Infinity];
  if (numberA !== numberB) return numberA - numberB;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The middle amount, the lower of two middle ones: always one that occurs. `undefined` of none. */
export function medianCents(amounts: readonly number[]): Cents | undefined {
  const middle = [...amounts].sort((a, b) => a - b)[Math.floor((amounts.length - 1) / 2)];
  return middle === undefined ? undefined : cents(middle);
}

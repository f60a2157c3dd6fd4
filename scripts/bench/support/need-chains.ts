import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { NamedHistory } from '../../../src/cadence/visit.ts';
import { historyAsOf } from '../../../src/history/derive.ts';
import type { HistoryLine } from '../../../src/history/household-history.ts';
import { deriveNeed } from '../../../src/history/needs.ts';
import type { Catalog, CatalogProduct } from '../../../src/shared/catalog.ts';
import { type Day, parseDay } from '../../../src/shared/day.ts';
import { type ProductId, readProductId } from '../../../src/shared/product-id.ts';

/** A chain in memory: its products with their needs, and what each household bought. */
export type NeedChain = {
  readonly catalog: Catalog;
  readonly households: readonly { readonly householdId: string; readonly lines: readonly HistoryLine[] }[];
  /** The first day after the last receipts. */
  readonly end: Day;
};

type Row = Readonly<Record<string, string>>;
type Purchase = { readonly householdId: string; readonly productId: string; readonly day: number };

/**
 * The Complete Journey's baskets of days 1 to 79 with the needs that its own product table gives: subcategory and size.
 *
 * @returns undefined: `dir` has no such files.
 */
export function completeJourney(dir: string): NeedChain | undefined {
  const [scans, products] = ['dunnhumby/scans.csv.gz', 'completejourney/products.csv.gz'].map((name) =>
    join(dir, name),
  );
  if (scans === undefined || products === undefined || !existsSync(scans)) return undefined;
  const purchases = readRows(scans).map((row): Purchase => {
    const { household_id: householdId = '', product_id: productId = '', day_number: day } = row;
    return { householdId, productId, day: Number(day) };
  });
  return toChain(readRows(products), purchases);
}

/** A chain of `scripts/simulate.ts`, whose product feed names the true needs. Receipts of no household are left out. */
export function simulated(dir: string): NeedChain {
  const householdOf = new Map(
    readRows(join(dir, 'households.csv')).flatMap(({ card_ids = '', household_id = '' }) =>
      card_ids.split('|').map((card) => [card, household_id] as const),
    ),
  );
  const idOf = (text: string): string | undefined => {
    const result = readProductId(text, 'gtin');
    return result.tag === 'product' ? result.productId : undefined;
  };
  const purchases = readRows(join(dir, 'scans.csv')).flatMap((row): Purchase[] => {
    const { card_id = '', product_id = '', timestamp = '', line_type } = row;
    const householdId = householdOf.get(card_id);
    const productId = idOf(product_id);
    const day = parseDay(timestamp.slice(0, 10));
    if (householdId === undefined || productId === undefined || day === undefined) return [];
    return line_type === 'sale' ? [{ householdId, productId, day }] : [];
  });
  const products = readRows(join(dir, 'products.csv')).map((row) => ({
    ...row,
    product_id: idOf(row.product_id ?? '') ?? '',
  }));
  return toChain(products, purchases);
}

/** Its households as of a day. */
export function historiesOf(
  { households }: NeedChain,
  asOf: Day,
): (NamedHistory & { readonly no: number })[] {
  return households.flatMap(({ householdId, lines }, no) => {
    const { history } = historyAsOf(no, lines, asOf, () => true);
    return history.productNos.length === 0 ? [] : [{ householdId, history, no }];
  });
}

/** Days on which a household bought a product, from a day on: what became of a list. */
export function boughtIn({ households }: NeedChain, no: number, from: Day, days: number): Set<number> {
  const lines = households[no]?.lines.filter(({ day }) => day >= from && day < from + days) ?? [];
  return new Set(lines.map(({ productNo }) => productNo));
}

/** The catalog as if every product were a need of its own. */
export function withoutNeeds(catalog: Catalog): Catalog {
  const products = catalog.products.map(
    (product) => product && { ...product, need: `product ${product.productId}` },
  );
  return { ...catalog, products };
}

function toChain(products: readonly Row[], purchases: readonly Purchase[]): NeedChain {
  const facts = new Map(products.map((row) => [row.product_id ?? '', row]));
  const numbers = new Map<string, number>();
  const lines = new Map<string, HistoryLine[]>();
  let end = 0;
  for (const { householdId, productId, day } of purchases) {
    const productNo = numbers.get(productId) ?? numbers.size;
    numbers.set(productId, productNo);
    const own = lines.get(householdId) ?? [];
    lines.set(householdId, own);
    own.push({
      day: day as Day,
      receiptNo: day,
      productNo,
      quantityMilli: 1000,
      netCents: null,
      lineType: 'sale',
    });
    end = Math.max(end, day + 1);
  }
  const rows = [...numbers.keys()].map((productId) => ({ productId, row: facts.get(productId) ?? {} }));
  const categories = [...new Set(rows.map(({ row }) => row.category || undefined))]
    .filter((name) => name !== undefined)
    .sort();
  return {
    catalog: {
      products: rows.map(({ productId, row }, productNo) => toProduct(productId, productNo, row)),
      categoryNo: Int32Array.from(rows, ({ row }) => categories.indexOf(row.category ?? '')),
      categoryCount: categories.length,
    },
    households: [...lines].map(([householdId, of]) => ({ householdId, lines: of })),
    end: end as Day,
  };
}

function toProduct(productId: string, productNo: number, row: Row): CatalogProduct {
  const named = {
    category: row.category || undefined,
    subcategory: row.subcategory || undefined,
    size: row.size || undefined,
    description: row.description || productId,
  };
  return {
    ...named,
    productNo,
    productId: productId as ProductId,
    brand: row.brand || undefined,
    manufacturer: row.manufacturer || undefined,
    label: undefined,
    department: row.department || undefined,
    need: deriveNeed({ ...named, need: row.need || undefined }),
    restricted: 'none',
    sensitive: false,
    spend: row.spend !== 'no',
    status: 'active',
    known: true,
  };
}

function readRows(file: string): Row[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const [header = '', ...lines] = text.trimEnd().split(/\r?\n/);
  const names = cellsOf(header);
  return lines.map((line) => Object.fromEntries(cellsOf(line).map((cell, at) => [names[at] ?? '', cell])));
}

function cellsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  );
}

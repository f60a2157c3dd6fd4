import type { Catalog, CatalogProduct } from '../shared/catalog.ts';
import { fold } from '../shared/fold.ts';

/**
 * The catalog turned inside out, built once per plan: which products carry an id, a category, a brand, a need. Group
 * names are {@link fold}ed, so that `cat: Yogurt ` and `yogurt` are one group.
 */
export type CatalogIndex = {
  readonly catalog: Catalog;
  readonly byId: ReadonlyMap<string, number>;
  readonly byCategory: ReadonlyMap<string, readonly number[]>;
  readonly byBrand: ReadonlyMap<string, readonly number[]>;
  readonly byNeed: ReadonlyMap<string, readonly number[]>;
  /** The text of each need, indexed by need number; numbers follow the folded names' order. */
  readonly needs: readonly string[];
  /** Need number per productNo; -1 for what must not steer an offer: sensitive goods, and what is no merchandise. */
  readonly needNo: Int32Array;
  /** Brand number per productNo: {@link STORE_BRAND} for all brands of the store's own, -1 where there is no product. */
  readonly brandNo: Int32Array;
  /** The name of each brand, indexed by brand number; that of {@link STORE_BRAND} is empty. */
  readonly brands: readonly string[];
  /** Products that a basket offer neither counts nor touches: no merchandise, or restricted. Ascending. */
  readonly outsideBasketNos: Int32Array;
};

/** The number of the store's own brands, which count as one: who buys one of them buys the store's. */
export const STORE_BRAND = 0;

export function indexCatalog(catalog: Catalog): CatalogIndex {
  const byId = new Map<string, number>();
  const byCategory = new Map<string, number[]>();
  const byBrand = new Map<string, number[]>();
  const byNeed = new Map<string, number[]>();
  const outsideBasket: number[] = [];
  for (const product of catalog.products) {
    if (product === undefined) continue;
    byId.set(product.productId, product.productNo);
    file(byCategory, product.category, product.productNo);
    file(byBrand, product.brand, product.productNo);
    file(byNeed, product.need, product.productNo);
    if (!product.spend || product.restricted !== 'none') outsideBasket.push(product.productNo);
  }
  const outsideBasketNos = Int32Array.from(outsideBasket).sort();
  return {
    catalog,
    byId,
    byCategory,
    byBrand,
    byNeed,
    outsideBasketNos,
    ...numberNeeds(catalog, byNeed),
    ...numberBrands(catalog),
  };
}

function file(groups: Map<string, number[]>, name: string | undefined, productNo: number): void {
  if (name === undefined) return;
  const key = fold(name);
  if (key === '') return;
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [productNo]);
  else group.push(productNo);
}

function numberNeeds(
  catalog: Catalog,
  byNeed: ReadonlyMap<string, readonly number[]>,
): { needs: readonly string[]; needNo: Int32Array } {
  const needs: string[] = [];
  const needNo = new Int32Array(catalog.products.length).fill(-1);
  for (const key of [...byNeed.keys()].sort()) {
    const members = (byNeed.get(key) ?? []).map((productNo) => catalog.products[productNo]);
    for (const product of members) {
      if (product !== undefined && steers(product)) needNo[product.productNo] = needs.length;
    }
    needs.push(members[0]?.need.trim() ?? key);
  }
  return { needs, needNo };
}

/** A product without a brand is a brand of its own. Numbers follow the folded names' order, and not that of ingest. */
function numberBrands(catalog: Catalog): { brandNo: Int32Array; brands: readonly string[] } {
  const members = new Map<string, CatalogProduct[]>();
  for (const product of catalog.products) {
    if (product === undefined || product.label === 'private') continue;
    const name = fold(product.brand ?? '');
    const key = name === '' ? `\n${product.productId}` : name;
    const known = members.get(key);
    if (known === undefined) members.set(key, [product]);
    else known.push(product);
  }
  const brandNo = Int32Array.from(catalog.products, (product) => (product === undefined ? -1 : STORE_BRAND));
  const brands = [''];
  for (const key of [...members.keys()].sort()) {
    const some = members.get(key) ?? [];
    for (const { productNo } of some) brandNo[productNo] = brands.length;
    brands.push(some[0]?.brand?.trim() || (some[0]?.description ?? ''));
  }
  return { brandNo, brands };
}

/** Whether a purchase of it may be a reason for an offer. */
function steers(product: CatalogProduct): boolean {
  return product.spend && !product.sensitive;
}

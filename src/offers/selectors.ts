import type { CatalogProduct } from '../shared/catalog.ts';
import { fold } from '../shared/fold.ts';
import type { OfferTerms, ProductSelector } from '../shared/offer-terms.ts';
import type { CatalogIndex } from './catalog-index.ts';
import { DENY_ALL, type Law } from './law.ts';

/** Why a product that an offer names is not part of it. */
export type DenyReason =
  | 'excluded'
  | 'restricted'
  | 'sensitive'
  | 'not-merchandise'
  | 'delisted'
  | 'recalled';

export type DeniedProduct = { readonly productNo: number; readonly reason: DenyReason };

/** An offer's selectors, looked up in the catalog. */
export type OfferProducts = {
  /** What it may show and discount; ascending. Empty for `basket_off`, which applies to the basket. */
  readonly productNos: Int32Array;
  readonly denied: readonly DeniedProduct[];
  /** Selectors that no product of the catalog answers to: a slip in the feed, or a product feed still to come. */
  readonly unmatched: readonly ProductSelector[];
  /**
   * `basket_off` and offers with a least basket: the products that neither count towards the basket nor get a share
   * of the discount (the offer's exclusions, restricted goods, what is no merchandise). Ascending; else empty.
   */
  readonly outsideBasketNos: Int32Array;
};

/** The products of one offer. Goods that the law denies in any of its stores are none, whatever the offer says. */
export function selectProducts(
  terms: OfferTerms,
  index: CatalogIndex,
  law: Pick<Law, 'denies'> = DENY_ALL,
): OfferProducts {
  const excluded = new Set(terms.productsExcluded.flatMap((selector) => matches(selector, index)));
  const unmatched: ProductSelector[] = [];
  const named = new Set<number>();
  for (const selector of terms.products) {
    const found = matches(selector, index);
    if (found.length === 0) unmatched.push(selector);
    for (const productNo of found) named.add(productNo);
  }
  const allowed: number[] = [];
  const denied: DeniedProduct[] = [];
  for (const productNo of [...named].sort((a, b) => a - b)) {
    const product = index.catalog.products[productNo];
    if (product === undefined) continue;
    const reason = excluded.has(productNo) ? 'excluded' : denyReason(product, terms, law);
    if (reason === undefined) allowed.push(productNo);
    else denied.push({ productNo, reason });
  }
  const ofBasket = terms.kind === 'basket_off';
  return {
    productNos: Int32Array.from(ofBasket ? [] : allowed),
    denied,
    unmatched: ofBasket ? [] : unmatched,
    outsideBasketNos:
      ofBasket || terms.minBasketCents !== undefined
        ? union(index.outsideBasketNos, excluded)
        : new Int32Array(0),
  };
}

function matches(selector: ProductSelector, index: CatalogIndex): readonly number[] {
  switch (selector.by) {
    case 'product': {
      const productNo = index.byId.get(selector.value.trim());
      return productNo === undefined ? [] : [productNo];
    }
    case 'category':
      return index.byCategory.get(fold(selector.value)) ?? [];
    case 'brand':
      return index.byBrand.get(fold(selector.value)) ?? [];
    case 'need':
      return index.byNeed.get(fold(selector.value)) ?? [];
  }
}

function denyReason(
  product: CatalogProduct,
  terms: OfferTerms,
  law: Pick<Law, 'denies'>,
): DenyReason | undefined {
  const { stores } = terms;
  if (law.denies(terms.restricted, stores) || law.denies(product.restricted, stores)) return 'restricted';
  if (product.sensitive) return 'sensitive';
  if (!product.spend) return 'not-merchandise';
  return product.status === 'active' ? undefined : product.status;
}

function union(sorted: Int32Array, more: ReadonlySet<number>): Int32Array {
  if (more.size === 0) return sorted;
  return Int32Array.from(new Set([...sorted, ...more])).sort();
}

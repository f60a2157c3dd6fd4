import type { Restriction } from './offer-terms.ts';
import type { ProductId } from './product-id.ts';

/** A product as the stages see it: the product feed's facts, with what is unknown said so. */
export type CatalogProduct = {
  /** Dense small integer, stable within one data directory; index into per-product arrays. */
  readonly productNo: number;
  readonly productId: ProductId;
  /** From the product feed, else from the scans, else the id itself. */
  readonly description: string;
  readonly brand: string | undefined;
  readonly manufacturer: string | undefined;
  readonly label: 'national' | 'private' | undefined;
  readonly department: string | undefined;
  readonly category: string | undefined;
  readonly subcategory: string | undefined;
  /** What substitutes for what: the feed's word, else derived (see `history/needs.ts`). */
  readonly need: string;
  readonly size: string | undefined;
  readonly restricted: Restriction;
  readonly sensitive: boolean;
  readonly spend: boolean;
  readonly status: 'active' | 'delisted' | 'recalled';
  /** false: seen in scans only; no product feed row has named it. */
  readonly known: boolean;
};

/** All products, indexed by productNo (holes where a number was never given). */
export type Catalog = {
  readonly products: readonly (CatalogProduct | undefined)[];
  /** Category index per productNo; -1 where unknown. */
  readonly categoryNo: Int32Array;
  /** How many categories there are. */
  readonly categoryCount: number;
};

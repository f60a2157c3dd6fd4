import type { Config } from '../config/load.ts';
import { type ProductIds, type ProductReader, productIdReader } from '../shared/product-id.ts';
import type { ProductRules } from '../shared/product-rules.ts';
import type { Context } from './context.ts';

/** The chain's rules for product codes: the same for feeds, lanes and whatever is typed. */
export function productRules({ product_codes: codes }: Config, ids: ProductIds): ProductRules {
  return {
    ids,
    embedded: codes.embedded,
    notProducts: codes.not_products,
    eightDigits: codes.eight_digits,
  };
}

/** The chain's reader of product ids outside of its feeds: what was remembered from those counts first. */
export function productReader({ config, history }: Pick<Context, 'config' | 'history'>): ProductReader {
  return productIdReader(productRules(config, history.productIds() ?? config.product_ids ?? 'gtin'));
}

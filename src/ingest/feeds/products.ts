import { RESTRICTIONS } from '../../shared/offer-terms.ts';
import type { ProductRow } from '../rows.ts';
import { defineFeed } from './definition.ts';

export const productsFeed = defineFeed(
  ['product_id', 'description'],
  [
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
  (cells): ProductRow => ({
    productId: cells.product('product_id'),
    description: cells.required('description'),
    brand: cells.optional('brand'),
    manufacturer: cells.optional('manufacturer'),
    label: cells.oneOf('label', ['national', 'private']),
    department: cells.optional('department'),
    category: cells.optional('category'),
    subcategory: cells.optional('subcategory'),
    need: cells.optional('need'),
    size: cells.optional('size'),
    unit: cells.optional('unit'),
    restricted: cells.oneOf('restricted', RESTRICTIONS) ?? 'none',
    sensitive: cells.yesNo('sensitive') ?? false,
    spend: cells.yesNo('spend') ?? true,
    status: cells.oneOf('status', ['active', 'delisted', 'recalled']) ?? 'active',
    replaces:
      cells
        .list('replaces')
        .map((text) => cells.product('replaces', text))
        .join('|') || undefined,
  }),
);

import type { PriceRow } from '../rows.ts';
import { defineFeed } from './definition.ts';

export const pricesFeed = defineFeed(
  ['product_id', 'price'],
  ['store_id', 'price_type', 'unit_cost', 'start_day', 'end_day'],
  (cells): PriceRow => {
    const startDay = cells.day('start_day');
    const endDay = cells.day('end_day');
    cells.checkWindow('start_day', startDay, 'end_day', endDay);
    return {
      storeId: cells.optionalId('store_id'),
      productId: cells.product('product_id'),
      priceCents: cells.requiredAmountFrom('price', 1),
      priceType: cells.oneOf('price_type', ['regular', 'ad', 'tpr']) ?? 'regular',
      unitCostCents: cells.amountFrom('unit_cost', 0),
      startDay,
      endDay,
    };
  },
);

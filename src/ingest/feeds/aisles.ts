import type { Cells } from '../cells.ts';
import type { AisleRow } from '../rows.ts';
import { defineFeed } from './definition.ts';

export const aislesFeed = defineFeed(
  ['store_id', 'category', 'sort'],
  ['aisle'],
  (cells): AisleRow => ({
    storeId: cells.id('store_id'),
    category: cells.required('category'),
    aisle: cells.optional('aisle'),
    sort: sortKey(cells),
  }),
);

/** A number, since stores squeeze a new aisle between two old ones as 7.5. */
function sortKey(cells: Cells<'sort'>): number {
  const text = cells.required('sort');
  if (text === '') return 0;
  if (/^-?\d{1,9}(?:\.\d{1,6})?$/.test(text)) return Number(text) || 0;
  cells.fault(
    'sort',
    'number-format',
    'is not a number',
    'Write the place in the walking order, like 7 or 7.5.',
  );
  return 0;
}

import { SUPPRESSION_REASONS, type SuppressionRow } from '../rows.ts';
import { defineFeed } from './definition.ts';

/** Households that get no list, or no offer of one category. */
export const suppressionsFeed = defineFeed(
  ['household_id', 'reason'],
  ['category', 'start_day', 'end_day'],
  (cells): SuppressionRow => {
    const reason = cells.requiredOneOf('reason', SUPPRESSION_REASONS) ?? 'opted_out';
    const startDay = cells.day('start_day');
    const endDay = cells.day('end_day');
    cells.checkWindow('start_day', startDay, 'end_day', endDay);
    return {
      householdId: cells.id('household_id'),
      reason,
      category: reason === 'category' ? cells.required('category') : undefined,
      startDay,
      endDay,
    };
  },
);

import type { Cells } from '../cells.ts';
import { PREFERENCES, type PreferenceRow } from '../rows.ts';
import { defineFeed } from './definition.ts';
import { languageTag } from './language.ts';

/** What a household asked for. The value is in the form that the question needs: a product id is canonical. */
export const preferencesFeed = defineFeed(
  ['household_id', 'what'],
  ['value', 'day'],
  (cells): PreferenceRow => {
    const what = cells.requiredOneOf('what', PREFERENCES);
    return {
      householdId: cells.id('household_id'),
      what: what ?? 'not_mine',
      value: preferenceValue(cells, what),
      day: cells.day('day'),
    };
  },
);

function preferenceValue(cells: Cells<'value'>, what: PreferenceRow['what'] | undefined): string {
  switch (what) {
    case 'mute_product':
    case 'not_mine':
      return cells.product('value');
    case 'language':
      return cells.required('value') === '' ? '' : (languageTag(cells, 'value') ?? '');
    case 'large_print':
      // Whoever asks for large print and says no more means yes.
      return (cells.yesNo('value') ?? true) ? 'yes' : 'no';
    case 'mute_category':
    case 'diet':
      return cells.required('value');
    case undefined:
      return '';
  }
}

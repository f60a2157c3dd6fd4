import type { Cells } from '../cells.ts';
import { PREFERENCES, type PreferenceRow, TAKES_BACK } from '../rows.ts';
import { defineFeed } from './definition.ts';
import { languageTag } from './language.ts';

type PreferenceCells = Cells<'value' | 'day'>;

/**
 * What a household asked for, or no longer asks for: `end:` before the value takes that one back, a blank value all of the
 * kind. Either needs its day, since it speaks of what was said before. The value is in the form that the question needs.
 */
export const preferencesFeed = defineFeed(
  ['household_id', 'what'],
  ['value', 'day'],
  (cells): PreferenceRow => {
    const what = cells.requiredOneOf('what', PREFERENCES);
    const value = what === undefined ? '' : preferenceValue(cells, what);
    return {
      householdId: cells.id('household_id'),
      what: what ?? 'not_mine',
      value,
      day: cells.day('day'),
    };
  },
);

function preferenceValue(cells: PreferenceCells, what: PreferenceRow['what']): string {
  const text = cells.text('value');
  // Whoever asks for large print and says no more means yes.
  if (text === '') return what === 'large_print' ? 'yes' : takingBack(cells, '');
  if (!text.toLowerCase().startsWith(TAKES_BACK)) return wished(cells, what, text);
  const taken = text.slice(TAKES_BACK.length).trim();
  if (taken === '') return takingBack(cells, '');
  return takingBack(cells, `${TAKES_BACK}${wished(cells, what, taken)}`);
}

function takingBack(cells: PreferenceCells, value: string): string {
  if (cells.text('day') === '') {
    const what = value === '' ? 'is blank' : 'takes something back and has no day';
    cells.fault(
      'value',
      'missing-value',
      what,
      'Write what is asked for; taking it back needs its day, too.',
    );
  }
  return value;
}

function wished(cells: PreferenceCells, what: PreferenceRow['what'], text: string): string {
  switch (what) {
    case 'mute_product':
    case 'not_mine':
      return cells.product('value', text);
    case 'language':
      return languageTag(cells, 'value', text) ?? '';
    case 'large_print':
      return cells.yesNo('value', text) === false ? 'no' : 'yes';
    case 'mute_category':
    case 'diet':
      return text;
  }
}

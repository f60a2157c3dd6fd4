import { expect, test } from 'vitest';
import type { PreferenceRow } from '../../src/ingest/rows.ts';
import { preferencesOfGroups } from '../../src/lists/kin-wishes.ts';
import { wishesOf } from '../../src/lists/wishes.ts';
import { day } from '../../src/shared/day.ts';

const MEMBERS = new Map([
  ['A', 'B'],
  ['B', 'B'],
]);

function word(householdId: string, what: PreferenceRow['what'], value: string, on = 100): PreferenceRow {
  return { householdId, what, value, day: day(on) };
}

function told(...words: readonly PreferenceRow[]): string[] {
  const of = new Map<string, PreferenceRow[]>();
  for (const one of words) of.set(one.householdId, [...(of.get(one.householdId) ?? []), one]);
  return wishesOf(preferencesOfGroups(of, MEMBERS).get('B') ?? []).map(
    ({ what, value }) => `${what} ${value}`,
  );
}

test.each([
  [
    'what either muted is muted',
    [word('A', 'mute_category', 'Candy'), word('B', 'diet', 'vegan')],
    ['mute_category Candy', 'diet vegan'],
  ],
  [
    'one takes back its own words only',
    [
      word('A', 'mute_category', 'Candy'),
      word('B', 'mute_category', 'Candy'),
      word('B', 'mute_category', 'end:Candy', 120),
    ],
    ['mute_category Candy'],
  ],
  [
    'the language is that of the household that stays',
    [word('B', 'language', 'en'), word('A', 'language', 'es', 120)],
    ['language en'],
  ],
  ['or the only one there is', [word('A', 'language', 'es')], ['language es']],
  [
    'large print is for all',
    [word('A', 'large_print', 'yes'), word('B', 'large_print', 'no', 120)],
    ['large_print yes'],
  ],
])('%s', (_, words, expected) => {
  expect(told(...words)).toEqual(expected);
});

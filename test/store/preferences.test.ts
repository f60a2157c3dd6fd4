import { expect, test } from 'vitest';
import type { PreferenceRow } from '../../src/ingest/rows.ts';
import { day } from '../../src/shared/day.ts';
import { dataDir, household, openHistoryIn } from './room.ts';

function word(value: string, on?: number, householdId = 'H1'): PreferenceRow {
  return { householdId, what: 'language', value, day: on === undefined ? undefined : day(on) };
}

function heard(...words: readonly PreferenceRow[]) {
  const history = openHistoryIn(dataDir());
  const told = words.map((row) => history.inTransaction(() => history.storeMaster('preferences', row)));
  const kept = (history.facts.preferences().get('H1') ?? []).map(({ value, day: on }) => [value, on]);
  return { history, told, kept };
}

test.each([
  ['a word is kept once', [word('es', 1), word('es', 1)], ['stored', 'duplicate'], [['es', 1]]],
  ['with its newest day', [word('es', 1), word('es', 2)], ['stored', 'stored'], [['es', 2]]],
  ['whichever comes first', [word('es', 2), word('es', 1)], ['stored', 'duplicate'], [['es', 2]]],
  [
    'a day is newer than none',
    [word('es'), word('es', 1), word('es')],
    ['stored', 'stored', 'duplicate'],
    [['es', 1]],
  ],
  [
    'words are kept in order of arrival',
    [word('es', 1), word('en', 1)],
    ['stored', 'stored'],
    [
      ['es', 1],
      ['en', 1],
    ],
  ],
  [
    'said again without a day, one is the newest',
    [word('es'), word('en'), word('es')],
    ['stored', 'stored', 'duplicate'],
    [
      ['en', undefined],
      ['es', undefined],
    ],
  ],
  [
    'sent again with its day, one is as old as before',
    [word('es', 1), word('en', 1), word('es', 1)],
    ['stored', 'stored', 'duplicate'],
    [
      ['es', 1],
      ['en', 1],
    ],
  ],
] as const)('%s', (_, words, told, kept) => {
  const after = heard(...words);
  expect(after.told).toEqual(told);
  expect(after.kept).toEqual(kept);
});

test('order of arrival goes on in the next process', () => {
  const dir = dataDir();
  for (const value of ['es', 'en', 'de']) {
    const history = openHistoryIn(dir);
    history.inTransaction(() => history.storeMaster('preferences', word(value)));
    history.close();
  }
  const values = openHistoryIn(dir)
    .facts.preferences()
    .get('H1')
    ?.map(({ value }) => value);
  expect(values).toEqual(['es', 'en', 'de']);
});

test('households that no feed has named are known as such, and stop being when one does', () => {
  const { history } = heard(word('es', 1), word('es', 1, 'H7'));
  expect(history.facts.unknownWishers()).toEqual(['H1', 'H7']);
  history.inTransaction(() => history.storeMaster('households', household('H1', ['C1'])));
  expect(history.facts.unknownWishers()).toEqual(['H7']);
});

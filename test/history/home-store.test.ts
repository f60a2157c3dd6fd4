import { expect, test } from 'vitest';
import { homeStoreChanges, type StoreDay } from '../../src/history/home-store.ts';
import { day } from '../../src/shared/day.ts';

/** A trip every `gap` days from one day to another, both in number of days since the first. */
function trips(storeId: string, from: number, until: number, gap: number): StoreDay[] {
  return Array.from({ length: Math.floor((until - from) / gap) + 1 }, (_, nth) => ({
    day: day(20_000 + from + nth * gap),
    storeId,
  }));
}

const changes = (...visits: readonly StoreDay[]): [number, string | undefined, string][] =>
  homeStoreChanges(visits).map(({ day: on, from, to }) => [on - 20_000, from, to]);

test.each([
  ['a household that never was anywhere', [], []],
  ['two trips are too few', trips('A', 0, 7, 7), []],
  ['the third trip says where it lives', trips('A', 0, 70, 7), [[14, undefined, 'A']]],
  [
    'a holiday of three weeks is no move',
    [...trips('A', 0, 60, 7), ...trips('H', 61, 82, 2), ...trips('A', 84, 200, 7)],
    [[14, undefined, 'A']],
  ],
  [
    'who shops at two stores in turn stays where it is',
    [...trips('A', 0, 300, 7), ...trips('B', 3, 300, 6)],
    [[14, undefined, 'A']],
  ],
  [
    'a move is seen once the new store has twice the trips',
    [...trips('A', 0, 100, 7), ...trips('B', 102, 200, 7)],
    [
      [14, undefined, 'A'],
      [137, 'A', 'B'],
    ],
  ],
])('%s', (_, visits, expected) => {
  expect(changes(...visits)).toEqual(expected);
});

test('a change has its evidence, whatever the order and however many receipts a trip has', () => {
  const visits = [...trips('A', 0, 100, 7), ...trips('B', 102, 200, 7)];
  const found = homeStoreChanges(visits);
  expect(found.at(-1)).toMatchObject({ from: 'A', to: 'B', weeks: 6, weeksFrom: 3 });
  expect(homeStoreChanges([...visits, ...visits].reverse())).toEqual(found);
});

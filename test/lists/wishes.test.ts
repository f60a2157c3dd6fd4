import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PreferenceRow } from '../../src/ingest/rows.ts';
import { wishesOf } from '../../src/lists/wishes.ts';
import { day } from '../../src/shared/day.ts';

type Word = readonly [what: PreferenceRow['what'], value: string, on?: number];

function words(...said: readonly Word[]): PreferenceRow[] {
  return said.map(([what, value, on]) => ({
    householdId: 'H1',
    what,
    value,
    day: on === undefined ? undefined : day(on),
  }));
}

function standing(...said: readonly Word[]): string[] {
  return wishesOf(words(...said)).map(({ what, value }) => `${what} ${value}`);
}

// Words in order of arrival; the last element is the day.
const CASES: readonly (readonly [string, readonly Word[], readonly string[]])[] = [
  ['nothing', [], []],
  [
    'mutes of several things stand together',
    [
      ['mute_product', 'A', 1],
      ['mute_product', 'B', 2],
    ],
    ['mute_product A', 'mute_product B'],
  ],
  [
    'and so do diets',
    [
      ['diet', 'vegan', 1],
      ['diet', 'alcohol_free', 2],
    ],
    ['diet vegan', 'diet alcohol_free'],
  ],
  [
    'of languages the newest',
    [
      ['language', 'es', 300],
      ['language', 'en', 200],
    ],
    ['language es'],
  ],
  [
    'of one day the one that arrived later',
    [
      ['language', 'es', 1],
      ['language', 'en', 1],
    ],
    ['language en'],
  ],
  [
    'a word without a day is older than any with one',
    [
      ['language', 'es'],
      ['language', 'en', -5],
    ],
    ['language en'],
  ],
  [
    'however late it arrives',
    [
      ['language', 'en', -5],
      ['language', 'es'],
    ],
    ['language en'],
  ],
  [
    'without days the one that arrived later',
    [
      ['large_print', 'yes'],
      ['large_print', 'no'],
    ],
    ['large_print no'],
  ],
  [
    'a mute is taken back by a later end',
    [
      ['mute_product', 'A', 1],
      ['mute_product', 'end:A', 2],
    ],
    [],
  ],
  [
    'not by an earlier one',
    [
      ['mute_product', 'end:A', 1],
      ['mute_product', 'A', 2],
    ],
    ['mute_product A'],
  ],
  [
    'nor by one of something else',
    [
      ['mute_product', 'A', 1],
      ['mute_product', 'end:B', 2],
    ],
    ['mute_product A'],
  ],
  [
    'nor by one of another kind',
    [
      ['mute_product', 'A', 1],
      ['not_mine', 'end:A', 2],
    ],
    ['mute_product A'],
  ],
  [
    'of one day the order of arrival decides: taken back',
    [
      ['diet', 'vegan', 1],
      ['diet', 'end:vegan', 1],
    ],
    [],
  ],
  [
    'of one day the order of arrival decides: said again',
    [
      ['diet', 'end:vegan', 1],
      ['diet', 'vegan', 1],
    ],
    ['diet vegan'],
  ],
  [
    'a category is the same in another spelling',
    [
      ['mute_category', 'Salty Snacks', 1],
      ['mute_category', 'end:salty  snacks ', 2],
    ],
    [],
  ],
  [
    'and so is a diet',
    [
      ['diet', 'Pork-Free', 1],
      ['diet', 'end:pork_free', 2],
    ],
    [],
  ],
  [
    'a product id is not',
    [
      ['mute_product', 'ab', 1],
      ['mute_product', 'end:AB', 2],
    ],
    ['mute_product ab'],
  ],
  [
    'a blank takes all of its kind back',
    [
      ['mute_product', 'A', 1],
      ['mute_product', 'B', 2],
      ['diet', 'vegan', 1],
      ['mute_product', '', 3],
    ],
    ['diet vegan'],
  ],
  [
    'and nothing that was said after it',
    [
      ['mute_product', 'A', 1],
      ['mute_product', '', 3],
      ['mute_product', 'B', 4],
    ],
    ['mute_product B'],
  ],
  [
    'with the newest answer taken back the one before it stands',
    [
      ['language', 'es', 1],
      ['language', 'en', 2],
      ['language', 'end:en', 3],
    ],
    ['language es'],
  ],
  [
    'with all of them taken back none does',
    [
      ['language', 'es', 1],
      ['language', 'en', 2],
      ['language', '', 3],
    ],
    [],
  ],
];

test.each(CASES)('%s', (_, said, expected) => {
  expect(standing(...said)).toEqual(expected);
});

describe('words with days of their own', () => {
  test('mean the same in whatever order they arrive', () => {
    const what = fc.constantFrom<PreferenceRow['what']>('mute_product', 'diet', 'language', 'large_print');
    const value = fc.constantFrom('a', 'b', 'end:a', 'end:b', '');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(what, value), { maxLength: 12 }),
        fc.infiniteStream(fc.nat()),
        (said, at) => {
          const dated = words(...said.map(([kind, text], on): Word => [kind, text, on]));
          const mixed = dated
            .map((word) => ({ word, key: at.next().value ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ word }) => word);
          expect(wishesOf(mixed)).toEqual(wishesOf(dated));
        },
      ),
    );
  });
});

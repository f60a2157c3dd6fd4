import { type PREFERENCES, type PreferenceRow, TAKES_BACK } from '../ingest/rows.ts';
import { fold } from '../shared/fold.ts';

/** A household's word that stands: not taken back, and of kinds that can hold only one answer, the newest. */
export type Wish = PreferenceRow;

/** Kinds to which there is one answer; of the others a household may have many at once. */
const SINGLE: Readonly<Record<(typeof PREFERENCES)[number], boolean>> = {
  mute_product: false,
  mute_category: false,
  not_mine: false,
  diet: false,
  language: true,
  large_print: true,
};

/**
 * The words of a household that stand, in the order in which they were said. A word is taken back by a later `end:` of the
 * same value, or by a later blank of its kind.
 *
 * @param preferences One household's, in order of arrival. The day decides what is later; of equal days the one that
 *   arrived later; a word without a day counts as older than any with one.
 */
export function wishesOf(preferences: readonly PreferenceRow[]): Wish[] {
  const said = [...preferences].sort((a, b) => dayOf(a) - dayOf(b));
  const standing = new Map<string, Wish>();
  for (const word of said) {
    if (word.value === '') drop(standing, ({ what }) => what === word.what);
    else if (word.value.startsWith(TAKES_BACK)) standing.delete(keyOf(word, takenBack(word)));
    else {
      const key = keyOf(word, word.value);
      // Said again is said later.
      standing.delete(key);
      standing.set(key, word);
    }
  }
  const wishes = [...standing.values()];
  return wishes.filter(
    (wish, at) => !SINGLE[wish.what] || !wishes.slice(at + 1).some(({ what }) => what === wish.what),
  );
}

/** The value that a word takes back. */
function takenBack({ value }: PreferenceRow): string {
  return value.slice(TAKES_BACK.length);
}

/** Words about the same thing share it, however they are spelt; product ids are canonical already. */
function keyOf({ what }: PreferenceRow, value: string): string {
  if (what === 'diet') return `${what} ${foldDiet(value)}`;
  return `${what} ${what === 'mute_category' ? fold(value) : value}`;
}

function drop(standing: Map<string, Wish>, which: (wish: Wish) => boolean): void {
  for (const [key, wish] of standing) if (which(wish)) standing.delete(key);
}

/** A diet's name as compared: `Pork-Free` is `pork_free`. */
export function foldDiet(name: string): string {
  return fold(name).replace(/[ -]+/g, '_');
}

function dayOf({ day }: PreferenceRow): number {
  return day ?? Number.MIN_SAFE_INTEGER;
}

import type { Obeyed } from '../lists/planned-list.ts';
import type { Language } from './sheet.ts';
import type { ObeyedWords } from './words.ts';
import { wordsOf } from './words-of.ts';

/** Longest name of a product on the sheet's line, in characters; a description of the feed has no bounds. */
const NAME_MAX = 48;

/** The wishes that a list obeys, each in the words of a language: `no candy`, `large print`. */
export function describeObeyed(
  list: { readonly obeyed?: readonly Obeyed[] | undefined },
  language: Language,
): string[] {
  const words = wordsOf(language).obeyed;
  return (list.obeyed ?? []).map((wish) => describe(wish, words));
}

/** Those of them that may stand on paper. */
export function spokenWishes(
  list: { readonly obeyed?: readonly Obeyed[] | undefined },
  language: Language,
): string[] {
  return describeObeyed({ obeyed: list.obeyed?.filter(({ unspoken }) => unspoken !== true) }, language);
}

function describe({ what, value, named }: Obeyed, words: ObeyedWords): string {
  switch (what) {
    case 'mute_product':
    case 'not_mine':
      return words.without(shortened(named));
    case 'mute_category':
      return words.without(shortened(named).toLowerCase());
    case 'diet':
      return words.diet(named);
    case 'language':
      return words.language[named === 'es' ? 'es' : 'en'];
    case 'large_print':
      return value === 'yes' ? words.largePrint : words.regularPrint;
  }
}

/** At a word's end, so that a name is never cut inside a word. */
function shortened(name: string): string {
  // Wishes are separated by commas.
  const text = name.replace(/[,\s]+/g, ' ').trim();
  if (text.length <= NAME_MAX) return text;
  const cut = text.slice(0, NAME_MAX);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), NAME_MAX / 2)).trimEnd()}\u2026`;
}

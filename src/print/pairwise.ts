import type { FontFile } from './font-file.ts';
import type { PlacedGlyph } from './shaping.ts';

/** The soft hyphen has no width, and the dot between two letters l makes one sign of the three in Catalan. */
const LEFT_OUT = [0xad, 0xb7];
/** Latin letters, digits and punctuation, each with a glyph of its own: what nearly every word is written with. */
const ALPHABET: readonly number[] = [
  ...Array.from({ length: 0x7e - 0x20 }, (_, at) => 0x21 + at),
  ...Array.from({ length: 0x1b0 - 0xa0 }, (_, at) => 0xa1 + at).filter((each) => !LEFT_OUT.includes(each)),
  // Vietnamese.
  ...Array.from({ length: 0x1ef9 - 0x1e9f }, (_, at) => 0x1ea0 + at),
  ...[...'–—‘’“”…€'].map((character) => character.codePointAt(0) ?? 0),
];
const FIRST = 0x21;
const PLACES = 0x2100;
const LATIN = /\p{Script=Latin}/u;

/** A glyph before another one, or at the end; `null`: the two are no two glyphs that know nothing of each other but a distance. */
type Learnt = PlacedGlyph | null;

/**
 * Words set glyph by glyph, from what the font does with each pair of neighbours: a hundredth of the work of shaping the word, and
 * the same to the last number. Only where no rule of the font looks further than to the neighbour
 * ({@link FontFile.knowsNeighboursOnly}), and no pair is a ligature or changes its second glyph.
 *
 * @returns The glyphs, or `undefined` for a word that the font itself must shape.
 */
export function pairwise(font: FontFile): (word: string, figures: boolean) => PlacedGlyph[] | undefined {
  let able: boolean | undefined;
  const plain = [learning(font, false, undefined), learning(font, false, 'latn')] as const;
  const tabular = [learning(font, true, undefined), learning(font, true, 'latn')] as const;
  return (word, figures) => {
    able ??= font.knowsNeighboursOnly(ALPHABET);
    if (!able) return undefined;
    return (figures ? tabular : plain)[LATIN.test(word) ? 1 : 0](word);
  };
}

/** What was learnt of one script: digits alone are shaped by other rules than beside letters. */
function learning(font: FontFile, figures: boolean, script: string | undefined) {
  const shape = (text: string) => font.layOut(text, figures, script);
  const known = new Set(ALPHABET.filter((codePoint) => font.hasGlyph(codePoint)));
  const alone = new Map<number, Learnt>();
  const before = new Map<number, Learnt>();

  const last = (code: number): Learnt => {
    let glyph = alone.get(code);
    if (glyph === undefined) {
      const glyphs = known.has(code) ? shape(String.fromCharCode(code)) : [];
      glyph = glyphs.length === 1 ? (glyphs[0] ?? null) : null;
      alone.set(code, glyph);
    }
    return glyph;
  };
  const learn = (code: number, next: number): Learnt => {
    const [glyph, other] = [last(code), last(next)];
    if (glyph === null || other === null) return null;
    const [first, second, ...more] = shape(String.fromCharCode(code, next));
    if (first === undefined || second === undefined || more.length > 0) return null;
    return first.id === glyph.id && same(second, other) ? first : null;
  };
  return (word: string): PlacedGlyph[] | undefined => {
    const glyphs: PlacedGlyph[] = [];
    for (let at = 0; at < word.length; at++) {
      const code = word.charCodeAt(at);
      let glyph: Learnt | undefined;
      if (at === word.length - 1) glyph = last(code);
      else {
        const next = word.charCodeAt(at + 1);
        // Below the alphabet's end the key is exact; beyond it no code is known, and none is ever remembered.
        if (code < FIRST || code >= PLACES || next >= PLACES) return undefined;
        const key = code * PLACES + next;
        glyph = before.get(key);
        if (glyph === undefined) {
          glyph = learn(code, next);
          before.set(key, glyph);
        }
      }
      if (glyph === null) return undefined;
      glyphs.push(glyph);
    }
    return glyphs;
  };
}

function same(one: PlacedGlyph, other: PlacedGlyph): boolean {
  return (
    one.id === other.id &&
    one.advanceMilli === other.advanceMilli &&
    one.xMilli === other.xMilli &&
    one.yMilli === other.yMilli
  );
}

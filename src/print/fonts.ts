import { BASE_FIGURES, BASE_LATIN } from './base-latin.ts';
import { type FontFile, openFontFile } from './font-file.ts';
import { pairwise } from './pairwise.ts';
import {
  type Phrase,
  phraseOfWords,
  remembering,
  type ShapedGlyph,
  type ShapedText,
  shapedText,
} from './shaping.ts';

/** TrueType files, as bytes. */
export type FontBytes = {
  readonly regular: Uint8Array;
  readonly semibold: Uint8Array;
  readonly bold: Uint8Array;
  /** Asked in turn for what the font itself does not have; one for all weights. */
  readonly fallbacks?: readonly Uint8Array[];
};

export type Weight = 'regular' | 'semibold' | 'bold';
export const WEIGHTS: readonly Weight[] = ['regular', 'semibold', 'bold'];

/** Names of the weights' base sets in a page's resources. */
const NAMES: Readonly<Record<Weight, string>> = { regular: 'R', semibold: 'S', bold: 'B' };

/** The fonts of a run, parsed once and shared by all its documents. */
export type Fonts = Readonly<Record<Weight, Face>>;

/** A font object of a file, by its name in the page's resources. */
export type FontSource = {
  readonly name: string;
  readonly font: FontFile;
  /** What is always embedded; absent: by need. */
  readonly base?: readonly ShapedGlyph[];
};

export type Face = {
  /** Its base set, the rest of the same font, and the fallback fonts. */
  readonly sources: readonly [FontSource, FontSource, ...FontSource[]];
  readonly hasGlyph: (codePoint: number) => boolean;
  /** Words with spaces between them. `figures`: with digits that are all equally wide. */
  readonly line: (text: string, figures: boolean) => Phrase;
  /** A text that stands on one sheet alone, such as an address or a number: it is not remembered. */
  readonly lineOnce: (text: string, figures: boolean) => Phrase;
  readonly spaceMilli: () => number;
};

/** Parse the fonts: about 10 ms, and about 100 ms more while they warm up. Do it once per run. */
export function openFonts({ regular, semibold, bold, fallbacks = [] }: FontBytes): Fonts {
  const others = fallbacks.map(
    (bytes, at): FontSource => ({ name: `F${at + 1}`, font: openFontFile(bytes) }),
  );
  return {
    regular: openFace(NAMES.regular, openFontFile(regular), others),
    semibold: openFace(NAMES.semibold, openFontFile(semibold), others),
    bold: openFace(NAMES.bold, openFontFile(bold), others),
  };
}

function openFace(name: string, font: FontFile, others: readonly FontSource[]): Face {
  const base = baseGlyphs(font);
  const fonts = [font, ...others.map((other) => other.font)];
  const byPairs = pairwise(font);
  const shape = (word: string, figures: boolean): ShapedText => {
    const known = byPairs(word, figures);
    if (known !== undefined) return shapedText(known, ({ id }) => (base.has(id) ? 0 : 1));
    const glyphs = runsOf(word, fonts).flatMap(({ text, at }) =>
      (fonts[at] ?? font).layOut(text, figures).map((glyph) => ({ ...glyph, at })),
    );
    const fontAt = new Map(glyphs.map((glyph) => [glyph, glyph.at]));
    return shapedText(glyphs, (glyph) => {
      const at = fontAt.get(glyph as (typeof glyphs)[number]) ?? 0;
      return at === 0 && base.has(glyph.id) ? 0 : at + 1;
    });
  };
  const spoken = remembering((word) => shape(word, false));
  const figures = remembering((word) => shape(word, true));
  const joined = (word: (word: string) => ShapedText) => remembering((text) => phraseOfWords(text, word));
  let spaceMilli: number | undefined;
  const spokenLine = joined(spoken);
  const figuresLine = joined(figures);
  return {
    sources: [{ name, font, base: [...base.values()] }, { name: `${name}x`, font }, ...others],
    hasGlyph: (codePoint) => fonts.some((each) => each.hasGlyph(codePoint)),
    line: (text, asFigures) => (asFigures ? figuresLine : spokenLine)(text),
    lineOnce: (text, asFigures) => {
      const kept = asFigures ? figures : spoken;
      return phraseOfWords(text, (word) => (DIGIT.test(word) ? shape(word, asFigures) : kept(word)));
    },
    spaceMilli: () => {
      spaceMilli ??= spoken(' ').advanceMilli;
      return spaceMilli;
    },
  };
}

const DIGIT = /\d/;

/** The glyphs of the base set that the font has, in the order of their numbers. */
function baseGlyphs(font: FontFile): ReadonlyMap<number, ShapedGlyph> {
  const all = [...font.layOut(BASE_LATIN, false), ...font.layOut(BASE_FIGURES, true)];
  const kept = all.filter(({ id }) => id !== 0).sort((one, other) => one.id - other.id);
  return new Map(kept.map((glyph) => [glyph.id, glyph]));
}

const MARK = /\p{M}/u;

/** A word in runs of one font each: the first that has a character, and for an accent that of its letter where it has both. */
function runsOf(word: string, fonts: readonly FontFile[]): { text: string; readonly at: number }[] {
  if (fonts.length === 1) return [{ text: word, at: 0 }];
  const runs: { text: string; readonly at: number }[] = [];
  for (const character of word) {
    const codePoint = character.codePointAt(0) ?? 0;
    const last = runs.at(-1);
    const stays = last !== undefined && MARK.test(character) && fonts[last.at]?.hasGlyph(codePoint) === true;
    // What none has is drawn by the first, which then has no glyph of it.
    const at = stays
      ? last.at
      : Math.max(
          0,
          fonts.findIndex((font) => font.hasGlyph(codePoint)),
        );
    if (last?.at === at) last.text += character;
    else runs.push({ text: character, at });
  }
  return runs;
}

/** A text as glyphs. Widths are in thousandths of the type size, so that one shaping serves every size. */
export type ShapedText = {
  readonly advanceMilli: number;
  /** The inside of PDF `TJ` arrays in Latin-1, one part per font and height above the baseline (marks may rise). */
  readonly parts: readonly ShapedPart[];
  /** The glyphs of fonts that are embedded by need; the base set is embedded as a whole. */
  readonly needed: readonly NeededGlyph[];
  /** The operator that shows all of it, kept where it was drawn: the same texts stand on many sheets. `null`: it takes more than one. */
  plain?: Uint8Array | null;
};

export type ShapedPart = {
  readonly source: number;
  readonly riseMilli: number;
  readonly tj: string;
};
export type NeededGlyph = { readonly source: number; readonly glyph: ShapedGlyph };

export type ShapedGlyph = {
  readonly id: number;
  /** Its own width, before kerning. */
  readonly widthMilli: number;
  readonly codePoints: readonly number[];
};

/** Where a line may not be broken; it is drawn as a space. */
export const NO_BREAK_SPACE = '\u00a0';

/** A text shaped once, whatever the sizes it is tried at. */
export type Phrase = {
  /** With its non-breaking spaces. */
  readonly text: string;
  /** As it is drawn when it is not broken. */
  readonly drawn: string;
  readonly shaped: ShapedText;
};

/** A glyph in its place. */
export type PlacedGlyph = ShapedGlyph & {
  readonly advanceMilli: number;
  readonly xMilli: number;
  readonly yMilli: number;
};

/** Texts of a generation. Shaping a word costs fifty microseconds, keeping it about half a kilobyte. */
const GENERATION_TEXTS = 3_000;

/**
 * Remember what was made of a text, in two generations: a full one becomes the old one, and what is still in use moves over.
 * So a chain's product words stay, the names of its households pass, and memory does not grow with the run.
 */
export function remembering<T, Key = string>(
  make: (text: Key) => T,
  generation = GENERATION_TEXTS,
): (text: Key) => T {
  let old = new Map<Key, T>();
  let young = new Map<Key, T>();
  return (text) => {
    const known = young.get(text);
    if (known !== undefined) return known;
    const made = old.get(text) ?? make(text);
    if (young.size >= generation) {
      old = young;
      young = new Map();
    }
    young.set(text, made);
    return made;
  };
}

/** Placed glyphs as text operators; `sourceOf` says which embedded font has a glyph, 0 being the base set. */
export function shapedText(
  glyphs: readonly PlacedGlyph[],
  sourceOf: (glyph: PlacedGlyph) => number,
): ShapedText {
  const parts: ShapedPart[] = [];
  const needed: NeededGlyph[] = [];
  let open = { source: 0, riseMilli: 0, tj: '' };
  let literal = '';
  const flush = () => {
    if (literal !== '') open.tj += `(${literal})`;
    literal = '';
  };
  // A TJ number moves left; it stands for kerning, and for marks set back over their letter.
  const moveMilli = (distance: number) => {
    const rounded = Math.round(distance);
    if (rounded === 0) return;
    flush();
    open.tj += String(-rounded);
  };
  let advanceMilli = 0;
  for (const glyph of glyphs) {
    const source = sourceOf(glyph);
    const riseMilli = Math.round(glyph.yMilli);
    if (riseMilli !== open.riseMilli || source !== open.source) {
      flush();
      if (open.tj !== '') parts.push(open);
      open = { source, riseMilli, tj: '' };
    }
    if (source > 0) needed.push({ source, glyph });
    moveMilli(glyph.xMilli);
    literal += byteOf(glyph.id >> 8) + byteOf(glyph.id & 0xff);
    moveMilli(glyph.advanceMilli - glyph.xMilli - glyph.widthMilli);
    advanceMilli += glyph.advanceMilli;
  }
  flush();
  if (open.tj !== '') parts.push(open);
  return { advanceMilli, parts, needed };
}

/** What may not stand in a literal string as it is. Source: ISO 32000-1, 7.3.4.2. */
const ESCAPED: Readonly<Record<string, string>> = { '(': '\\(', ')': '\\)', '\\': '\\\\', '\r': '\\r' };
const BYTES = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  return ESCAPED[character] ?? character;
});

/** Half the bytes of a hexadecimal string, and a page is packed in three quarters of the time. */
function byteOf(byte: number): string {
  return BYTES[byte] ?? '';
}

/** @param shape Makes a word; spaces of both kinds are one. */
export function phraseOfWords(text: string, shape: (word: string) => ShapedText): Phrase {
  const drawn = text.replaceAll(NO_BREAK_SPACE, ' ');
  return { text, drawn, shaped: joinedText(drawn.split(' ').map(shape), shape(' ')) };
}

/** Words with spaces between them, as one text. */
function joinedText(words: readonly ShapedText[], space: ShapedText): ShapedText {
  let advanceMilli = space.advanceMilli * (words.length - 1);
  const parts: { source: number; riseMilli: number; tj: string }[] = [];
  const needed: NeededGlyph[] = [];
  const add = (text: ShapedText) => {
    for (const part of text.parts) {
      const last = parts.at(-1);
      if (last?.source === part.source && last.riseMilli === part.riseMilli) last.tj += part.tj;
      else parts.push({ ...part });
    }
    needed.push(...text.needed);
  };
  for (const [index, word] of words.entries()) {
    if (index > 0) add(space);
    add(word);
    advanceMilli += word.advanceMilli;
  }
  for (const part of parts) part.tj = part.tj.replaceAll(')(', '');
  return { advanceMilli, parts, needed };
}

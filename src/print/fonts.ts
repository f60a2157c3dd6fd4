import PDFDocument from 'pdfkit';
import { type FontTables, readFontTables } from './font-tables.ts';

/** TrueType files, as bytes. */
export type FontBytes = {
  readonly regular: Uint8Array;
  readonly semibold: Uint8Array;
  readonly bold: Uint8Array;
};

export type Weight = keyof FontBytes;
export const WEIGHTS: readonly Weight[] = ['regular', 'semibold', 'bold'];

/** The fonts of a run, parsed once and shared by all its documents. */
export type Fonts = Readonly<Record<Weight, Face>>;

/** A word as glyphs. Widths are in thousandths of the type size, so that one shaping serves every size. */
export type ShapedWord = {
  readonly advanceMilli: number;
  readonly glyphs: readonly ShapedGlyph[];
  /** The same glyphs as the inside of a PDF `TJ` array, one part per height above the baseline (marks may rise). */
  readonly parts: readonly { readonly riseMilli: number; readonly tj: string }[];
};

export type ShapedGlyph = {
  readonly id: number;
  /** Its own width, before kerning. */
  readonly widthMilli: number;
  readonly codePoints: readonly number[];
};

export type Face = {
  readonly postscriptName: string;
  readonly tables: FontTables;
  readonly ascentMilli: number;
  readonly descentMilli: number;
  readonly capHeightMilli: number;
  readonly xHeightMilli: number;
  readonly boundsMilli: readonly [number, number, number, number];
  readonly hasGlyph: (codePoint: number) => boolean;
  /** `figures`: with digits that are all equally wide. */
  readonly shape: (word: string, figures: boolean) => ShapedWord;
};

/** Words of a generation. Shaping a word costs fifty microseconds, keeping it about a kilobyte. */
const GENERATION_WORDS = 4_000;

/** Parse the fonts: about 10 ms, and about 100 ms more while they warm up. Do it once per run. */
export function openFonts(bytes: FontBytes): Fonts {
  return {
    regular: openFace(bytes.regular),
    semibold: openFace(bytes.semibold),
    bold: openFace(bytes.bold),
  };
}

/** What we use of the font object that pdfkit makes (fontkit's; pdfkit's types leave it out). */
type ParsedFont = {
  readonly postscriptName: string;
  readonly unitsPerEm: number;
  readonly ascent: number;
  readonly descent: number;
  readonly capHeight: number;
  readonly xHeight: number;
  readonly bbox: {
    readonly minX: number;
    readonly minY: number;
    readonly maxX: number;
    readonly maxY: number;
  };
  readonly hasGlyphForCodePoint: (codePoint: number) => boolean;
  readonly layout: (
    text: string,
    features: string[],
  ) => {
    readonly glyphs: readonly {
      readonly id: number;
      readonly advanceWidth: number;
      readonly codePoints: readonly number[];
    }[];
    readonly positions: readonly {
      readonly xAdvance: number;
      readonly xOffset: number;
      readonly yOffset: number;
    }[];
  };
};

/** pdfkit parses a font when a document asks for it; a document that is never written does. */
function parseFont(bytes: Uint8Array): ParsedFont {
  const scratch = new PDFDocument({ autoFirstPage: false, font: '' }).font(bytes);
  const { _font: embedded } = scratch as unknown as { readonly _font?: { readonly font?: ParsedFont } };
  if (embedded?.font === undefined) throw new Error('this version of pdfkit does not show its parsed font');
  return embedded.font;
}

function openFace(bytes: Uint8Array): Face {
  const font = parseFont(bytes);
  const milli = 1000 / font.unitsPerEm;
  const shapeText = remembering((word) => shapeWord(font, milli, word, []));
  const shapeFigures = remembering((word) => shapeWord(font, milli, word, ['tnum']));
  const known = new Map<number, boolean>();
  const hasGlyph = (codePoint: number): boolean => {
    let has = known.get(codePoint);
    if (has === undefined) {
      has = font.hasGlyphForCodePoint(codePoint);
      known.set(codePoint, has);
    }
    return has;
  };
  const { minX, minY, maxX, maxY } = font.bbox;
  return {
    postscriptName: font.postscriptName,
    tables: readFontTables(bytes),
    ascentMilli: font.ascent * milli,
    descentMilli: font.descent * milli,
    capHeightMilli: font.capHeight * milli,
    xHeightMilli: font.xHeight * milli,
    boundsMilli: [minX * milli, minY * milli, maxX * milli, maxY * milli],
    hasGlyph,
    shape: (word, figures) => (figures ? shapeFigures(word) : shapeText(word)),
  };
}

/**
 * Remember what was shaped, in two generations: a full one becomes the old one, and what is still in use moves over. So
 * a chain's product words stay, the names of its households pass, and memory does not grow with the run.
 */
function remembering(shape: (word: string) => ShapedWord): (word: string) => ShapedWord {
  let old = new Map<string, ShapedWord>();
  let young = new Map<string, ShapedWord>();
  return (word) => {
    const known = young.get(word);
    if (known !== undefined) return known;
    const shaped = old.get(word) ?? shape(word);
    if (young.size >= GENERATION_WORDS) {
      old = young;
      young = new Map();
    }
    young.set(word, shaped);
    return shaped;
  };
}

function shapeWord(font: ParsedFont, milli: number, word: string, features: string[]): ShapedWord {
  const { glyphs, positions } = font.layout(word, features);
  const parts: { riseMilli: number; tj: string }[] = [];
  let open = { riseMilli: 0, tj: '' };
  let hex = '';
  const flush = () => {
    if (hex !== '') open.tj += `<${hex}>`;
    hex = '';
  };
  // A TJ number moves left; it stands for kerning, and for marks set back over their letter.
  const moveMilli = (distance: number) => {
    const rounded = Math.round(distance);
    if (rounded === 0) return;
    flush();
    open.tj += String(-rounded);
  };
  let advanceMilli = 0;
  for (const [index, glyph] of glyphs.entries()) {
    const position = positions[index] ?? { xAdvance: glyph.advanceWidth, xOffset: 0, yOffset: 0 };
    const riseMilli = Math.round(position.yOffset * milli);
    if (riseMilli !== open.riseMilli) {
      flush();
      if (open.tj !== '') parts.push(open);
      open = { riseMilli, tj: '' };
    }
    moveMilli(position.xOffset * milli);
    hex += glyph.id.toString(16).padStart(4, '0');
    moveMilli((position.xAdvance - position.xOffset - glyph.advanceWidth) * milli);
    advanceMilli += position.xAdvance * milli;
  }
  flush();
  if (open.tj !== '') parts.push(open);
  return {
    advanceMilli,
    parts,
    glyphs: glyphs.map(({ id, advanceWidth, codePoints }) => ({
      id,
      widthMilli: advanceWidth * milli,
      codePoints,
    })),
  };
}

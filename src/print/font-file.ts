import PDFDocument from 'pdfkit';
import { type FontRules, knowNeighboursOnly } from './font-rules.ts';
import { type FontTables, readFontTables } from './font-tables.ts';
import type { PlacedGlyph } from './shaping.ts';

/** A parsed TrueType font: its measures in thousandths of the type size, its glyphs, and what can be embedded of it. */
export type FontFile = {
  readonly postscriptName: string;
  readonly tables: FontTables;
  readonly ascentMilli: number;
  readonly descentMilli: number;
  readonly capHeightMilli: number;
  readonly xHeightMilli: number;
  readonly boundsMilli: readonly [number, number, number, number];
  readonly hasGlyph: (codePoint: number) => boolean;
  /** See {@link knowNeighboursOnly}; code points that the font does not have are left out. */
  readonly knowsNeighboursOnly: (codePoints: readonly number[]) => boolean;
  /**
   * `figures`: with digits that are all equally wide.
   *
   * @param script Whose rules are applied; absent: of the text's own script.
   */
  readonly layOut: (text: string, figures: boolean, script?: string) => readonly PlacedGlyph[];
};

/** What we use of the font object that pdfkit makes (fontkit's; pdfkit's types leave it out). */
type ParsedFont = FontRules & {
  readonly postscriptName: string;
  readonly unitsPerEm: number;
  readonly ascent: number;
  readonly descent: number;
  /** Absent in fonts whose OS/2 table is older than version 2. */
  readonly capHeight: number | undefined;
  readonly xHeight: number | undefined;
  readonly bbox: {
    readonly minX: number;
    readonly minY: number;
    readonly maxX: number;
    readonly maxY: number;
  };
  readonly hasGlyphForCodePoint: (codePoint: number) => boolean;
  readonly glyphForCodePoint: (codePoint: number) => { readonly id: number };
  readonly layout: (
    text: string,
    features: string[],
    script?: string,
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

/** @throws Error for a font that cannot be embedded; see {@link readFontTables}. */
export function openFontFile(bytes: Uint8Array): FontFile {
  const font = parseFont(bytes);
  const milli = 1000 / font.unitsPerEm;
  const known = new Map<number, boolean>();
  const { minX, minY, maxX, maxY } = font.bbox;
  return {
    postscriptName: font.postscriptName,
    tables: readFontTables(bytes),
    ascentMilli: font.ascent * milli,
    descentMilli: font.descent * milli,
    capHeightMilli: (font.capHeight ?? font.ascent) * milli,
    xHeightMilli: (font.xHeight ?? 0) * milli,
    boundsMilli: [minX * milli, minY * milli, maxX * milli, maxY * milli],
    hasGlyph: (codePoint) => {
      let has = known.get(codePoint);
      if (has === undefined) {
        has = font.hasGlyphForCodePoint(codePoint);
        known.set(codePoint, has);
      }
      return has;
    },
    knowsNeighboursOnly: (codePoints) => {
      const had = codePoints.filter((codePoint) => font.hasGlyphForCodePoint(codePoint));
      return knowNeighboursOnly(
        font,
        had.map((codePoint) => font.glyphForCodePoint(codePoint).id),
      );
    },
    layOut: (text, figures, script) => {
      const { glyphs, positions } = font.layout(text, figures ? ['tnum'] : [], script);
      return glyphs.map(({ id, advanceWidth, codePoints }, index) => {
        const position = positions[index] ?? { xAdvance: advanceWidth, xOffset: 0, yOffset: 0 };
        return {
          id,
          widthMilli: advanceWidth * milli,
          codePoints,
          advanceMilli: position.xAdvance * milli,
          xMilli: position.xOffset * milli,
          yMilli: position.yOffset * milli,
        };
      });
    },
  };
}

import { subsetFont } from './font-subset.ts';
import type { Face, ShapedGlyph } from './fonts.ts';

/** One font of one document: its object, made before it is known what it must hold, and the glyphs drawn so far. */
export type EmbeddedUse = {
  readonly reference: PDFKit.PDFKitReference;
  readonly glyphs: Map<number, ShapedGlyph>;
};

/** Symbolic: its glyphs are reached by number, not by a standard encoding. Source: ISO 32000-1, table 123. */
const FLAG_SYMBOLIC = 4;

/**
 * Write a font's objects with the outlines that the document uses. Source: ISO 32000-1, 9.7 (composite fonts), 9.9
 * (embedding), 9.10.3 (ToUnicode).
 */
export function embedFont(pdf: PDFKit.PDFDocument, face: Face, use: EmbeddedUse): void {
  // A font that draws nothing still is named by the pages' resources.
  const glyphs = [...use.glyphs.values()].sort((one, other) => one.id - other.id);
  const ids = glyphs.map((glyph) => glyph.id);
  const name = `${subsetTag(ids)}+${face.postscriptName}`;
  const file = subsetFont(face.tables, ids);
  const descriptor = object(pdf, {
    Type: 'FontDescriptor',
    FontName: name,
    Flags: FLAG_SYMBOLIC,
    FontBBox: [...face.boundsMilli],
    ItalicAngle: 0,
    Ascent: face.ascentMilli,
    Descent: face.descentMilli,
    CapHeight: face.capHeightMilli,
    XHeight: face.xHeightMilli,
    StemV: 0,
    FontFile2: object(pdf, { Length1: file.length }, file),
  });
  const descendant = object(pdf, {
    Type: 'Font',
    Subtype: 'CIDFontType2',
    BaseFont: name,
    CIDSystemInfo: { Registry: new String('Adobe'), Ordering: new String('Identity'), Supplement: 0 },
    FontDescriptor: descriptor,
    W: widthRuns(glyphs),
    CIDToGIDMap: 'Identity',
  });
  Object.assign(use.reference.data, {
    Type: 'Font',
    Subtype: 'Type0',
    BaseFont: name,
    Encoding: 'Identity-H',
    DescendantFonts: [descendant],
    ToUnicode: object(pdf, {}, toUnicode(glyphs)),
  });
  use.reference.end(undefined);
}

export function object(
  pdf: PDFKit.PDFDocument,
  data: object,
  stream?: Uint8Array | string,
): PDFKit.PDFKitReference {
  const reference = pdf.ref(data);
  reference.end(stream);
  return reference;
}

/**
 * Six letters that stand for the set of glyphs: printers keep fonts by name, and two subsets of one name would be taken
 * for each other. FNV-1a, 32 bits.
 */
function subsetTag(glyphIds: readonly number[]): string {
  let hash = 0x811c9dc5;
  for (const id of glyphIds) hash = Math.imul(hash ^ id, 0x01000193) >>> 0;
  let tag = '';
  for (let letter = 0; letter < 6; letter++) {
    tag += String.fromCharCode(65 + (hash % 26));
    hash = Math.floor(hash / 26);
  }
  return tag;
}

/** The `W` array: first glyph of a run of neighbours, then the widths of the run. */
function widthRuns(glyphs: readonly ShapedGlyph[]): (number | number[])[] {
  const runs: (number | number[])[] = [];
  let open: number[] = [];
  let nextId = -1;
  for (const { id, widthMilli } of glyphs) {
    if (id !== nextId) {
      open = [];
      runs.push(id, open);
    }
    open.push(widthMilli);
    nextId = id + 1;
  }
  return runs;
}

/** At most so many entries may stand in one block of a CMap. */
const CMAP_BLOCK = 100;

function toUnicode(glyphs: readonly ShapedGlyph[]): string {
  const entries = glyphs
    .filter((glyph) => glyph.codePoints.length > 0)
    .map(({ id, codePoints }) => `<${hex4(id)}> <${utf16Hex(codePoints)}>`);
  const blocks: string[] = [];
  for (let at = 0; at < entries.length; at += CMAP_BLOCK) {
    const block = entries.slice(at, at + CMAP_BLOCK);
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`);
  }
  return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
${blocks.join('\n')}
endcmap
CMapName currentdict /CMap defineresource pop
end
end`;
}

function hex4(value: number): string {
  return value.toString(16).padStart(4, '0');
}

function utf16Hex(codePoints: readonly number[]): string {
  const text = String.fromCodePoint(...codePoints);
  return Array.from({ length: text.length }, (_, at) => hex4(text.charCodeAt(at))).join('');
}

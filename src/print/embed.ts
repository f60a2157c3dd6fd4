import { deflateSync } from 'node:zlib';
import type { Block, Document } from './document.ts';
import { subsetFont } from './font-subset.ts';
import type { FontSource } from './fonts.ts';
import type { ShapedGlyph } from './shaping.ts';

/** One font of one document: its object, made before it is known what it must hold, and what was drawn of it by need. */
export type EmbeddedUse = {
  readonly reference: PDFKit.PDFKitReference;
  readonly source: FontSource;
  readonly needed: Map<number, ShapedGlyph>;
};

/** What a file says of a set of glyphs, packed already. */
type Packed = {
  readonly name: string;
  readonly widths: object;
  readonly fileLength: number;
  readonly file: Uint8Array;
  readonly toUnicode: Uint8Array;
  /** Its objects as they were written, by their numbers. */
  readonly blocks: Map<string, Block>;
};

/** Symbolic: its glyphs are reached by number, not by a standard encoding. Source: ISO 32000-1, table 123. */
const FLAG_SYMBOLIC = 4;

/** Sets of rare glyphs that are kept packed: the accents of names come again and again. */
const PACKED_MAX = 500;
const packed = new WeakMap<FontSource, Map<string, Packed>>();

/**
 * Write a font's objects with its base set or the outlines that the document needs of it. Source: ISO 32000-1, 9.7 (composite
 * fonts), 9.9 (embedding), 9.10.3 (ToUnicode).
 */
export function embedFont(pdf: Document, use: EmbeddedUse): void {
  const packed = packedOf(use.source, use.needed);
  // In a single sheet the fonts have the same numbers as in the one before.
  const key = `${use.reference.id} ${pdf.nextId}`;
  const known = packed.blocks.get(key);
  if (known !== undefined) {
    pdf.repeat(use.reference, known);
    return;
  }
  const block = pdf.recorded(use.reference, () => writeFont(pdf, use, packed));
  if (packed.blocks.size < BLOCKS_MAX) packed.blocks.set(key, block);
}

/** Each has the glyphs again; a base set's are ten kilobytes. Sheets have one page or two, with and without rare letters. */
const BLOCKS_MAX = 20;

function writeFont(pdf: Document, { reference, source }: EmbeddedUse, packed: Packed): void {
  const { font } = source;
  const { name, widths, fileLength, file, toUnicode } = packed;
  const Filter = 'FlateDecode';
  const descriptor = object(pdf, {
    Type: 'FontDescriptor',
    FontName: name,
    Flags: FLAG_SYMBOLIC,
    FontBBox: [...font.boundsMilli],
    ItalicAngle: 0,
    Ascent: font.ascentMilli,
    Descent: font.descentMilli,
    CapHeight: font.capHeightMilli,
    XHeight: font.xHeightMilli,
    StemV: 0,
    FontFile2: object(pdf, { Length1: fileLength, Filter }, file),
  });
  const descendant = object(pdf, {
    Type: 'Font',
    Subtype: 'CIDFontType2',
    BaseFont: name,
    CIDSystemInfo: { Registry: new String('Adobe'), Ordering: new String('Identity'), Supplement: 0 },
    FontDescriptor: descriptor,
    W: widths,
    CIDToGIDMap: 'Identity',
  });
  Object.assign(reference.data, {
    Type: 'Font',
    Subtype: 'Type0',
    BaseFont: name,
    Encoding: 'Identity-H',
    DescendantFonts: [descendant],
    ToUnicode: object(pdf, { Filter }, toUnicode),
  });
  reference.end(undefined);
}

const packedBases = new WeakMap<FontSource, Packed>();

function packedOf(source: FontSource, needed: EmbeddedUse['needed']): Packed {
  if (source.base === undefined) return packedGlyphs(source, [...needed.values()]);
  const known = packedBases.get(source) ?? packedGlyphs(source, source.base);
  packedBases.set(source, known);
  return known;
}

/** The same set of a font is packed once. */
function packedGlyphs(source: FontSource, unsorted: readonly ShapedGlyph[]): Packed {
  const glyphs = [...unsorted].sort((one, other) => one.id - other.id);
  const ids = glyphs.map((glyph) => glyph.id);
  // A glyph may stand for other characters in another text.
  const key = glyphs.map(({ id, codePoints }) => `${id} ${codePoints.join(' ')}`).join();
  const known = packed.get(source) ?? new Map<string, Packed>();
  const again = known.get(key);
  if (again !== undefined) return again;
  const file = subsetFont(source.font.tables, ids);
  const made = {
    name: `${subsetTag(ids)}+${source.font.postscriptName}`,
    widths: widthRuns(glyphs),
    fileLength: file.length,
    file: deflateSync(file),
    toUnicode: deflateSync(toUnicode(glyphs)),
    blocks: new Map<string, Block>(),
  };
  if (known.size >= PACKED_MAX) known.clear();
  known.set(key, made);
  packed.set(source, known);
  return made;
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

/** The `W` array, written already: first glyph of a run of neighbours, then the widths of the run. */
function widthRuns(glyphs: readonly ShapedGlyph[]): object {
  const runs: (number | number[])[] = [];
  let open: number[] = [];
  let nextId = -1;
  for (const { id, widthMilli } of glyphs) {
    if (id !== nextId) {
      open = [];
      runs.push(id, open);
    }
    open.push(Math.round(widthMilli * WIDTH_PLACES) / WIDTH_PLACES);
    nextId = id + 1;
  }
  const written = `[${runs.map((run) => (typeof run === 'number' ? run : `[${run.join(' ')}]`)).join(' ')}]`;
  // What is no plain object pdfkit takes as the text that it gives of itself.
  return { [Symbol.toStringTag]: 'Written', toString: () => written };
}

/** As pdfkit rounds numbers. */
const WIDTH_PLACES = 1_000_000;

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

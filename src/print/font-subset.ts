import { type FontTables, view } from './font-tables.ts';

/** Flags of a composite glyph's component. Source: OpenType specification, "glyf", composite glyph description. */
const ARGS_ARE_WORDS = 0x0001;
const HAS_SCALE = 0x0008;
const MORE_COMPONENTS = 0x0020;
const HAS_X_AND_Y_SCALE = 0x0040;
const HAS_TWO_BY_TWO = 0x0080;

/**
 * A TrueType file with the outlines of some glyphs only, under their old numbers: the glyph numbers of a word are then
 * the same in every document, and a word's text operator can be kept and used again.
 */
export function subsetFont(tables: FontTables, glyphIds: Iterable<number>): Uint8Array {
  const kept = withComponents(tables, glyphIds);
  // The file ends at its last glyph; all behind it is nobody's.
  const glyphCount = Math.max(...kept) + 1;
  const loca = new Uint8Array((glyphCount + 1) * 4);
  const offsets = view(loca);
  const hmtx = new Uint8Array(glyphCount * 4);
  const outlines: Uint8Array[] = [];
  let offset = 0;
  for (let id = 0; id < glyphCount; id++) {
    offsets.setUint32(id * 4, offset);
    if (!kept.has(id)) continue;
    const outline = tables.outline(id);
    outlines.push(outline);
    offset += outline.length;
    hmtx.set(tables.metrics(id), id * 4);
  }
  offsets.setUint32(glyphCount * 4, offset);

  const files = new Map(tables.copied);
  files.set('glyf', concatenate(outlines, offset));
  files.set('hmtx', hmtx);
  files.set('loca', loca);
  patchUint16(files, 'maxp', 4, glyphCount);
  patchUint16(files, 'hhea', 34, glyphCount);
  // Long offsets in loca.
  patchUint16(files, 'head', 50, 1);
  return assemble(files);
}

/** The glyphs asked for, those that they are composed of, and glyph 0, which every font has. */
function withComponents(tables: FontTables, glyphIds: Iterable<number>): Set<number> {
  const kept = new Set<number>([0]);
  const waiting = [...glyphIds];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (kept.has(id)) continue;
    kept.add(id);
    waiting.push(...componentsOf(tables.outline(id)));
  }
  return kept;
}

function componentsOf(outline: Uint8Array): number[] {
  const data = view(outline);
  // A negative number of contours marks a composite.
  if (outline.length === 0 || data.getInt16(0) >= 0) return [];
  const components: number[] = [];
  let flags = MORE_COMPONENTS;
  let at = 10;
  while ((flags & MORE_COMPONENTS) !== 0) {
    flags = data.getUint16(at);
    components.push(data.getUint16(at + 2));
    at += 4 + ((flags & ARGS_ARE_WORDS) !== 0 ? 4 : 2);
    if ((flags & HAS_SCALE) !== 0) at += 2;
    else if ((flags & HAS_X_AND_Y_SCALE) !== 0) at += 4;
    else if ((flags & HAS_TWO_BY_TWO) !== 0) at += 8;
  }
  return components;
}

function patchUint16(files: Map<string, Uint8Array>, tag: string, at: number, value: number): void {
  const copy = Uint8Array.from(files.get(tag) ?? []);
  view(copy).setUint16(at, value);
  files.set(tag, copy);
}

/** Checksums stay 0: a font inside a PDF is not verified by them, and nothing else reads the file. */
function assemble(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const tags = [...files.keys()].sort();
  const padded = (length: number) => (length + 3) & ~3;
  let offset = 12 + tags.length * 16;
  const total = tags.reduce((sum, tag) => sum + padded(files.get(tag)?.length ?? 0), offset);
  const file = new Uint8Array(total);
  const data = view(file);
  data.setUint32(0, 0x00010000);
  data.setUint16(4, tags.length);
  for (const [index, tag] of tags.entries()) {
    const bytes = files.get(tag) ?? new Uint8Array();
    const entry = 12 + index * 16;
    for (let letter = 0; letter < 4; letter++) file[entry + letter] = tag.charCodeAt(letter);
    data.setUint32(entry + 8, offset);
    data.setUint32(entry + 12, bytes.length);
    file.set(bytes, offset);
    offset += padded(bytes.length);
  }
  return file;
}

function concatenate(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

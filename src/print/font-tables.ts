/** The parts of a TrueType file that a subset needs. Source: the OpenType specification, chapters "Font file" to "loca". */
export type FontTables = {
  /** Copied as they are: head, hhea, maxp and, where there are, the hinting programs. */
  readonly copied: ReadonlyMap<string, Uint8Array>;
  readonly glyphCount: number;
  /** Outline of a glyph, its 4-byte padding included; empty for a blank. */
  readonly outline: (glyphId: number) => Uint8Array;
  /** Its entry in `hmtx`: advance and left side bearing, 4 bytes. */
  readonly metrics: (glyphId: number) => Uint8Array;
};

const COPIED = ['cvt ', 'fpgm', 'head', 'hhea', 'maxp', 'prep'];

/** @throws Error for a file without TrueType outlines (OpenType with CFF, a collection, no font at all). */
export function readFontTables(bytes: Uint8Array): FontTables {
  const directory = readDirectory(bytes);
  const table = (tag: string): Uint8Array => {
    const found = directory.get(tag);
    if (found === undefined)
      throw new Error(`the font has no "${tag}" table; a TrueType file (.ttf) is needed`);
    return found;
  };
  const glyphCount = view(table('maxp')).getUint16(4);
  const longOffsets = view(table('head')).getInt16(50) === 1;
  const metricCount = view(table('hhea')).getUint16(34);
  const loca = view(table('loca'));
  const glyf = table('glyf');
  const hmtx = table('hmtx');
  const offset = (at: number) => (longOffsets ? loca.getUint32(at * 4) : loca.getUint16(at * 2) * 2);
  const copied = new Map<string, Uint8Array>();
  for (const tag of COPIED) {
    const found = directory.get(tag);
    if (found !== undefined) copied.set(tag, found);
  }
  return {
    copied,
    glyphCount,
    outline: (glyphId) => glyf.subarray(offset(glyphId), offset(glyphId + 1)),
    metrics: (glyphId) => metricsOf(hmtx, metricCount, glyphId),
  };
}

function readDirectory(bytes: Uint8Array): Map<string, Uint8Array> {
  const header = view(bytes);
  const tables = new Map<string, Uint8Array>();
  const count = header.getUint16(4);
  for (let at = 12; at < 12 + count * 16; at += 16) {
    const tag = String.fromCharCode(...bytes.subarray(at, at + 4));
    const start = header.getUint32(at + 8);
    tables.set(tag, bytes.subarray(start, start + header.getUint32(at + 12)));
  }
  return tables;
}

/** Glyphs past the last full entry share its advance and have only a bearing of their own. */
function metricsOf(hmtx: Uint8Array, metricCount: number, glyphId: number): Uint8Array {
  if (glyphId < metricCount) return hmtx.subarray(glyphId * 4, glyphId * 4 + 4);
  const lastAdvance = hmtx.subarray(metricCount * 4 - 4, metricCount * 4 - 2);
  const at = metricCount * 4 + (glyphId - metricCount) * 2;
  return Uint8Array.of(...lastAdvance, ...hmtx.subarray(at, at + 2));
}

/** Big-endian access to bytes, as all of the format is. */
export function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

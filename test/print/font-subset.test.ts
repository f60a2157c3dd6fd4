import { describe, expect, test } from 'vitest';
import { subsetFont } from '../../src/print/font-subset.ts';
import { readFontTables } from '../../src/print/font-tables.ts';
import { FONTS } from './sample.ts';

const { font } = FONTS.regular.sources[0];
const { tables } = font;

function glyphOf(letter: string): number {
  const [glyph] = font.layOut(letter, false);
  if (glyph === undefined) throw new Error(`no glyph for ${letter}`);
  return glyph.id;
}

describe('a subset of a font', () => {
  test('keeps the outlines and metrics of its glyphs under their numbers', () => {
    const ids = ['A', 'g', '7', 'Ł', '$'].map(glyphOf);
    const subset = readFontTables(subsetFont(tables, ids));
    for (const id of ids) {
      expect([...subset.outline(id)]).toEqual([...tables.outline(id)]);
      expect([...subset.metrics(id)]).toEqual([...tables.metrics(id)]);
      expect(subset.outline(id).length).toBeGreaterThan(0);
    }
  });

  test('keeps the parts that a composed letter is drawn from', () => {
    const composed = glyphOf('ễ');
    // A negative number of contours: the outline is a list of other glyphs.
    const outline = tables.outline(composed);
    expect(outline[0]).toBe(0xff);
    const subset = readFontTables(subsetFont(tables, [composed]));
    const part = ((outline[12] ?? 0) << 8) | (outline[13] ?? 0);
    expect(part).not.toBe(composed);
    expect([...subset.outline(part)]).toEqual([...tables.outline(part)]);
  });

  test('leaves out every other outline', () => {
    const subset = readFontTables(subsetFont(tables, [glyphOf('z')]));
    const kept = Array.from({ length: subset.glyphCount }, (_, id) => id).filter(
      (id) => subset.outline(id).length > 0,
    );
    expect(kept).toEqual([0, glyphOf('z')]);
  });

  test('of a file that is no TrueType font is refused by name', () => {
    expect(() => readFontTables(new Uint8Array(64))).toThrow(/no "maxp" table/);
  });
});

import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openFontFile } from '../../src/print/font-file.ts';
import { knowNeighboursOnly } from '../../src/print/font-rules.ts';
import { WEIGHTS } from '../../src/print/fonts.ts';
import { pairwise } from '../../src/print/pairwise.ts';
import { FONTS } from './sample.ts';

const SEED = 20261129;
const SOURCE_SANS = WEIGHTS.map((weight) => FONTS[weight].sources[0].font);
/** Another maker's rules, where the machine has them. */
const LIBERATION = '/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf';
const INSTALLED = existsSync(LIBERATION) ? [openFontFile(readFileSync(LIBERATION))] : [];

const ASCII = fc.stringMatching(/^[!-~]{1,9}$/);
const LETTERS = fc.stringMatching(/^[A-Za-zÀ-ÖØ-öø-žſơưạ-ỹ’-]{1,14}$/);
/** Where the font's ligatures, the dot between two l and the acute j are. */
const HARD = fc.oneof(
  fc.stringMatching(/^[ftlL·ab]{3,5}$/),
  fc.stringMatching(/^(?:[ftilLjJ·Íí1a]|\u0301|\u0303){1,7}$/),
);
const AMOUNTS = fc.stringMatching(/^[$€]?[0-9]{1,4}([.,:/-][0-9]{1,4})?%?$/);

describe('words set pair by pair', () => {
  test('are what the font makes of them, glyph for glyph and to the last number', () => {
    let fromPairs = 0;
    for (const font of [...SOURCE_SANS, ...INSTALLED]) {
      const set = pairwise(font);
      fc.assert(
        fc.property(fc.oneof(ASCII, LETTERS, HARD, AMOUNTS), fc.boolean(), (word, figures) => {
          const glyphs = set(word, figures);
          if (glyphs === undefined) return;
          fromPairs += 1;
          expect(glyphs).toEqual(font.layOut(word, figures));
        }),
        { seed: SEED, numRuns: 1_000 },
      );
    }
    // Most are; else this would compare nothing.
    expect(fromPairs).toBeGreaterThan(1_500);
  });

  test('leave to the font what more than two neighbours make, and what it has no glyph of', () => {
    const [font] = SOURCE_SANS;
    if (font === undefined) throw new Error('no font');
    const set = pairwise(font);
    expect(set('Collage', false)).toHaveLength(7);
    for (const word of ['Col·lage', 'staff', 'e\u0301', 'Sмith', '李', '½\u20444'])
      expect(set(word, false)).toBeUndefined();
    expect(font.knowsNeighboursOnly(codesOf('Collage'))).toBe(true);
    expect(font.knowsNeighboursOnly(codesOf('Col·lage'))).toBe(false);
  });
});

describe('a font of rules that look further', () => {
  const coverage = (...glyphs: number[]) => ({ version: 1 as const, glyphs });
  const rules = (tag: string, lookupType: number, table: object) => ({
    GSUB: {
      featureList: [{ tag, feature: { lookupListIndexes: [0] } }],
      lookupList: { get: () => ({ lookupType, subTables: [table] }) },
    },
  });
  const swashes = {
    version: 3,
    backtrackCoverage: [coverage(1)],
    inputCoverage: [coverage(2)],
    lookaheadCoverage: [coverage(9)],
  };

  test.each([
    ['a swash between two letters', rules('calt', 6, swashes), [1, 2, 9], false],
    ['a swash before what no word has', rules('calt', 6, swashes), [1, 2, 3], true],
    ['a swash that is not asked for', rules('ss01', 6, swashes), [1, 2, 9], true],
    ['a context in classes', rules('calt', 6, { version: 2, coverage: coverage(2) }), [2], false],
    ['a substitution from the end', rules('calt', 8, { coverage: coverage(2) }), [2], false],
    ['a context reached by a substitution', withOne(rules('calt', 6, swashes), 5, 1), [5, 2, 9], false],
    ['rules of Apple', { morx: {} }, [1], false],
    ['no rules', {}, [1], true],
  ])('%s: %#', (_what, font, glyphIds, able) => {
    expect(knowNeighboursOnly(font, glyphIds)).toBe(able);
  });

  /** The same, and a substitution of one glyph by another before it. */
  function withOne(font: ReturnType<typeof rules>, from: number, to: number) {
    const { featureList, lookupList } = font.GSUB;
    const single = { version: 1, coverage: coverage(from), deltaGlyphID: to - from };
    return {
      GSUB: {
        featureList: [...featureList, { tag: 'locl', feature: { lookupListIndexes: [1] } }],
        lookupList: {
          get: (at: number) => (at === 0 ? lookupList.get() : { lookupType: 1, subTables: [single] }),
        },
      },
    };
  }
});

function codesOf(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}

import { describe, expect, test } from 'vitest';
import { describeUnprintable } from '../../src/cli/print/held.ts';
import { type Fonts, WEIGHTS } from '../../src/print/fonts.ts';
import { checkGlyphs } from '../../src/print/glyphs.ts';
import { renderSheet } from '../../src/print/render.ts';
import { LETTER_SETUP, type SheetContent } from '../../src/print/sheet.ts';
import { FONTS, RICH } from './sample.ts';

describe('the glyph check', () => {
  test.each(['Łukaszewski', 'Nguyễn', 'Żółć', 'José', 'Đặng Þórsdóttir', 'Αλέξης', 'Юлия', 'O’Brien–Müller'])(
    'finds every letter of %s',
    (name) => {
      expect(checkGlyphs({ ...RICH, householdName: name }, FONTS)).toEqual([]);
    },
  );

  test('finds letters that come as a base and a combining accent', () => {
    expect(checkGlyphs({ ...RICH, householdName: 'Nguyễn'.normalize('NFD') }, FONTS)).toEqual([]);
  });

  test('names each character of 李小龍 that the fonts lack, and where it stands', () => {
    expect(checkGlyphs({ ...RICH, householdName: '李小龍' }, FONTS)).toEqual([
      { field: 'householdName', text: '李小龍', character: '李', codePoint: 'U+674E' },
      { field: 'householdName', text: '李小龍', character: '小', codePoint: 'U+5C0F' },
      { field: 'householdName', text: '李小龍', character: '龍', codePoint: 'U+9F8D' },
    ]);
  });

  test('looks into every text of a sheet, however deep', () => {
    const missing = checkGlyphs(
      {
        ...RICH,
        addressLines: ['1 Main St', '家 2'],
        due: RICH.due.map((item, index) => (index === 2 ? { ...item, size: '三' } : item)),
        specials: RICH.specials.map((item, index) => (index === 1 ? { ...item, legalText: 'שלום' } : item)),
        extras: [{ kind: 'tip', title: 'Tip', body: 'one\ntwo 🙂' }],
      },
      FONTS,
    );
    expect(missing.map(({ field, character }) => `${field} ${character}`)).toEqual([
      'addressLines[1] 家',
      'due[2].size 三',
      'specials[1].legalText ש',
      'specials[1].legalText ל',
      'specials[1].legalText ו',
      'specials[1].legalText ם',
      'extras[0].body 🙂',
    ]);
  });

  test('does not mind what is not drawn: tabs, joiners, non-breaking spaces, soft hyphens', () => {
    expect(checkGlyphs({ ...RICH, householdName: 'Ana\u00a0Maria\tSol\u00ader\u200bo' }, FONTS)).toEqual([]);
  });

  test('keeps a household with a missing glyph from being printed', () => {
    const rendered = renderSheet({ ...RICH, householdName: '李小龍' }, LETTER_SETUP, FONTS);
    expect(rendered).toMatchObject({ tag: 'glyphs-missing', missing: { length: 3 } });
  });

  test('cannot see our own words, so a sign that the fonts lack is refused when it is drawn', () => {
    expect(() => renderSheet(RICH, { ...LETTER_SETUP, currencySign: '元' }, FONTS)).toThrow(/cannot draw/);
  });
});

test.each(WEIGHTS)(
  'the figures of %s are all equally wide, so that prices stand under each other',
  (weight) => {
    const widths = [...'0123456789'].map((digit) => FONTS[weight].line(digit, true).shaped.advanceMilli);
    expect(new Set(widths).size).toBe(1);
    expect(FONTS[weight].line('11.47', true).shaped.advanceMilli).toBe(
      FONTS[weight].line('80.96', true).shaped.advanceMilli,
    );
  },
);

test('text from right to left is refused in words, also where a font of the chain has its letters', () => {
  const able: Fonts = {
    regular: { ...FONTS.regular, hasGlyph: () => true },
    semibold: { ...FONTS.semibold, hasGlyph: () => true },
    bold: { ...FONTS.bold, hasGlyph: () => true },
  };
  const fault = renderSheet({ ...RICH, householdName: 'שרה Cohen' }, LETTER_SETUP, able);
  expect(fault.tag).toBe('glyphs-missing');
  if (fault.tag === 'glyphs-missing')
    expect(describeUnprintable(fault).detail).toBe(
      "the household's name is written from right to left, which is not set",
    );
  expect(checkGlyphs({ ...RICH, householdName: 'سارة' }, able)).toHaveLength(4);
  expect(checkGlyphs({ ...RICH, householdName: '李' }, able)).toEqual([]);
});

test('what holds a sheet is told by the place on the sheet, once', () => {
  const [item = RICH.due[0]] = RICH.due;
  if (item === undefined) throw new Error('the sample has no item');
  const told = (content: SheetContent) => {
    const fault = renderSheet(content, LETTER_SETUP, FONTS);
    return fault.tag === 'rendered' ? undefined : describeUnprintable(fault).detail;
  };
  expect(
    told({
      ...RICH,
      addressLines: ['李 Street', 'X, WI 53818'],
      due: [item, { ...item, description: '李' }],
    }),
  ).toBe('no font has 李 (U+674E) in its address; no font has 李 (U+674E) in due line 2');
  expect(told({ ...RICH, householdName: 'M'.repeat(60) })).toMatch(
    /^its name and address do not fit in the window/,
  );
});

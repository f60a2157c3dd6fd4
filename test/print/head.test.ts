import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Page, TextOp } from '../../src/print/draw.ts';
import { layOutSheet } from '../../src/print/layout.ts';
import { readLogo } from '../../src/print/logo.ts';
import { A4_SETUP, LETTER_SETUP, type PageSetup, type SheetContent } from '../../src/print/sheet.ts';
import { FONTS, RICH } from './sample.ts';

function pagesOf(content: SheetContent, setup: PageSetup = LETTER_SETUP): readonly Page[] {
  const laidOut = layOutSheet(content, setup, FONTS);
  if (laidOut.tag !== 'laid-out') throw new Error('it finds no room');
  return laidOut.pages;
}

const textsOf = (pages: readonly Page[]): TextOp[] =>
  pages.flatMap(({ ops }) => ops.flatMap((op) => (op.op === 'text' ? [op] : [])));

const firstHeadingPt = (setup: PageSetup): number =>
  textsOf(pagesOf(RICH, setup)).find(({ text }) => text === 'Running low?')?.baselinePt ?? Number.NaN;

describe('below the window', () => {
  const { yPt, heightPt } = LETTER_SETUP.addressArea;

  test.each([[[]], [[396]], [[264, 528]]])(
    'the list begins where no slip shows it, with folds at %j',
    (foldsPt) => {
      const baselinePt = firstHeadingPt({ ...LETTER_SETUP, foldsPt });
      expect(baselinePt - 16).toBeGreaterThan(yPt + heightPt + 36);
      expect(baselinePt).toBeLessThan(yPt + heightPt + 60);
    },
  );

  test('no fold runs through its headings', () => {
    const { yPt: topPt, heightPt: tallPt } = A4_SETUP.addressArea;
    for (let foldPt = topPt + tallPt; foldPt < topPt + tallPt + 80; foldPt += 3) {
      const baselinePt = firstHeadingPt({ ...A4_SETUP, foldsPt: [foldPt] });
      expect(foldPt < baselinePt - 14 || foldPt > baselinePt + 6, `${foldPt} at ${baselinePt}`).toBe(true);
    }
  });
});

test('above the window, a tall logo gives way to a name of two lines', () => {
  const householdName = 'Maria-Josephine Featherstonehaugh-Lukaszewski and family of Platteville';
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><rect width="30" height="10"/></svg>';
  const logo = readLogo(new TextEncoder().encode(svg), false);
  if (typeof logo === 'string') throw new Error(logo);
  const setup = { ...LETTER_SETUP, logo };
  for (const largePrint of [false, true]) {
    const texts = textsOf(pagesOf({ ...RICH, householdName, largePrint }, setup));
    const note = texts.find(({ text }) => text.startsWith('Scan this list'));
    expect(note?.baselinePt).toBeLessThan(setup.addressArea.yPt - 31);
  }
});

test('in large print nothing is small but the terms, the address that the post reads, and the digits below the bars', () => {
  const texts = textsOf(pagesOf({ ...RICH, largePrint: true }));
  const address = [RICH.householdName, ...RICH.addressLines];
  const small = texts.filter(({ style, text }) => style.sizePt < 14 && !address.includes(text));
  expect(
    small
      .map(({ text }) => text)
      .filter((text) => !/^\d{4}$/.test(text))
      .sort(),
  ).toEqual([...RICH.specials.flatMap(({ legalText }) => legalText ?? []), ...RICH.footerLines].sort());
  for (const { style, text } of small) expect(style.sizePt, text).toBeGreaterThan(11);
});

test('without specials the head promises none', () => {
  const words = (content: SheetContent) =>
    textsOf(pagesOf(content))
      .map(({ text }) => text)
      .join(' ');
  expect(words(RICH)).toContain('specials come off by themselves');
  expect(words({ ...RICH, specials: [], footerLines: [] })).not.toMatch(/special/i);
});

test('no line ends between a number and its unit', () => {
  const description = (pads: number) => `${'Ale '.repeat(pads)}India, 16 ct or 100 ct, 2 L`;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 16 }), fc.boolean(), (pads, largePrint) => {
      const [item] = RICH.due;
      if (item === undefined) throw new Error('the sample has no due line');
      const due = [{ ...item, description: description(pads) }];
      const lines = textsOf(pagesOf({ ...RICH, due, largePrint })).map(({ text }) => text);
      expect(lines.filter((line) => /^(?:Ale|India|16 ct|or|100 ct|2 L)\b.* \d+$/.test(line))).toEqual([]);
      expect(lines.filter((line) => /^(?:ct|L)\b/.test(line))).toEqual([]);
    }),
  );
});

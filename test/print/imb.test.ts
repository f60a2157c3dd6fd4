import { describe, expect, test } from 'vitest';
import { imbLetters } from '../../src/print/imb.ts';
import { layOutSheet } from '../../src/print/layout.ts';
import { renderSheet } from '../../src/print/render.ts';
import {
  A4_SETUP,
  type Area,
  LETTER_SETUP,
  type PageSetup,
  type SheetContent,
} from '../../src/print/sheet.ts';
import { parseImb } from '../../src/shared/imb.ts';
import { FONTS, RICH } from './sample.ts';
import { dotRow, haveTools } from './tools.ts';

/** USPS-B-3200, the example of its section 4 and appendix: tracking code and routing code. */
const DIGITS = '01234567094987654321' + '01234567891';
const LETTERS = 'AADTFFDFTDADTAADAATFDTDDAAADDTDTTDAFADADDDTFFFDDTTTADFAAADFTDAADA';
const INCH = 72;
const MAILED: SheetContent = { ...RICH, imb: LETTERS };
const SETUPS: readonly (readonly [string, PageSetup])[] = [
  ['letter at 300 dpi', LETTER_SETUP],
  ['letter at 203 dpi', { ...LETTER_SETUP, dpi: 203 }],
  ['A4 at 600 dpi', { ...A4_SETUP, dpi: 600 }],
];

test("the post's own example has the bars that it prints", () => {
  expect(imbLetters(DIGITS)).toBe(LETTERS);
  expect(imbLetters('01 234 567094 987654321-01234567891')).toBe(LETTERS);
  expect(imbLetters(LETTERS.toLowerCase())).toBe(LETTERS);
});

test.each([
  ['0123456709498765432', '19 digits'],
  ['05234567094987654321', 'second digit is 5'],
  [`${DIGITS}0`, '32 digits'],
  [LETTERS.slice(1), '64 letters'],
  [LETTERS.replace('D', 'X'), 'neither digits nor'],
  ['1.23457E+30', 'neither digits nor'],
])('%s is no barcode', (text, why) => {
  const parsed = parseImb(text);
  expect(parsed.tag === 'none' && parsed.why).toContain(why);
  expect(imbLetters(text)).toBeUndefined();
});

describe.each(SETUPS)('on %s', (_, setup) => {
  test('the drawn bars read as what was given, in the sizes that the post asks for', () => {
    const bars = barsOf(MAILED, setup);
    expect(lettersOf(bars)).toBe(LETTERS);
    for (const { widthPt } of bars)
      expect(within((widthPt + 2 * setup.barInsetPt) / INCH, 0.015, 0.025)).toBe(true);
    const pitches = bars.slice(1).map((bar, at) => INCH / (bar.xPt - (bars[at]?.xPt ?? 0)));
    for (const perInch of pitches) expect(within(perInch, 20, 24)).toBe(true);
    const heights = [...new Set(bars.map(({ heightPt }) => heightPt))].sort((a, b) => a - b);
    expect(within((heights.at(-1) ?? 0) / INCH, 0.125, 0.165)).toBe(true);
    expect(within((heights[0] ?? 0) / INCH, 0.039, 0.057)).toBe(true);
  });

  test('they are clear on all sides within the window, and the address is below them', () => {
    const bars = barsOf(MAILED, setup);
    const { addressArea: area } = setup;
    const right = Math.max(...bars.map(({ xPt, widthPt }) => xPt + widthPt));
    expect(Math.min(...bars.map(({ xPt }) => xPt)) - area.xPt).toBeGreaterThanOrEqual(0.125 * INCH);
    expect(area.xPt + area.widthPt - right).toBeGreaterThanOrEqual(0.125 * INCH);
    const top = Math.min(...bars.map(({ yPt }) => yPt));
    const bottom = Math.max(...bars.map(({ yPt, heightPt }) => yPt + heightPt));
    expect(top - area.yPt).toBeGreaterThanOrEqual(0.028 * INCH - 1e-9);
    for (const text of inWindow(MAILED, setup)) {
      // Capitals are at most three quarters of the type size.
      const gap = (text.baselinePt - text.style.sizePt * 0.75 - bottom) / INCH;
      expect(gap).toBeGreaterThanOrEqual(0.028);
      expect(text.style.sizePt).toBeGreaterThanOrEqual(8);
    }
    expect(inWindow(MAILED, setup).length).toBe(3);
    const [first] = inWindow(MAILED, setup);
    expect(((first?.baselinePt ?? 0) - (first?.style.sizePt ?? 0) * 0.66 - bottom) / INCH).toBeLessThan(
      0.625,
    );
  });
});

test('it takes no list code from anybody: the symbol is read back as before', () => {
  const rendered = renderSheet(MAILED, LETTER_SETUP, FONTS);
  expect(rendered.tag).toBe('rendered');
});

test('an address that has no room below it goes without it, as does a window that is too narrow', () => {
  const addressLines = [
    '1245 Ridge Avenue',
    'Apartment 3, second door',
    'Mailbox 12',
    'c/o Miller',
    'Platteville, WI 53818',
  ];
  const narrow: PageSetup = { ...LETTER_SETUP, addressArea: { ...LETTER_SETUP.addressArea, widthPt: 200 } };
  expect(
    barsOf(
      { ...MAILED, addressLines },
      { ...LETTER_SETUP, addressArea: { ...LETTER_SETUP.addressArea, heightPt: 56 } },
    ),
  ).toEqual([]);
  expect(barsOf(MAILED, narrow)).toEqual([]);
  expect(barsOf({ ...MAILED, addressLines: [] }, LETTER_SETUP)).toEqual([]);
});

test.runIf(haveTools('pdftoppm'))('a printer of 300 dpi makes 65 bars of six dots, thirteen apart', () => {
  const rendered = renderSheet(MAILED, LETTER_SETUP, FONTS);
  if (rendered.tag !== 'rendered') throw new Error(rendered.tag);
  const [bar] = barsOf(MAILED, LETTER_SETUP).filter((each) => each.heightPt < 4);
  const row = dotRow(rendered.pdf, 300, (bar?.yPt ?? 0) + 1.5);
  const area = LETTER_SETUP.addressArea;
  const window = row.slice(
    Math.round((area.xPt / 72) * 300),
    Math.round(((area.xPt + area.widthPt) / 72) * 300),
  );
  const runs = (window.join('').match(/1+|0+/g) ?? []).slice(1, -1).map((run) => run.length);
  expect(runs.length).toBe(129);
  expect(new Set(runs)).toEqual(new Set([6, 7]));
});

function pageOf(content: SheetContent, setup: PageSetup) {
  const laidOut = layOutSheet(content, setup, FONTS);
  if (laidOut.tag !== 'laid-out') throw new Error(laidOut.tag);
  return laidOut.pages[0]?.ops ?? [];
}

function barsOf(content: SheetContent, setup: PageSetup): readonly Area[] {
  return pageOf(content, setup).flatMap((op) => (op.op === 'bars' && op.of === 'post' ? op.bars : []));
}

function inWindow(content: SheetContent, setup: PageSetup) {
  const lines = [content.householdName, ...content.addressLines];
  const { yPt } = setup.addressArea;
  return pageOf(content, setup).flatMap((op) =>
    op.op === 'text' && lines.includes(op.text) && op.baselinePt > yPt ? [op] : [],
  );
}

/** What a sorting machine sees: which bars reach above the middle ones' heads, and which below their feet. */
function lettersOf(bars: readonly Area[]): string {
  const middle = bars.filter((bar) => bar.heightPt === Math.min(...bars.map(({ heightPt }) => heightPt)))[0];
  if (middle === undefined) throw new Error('no bar is a tracker');
  return bars
    .map(({ yPt, heightPt }) => {
      const up = yPt < middle.yPt - 1;
      const down = yPt + heightPt > middle.yPt + middle.heightPt + 1;
      return up && down ? 'F' : up ? 'A' : down ? 'D' : 'T';
    })
    .join('');
}

function within(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

import { describe, expect, test } from 'vitest';
import { misread, readyPages, renderSheet } from '../../src/print/render.ts';
import { A4_SETUP, LETTER_SETUP, type PageSetup, type SheetContent } from '../../src/print/sheet.ts';
import { barcodeBars, modulePt } from '../../src/print/symbol.ts';
import { FONTS, freshFonts, manyDue, RICH } from './sample.ts';
import { dotRow, haveTools, pdfText, scannedCode } from './tools.ts';

const CODES = ['1484938172605183', '0000000000000000', '9999999999999999', '0123456789012345'];
const poppler = haveTools('pdftoppm', 'pdftotext');
const scanner = poppler && haveTools('zbarimg');

describe('a sheet as a file', () => {
  test('has the same bytes each time, whatever was printed before', () => {
    const first = pdfOf(RICH);
    const other = freshFonts();
    renderSheet({ ...RICH, householdName: 'Żółć Nguyễn', language: 'es', due: manyDue(20) }, A4_SETUP, other);
    const again = renderSheet(RICH, LETTER_SETUP, other);
    expect(again.tag).toBe('rendered');
    if (again.tag === 'rendered') expect(Buffer.compare(Buffer.from(again.pdf), Buffer.from(first))).toBe(0);
  });

  test('is dated by its first day and not by the clock', () => {
    expect(latin1(pdfOf(RICH))).toContain('(D:20261105000000Z)');
  });

  test('has metadata that is XML, whatever the chain and the household are called', () => {
    const pdf = latin1(pdfOf({ ...RICH, chainName: 'Smith & Sons', householdName: '<b> "Ann"' }));
    expect(pdf).toContain('>Smith &amp; Sons: shopping list for &lt;b&gt; &quot;Ann&quot;</rdf:li>');
    expect(pdf).not.toContain('pdfuaid');
  });

  test('asks not to be scaled, since that takes the bars off the dots', () => {
    expect(latin1(pdfOf(RICH))).toContain('/PrintScaling /None');
  });

  test.each([
    ['en', '/Lang (en-US)'],
    ['es', '/Lang (es-US)'],
  ] as const)('says its language, %s', (language, expected) => {
    expect(latin1(pdfOf({ ...RICH, language }))).toContain(expected);
  });

  test('embeds its three fonts and no other, in at most 45 kB', () => {
    const pdf = pdfOf(RICH);
    const fonts = latin1(pdf).match(/\/BaseFont \/[A-Z]{6}\+SourceSans3-\w+/g) ?? [];
    expect(new Set(fonts.map((font) => font.slice(font.indexOf('+') + 1)))).toEqual(
      new Set(['SourceSans3-Regular', 'SourceSans3-SemiBold', 'SourceSans3-Bold']),
    );
    expect(latin1(pdf)).not.toContain('/Helvetica');
    expect(pdf.length).toBeLessThan(45_000);
  });

  test('is not made when it would need a third page', () => {
    expect(renderSheet({ ...RICH, due: manyDue(200) }, LETTER_SETUP, FONTS).tag).toBe('overflow');
  });

  test('is not made when its symbol reads as anything but its code', () => {
    const ready = readyPages(RICH, LETTER_SETUP, FONTS);
    if (ready.tag !== 'ready') throw new Error(ready.tag);
    const forged = ready.pages.map((page) => ({
      ...page,
      ops: page.ops.map((op) =>
        op.op === 'bars' ? { ...op, bars: barcodeBars('1484938172605184', LETTER_SETUP, 568, 38) } : op,
      ),
    }));
    expect(misread(ready.pages, RICH.listCode, LETTER_SETUP)).toBeUndefined();
    expect(misread(forged, RICH.listCode, LETTER_SETUP)?.read).toBe('1484938172605184');
    expect(misread([], RICH.listCode, LETTER_SETUP)?.read).toBe('nothing');
  });
});

describe.runIf(poppler)('a sheet on paper', () => {
  test('can be read and searched, letters outside Latin-1 and ligatures included', () => {
    const text = pdfText(
      pdfOf({ ...RICH, householdName: 'Nguyễn Żółć', chainName: 'Office & Waffle Foods' }),
    );
    for (const expected of [
      'Office & Waffle Foods',
      'A shopping list for Nguyễn Żółć',
      'Good Thursday, November 5 through Wednesday, November 18',
      '1484 9381 7260 5183',
      'Gala apples',
      '$4.99',
      'Penne with peas and cheddar',
      '1½ cups',
    ]) {
      expect(text.replaceAll(/ +/g, ' ')).toContain(expected);
    }
  });

  test('keeps an accent that has no letter of its own', () => {
    // There is no composed "J with acute".
    const text = pdfText(pdfOf({ ...RICH, householdName: 'J\u0301on' }));
    expect(text.normalize('NFC')).toMatch(/J\u0301 ?on/);
  });

  test.each([
    [300, 4],
    [600, 8],
    [203, 3],
  ] as const)('at %d dpi has bars that are whole multiples of %d dots', (dpi, dotsPerModule) => {
    const setup: PageSetup = { ...LETTER_SETUP, dpi };
    for (const listCode of CODES) {
      const runs = runsOf(dotRow(pdfOf({ ...RICH, listCode }, setup), dpi, 74));
      const bars = barcodeBars(listCode, setup, 568, 38);
      const modules = bars.flatMap((bar, index) => {
        const next = bars[index + 1];
        const own = (bar.widthPt + 2 * setup.barInsetPt) / modulePt(setup);
        const gapPt = next === undefined ? 0 : next.xPt - bar.xPt - bar.widthPt - 2 * setup.barInsetPt;
        return next === undefined
          ? [Math.round(own)]
          : [Math.round(own), Math.round(gapPt / modulePt(setup))];
      });
      // The row at 74 pt crosses the chain's name too; the symbol is what it ends with.
      expect(runs.slice(-modules.length)).toEqual(modules.map((width) => width * dotsPerModule));
    }
  });
});

describe.runIf(scanner)('a scanner', () => {
  test.each([300, 150])('at %d dpi reads the list code', (dpi) => {
    const [listCode = '', other = ''] = CODES;
    expect(scannedCode(pdfOf({ ...RICH, listCode }), dpi)).toBe(listCode);
    expect(scannedCode(pdfOf({ ...RICH, listCode: other, addressLines: [] }, A4_SETUP), dpi)).toBe(other);
  });

  test('reads it from a 203-dpi label printer', () => {
    const setup: PageSetup = { ...LETTER_SETUP, dpi: 203 };
    expect(scannedCode(pdfOf(RICH, setup), 203)).toBe(RICH.listCode);
  });
});

function pdfOf(content: SheetContent, setup: PageSetup = LETTER_SETUP): Uint8Array {
  const rendered = renderSheet(content, setup, FONTS);
  if (rendered.tag !== 'rendered') throw new Error(rendered.tag);
  return rendered.pdf;
}

function latin1(pdf: Uint8Array): string {
  return Buffer.from(pdf).toString('latin1');
}

/** Lengths of the runs of equal dots between the first and the last black one. */
function runsOf(row: readonly number[]): number[] {
  const runs: number[] = [];
  let previous = 0;
  for (const dot of row.slice(row.indexOf(1), row.lastIndexOf(1) + 1)) {
    if (dot !== previous) runs.push(0);
    runs[runs.length - 1] = (runs.at(-1) ?? 0) + 1;
    previous = dot;
  }
  return runs;
}

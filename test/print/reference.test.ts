import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import PDFDocument from 'pdfkit';
import { describe, expect, test } from 'vitest';
import type { Page } from '../../src/print/draw.ts';
import { readyPages, renderSheet } from '../../src/print/render.ts';
import { LETTER_SETUP, type SheetContent } from '../../src/print/sheet.ts';
import { FONTS, manyDue, RICH } from './sample.ts';
import { haveTools, pdfWords } from './tools.ts';

const FILES = { regular: '400Regular', semibold: '600SemiBold', bold: '700Bold' };
const SHEETS: readonly SheetContent[] = [
  RICH,
  { ...RICH, due: manyDue(30), householdName: 'Łucja Nguyễn', chainName: 'Office & Waffle Foods' },
  { ...RICH, language: 'es', largePrint: true },
];

describe.runIf(haveTools('pdftotext'))('what we write ourselves', () => {
  test('reads, and stands, as pdfkit sets the same marks with its own text functions', () => {
    for (const sheet of SHEETS) {
      const ready = readyPages(sheet, LETTER_SETUP, FONTS);
      const rendered = renderSheet(sheet, LETTER_SETUP, FONTS);
      if (ready.tag !== 'ready' || rendered.tag !== 'rendered') throw new Error(ready.tag);
      const ours = pdfWords(rendered.pdf);
      const theirs = pdfWords(byPdfkit(ready.pages));
      expect(ours.map(({ word }) => word)).toEqual(theirs.map(({ word }) => word));
      for (const [at, { word, edges }] of ours.entries()) {
        const apart = edges.map((edge, side) => Math.abs(edge - (theirs[at]?.edges[side] ?? Number.NaN)));
        expect(Math.max(...apart), `${word}: ${apart}`).toBeLessThan(APART_PT);
      }
    }
  });
});

/** A fourteenth of a millimetre: kerning is rounded to thousandths, letter by letter. */
const APART_PT = 0.2;

function byPdfkit(pages: readonly Page[]): Uint8Array {
  const pdf = new PDFDocument({ autoFirstPage: false, margin: 0 });
  for (const [weight, name] of Object.entries(FILES)) {
    const file = `@expo-google-fonts/source-sans-3/${name}/SourceSans3_${name}.ttf`;
    pdf.registerFont(weight, readFileSync(fileURLToPath(import.meta.resolve(file))));
  }
  for (const { widthPt, heightPt, ops } of pages) {
    pdf.addPage({ size: [widthPt, heightPt], margin: 0 });
    for (const op of ops) {
      if (op.op !== 'text') continue;
      pdf.font(op.style.weight).fontSize(op.style.sizePt);
      const features: PDFKit.Mixins.OpenTypeFeatures[] = op.style.figures ? ['tnum'] : [];
      pdf.text(op.text, op.xPt, op.baselinePt, { lineBreak: false, baseline: 'alphabetic', features });
    }
  }
  pdf.end();
  return pdf.read() as Uint8Array;
}

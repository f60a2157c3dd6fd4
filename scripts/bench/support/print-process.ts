/**
 * One contestant of `bench print`, in a process of its own: lays lists out and writes them, or draws marks that were laid out
 * before with pdfkit's own text functions. Prints CPU milliseconds a list, bytes a list and the peak of its memory.
 *
 *     node print-process.ts single|spool|marks|pdfkit FOLDER LISTS
 */

import { once } from 'node:events';
import {
  closeSync,
  createWriteStream,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import PDFDocument from 'pdfkit';
import { keepHeapSmall } from '../../../src/cli/print/crew/heap.ts';
import { builtInFonts } from '../../../src/cli/print/fonts.ts';
import type { DrawOp, Page } from '../../../src/print/draw.ts';
import { layOutSheet } from '../../../src/print/layout.ts';
import { renderSheet } from '../../../src/print/render.ts';
import { LETTER_SETUP, type SheetContent } from '../../../src/print/sheet.ts';
import { openSpool } from '../../../src/print/spool.ts';
import { printedLists } from './printed-lists.ts';

const SPOOL_SHEETS = 500;
const SEED = 1;
/** Before anything counts: the engine compiles what runs often, and words of the chain are shaped once. */
const WARM_UP = 200;

const [mode = '', folder = '', count = '0'] = process.argv.slice(2);
const lists = Number(count);
const contentOf = printedLists(SEED);

/** Microseconds spent on making lists up, which is none of the printer's work. */
let makingUs = 0;

function made(index: number): SheetContent {
  const before = process.cpuUsage();
  const content = contentOf(index);
  const { user, system } = process.cpuUsage(before);
  makingUs += user + system;
  return content;
}

function single(from: number, to: number): number {
  let bytes = 0;
  for (let index = from; index < to; index++) {
    const rendered = renderSheet(made(index), LETTER_SETUP, FONTS);
    if (rendered.tag !== 'rendered') throw new Error(`list ${index}: ${rendered.tag}`);
    writeFileSync(join(folder, `ours-${index}.pdf`), rendered.pdf);
    bytes += rendered.pdf.length;
  }
  return bytes;
}

function spool(from: number, to: number): number {
  let bytes = 0;
  for (let first = from; first < to; first += SPOOL_SHEETS) {
    // One file, again and again: 50,000 lists are some 300 MB.
    const file = openSync(join(folder, 'spool.pdf'), 'w');
    const open = openSpool(LETTER_SETUP, FONTS, (chunk) => {
      writeSync(file, chunk);
      bytes += chunk.length;
    });
    for (let index = first; index < Math.min(to, first + SPOOL_SHEETS); index++) {
      const added = open.add(made(index));
      if (added.tag !== 'added') throw new Error(`list ${index}: ${added.tag}`);
    }
    open.finish();
    closeSync(file);
  }
  return bytes;
}

function pagesOf(index: number): readonly Page[] {
  const laidOut = layOutSheet(contentOf(index), LETTER_SETUP, FONTS);
  if (laidOut.tag !== 'laid-out') throw new Error(`list ${index}: ${laidOut.tag}`);
  return laidOut.pages;
}

const COLORS = {
  text: '#000000',
  quiet: '#525252',
  hairline: '#adadad',
  brand: '#0d5438',
  saving: '#9e1a1a',
};
const FILES = { regular: '400Regular', semibold: '600SemiBold', bold: '700Bold' };
const fontFile = (weight: keyof typeof FILES) =>
  fileURLToPath(
    import.meta.resolve(`@expo-google-fonts/source-sans-3/${FILES[weight]}/SourceSans3_${FILES[weight]}.ttf`),
  );

async function pdfkit(from: number, to: number, marks: readonly (readonly Page[])[]): Promise<number> {
  const bytes = {
    regular: readFileSync(fontFile('regular')),
    semibold: readFileSync(fontFile('semibold')),
    bold: readFileSync(fontFile('bold')),
  };
  let written = 0;
  for (let index = from; index < to; index++) {
    const path = join(folder, `pdfkit-${index}.pdf`);
    const out = createWriteStream(path);
    const pdf = new PDFDocument({ autoFirstPage: false, margin: 0 });
    pdf.pipe(out);
    for (const weight of ['regular', 'semibold', 'bold'] as const) pdf.registerFont(weight, bytes[weight]);
    for (const page of marks[index - from] ?? []) {
      pdf.addPage({ size: [page.widthPt, page.heightPt], margin: 0 });
      for (const op of page.ops) draw(pdf, op);
    }
    pdf.end();
    await once(out, 'finish');
    written += statSync(path).size;
  }
  return written;
}

function draw(pdf: PDFKit.PDFDocument, op: DrawOp): void {
  switch (op.op) {
    case 'text':
      pdf.font(op.style.weight).fontSize(op.style.sizePt).fillColor(COLORS[op.style.ink]);
      pdf.text(op.text, op.xPt, op.baselinePt, {
        lineBreak: false,
        baseline: 'alphabetic',
        features: op.style.figures ? ['tnum'] : [],
      });
      break;
    case 'rule':
      pdf
        .lineWidth(op.thicknessPt)
        .moveTo(...op.fromPt)
        .lineTo(...op.toPt)
        .stroke(COLORS[op.ink]);
      break;
    case 'box':
      pdf.lineWidth(op.thicknessPt);
      pdf.rect(op.area.xPt, op.area.yPt, op.area.widthPt, op.area.heightPt).stroke(COLORS[op.ink]);
      break;
    case 'bars':
      for (const bar of op.bars) pdf.rect(bar.xPt, bar.yPt, bar.widthPt, bar.heightPt);
      pdf.fill('#000000');
      break;
    case 'logo':
      break;
  }
}

const FONTS = builtInFonts();

async function measured(): Promise<Record<string, number>> {
  if (mode === 'marks') {
    const marks = Array.from({ length: lists }, (_, index) => pagesOf(index));
    // Glyphs are ours; the peers shape the texts themselves.
    const named = (key: string, value: unknown) => (key === 'shaped' ? undefined : value);
    writeFileSync(join(folder, 'marks.json'), JSON.stringify(marks, named));
    return { pages: marks.reduce((sum, pages) => sum + pages.length, 0) };
  }
  const marks = mode === 'pdfkit' ? Array.from({ length: lists }, (_, index) => pagesOf(index)) : [];
  const run =
    mode === 'single'
      ? single
      : mode === 'spool'
        ? spool
        : (from: number, to: number) => pdfkit(from, to, marks);
  if (mode === 'spool') keepHeapSmall();
  if (mode !== 'pdfkit') run(lists, lists + WARM_UP);
  makingUs = 0;
  const before = process.cpuUsage();
  const bytes = await run(0, lists);
  const { user, system } = process.cpuUsage(before);
  return {
    cpuMs: (user + system - makingUs) / 1000 / lists,
    kb: bytes / 1000 / lists,
    peakMb: process.resourceUsage().maxRSS / 1024,
  };
}

process.stdout.write(JSON.stringify(await measured()));

import { inflateSync } from 'node:zlib';
import type { DrawOp, Page } from '../../src/print/draw.ts';

/** The drawing of a sheet as lines of text: one mark each, to be read in a diff. */
export function drawingText(pages: readonly Page[]): string {
  const lines = pages.flatMap((page, index) => [
    `page ${index + 1}: ${page.widthPt} x ${page.heightPt} pt`,
    ...page.ops.map(opText),
  ]);
  return `${lines.join('\n')}\n`;
}

function opText(op: DrawOp): string {
  switch (op.op) {
    case 'text': {
      const { weight, sizePt, ink, figures } = op.style;
      const style = `${weight} ${fixed(sizePt)} ${ink}${figures ? ' figures' : ''}`;
      return `text ${fixed(op.xPt)},${fixed(op.baselinePt)} ${style} | ${op.text}`;
    }
    case 'rule':
      return `rule ${op.fromPt.map(fixed).join(',')} to ${op.toPt.map(fixed).join(',')} ${op.thicknessPt} ${op.ink}`;
    case 'box':
      return `box ${fixed(op.area.xPt)},${fixed(op.area.yPt)} ${fixed(op.area.widthPt)} x ${fixed(op.area.heightPt)}`;
    case 'logo':
      return `logo ${fixed(op.area.xPt)},${fixed(op.area.yPt)} ${fixed(op.area.widthPt)} x ${fixed(op.area.heightPt)}`;
    case 'bars': {
      const [first] = op.bars;
      const last = op.bars.at(-1);
      if (first === undefined || last === undefined) return 'bars: none';
      const endPt = last.xPt + last.widthPt;
      return `bars ${op.bars.length}, ${fixed(first.xPt)} to ${fixed(endPt)}, ${fixed(first.yPt)} + ${first.heightPt}`;
    }
  }
}

function fixed(value: number): string {
  return value.toFixed(2);
}

/** All words on some pages, in drawing order. */
export function wordsOn(pages: readonly Page[]): string {
  return pages.flatMap((page) => page.ops.flatMap((op) => (op.op === 'text' ? [op.text] : []))).join(' ');
}

/** The drawing operators of each page of a PDF, as they stand in the file. */
export function pageStreams(pdf: Uint8Array): string[] {
  const file = Buffer.from(pdf);
  const streams: string[] = [];
  for (let at = file.indexOf('stream\n'); at >= 0; at = file.indexOf('stream\n', at)) {
    const start = at + 'stream\n'.length;
    const end = file.indexOf('\nendstream', start);
    const bytes = file.subarray(start, end);
    at = end + '\nendstream\n'.length;
    // zlib's first byte; the metadata stream alone is not compressed.
    if (bytes[0] !== 0x78) continue;
    const text = inflateSync(bytes).toString('latin1');
    // Fonts end otherwise, and an empty back has nothing on it.
    if (text === '' || text.endsWith('ET\n')) streams.push(text);
  }
  return streams;
}

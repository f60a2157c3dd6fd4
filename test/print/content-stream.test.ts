import { expect, test } from 'vitest';
import { contentStream } from '../../src/print/content-stream.ts';
import type { DrawOp } from '../../src/print/draw.ts';
import { LETTER_SETUP } from '../../src/print/sheet.ts';
import { FONTS } from './sample.ts';

test('a mark that rises stands as high over each size of type, and what follows it on the line', () => {
  const text = (sizePt: number, riseMilli: number): DrawOp => ({
    ...{ op: 'text', xPt: 44, baselinePt: 100, widthPt: 10, text: 'x' },
    style: { weight: 'regular', sizePt, ink: 'text', figures: false },
    shaped: { advanceMilli: 500, parts: [{ source: 0, riseMilli, tj: '(x)' }], needed: [] },
  });
  const ops = [text(10, 300), text(10, 300), text(20, 300), text(20, 0)];
  const written = contentStream(ops, 792, FONTS, LETTER_SETUP, () => undefined);
  expect([...written.matchAll(/(\S+) Ts/g)].map(([, rise]) => Number(rise))).toEqual([3, 6, 0]);
});

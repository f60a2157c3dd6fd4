import { expect, test, vi } from 'vitest';
import { renderSheet } from '../../src/print/render.ts';
import { LETTER_SETUP } from '../../src/print/sheet.ts';
import { openSpool } from '../../src/print/spool.ts';
import { FONTS, RICH } from './sample.ts';

// A fault that nobody would see on the paper: the bars are those of the next list's code.
vi.mock('../../src/print/symbol.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../src/print/symbol.ts')>();
  const barcodeBars: typeof original.barcodeBars = (code, ...where) =>
    original.barcodeBars(String(BigInt(code) + 1n).padStart(code.length, '0'), ...where);
  return { ...original, barcodeBars };
});

test('no sheet leaves the print room, alone or in a spool, whose bars are another code', () => {
  const misread = { tag: 'symbol-misread', read: '1484938172605184' };
  expect(renderSheet(RICH, LETTER_SETUP, FONTS)).toEqual(misread);
  const emitted: Uint8Array[] = [];
  const spool = openSpool(LETTER_SETUP, FONTS, (chunk) => emitted.push(chunk));
  expect(spool.add(RICH)).toEqual(misread);
  expect(spool.finish()).toEqual({ sheets: 0, pages: 0 });
  expect(emitted).toEqual([]);
});

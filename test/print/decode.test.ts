import { expect, test } from 'vitest';
import { decodeSymbols } from '../../scripts/proof/decode.ts';
import { laneSheet } from '../../src/print/lane-sheet.ts';
import { A4_SETUP, LETTER_SETUP } from '../../src/print/sheet.ts';
import { decodeBars } from '../../src/print/symbol.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { collisions, outside } from './extents.ts';
import { FONTS } from './sample.ts';
import { haveTools } from './tools.ts';

// A share of `npm run proof -- decode`.
test.runIf(haveTools('pdftoppm', 'zbarimg'))(
  'symbols of all forms are read after what befalls paper, by a decoder that is not ours',
  async () => {
    const proven = await decodeSymbols(scratchDirectory(), { seed: 7, count: 1, dpis: [150], say: () => {} });
    expect(proven.failures).toEqual([]);
    expect(proven.count).toBe(3 * 9 * 2);
    expect(proven.figures['code128-16, 150 dpi, clean']).toBe('zbar 1, ZXing 1');
  },
);

test.each([LETTER_SETUP, A4_SETUP, { ...LETTER_SETUP, dpi: 203 as const }])(
  'the acceptance sheet has a symbol of each form that reads back, apart from the worn ones, and all of it is on the page',
  (setup) => {
    const page = laneSheet('Chain', setup, FONTS);
    const read = page.ops.flatMap((op) => (op.op === 'bars' ? [decodeBars(op.bars, setup)?.length] : []));
    expect(read).toEqual([16, 20, 12, 16, 12, undefined, 16]);
    expect(collisions(page)).toEqual([]);
    expect(outside(page, setup)).toEqual([]);
  },
);

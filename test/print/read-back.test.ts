import { expect, test } from 'vitest';
import { readBack } from '../../src/print/read-back.ts';
import { renderSheet } from '../../src/print/render.ts';
import { A4_SETUP, LETTER_SETUP, type PageSetup } from '../../src/print/sheet.ts';
import { FONTS, RICH } from './sample.ts';

const DPIS = [203, 300, 600] as const;
/** The least and the most that `print.bar_inset_pt` takes, and what it has by itself. */
const INSETS = [0, 0.06, 0.2];
const CODES = ['1484938172605183', '14849381726051830002', '491234567894'];

test.each([LETTER_SETUP, A4_SETUP])(
  'a written sheet reads back as its code on every printer: $paper',
  (paper) => {
    const setups = DPIS.flatMap((dpi) =>
      INSETS.map((barInsetPt): PageSetup => ({ ...paper, dpi, barInsetPt })),
    );
    for (const setup of setups) {
      for (const listCode of CODES) {
        const sheet = renderSheet({ ...RICH, due: [], extras: [], listCode }, setup, FONTS);
        const read = sheet.tag === 'rendered' ? readBack(sheet.pdf) : sheet.tag;
        expect([setup.dpi, setup.barInsetPt, read]).toEqual([setup.dpi, setup.barInsetPt, listCode]);
      }
    }
  },
);

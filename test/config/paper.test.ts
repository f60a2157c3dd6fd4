import { expect, test } from 'vitest';
import { PAPERS_PT, UNFOLDED_PT } from '../../src/config/paper.ts';
import { A4_SETUP, FOLD_CLEARANCE_PT, LETTER_SETUP } from '../../src/print/sheet.ts';
import { geometryOf } from '../../src/print/style.ts';
import { BAR_HEIGHT_PT } from '../../src/print/symbol.ts';

test.each([LETTER_SETUP, A4_SETUP])(
  'the configuration knows where on the paper things are as print does: $paper',
  (setup) => {
    const { widthPt, heightPt, marginTopPt } = geometryOf(setup);
    expect(PAPERS_PT[setup.paper]).toEqual([widthPt, heightPt]);
    expect(UNFOLDED_PT).toEqual([
      marginTopPt - FOLD_CLEARANCE_PT,
      marginTopPt + BAR_HEIGHT_PT + FOLD_CLEARANCE_PT,
    ]);
  },
);

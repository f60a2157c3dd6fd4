import { describe, expect, test } from 'vitest';
import type { PlannedLine } from '../../src/lists/planned-list.ts';
import { contentFault, listFault, type PreflightFacts } from '../../src/print/preflight.ts';
import { readBack } from '../../src/print/read-back.ts';
import { renderSheet } from '../../src/print/render.ts';
import { LETTER_SETUP, type PageSetup, type SheetContent } from '../../src/print/sheet.ts';
import { cents } from '../../src/shared/cents.ts';
import { FONTS, RICH } from './sample.ts';

const SOUND: PreflightFacts = { offerFault: () => undefined, priceNow: () => 100 };
const ADDRESS = ['1 Main St', 'Platteville, WI 53818'];

function list(more: object = {}, line: Partial<PlannedLine> = {}) {
  const lines = [
    { productId: 'soup', regularPriceCents: cents(100), offerId: 'O1', offerVersion: 2, ...line },
  ];
  const addressee = { name: 'Ann', language: 'en', addressLines: ADDRESS, largePrint: false, ...more };
  return { mail: true, homeStoreId: '1', addressee, lines } as unknown as Parameters<typeof listFault>[0];
}

describe('a list is held', () => {
  test.each([
    ['for nothing when all of it holds', list(), SOUND, undefined],
    [
      'for a price that the shelf will not have',
      list(),
      { ...SOUND, priceNow: () => 101 },
      /says 1\.00, and the shelf will ask 1\.01$/,
    ],
    ['for no price that is lower by then', list(), { ...SOUND, priceNow: () => 99 }, undefined],
    [
      'for an offer that is over',
      list(),
      { ...SOUND, offerFault: () => ({ reason: 'offer-dead' as const, why: 'is over' }) },
      /line 1 promises O1, which is over/,
    ],
    ['for a language that nobody wrote', list({ language: 'pl' }), SOUND, /no texts in the language "pl"/],
    ['for a street without a town', list({ addressLines: ['1 Main St'] }), SOUND, /only "1 Main St"/],
    [
      'for a town without a code',
      list({ addressLines: ['1 Main St', 'Platteville, WI'] }),
      SOUND,
      /no postal code/,
    ],
    ['for no address at all, which waits in the store', list({ addressLines: [] }), SOUND, undefined],
  ] as const)('%s', (_, some, facts, why) => {
    const fault = listFault(some, facts as PreflightFacts);
    if (why === undefined) expect(fault).toBeUndefined();
    else expect(fault?.detail).toMatch(why);
  });

  test('when its sheet would say nothing, or name nothing', () => {
    expect(contentFault(RICH)).toBeUndefined();
    expect(contentFault({ ...RICH, due: [], specials: [] })?.reason).toBe('empty');
    const due = RICH.due.map((item, at) => (at === 3 ? { ...item, description: ' ' } : item));
    expect(contentFault({ ...RICH, due })?.detail).toBe('due line 4 has no name');
    const extras = [{ kind: 'tip' as const, title: '', body: 'x' }];
    expect(contentFault({ ...RICH, extras })?.detail).toBe('extra 1 has no title');
  });
});

describe('a written file read back in coarse dots', () => {
  const pdfOf = (listCode: string, setup: PageSetup = LETTER_SETUP): Uint8Array => {
    const content: SheetContent = { ...RICH, listCode };
    const rendered = renderSheet(content, setup, FONTS);
    if (rendered.tag !== 'rendered') throw new Error(rendered.tag);
    return rendered.pdf;
  };

  test.each([
    ['1484938172605183', 300],
    ['14849381726051830042', 600],
    ['491234567894', 300],
    ['1484938172605183', 203],
  ] as const)('shows its number %s, at %d dpi', (code, dpi) => {
    expect(readBack(pdfOf(code, { ...LETTER_SETUP, dpi }))).toBe(code);
  });

  test('is not taken for another when its bars were made too wide, nor when there are none', () => {
    expect(readBack(pdfOf('1484938172605183', { ...LETTER_SETUP, barInsetPt: -0.9 }))).toBeUndefined();
    expect(readBack(new Uint8Array())).toBeUndefined();
  });
});

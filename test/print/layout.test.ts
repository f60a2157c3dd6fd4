import { describe, expect, test } from 'vitest';
import type { Page } from '../../src/print/draw.ts';
import { layOutSheet } from '../../src/print/layout.ts';
import {
  A4_SETUP,
  EXTRA_KINDS,
  LETTER_SETUP,
  type PageSetup,
  type SheetContent,
} from '../../src/print/sheet.ts';
import { drawingText, wordsOn } from './page-text.ts';
import { due, FONTS, manyDue, manySpecials, RICH, somethingNew } from './sample.ts';

const IN_STORE: SheetContent = { ...RICH, addressLines: [] };

describe('the drawing of a rich sheet', () => {
  test('on Letter, mailed, in English', async () => {
    const content = { ...RICH, specials: [...RICH.specials, somethingNew('en')] };
    await expect(drawingText(pagesOf(content))).toMatchFileSnapshot('golden/rich-letter-en.txt');
  });

  test('on A4, handed out, in Spanish', async () => {
    const specials = [...RICH.specials, somethingNew('es')];
    const content: SheetContent = { ...IN_STORE, specials, language: 'es', householdName: 'José Nguyễn' };
    await expect(drawingText(pagesOf(content, A4_SETUP))).toMatchFileSnapshot('golden/rich-a4-es.txt');
  });
});

describe('a sheet', () => {
  test('says what the law wants beside its specials, in every column that has some, and only there', () => {
    const disclosure = 'THIS PRICE WAS SET BY AN ALGORITHM USING YOUR PERSONAL DATA.';
    const times = (content: SheetContent) =>
      wordsOn(pagesOf(content)).split('SET BY AN ALGORITHM').length - 1;
    expect(wordsOn(pagesOf({ ...RICH, disclosure }))).toContain('THIS PRICE WAS SET BY AN ALGORITHM');
    expect(times({ ...RICH, disclosure })).toBeGreaterThan(0);
    expect(times({ ...RICH, disclosure, due: manyDue(18), specials: manySpecials(24) })).toBeGreaterThan(1);
    expect(times({ ...RICH, disclosure, specials: [] })).toBe(0);
    expect(times(RICH)).toBe(0);
  });

  test('of 14 due items and 10 specials is one page', () => {
    const content = { ...IN_STORE, due: manyDue(14), specials: manySpecials(10), extras: [] };
    expect(pagesOf(content)).toHaveLength(1);
  });

  test.each([
    [24, 0],
    [0, 16],
    [18, 6],
    [6, 12],
  ])('of %d due items and %d specials is one page, however they are mixed', (dueCount, specialCount) => {
    const content = { ...IN_STORE, due: manyDue(dueCount), specials: manySpecials(specialCount), extras: [] };
    expect(pagesOf(content)).toHaveLength(1);
  });

  test('of 24 due items, 12 specials and 3 extras with long texts is two pages', () => {
    const legalText = 'Offer by the manufacturer, one per household, not with any other coupon. '.repeat(2);
    const content: SheetContent = {
      ...RICH,
      due: manyDue(24, ' with a considerably longer description from the product file'),
      specials: manySpecials(12, { legalText, conditionText: 'when you buy 2 of any kind in one trip' }),
      extras: EXTRA_KINDS.slice(0, 3).map((kind) => ({
        kind,
        title: 'An idea',
        body: 'Stir and serve. '.repeat(15),
      })),
    };
    expect(pagesOf(content)).toHaveLength(2);
  });

  test('of 200 due items is reported as too long, and says what found no room', () => {
    const laidOut = layOutSheet({ ...RICH, due: manyDue(200) }, LETTER_SETUP, FONTS);
    expect(laidOut).toMatchObject({ tag: 'overflow', pagesMax: 2 });
    if (laidOut.tag === 'overflow') {
      expect(laidOut.leftOut[0]).toMatch(/^(?:Aisle|Everyday product) \d+$/);
      expect(laidOut.leftOutCount).toBeGreaterThan(100);
    }
  });

  test('whose postal address is wider than its window is reported, not shrunk beyond reading', () => {
    const addressLines = [
      'The Very Long Name of an Estate on the Upper Mississippi, Building North-West 17, Apartment 5',
    ];
    expect(layOutSheet({ ...RICH, addressLines }, LETTER_SETUP, FONTS)).toEqual({
      tag: 'overflow',
      pagesMax: 2,
      leftOut: ['postal address'],
      leftOutCount: 1,
    });
  });

  test('without name, store, prices, aisles or reasons still is a list', () => {
    const content: SheetContent = {
      ...IN_STORE,
      householdName: undefined,
      store: undefined,
      due: [due('Bananas')],
      specials: [],
      extras: [],
      footerLines: [],
    };
    const words = wordsOn(pagesOf(content));
    expect(words).toContain('Your shopping list');
    expect(words).toContain('Bananas');
    expect(words).not.toMatch(/undefined|Around the store|Your specials|Your store/);
  });

  test('with nothing due, no specials and no extras has a head and lines to write on', () => {
    const content = { ...IN_STORE, due: [], specials: [], extras: [] };
    const pages = pagesOf(content);
    expect(wordsOn(pages)).toContain('Also');
    expect(boxes(pages)).toBe(6);
  });

  test('says its days in words, in the language of the household', () => {
    expect(wordsOn(pagesOf(RICH))).toContain('Good Thursday, November 5 through Wednesday, November 18');
    expect(wordsOn(pagesOf({ ...RICH, language: 'es' }))).toContain(
      'Válida del jueves 5 de noviembre al miércoles 18 de noviembre',
    );
  });

  test('goes by aisle in the order given, and puts what has no aisle last', () => {
    const items = [due('Eggs', '', 'Dairy'), due('Candles'), due('Soap', '', '11'), due('Milk', '', 'Dairy')];
    const words = wordsOn(pagesOf({ ...IN_STORE, due: items, specials: [], extras: [] }));
    expect(words).toMatch(/Dairy Eggs Milk Aisle 11 Soap Around the store Candles/);
  });

  test('does not say the deal twice, and says it when it adds something', () => {
    const words = wordsOn(pagesOf(RICH));
    expect(words).not.toContain('$0.49 off');
    expect(words).toContain('Save $0.49 when you buy 5');
    expect(words).toContain('2 for $5.00');
    expect(words).toContain('only through Wednesday, November 11');
  });

  test('strikes the shelf price through where a special has its own', () => {
    const [page] = pagesOf({ ...IN_STORE, due: [], specials: manySpecials(1), extras: [] });
    const texts = page?.ops.filter((op) => op.op === 'text') ?? [];
    const before = texts.find((op) => op.text === '$4.49');
    const now = texts.find((op) => op.text === '$3.49');
    if (before === undefined || now === undefined) throw new Error('the prices are not on the page');
    const strike = page?.ops.find(
      (op) =>
        op.op === 'rule' && Math.abs(op.fromPt[0] - before.xPt) < 0.01 && op.fromPt[1] < before.baselinePt,
    );
    expect(strike).toMatchObject({ toPt: [before.xPt + before.widthPt, expect.any(Number)] });
    expect(now.style.sizePt).toBeGreaterThan(before.style.sizePt);
  });

  test('aligns its prices on the right, in figures of one width', () => {
    const [page] = pagesOf({ ...IN_STORE, specials: [], extras: [] });
    const prices = page?.ops.filter((op) => op.op === 'text' && /^\$\d/.test(op.text)) ?? [];
    const ends = prices.map((op) => (op.op === 'text' ? (op.xPt + op.widthPt).toFixed(4) : ''));
    expect(prices.length).toBeGreaterThan(5);
    expect(new Set(ends).size).toBe(1);
    expect(prices.every((op) => op.op === 'text' && op.style.figures)).toBe(true);
  });

  test('repeats name and code on page 2, and the symbol stands on page 1 alone', () => {
    const pages = pagesOf({ ...RICH, due: manyDue(30) });
    expect(pages).toHaveLength(2);
    const second = wordsOn(pages.slice(1));
    expect(second).toContain('Maria Łukaszewski');
    expect(second).toContain('1484 9381 7260 5183');
    expect(second).toContain('Page 2 of 2');
    expect(pages.map((page) => page.ops.filter((op) => op.op === 'bars').length)).toEqual([1, 0]);
  });

  test('in large print is set in 18 pt over one column', () => {
    const pages = pagesOf({ ...IN_STORE, largePrint: true });
    const item = pages.flatMap((page) => page.ops).find((op) => op.op === 'text' && op.text === 'Bananas');
    expect(item).toMatchObject({ style: { sizePt: 18 } });
    expect(pages.length).toBeLessThanOrEqual(4);
  });

  test('keeps the symbol 9 pt off every fold, or refuses the setup', () => {
    expect(() => layOutSheet(RICH, { ...LETTER_SETUP, foldsPt: [110 + 8] }, FONTS)).toThrow(/fold/);
    expect(layOutSheet(RICH, { ...LETTER_SETUP, foldsPt: [110 + 9] }, FONTS).tag).toBe('laid-out');
  });

  test('shows nothing but name and address where the window may be', () => {
    // The #10 window's area on the paper, with the paper slipped to every limit in the envelope.
    const [page] = pagesOf(RICH);
    const seen = page?.ops.flatMap((op) =>
      op.op === 'text' && op.xPt < 387 && op.baselinePt > 147 && op.baselinePt - op.style.sizePt < 261
        ? [op.text]
        : [],
    );
    expect(seen).toEqual(['Maria Łukaszewski', '1245 Ridge Avenue, Apt 3', 'Platteville, WI 53818']);
  });
});

function pagesOf(content: SheetContent, setup: PageSetup = LETTER_SETUP): readonly Page[] {
  const laidOut = layOutSheet(content, setup, FONTS);
  if (laidOut.tag !== 'laid-out') throw new Error(`overflow: ${laidOut.leftOut.join(', ')}`);
  return laidOut.pages;
}

function boxes(pages: readonly Page[]): number {
  return pages.flatMap((page) => page.ops.filter((op) => op.op === 'box')).length;
}

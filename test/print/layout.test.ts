import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DrawOp, Page } from '../../src/print/draw.ts';
import { layOutSheet } from '../../src/print/layout.ts';
import {
  A4_SETUP,
  EXTRA_KINDS,
  LETTER_SETUP,
  type PageSetup,
  type SheetContent,
} from '../../src/print/sheet.ts';
import { geometryOf } from '../../src/print/style.ts';
import { cents } from '../../src/shared/cents.ts';
import { addDays } from '../../src/shared/day.ts';
import { drawingText, wordsOn } from './page-text.ts';
import { dayOf, due, FONTS, manyDue, manySpecials, RICH } from './sample.ts';

const IN_STORE: SheetContent = { ...RICH, addressLines: [] };

describe('the drawing of a rich sheet', () => {
  test('on Letter, mailed, in English', async () => {
    await expect(drawingText(pagesOf(RICH))).toMatchFileSnapshot('golden/rich-letter-en.txt');
  });

  test('on A4, handed out, in Spanish', async () => {
    const content: SheetContent = { ...IN_STORE, language: 'es', householdName: 'José Nguyễn' };
    await expect(drawingText(pagesOf(content, A4_SETUP))).toMatchFileSnapshot('golden/rich-a4-es.txt');
  });
});

describe('a sheet', () => {
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
    expect(boxes(pages)).toHaveLength(6);
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

describe('no column ends badly:', () => {
  const count = fc.integer({ min: 0, max: 40 });

  test('a heading is never last, and no single item of an aisle is carried over alone', () => {
    fc.assert(
      fc.property(count, fc.integer({ min: 0, max: 14 }), (dueCount, specialCount) => {
        const content = { ...RICH, due: manyDue(dueCount), specials: manySpecials(specialCount) };
        const laidOut = layOutSheet(content, LETTER_SETUP, FONTS);
        fc.pre(laidOut.tag === 'laid-out');
        if (laidOut.tag !== 'laid-out') return;
        for (const column of columnsOf(laidOut.pages)) {
          expect(column.at(-1)).not.toMatch(/^(?:Aisle|Running low|Your specials)/);
          const carried = column.findIndex((text) => /^Aisle \d+, continued$/.test(text));
          if (carried < 0) continue;
          const items = column.slice(carried + 1);
          const next = items.findIndex((text) => /^(?:Aisle \d+|Your specials)$/.test(text));
          const names = (next < 0 ? items : items.slice(0, next)).filter((text) =>
            text.startsWith('Everyday'),
          );
          expect(names.length).toBeGreaterThanOrEqual(2);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('whatever is on a list,', () => {
  const word = fc.stringMatching(/^[A-Za-zÀ-ÖŁłżć0-9%&.,-]{1,30}$/);
  const text = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '));
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const amount = fc.nat(99_999_999).map(cents);
  const content: fc.Arbitrary<SheetContent> = fc.record({
    listId: fc.nat(),
    listCode: fc.stringMatching(/^\d{16}$/),
    chainName: text,
    language: fc.constantFrom('en' as const, 'es' as const),
    householdName: maybe(text),
    addressLines: fc.array(text, { maxLength: 4 }),
    store: maybe(
      fc.record({
        name: text,
        address: maybe(text),
        city: maybe(text),
        state: maybe(text),
        postalCode: maybe(text),
        hours: maybe(text),
      }),
    ),
    validFrom: fc.nat(500).map((days) => addDays(dayOf('2026-01-01'), days)),
    validUntil: fc.nat(500).map((days) => addDays(dayOf('2026-01-01'), days)),
    due: fc.array(
      fc.record({
        description: text,
        size: maybe(text),
        aisle: maybe(word),
        aisleSort: fc.nat(),
        regularPriceCents: maybe(amount),
        reasonText: maybe(text),
      }),
      { maxLength: 16 },
    ),
    specials: fc.array(
      fc.record({
        headline: text,
        description: text,
        size: maybe(text),
        aisle: maybe(word),
        regularPriceCents: maybe(amount),
        priceWithOfferCents: maybe(amount),
        saveText: text,
        conditionText: maybe(text),
        reasonText: maybe(text),
        legalText: maybe(text),
      }),
      { maxLength: 10 },
    ),
    extras: fc.array(fc.record({ kind: fc.constantFrom(...EXTRA_KINDS), title: text, body: maybe(text) }), {
      maxLength: 3,
    }),
    largePrint: fc.boolean(),
    footerLines: fc.array(text, { maxLength: 3 }),
  });

  test('no mark leaves the margins, no text runs into another, and every item is there', () => {
    fc.assert(
      fc.property(content, fc.constantFrom(LETTER_SETUP, A4_SETUP), (some, setup) => {
        const laidOut = layOutSheet(some, setup, FONTS);
        if (laidOut.tag === 'overflow') {
          expect(laidOut.leftOutCount).toBeGreaterThan(0);
          return;
        }
        expect(laidOut.pages.length).toBeLessThanOrEqual(some.largePrint ? 4 : 2);
        for (const page of laidOut.pages) {
          expect(outside(page, setup)).toEqual([]);
          expect(collisions(page)).toEqual([]);
        }
        const drawn = wordsOn(laidOut.pages).replaceAll(' ', '');
        for (const item of some.due) expect(drawn).toContain(firstWord(item.description));
        for (const item of some.specials) expect(drawn).toContain(firstWord(item.description));
        expect(boxes(laidOut.pages).length).toBeGreaterThanOrEqual(some.due.length + some.specials.length);
      }),
      { numRuns: 150 },
    );
  });
});

function pagesOf(content: SheetContent, setup: PageSetup = LETTER_SETUP): readonly Page[] {
  const laidOut = layOutSheet(content, setup, FONTS);
  if (laidOut.tag !== 'laid-out') throw new Error(`overflow: ${laidOut.leftOut.join(', ')}`);
  return laidOut.pages;
}

function boxes(pages: readonly Page[]): DrawOp[] {
  return pages.flatMap((page) => page.ops.filter((op) => op.op === 'box'));
}

function firstWord(text: string): string {
  return text.trim().split(' ')[0] ?? '';
}

/** Texts of each column from top to bottom, head and foot left out. */
function columnsOf(pages: readonly Page[]): string[][] {
  return pages.flatMap((page) => {
    const texts = page.ops.filter((op) => op.op === 'text');
    const footPt = Math.max(...page.ops.flatMap((op) => (op.op === 'rule' ? [op.fromPt[1]] : [])));
    const headPt = page === pages[0] ? 264 : 60;
    const body = texts.filter((op) => op.baselinePt > headPt && op.baselinePt < footPt);
    const middlePt = page.widthPt / 2;
    return [body.filter((op) => op.xPt < middlePt), body.filter((op) => op.xPt >= middlePt)].map((column) =>
      column.toSorted((one, other) => one.baselinePt - other.baselinePt).map((op) => op.text),
    );
  });
}

type Extent = {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
};

function extentOf(op: DrawOp): Extent {
  switch (op.op) {
    case 'text':
      return {
        left: op.xPt,
        right: op.xPt + op.widthPt,
        top: op.baselinePt - op.style.sizePt * 0.66,
        bottom: op.baselinePt + op.style.sizePt * 0.2,
      };
    case 'rule':
      return { left: op.fromPt[0], right: op.toPt[0], top: op.fromPt[1], bottom: op.toPt[1] };
    case 'box':
      return extentOfAreas([op.area]);
    case 'bars':
      return extentOfAreas(op.bars);
  }
}

function extentOfAreas(
  areas: readonly { xPt: number; yPt: number; widthPt: number; heightPt: number }[],
): Extent {
  return {
    left: Math.min(...areas.map((area) => area.xPt)),
    right: Math.max(...areas.map((area) => area.xPt + area.widthPt)),
    top: Math.min(...areas.map((area) => area.yPt)),
    bottom: Math.max(...areas.map((area) => area.yPt + area.heightPt)),
  };
}

function outside(page: Page, setup: PageSetup): DrawOp[] {
  const geometry = geometryOf(setup);
  return page.ops.filter((op) => {
    const { left, right, top, bottom } = extentOf(op);
    return (
      left < geometry.marginXPt - 0.1 ||
      right > geometry.widthPt - geometry.marginXPt + 0.1 ||
      top < geometry.marginTopPt - 0.1 ||
      bottom > geometry.heightPt - geometry.marginBottomPt + 0.1
    );
  });
}

/** Pairs of marks that lie on each other: texts, boxes and the symbol. */
function collisions(page: Page): string[] {
  const solid = page.ops.filter((op) => op.op !== 'rule' && !(op.op === 'text' && op.text === ''));
  const extents = solid.map(extentOf);
  const found: string[] = [];
  for (const [index, one] of extents.entries()) {
    for (let at = index + 1; at < extents.length; at++) {
      const other = extents[at];
      if (other === undefined) continue;
      const apart =
        one.right <= other.left + 0.01 ||
        other.right <= one.left + 0.01 ||
        one.bottom <= other.top + 0.01 ||
        other.bottom <= one.top + 0.01;
      if (!apart) found.push(`${JSON.stringify(solid[index])} on ${JSON.stringify(solid[at])}`);
    }
  }
  return found;
}

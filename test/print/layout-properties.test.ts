import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Page } from '../../src/print/draw.ts';
import { unitHeightPt } from '../../src/print/flow.ts';
import { arrangeSheet, layOutSheet, leastHeightPt, piecesOf } from '../../src/print/layout.ts';
import { saidOf } from '../../src/print/said.ts';
import { A4_SETUP, EXTRA_KINDS, LETTER_SETUP, type SheetContent } from '../../src/print/sheet.ts';
import type { Density } from '../../src/print/style.ts';
import { cents } from '../../src/shared/cents.ts';
import { addDays } from '../../src/shared/day.ts';
import { collisions, outside } from './extents.ts';
import { wordsOn } from './page-text.ts';
import { dayOf, FONTS, manyDue, manySpecials, RICH } from './sample.ts';

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
          expect(column.at(-1) ?? '').not.toMatch(/^(?:Aisle|Running low|Your specials)/);
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
        timingText: maybe(text),
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
        expect(boxes(laidOut.pages)).toBeGreaterThanOrEqual(some.due.length + some.specials.length);
      }),
      { numRuns: 50 },
    );
  });

  test('its pieces are no lower than what a page is measured by before they are made', () => {
    fc.assert(
      fc.property(content, (some) => {
        const arranged = arrangeSheet(some, LETTER_SETUP, FONTS);
        fc.pre(arranged.tag === 'arranged');
        if (arranged.tag !== 'arranged') return;
        const { frame } = arranged;
        const said = saidOf(some, { ...frame, currencySign: '$' });
        const density: Density = some.largePrint
          ? { bodyPt: 18, set: 'compact' }
          : { bodyPt: 11, set: 'close' };
        const { due, specials, extras } = piecesOf(frame, said, density);
        const heightPt = unitHeightPt([due, specials, ...extras].flat(), true);
        expect(leastHeightPt(frame, said, density)).toBeLessThanOrEqual(heightPt + 1e-6);
      }),
      { numRuns: 100 },
    );
  });

  test('small print keeps clear of a price with a large sign, where a special has no words before it', () => {
    const special = {
      ...{ headline: '', description: '', saveText: '', aisle: 'À', regularPriceCents: cents(10_000_000) },
      ...{ size: undefined, priceWithOfferCents: undefined, conditionText: undefined, reasonText: undefined },
      legalText: 'a,&-.łaż %ł%Ł ż-% && %ÀA 0ł%0.-żÀż,.& &0ŁUż %A&ÀÀ',
    };
    const bare = { ...RICH, due: [], extras: [], specials: [special] };
    const laidOut = layOutSheet(bare, LETTER_SETUP, FONTS);
    if (laidOut.tag !== 'laid-out') throw new Error(laidOut.tag);
    for (const page of laidOut.pages) expect(collisions(page)).toEqual([]);
  });
});

function boxes(pages: readonly Page[]): number {
  return pages.flatMap((page) => page.ops.filter((op) => op.op === 'box')).length;
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

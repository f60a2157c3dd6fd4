import { describe, expect, test } from 'vitest';
import type { Page, TextOp } from '../../src/print/draw.ts';
import { layOutSheet } from '../../src/print/layout.ts';
import { LETTER_SETUP, type SheetContent } from '../../src/print/sheet.ts';
import { FONTS, manyDue, manySpecials, RICH } from './sample.ts';

const MIDDLE_PT = 306;
const BARE: SheetContent = { ...RICH, addressLines: [], extras: [] };

function pagesOf(content: SheetContent): readonly Page[] {
  const laidOut = layOutSheet(content, LETTER_SETUP, FONTS);
  if (laidOut.tag !== 'laid-out') throw new Error('it finds no room');
  return laidOut.pages;
}

/** Names of items on a page, by the column that they stand in. */
function namesOn(page: Page | undefined, isName: (text: TextOp) => boolean) {
  const names = (page?.ops ?? []).flatMap((op) => (op.op === 'text' && isName(op) ? [op] : []));
  const inColumn = (left: boolean) => names.filter(({ xPt }) => xPt < MIDDLE_PT === left).length;
  return [inColumn(true), inColumn(false)];
}

const nameOf = (of: readonly { readonly description: string }[]) => {
  const names = new Set(of.map(({ description }) => description));
  return ({ text }: TextOp) => names.has(text);
};

describe('a sheet', () => {
  test('of specials alone has them on the left, where one begins to read', () => {
    const specials = manySpecials(6);
    const [page, ...more] = pagesOf({ ...BARE, due: [], specials });
    expect(namesOn(page, nameOf(specials))).toEqual([6, 0]);
    expect(more).toEqual([]);
  });

  test('of due lines alone fills both sides of its first page before it takes a second', () => {
    const due = manyDue(56);
    const [left = 0, right = 0] = namesOn(pagesOf({ ...BARE, due, specials: [] })[0], nameOf(due));
    expect(left).toBeGreaterThan(10);
    expect(right).toBeGreaterThan(10);
  });

  test('in large print sets reasons below the names where its pages have room for that', () => {
    const content = { ...BARE, largePrint: true, due: manyDue(12), specials: manySpecials(3) };
    const texts = pagesOf(content).flatMap(({ ops }) => ops.flatMap((op) => (op.op === 'text' ? [op] : [])));
    const names = texts.filter(nameOf(content.due));
    expect(names).toHaveLength(12);
    for (const { baselinePt } of names)
      expect(texts.filter((text) => text.baselinePt === baselinePt && /about every/.test(text.text))).toEqual(
        [],
      );
  });

  test.each([false, true])(
    'never has one special alone on a later page, in large print: %s',
    (largePrint) => {
      for (let count = 2; count <= 14; count++) {
        const specials = manySpecials(count);
        for (const dueCount of [0, 6, 14, 22]) {
          const pages = pagesOf({ ...BARE, largePrint, due: manyDue(dueCount), specials });
          for (const page of pages.slice(1)) {
            const [left = 0, right = 0] = namesOn(page, nameOf(specials));
            expect(left + right, `${count} specials, ${dueCount} due`).not.toBe(1);
          }
        }
      }
    },
  );

  test('set closely, has the reason behind the end of a name that takes two lines', () => {
    const due = manyDue(17).map((item) => ({
      ...item,
      description: `${item.description} of a long and winding name`,
    }));
    const texts = pagesOf({ ...BARE, due, specials: manySpecials(7) }).flatMap(({ ops }) =>
      ops.flatMap((op) => (op.op === 'text' ? [op] : [])),
    );
    const ends = texts.filter(({ text, style }) => /name$/.test(text) && style.ink === 'text');
    expect(ends).toHaveLength(17);
    for (const end of ends) {
      const beside = texts.find(
        ({ text, baselinePt }) => /about every/.test(text) && baselinePt === end.baselinePt,
      );
      expect(beside?.xPt).toBeGreaterThan(end.xPt + end.widthPt);
      expect((beside?.xPt ?? 0) + (beside?.widthPt ?? 0)).toBeLessThan(end.xPt < MIDDLE_PT ? 294 : 569);
    }
  });
});

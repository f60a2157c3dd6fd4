import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Page, TextOp } from '../../src/print/draw.ts';
import { layOutSheet } from '../../src/print/layout.ts';
import { LETTER_SETUP, type SheetContent } from '../../src/print/sheet.ts';
import { due as dueItem, FONTS, manyDue, manySpecials, RICH } from './sample.ts';

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

  test('of 24 lines and an address is one page, in type of 11 points, where aisles of few items share headings', () => {
    const due = manyDue(20, ' of our own').map((item, index) => ({
      ...item,
      aisle: AISLES_OF_TWENTY[index],
    }));
    const [page, ...more] = pagesOf({ ...RICH, extras: [], due, specials: manySpecials(4) });
    expect(more).toEqual([]);
    const names = textsOf(page).filter(nameOf(due));
    expect(names).toHaveLength(20);
    for (const { style } of names) expect(style.sizePt).toBe(11);
    expect(textsOf(page).map(({ text }) => text)).toContain('Frozen \u00b7 Deli & Bakery \u00b7 Dairy');
  });

  test.each([
    [42, 0, false],
    [34, 0, true],
    [36, 4, false],
  ])(
    'of %i lines and %i specials, two of each aisle, is one page: names of aisles push no line from one to two (mailed: %s)',
    (count, specialCount, mailed) => {
      const due = Array.from({ length: count }, (_, index) => {
        const name = SHORT_NAMES[index % SHORT_NAMES.length] ?? '';
        return dueItem(name, '6 double rolls', String(1 + Math.floor(index / 2)), 349, 'about every 9 days');
      });
      const addressLines = mailed ? RICH.addressLines : [];
      const content = { ...BARE, addressLines, due, specials: manySpecials(specialCount) };
      expect(pagesOf(content)).toHaveLength(1);
    },
  );

  test('much longer on one side goes through both columns in large type before it stands in small type on one', () => {
    for (const count of [13, 15, 17, 19]) {
      const content = { ...BARE, due: manyDue(count, ' of our own'), specials: manySpecials(1) };
      const [page, ...more] = pagesOf(content);
      expect(more).toEqual([]);
      const size = textsOf(page).find(nameOf(content.due))?.style.sizePt;
      expect(size, `${count} lines`).toBeGreaterThan(11);
    }
  });

  test('says of every due item in which aisle it is, above it or beside it, however closely it is set', () => {
    let shared = 0;
    const someDue = fc.array(fc.constantFrom(...new Set(AISLES_OF_TWENTY)), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(someDue, fc.nat(8), fc.boolean(), (aisles, specialCount, isMailed) => {
        // As lists are: an aisle's items one behind the other.
        const due = manyDue(aisles.length, ' of our own').map((item, index) => ({
          ...item,
          aisle: aisles.sort()[index],
        }));
        const address = isMailed ? RICH.addressLines : [];
        const content = { ...BARE, addressLines: address, due, specials: manySpecials(specialCount) };
        shared += pagesOf(content).some((page) =>
          textsOf(page).some(({ text }) => / \u00b7 Aisle /.test(text)),
        )
          ? 1
          : 0;
        const said = pagesOf(content).flatMap((page) =>
          [true, false].flatMap((left) => aislesIn(page, left)),
        );
        expect(said.sort()).toEqual(due.map(({ description, aisle }) => `${description}: ${aisle}`).sort());
      }),
      { numRuns: 60 },
    );
    expect(shared).toBeGreaterThan(5);
  });
});

const SHORT_NAMES = [
  ...['Gala apples', 'Shredded cheddar', 'Orange juice', 'Black beans', 'Cat litter', 'Tomato soup'],
  ...['Frozen peas', 'Toothpaste'],
];

const AISLES_OF_TWENTY = [
  ...['Frozen', 'Deli & Bakery', 'Dairy', 'Dairy', 'Produce', 'Produce', 'Produce', 'Produce', 'Produce'],
  ...['1', '2', '3', '4', '4', '5', '6', '7', '9', '12', '12'],
];

function textsOf(page: Page | undefined): TextOp[] {
  return (page?.ops ?? []).flatMap((op) => (op.op === 'text' ? [op] : []));
}

/** `product: aisle` of what is due in one column, as a reader takes it: the line below the name, else the heading above. */
function aislesIn(page: Page, left: boolean): string[] {
  const said: string[] = [];
  let heading = '';
  const texts = textsOf(page).filter(({ xPt }) => xPt < MIDDLE_PT === left);
  for (const [index, { text, style }] of texts.entries()) {
    if (style.weight === 'semibold' && style.ink === 'quiet') heading = text;
    if (!text.startsWith('Everyday')) continue;
    const below = texts.slice(index + 1).find((next) => next.style.ink === 'quiet');
    const aisle = / \u00b7$/.test(below?.text ?? '') ? below?.text.replace(/ \u00b7$/, '') : heading;
    said.push(`${text}: ${(aisle ?? '').replace(', continued', '').replace('Aisle ', '')}`);
  }
  return said;
}

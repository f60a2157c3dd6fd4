import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { renderSheet } from '../../src/print/render.ts';
import { A4_SETUP, LETTER_SETUP, type PageSetup, type SheetContent } from '../../src/print/sheet.ts';
import { renderTagged } from '../../src/print/tagged.ts';
import { FONTS, freshFonts, manyDue, manySpecials, RICH } from './sample.ts';
import { checkedBy, haveTools, pdfText, spokenText } from './tools.ts';

const LOGO: PageSetup = {
  ...LETTER_SETUP,
  logo: { widthOverHeight: 2, image: { kind: 'vector', operators: '0 0 1 1 re f' } },
};
const DISCLOSURE = 'THIS PRICE WAS SET BY AN ALGORITHM USING YOUR PERSONAL DATA.';
const SHEET: SheetContent = { ...RICH, addressLines: [], chainName: 'Smith & Sons <Foods>' };
/** What is due goes on behind the specials, on page 2. */
const LONG: SheetContent = {
  ...SHEET,
  due: manyDue(40),
  specials: manySpecials(12),
  disclosure: DISCLOSURE,
  wishes: ['no candy'],
};
const ALL: readonly (readonly [string, SheetContent, PageSetup])[] = [
  ['a page', SHEET, LETTER_SETUP],
  ['two pages with a logo', LONG, LOGO],
  ['large print', { ...LONG, largePrint: true }, LETTER_SETUP],
  [
    'Spanish on A4, a name with rare letters',
    { ...SHEET, language: 'es', householdName: 'Nguyễn Żółć' },
    A4_SETUP,
  ],
];

test('the same sheet is the same file, whatever was made before', () => {
  const first = pdfOf(LONG, LOGO);
  const other = freshFonts();
  renderTagged({ ...SHEET, householdName: 'Żółć' }, A4_SETUP, other);
  const again = renderTagged(LONG, LOGO, other);
  expect(again.tag === 'rendered' && Buffer.from(again.pdf).equals(first)).toBe(true);
});

test.each(ALL)('nothing is drawn that is neither read nor known to be ornament: %s', (_, content, setup) => {
  const pdf = pdfOf(content, setup);
  let marks = 0;
  for (const stream of pageStreams(pdf)) {
    let depth = 0;
    for (const [operator] of stream.matchAll(/\b(?:BDC|BMC|EMC|TJ|f|S|Do)\b/g)) {
      if (operator === 'EMC') depth -= 1;
      else if (operator === 'BDC' || operator === 'BMC') depth += 1;
      else expect(depth).toBe(1);
    }
    expect(depth).toBe(0);
    marks += stream.match(/\/MCID \d+/g)?.length ?? 0;
  }
  // Each of them has its place in the tree: by number, or as a reference to another page.
  const tree = [...latin1(pdf).matchAll(/\/S \/\w+\n[\s\S]*?endobj/g)].map(([element]) => element);
  const leaves = tree.flatMap((element) => {
    const kids = /\/K \[([\s\S]*?)\]\n/.exec(element)?.[1] ?? '';
    return kids.replace(/\d+ 0 R/g, '').match(/\/MCID \d+|(?:^|\s)\d+(?=\s|$)/g) ?? [];
  });
  expect(marks).toBeGreaterThan(20);
  expect([marks, leaves.length]).toEqual([leaves.length, marks]);
});

test('a figure has words, the document a language and a title that is XML', () => {
  const file = latin1(pdfOf(LONG, LOGO));
  expect(file).toContain('/Alt (Barcode of this list. Number 1484 9381 7260 5183)');
  expect(file).toContain('/Alt (Smith & Sons <Foods>)');
  expect(file).toContain('/Lang (en-US)');
  expect(file).toContain('Smith &amp; Sons &lt;Foods&gt;: shopping list');
  expect(file).toContain('/DisplayDocTitle true');
  expect(file).toContain('<pdfuaid:part>1</pdfuaid:part>');
});

test('what must not go out as paper does not go out as a file', () => {
  const of = (content: SheetContent) => renderTagged(content, LETTER_SETUP, FONTS).tag;
  expect(of({ ...SHEET, householdName: '李小龍' })).toBe('glyphs-missing');
  expect(of({ ...SHEET, due: manyDue(200) })).toBe('overflow');
});

describe.runIf(haveTools('pdfinfo', 'pdftotext'))('read aloud', () => {
  test('section by section, whatever column or page it stands in, and headings once', () => {
    const said = spokenText(pdfOf(LONG, LOGO));
    const order = [
      'H1 A shopping list for Maria Łukaszewski',
      'P Good Thursday, November 5 through Wednesday, November 18',
      'Figure 1484 9381 7260 5183',
      'H2 Running low?',
      'H3 Aisle 1',
      'LBody Everyday product 1 $1.99 16 oz · about every 9 days',
      'LBody Everyday product 40 $2.38 16 oz · about every 9 days',
      'H2 Your specials',
      `P ${DISCLOSURE}`,
      'LBody Special product 12 Save $1.00 12 oz · Aisle 7 · about every 9 days $3.49 was $4.49',
      'H2 Recipe Penne with peas and cheddar',
      'P Cook 12 oz penne; add 2 cups frozen peas for the last 2 minutes.',
      'P Drain, stir in',
      'P Your store Dick’s Platteville',
      'P As you asked: no candy.',
    ];
    const places = order.map((line) => said.findIndex((one) => one.startsWith(line)));
    expect(places.filter((place) => place < 0)).toEqual([]);
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(said.filter((line) => /continued|Page \d/.test(line))).toEqual([]);
    expect(said.filter((line) => line.startsWith('LBody')).length).toBe(52);
  });

  test.each(ALL)('has the words of the printed sheet: %s', (_, content, setup) => {
    const printed = renderSheet(content, setup, FONTS);
    if (printed.tag !== 'rendered') throw new Error(printed.tag);
    const words = (pdf: Uint8Array) => pdfText(pdf).split(/\s+/);
    expect(words(pdfOf(content, setup))).toEqual(words(printed.pdf));
  });
});

describe.runIf(haveTools('qpdf'))('qpdf', () => {
  test.each(ALL)('finds nothing wrong: %s', (_, content, setup) => {
    expect(checkedBy('qpdf', ['--check'], pdfOf(content, setup))).toMatch(
      /No syntax or stream encoding errors/,
    );
  });
});

describe.runIf(haveTools('verapdf'))('veraPDF', () => {
  test.each(ALL)('finds it to be PDF/UA-1: %s', (_, content, setup) => {
    const said = checkedBy('verapdf', ['--flavour', 'ua1', '--format', 'text'], pdfOf(content, setup));
    expect(said).toMatch(/^PASS/m);
  });
});

function pdfOf(content: SheetContent, setup: PageSetup): Buffer {
  const rendered = renderTagged(content, setup, FONTS);
  if (rendered.tag !== 'rendered') throw new Error(rendered.tag);
  return Buffer.from(rendered.pdf);
}

function latin1(pdf: Buffer): string {
  return pdf.toString('latin1');
}

/** The drawing of each page. */
function pageStreams(pdf: Buffer): string[] {
  const found: string[] = [];
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('stream\n', at)) {
    const end = pdf.indexOf('\nendstream', at);
    const bytes = pdf.subarray(at + 7, end);
    at = end + 11;
    const text = bytes[0] === 0x78 ? inflateSync(bytes).toString('latin1') : '';
    if (text.includes(' BDC')) found.push(text);
  }
  return found;
}

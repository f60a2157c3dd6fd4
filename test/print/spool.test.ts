import { describe, expect, test } from 'vitest';
import { renderSheet } from '../../src/print/render.ts';
import { LETTER_SETUP, type SheetContent } from '../../src/print/sheet.ts';
import { openSpool, SPOOL_SHEETS_MAX, spoolAbout } from '../../src/print/spool.ts';
import { pageStreams } from './page-text.ts';
import { FONTS, freshFonts, manyDue, RICH } from './sample.ts';
import { haveTools, pdfText } from './tools.ts';

const TWO_PAGES: SheetContent = { ...RICH, listCode: '2222000011112222', due: manyDue(30) };
const SHEETS: readonly SheetContent[] = [
  RICH,
  TWO_PAGES,
  { ...RICH, listCode: '3333000011112222', language: 'es', householdName: 'Żółć' },
  { ...RICH, listCode: '4444000011112222', addressLines: [], due: manyDue(8) },
];

function spoolOf(sheets: readonly SheetContent[], setup = LETTER_SETUP, fonts = FONTS) {
  const chunks: Uint8Array[] = [];
  const spool = openSpool(setup, fonts, (chunk) => chunks.push(chunk));
  const places = sheets.map((sheet) => spool.add(sheet));
  const total = spool.finish();
  return { pdf: Buffer.concat(chunks), places, total, chunks };
}

describe('a spool', () => {
  test('says where each sheet begins and how many pages it has', () => {
    const { places, total } = spoolOf(SHEETS);
    expect(places).toMatchObject([
      { tag: 'added', firstPage: 1, pages: 1 },
      { tag: 'added', firstPage: 2, pages: 2 },
      { tag: 'added', firstPage: 4, pages: 1 },
      { tag: 'added', firstPage: 5, pages: 1 },
    ]);
    expect(total).toEqual({ sheets: 4, pages: 5 });
  });

  test.each([false, true])('says which of its bytes are a sheet, on both sides: %s', (duplex) => {
    const setup = { ...LETTER_SETUP, duplex };
    const { pdf, places } = spoolOf(SHEETS, setup);
    let end = 0;
    for (const [at, place] of places.entries()) {
      if (place.tag !== 'added') throw new Error(place.tag);
      expect(place.offset).toBeGreaterThanOrEqual(end);
      end = place.offset + place.length;
      const part = pdf.subarray(place.offset, end);
      expect(part.toString('latin1')).toMatch(/^\d+ 0 obj\n[\s\S]*endobj\n$/);
      expect(part.toString('latin1').match(/\/Type \/Page\n/g)?.length).toBe(place.pages);
      const single = renderSheet(SHEETS[at] ?? RICH, setup, FONTS);
      expect(pageStreams(part)).toEqual(single.tag === 'rendered' ? pageStreams(single.pdf) : []);
    }
  });

  test('and a single file are whole: a header, and every object where the table says that it is', () => {
    const single = renderSheet(TWO_PAGES, LETTER_SETUP, FONTS);
    if (single.tag !== 'rendered') throw new Error(single.tag);
    for (const pdf of [Buffer.from(single.pdf), spoolOf(SHEETS).pdf]) {
      const text = pdf.toString('latin1');
      expect(text.slice(0, 9)).toBe('%PDF-1.7\n');
      const table = text.slice(Number(/startxref\n(\d+)\n%%EOF\n?$/.exec(text)?.[1]));
      expect(table).toMatch(/^xref\n/);
      const offsets = [...table.matchAll(/^(\d{10}) \d{5} n/gm)].map(([, offset]) => Number(offset));
      expect(offsets.length).toBeGreaterThan(20);
      for (const [at, offset] of offsets.entries())
        expect(text.slice(offset)).toMatch(new RegExp(`^${at + 1} 0 obj\n`));
    }
  });

  test('draws on its pages, mark for mark, what the single sheets have', () => {
    const singles = SHEETS.flatMap((sheet) => {
      const rendered = renderSheet(sheet, LETTER_SETUP, FONTS);
      return rendered.tag === 'rendered' ? pageStreams(rendered.pdf) : [];
    });
    expect(singles).toHaveLength(5);
    expect(pageStreams(spoolOf(SHEETS).pdf)).toEqual(singles);
  });

  test.runIf(haveTools('pdftotext'))('reads like the single sheets one after the other', () => {
    const singles = SHEETS.map((sheet) => {
      const rendered = renderSheet(sheet, LETTER_SETUP, FONTS);
      return rendered.tag === 'rendered' ? pdfText(rendered.pdf) : '';
    });
    expect(pdfText(spoolOf(SHEETS).pdf)).toBe(singles.join(''));
  });

  test('has the same bytes each time, with other fonts objects too', () => {
    expect(spoolOf(SHEETS, LETTER_SETUP, freshFonts()).pdf.equals(spoolOf(SHEETS).pdf)).toBe(true);
  });

  test('takes pages that were written into a file of their own, with the same bytes', () => {
    const chunks: Uint8Array[] = [];
    const spool = openSpool(LETTER_SETUP, FONTS, (chunk) => chunks.push(chunk));
    for (const sheet of SHEETS) {
      const rendered = renderSheet(sheet, LETTER_SETUP, FONTS);
      if (rendered.tag !== 'rendered') throw new Error(rendered.tag);
      spool.addPacked(spoolAbout(sheet), rendered.pages);
    }
    spool.finish();
    expect(Buffer.concat(chunks).equals(spoolOf(SHEETS).pdf)).toBe(true);
  });

  test('goes on after a sheet that cannot be printed, as if it had not been there', () => {
    const { places, pdf } = spoolOf([
      { ...RICH, householdName: '李' },
      RICH,
      { ...RICH, due: manyDue(200) },
      TWO_PAGES,
    ]);
    expect(places.map((place) => place.tag)).toEqual(['glyphs-missing', 'added', 'overflow', 'added']);
    expect(pdf.equals(spoolOf([RICH, TWO_PAGES]).pdf)).toBe(true);
  });

  test('takes no more than it may, and says so', () => {
    const spool = openSpool(LETTER_SETUP, FONTS, () => {});
    const small: SheetContent = { ...RICH, due: [], specials: [], extras: [], addressLines: [] };
    for (let sheet = 0; sheet < SPOOL_SHEETS_MAX; sheet++) expect(spool.add(small).tag).toBe('added');
    expect(spool.add(small)).toEqual({ tag: 'spool-full' });
    expect(spool.finish()).toEqual({ sheets: SPOOL_SHEETS_MAX, pages: SPOOL_SHEETS_MAX });
  });

  test('hands its bytes on with every sheet and does not gather them', () => {
    const { chunks } = spoolOf(Array.from({ length: 40 }, () => RICH));
    const pageBytes = chunks.slice(0, -1).map((chunk) => chunk.length);
    // pdfkit closes a page when the next one begins: nothing but the header may come with the first sheet.
    expect(Math.min(...pageBytes.slice(1))).toBeGreaterThan(1500);
    expect(Math.max(...pageBytes)).toBeLessThan(8000);
  });

  test('without a sheet is no file', () => {
    expect(spoolOf([])).toMatchObject({ chunks: [], total: { sheets: 0, pages: 0 } });
  });

  test('for both sides of the paper never starts a sheet on the back of another', () => {
    const { places, total, pdf } = spoolOf(SHEETS, { ...LETTER_SETUP, duplex: true });
    expect(places).toMatchObject([{ firstPage: 1 }, { firstPage: 3 }, { firstPage: 5 }, { firstPage: 7 }]);
    expect(total.pages).toBe(7);
    expect(pageStreams(pdf)).toHaveLength(7);
    expect(pdf.toString('latin1')).toContain('/Duplex /DuplexFlipLongEdge');
  });
});

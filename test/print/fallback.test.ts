import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openFonts } from '../../src/print/fonts.ts';
import { renderSheet } from '../../src/print/render.ts';
import { LETTER_SETUP, type SheetContent } from '../../src/print/sheet.ts';
import { FONTS, RICH } from './sample.ts';
import { haveTools, pdfText } from './tools.ts';

/** Has Georgian and Armenian, which Source Sans 3 has not; no Chinese. */
const DEJAVU = '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf';
const MIXED: SheetContent = { ...RICH, householdName: 'ნინო Łucja Ն. Smith' };

const have = existsSync(DEJAVU) && haveTools('pdftotext');
if (!have) process.stdout.write(`skipped: fallback fonts need ${DEJAVU}, which is not installed here\n`);

describe.runIf(have)('a name with letters of a second font', () => {
  const source = (weight: string) =>
    readFileSync(
      fileURLToPath(
        import.meta.resolve(`@expo-google-fonts/source-sans-3/${weight}/SourceSans3_${weight}.ttf`),
      ),
    );
  const fonts = () =>
    openFonts({
      regular: source('400Regular'),
      semibold: source('600SemiBold'),
      bold: source('700Bold'),
      fallbacks: [readFileSync(DEJAVU)],
    });

  test('prints with it, run by run, and embeds only what it draws of it', () => {
    const rendered = renderSheet(MIXED, LETTER_SETUP, fonts());
    if (rendered.tag !== 'rendered') throw new Error(rendered.tag);
    expect(pdfText(rendered.pdf)).toContain('ნინო Łucja Ն. Smith');
    const plain = renderSheet(RICH, LETTER_SETUP, fonts());
    if (plain.tag !== 'rendered') throw new Error(plain.tag);
    expect(Buffer.from(plain.pdf).toString('latin1')).not.toContain('DejaVu');
    expect(Buffer.from(rendered.pdf).toString('latin1')).toMatch(/BaseFont \/[A-Z]{6}\+DejaVuSans/);
    expect(rendered.pdf.length - plain.pdf.length).toBeLessThan(8_000);
  });

  test('changes nothing on a sheet that needs none of it', () => {
    const [one, other] = [FONTS, fonts()].map((each) => renderSheet(RICH, LETTER_SETUP, each));
    if (one?.tag !== 'rendered' || other?.tag !== 'rendered') throw new Error('held');
    expect(Buffer.from(other.pdf).equals(one.pdf)).toBe(true);
  });

  test('is held without the font, and a letter that none has is held with it', () => {
    expect(renderSheet(MIXED, LETTER_SETUP, FONTS).tag).toBe('glyphs-missing');
    const chinese = renderSheet({ ...MIXED, householdName: 'ნინო 李' }, LETTER_SETUP, fonts());
    expect(chinese).toMatchObject({ tag: 'glyphs-missing', missing: [{ character: '李' }] });
  });
});

import PDFDocument from 'pdfkit';
import type { Day } from '../shared/day.ts';
import { contentStream, FONT_NAMES, LOGO_NAME } from './content-stream.ts';
import type { Page } from './draw.ts';
import { type EmbeddedUse, embedFont } from './embed.ts';
import { embedLogo } from './embed-logo.ts';
import { type Fonts, WEIGHTS } from './fonts.ts';
import type { PageSetup } from './sheet.ts';

/** A PDF being written, page by page. */
export type PdfWriter = {
  readonly addPage: (page: Page) => void;
  /** The bytes written since the last call. */
  readonly take: () => Uint8Array;
  /** Embed the fonts and close the file; take the rest after it. */
  readonly end: () => void;
};

const MS_PER_DAY = 86_400_000;

/** pdfkit's catalogue, which its types leave out: the only way to `PrintScaling` and `Duplex`. */
type WithCatalogue = {
  readonly _root: { readonly data: { ViewerPreferences?: { readonly data: Record<string, unknown> } } };
};

/**
 * Open a PDF. Same arguments and pages, same bytes: the date is the first day of validity, and nothing is random.
 *
 * pdfkit keeps the file (objects, pages, cross references, compression); what is on the pages and the embedded fonts we
 * write ourselves, since its text functions shape and subset every document's text anew.
 */
export function openPdf(
  setup: PageSetup,
  fonts: Fonts,
  about: { readonly title: string; readonly languageTag: string; readonly day: Day },
): PdfWriter {
  const pdf = new PDFDocument({
    autoFirstPage: false,
    font: '',
    margin: 0,
    pdfVersion: '1.7',
    lang: about.languageTag,
    displayTitle: true,
    info: {
      Title: about.title,
      Producer: 'duelist',
      Creator: 'duelist',
      CreationDate: new Date(about.day * MS_PER_DAY),
    },
  });
  const preferences = (pdf as unknown as WithCatalogue)._root.data.ViewerPreferences?.data;
  if (preferences === undefined) throw new Error('this version of pdfkit keeps no viewer preferences');
  // "Fit to page" in a printer's dialog would take the bars off the dot grid.
  preferences.PrintScaling = 'None';
  preferences.Duplex = setup.duplex ? 'DuplexFlipLongEdge' : 'Simplex';
  const use = (): EmbeddedUse => ({ reference: pdf.ref({}), glyphs: new Map() });
  let logo: PDFKit.PDFKitReference | undefined;
  const uses = { regular: use(), semibold: use(), bold: use() };

  return {
    addPage: (page) => {
      pdf.addPage({ size: [page.widthPt, page.heightPt], margin: 0 });
      for (const weight of WEIGHTS) pdf.page.fonts[FONT_NAMES[weight]] = uses[weight].reference;
      if (setup.logo !== undefined && page.ops.some(({ op }) => op === 'logo')) {
        logo ??= embedLogo(pdf, setup.logo);
        pdf.page.xobjects[LOGO_NAME] = logo;
      }
      pdf.addContent(
        contentStream(page.ops, fonts, setup, (weight, glyph) => {
          // Glyph 0 is "missing"; contents are checked before, so this is about our own words or the currency sign.
          if (glyph.id === 0)
            throw new Error(`a text of the sheet has a character that ${weight} cannot draw`);
          uses[weight].glyphs.set(glyph.id, glyph);
        }),
      );
    },
    take: () => (pdf.read() as Uint8Array | null) ?? new Uint8Array(),
    end: () => {
      for (const weight of WEIGHTS) embedFont(pdf, fonts[weight], uses[weight]);
      pdf.end();
    },
  };
}

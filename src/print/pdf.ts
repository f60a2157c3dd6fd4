import { deflateSync } from 'node:zlib';
import { contentBytes, LOGO_NAME } from './content-stream.ts';
import { type AboutFile, openDocument } from './document.ts';
import type { DrawOp, Page } from './draw.ts';
import { type EmbeddedUse, embedFont } from './embed.ts';
import { embedLogo } from './embed-logo.ts';
import { type FontSource, type Fonts, WEIGHTS } from './fonts.ts';
import type { ShapedGlyph } from './shaping.ts';
import type { PageSetup } from './sheet.ts';

/** A PDF being written, page by page. */
export type PdfWriter = {
  /** @param mark What this file alone has on the page, in a stream of its own: the page itself is written once for all files. */
  readonly addPage: (page: Page, mark?: DrawOp) => void;
  readonly addPacked: (page: PackedPage, mark?: DrawOp) => void;
  /** The bytes written since the last call, the pages so far among them as a whole. */
  readonly take: () => Uint8Array;
  /** Embed the fonts and close the file; take the rest after it. */
  readonly end: () => void;
};

/** A page's stream and dictionary, which pdfkit's types leave out: the only way to packed bytes, and to a second stream. */
type PageInside = {
  readonly dictionary: { readonly data: { Contents: unknown } };
  readonly content: {
    readonly buffer: Uint8Array[];
    compress: boolean;
    readonly data: { Length: number; Filter: string };
    readonly write: (chunk: Uint8Array) => void;
  };
};

/**
 * A page is a twentieth larger than at the usual 6, and packed in half of the time. Tables and buffer are made anew for each
 * page, of some ten kilobytes: smaller ones are made sooner. (One compressor kept for all pages takes a quarter less, but what it
 * makes of a page's end depends on the page before it: the same sheet would not be the same bytes.) The window is the usual one: by its first byte a packed page is
 * known when a file is read back.
 */
const DEFLATE = { level: 3, memLevel: 7, chunkSize: 8192 } as const;

/**
 * Open a PDF. Same arguments and pages, same bytes: the date is the first day of validity, and nothing is random.
 *
 * pdfkit keeps the file (objects, pages, cross references, compression); what is on the pages and the embedded fonts we
 * write ourselves, since its text functions shape and subset every document's text anew.
 */
export function openPdf(setup: PageSetup, fonts: Fonts, about: AboutFile): PdfWriter {
  const pdf = openDocument(about, { duplex: setup.duplex, tagged: false });
  let logo: PDFKit.PDFKitReference | undefined;
  const uses = new Map<string, EmbeddedUse>();
  const useOf = (source: FontSource): EmbeddedUse => {
    let use = uses.get(source.name);
    if (use === undefined) {
      use = { reference: pdf.ref({}), source, needed: new Map() };
      uses.set(source.name, use);
    }
    return use;
  };
  const bases = WEIGHTS.map((weight) => useOf(fonts[weight].sources[0]));
  const sources = sourcesByName(fonts);
  const addPacked = (page: PackedPage, mark?: DrawOp): void => {
    pdf.addPage({ size: [page.widthPt, page.heightPt], margin: 0 });
    const ofPage = pdf.page.fonts;
    const inside = pdf.page as unknown as PageInside;
    for (const { source, reference } of bases) ofPage[source.name] = reference;
    if (setup.logo !== undefined && page.hasLogo) {
      logo ??= embedLogo(pdf, setup.logo);
      pdf.page.xobjects[LOGO_NAME] = logo;
    }
    const needed = [...page.needed];
    if (mark !== undefined) {
      const extra = pdf.ref({});
      extra.end(
        contentBytes(
          [mark],
          page.heightPt,
          fonts,
          setup,
          ({ name }, glyph) => void needed.push({ source: name, glyph }),
        ),
      );
      inside.dictionary.data.Contents = [inside.content, extra];
    }
    for (const { source: name, glyph } of needed) {
      const source = sources.get(name);
      if (source === undefined) throw new Error(`a page was packed with other fonts: it has ${name}`);
      const use = useOf(source);
      use.needed.set(glyph.id, glyph);
      ofPage[source.name] = use.reference;
    }
    writePacked(inside, page.stream);
  };

  return {
    addPage: (page, mark) => addPacked(packPage(page, fonts, setup), mark),
    addPacked,
    take: () => {
      pdf.flushPages();
      return pdf.takeWritten();
    },
    end: () => {
      for (const use of uses.values()) embedFont(pdf, use);
      pdf.end();
    },
  };
}

/** A page as it stands in any file, and what of it is in no base set: plain data, so that a thread can hand it over. */
export type PackedPage = {
  readonly widthPt: number;
  readonly heightPt: number;
  readonly hasLogo: boolean;
  /** Its drawing operators, deflated. */
  readonly stream: Uint8Array;
  /** `source`: the name of a font in the page's resources. */
  readonly needed: readonly { readonly source: string; readonly glyph: ShapedGlyph }[];
};

/** Write and pack what is on a page: once for all the files that it goes into. */
function packPage({ widthPt, heightPt, ops }: Page, fonts: Fonts, setup: PageSetup): PackedPage {
  const needed: { source: string; glyph: ShapedGlyph }[] = [];
  const onNeeded = ({ name, font }: FontSource, glyph: ShapedGlyph) => {
    // Glyph 0 is "missing"; contents are checked before, so this is about our own words or the currency sign.
    if (glyph.id === 0)
      throw new Error(`a text of the sheet has a character that ${font.postscriptName} cannot draw`);
    needed.push({ source: name, glyph });
  };
  const stream = deflateSync(contentBytes(ops, heightPt, fonts, setup, onNeeded), DEFLATE);
  return { widthPt, heightPt, hasLogo: ops.some(({ op }) => op === 'logo'), stream, needed };
}

export function packPages(pages: readonly Page[], fonts: Fonts, setup: PageSetup): PackedPage[] {
  return pages.map((page) => packPage(page, fonts, setup));
}

function sourcesByName(fonts: Fonts): ReadonlyMap<string, FontSource> {
  return new Map(WEIGHTS.flatMap((weight) => fonts[weight].sources.map((source) => [source.name, source])));
}

/** Instead of what pdfkit began the page with, a flip of its coordinates. */
function writePacked({ content }: PageInside, stream: Uint8Array): void {
  content.buffer.length = 0;
  content.compress = false;
  content.data.Length = 0;
  content.data.Filter = 'FlateDecode';
  content.write(stream);
}

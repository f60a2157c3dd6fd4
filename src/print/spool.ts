import type { AboutFile } from './document.ts';
import type { DrawOp, Page } from './draw.ts';
import type { Fonts } from './fonts.ts';
import { openPdf, type PackedPage, type PdfWriter, packPages } from './pdf.ts';
import { readyPages, type Unprintable } from './render.ts';
import type { PageSetup, SheetContent } from './sheet.ts';
import { textsOf } from './texts-of.ts';

/** Most sheets in one spool: what a print shop opens and a printer restarts without trouble. */
export const SPOOL_SHEETS_MAX = 500;

/**
 * Where a sheet stands in its spool; pages count from 1. From byte `offset` on, `length` bytes of the file are its pages: their
 * objects and all that is drawn on them. Fonts and the table of pages are shared, and stand at the end of the file.
 */
export type Added = {
  readonly tag: 'added';
  readonly firstPage: number;
  readonly pages: number;
  readonly offset: number;
  readonly length: number;
};
export type SpoolFull = { readonly tag: 'spool-full' };

/** What a spool alone has on a page, numbered from 0. */
export type MarkOf = (page: Pick<Page, 'widthPt' | 'heightPt'>, at: number, of: number) => DrawOp;

export type Spool = {
  /** Lay a sheet out and write it, or say why not; a sheet that is not added leaves the spool as it was. */
  readonly add: (content: SheetContent) => Added | Unprintable | SpoolFull;
  /** Write a sheet that was packed before, with this setup and these fonts. */
  readonly addPacked: (about: AboutFile, pages: readonly PackedPage[], markOf?: MarkOf) => Added | SpoolFull;
  /** Close the file. Without a sheet nothing is emitted: there is no PDF without a page. */
  readonly finish: () => { readonly sheets: number; readonly pages: number };
};

/**
 * Many sheets as one PDF, for a print run. Bytes are emitted as they come, so memory does not grow with the sheets.
 * The file's date and language are those of its first sheet.
 *
 * @param emit Gets the file's bytes in order.
 */
export function openSpool(setup: PageSetup, fonts: Fonts, emit: (chunk: Uint8Array) => void): Spool {
  let writer: PdfWriter | undefined;
  let sheets = 0;
  let pages = 0;
  let bytes = 0;
  const flush = () => {
    const chunk = writer?.take();
    if (chunk === undefined || chunk.length === 0) return;
    bytes += chunk.length;
    emit(chunk);
  };
  const addPacked: Spool['addPacked'] = (about, packed, markOf) => {
    if (sheets >= SPOOL_SHEETS_MAX) return { tag: 'spool-full' };
    writer ??= openPdf(setup, fonts, about);
    // Printed on both sides, a sheet must not begin on the back of its neighbour's.
    if (setup.duplex && pages % 2 === 1) {
      const { widthPt, heightPt } = packed[0] ?? { widthPt: 0, heightPt: 0 };
      writer.addPage({ widthPt, heightPt, ops: [] });
      pages += 1;
    }
    // The file's head, and an empty back, are nobody's.
    flush();
    const offset = bytes;
    const firstPage = pages + 1;
    for (const [at, page] of packed.entries()) writer.addPacked(page, markOf?.(page, at, packed.length));
    sheets += 1;
    pages += packed.length;
    flush();
    return { tag: 'added', firstPage, pages: packed.length, offset, length: bytes - offset };
  };
  return {
    add: (content) => {
      if (sheets >= SPOOL_SHEETS_MAX) return { tag: 'spool-full' };
      const ready = readyPages(content, setup, fonts);
      if (ready.tag !== 'ready') return ready;
      return addPacked(spoolAbout(content), packPages(ready.pages, fonts, setup));
    },
    addPacked,
    finish: () => {
      writer?.end();
      flush();
      return { sheets, pages };
    },
  };
}

export function spoolAbout({
  language,
  chainName,
  validFrom,
}: Pick<SheetContent, 'language' | 'chainName' | 'validFrom'>): AboutFile {
  const { languageTag, title } = textsOf(language);
  return { title: title(chainName, undefined), languageTag, day: validFrom };
}

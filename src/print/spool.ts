import type { DrawOp, Page } from './draw.ts';
import type { Fonts } from './fonts.ts';
import { openPdf, type PdfWriter } from './pdf.ts';
import { type ReadyPages, readyPages, type Unprintable } from './render.ts';
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

export type Spool = {
  /**
   * Write a sheet, or say why not; a sheet that is not added leaves the spool as it was.
   *
   * @param markOf What the spool alone has on a page, numbered from 0.
   * @param ready Its pages, where they were laid out before with this setup and these fonts.
   */
  readonly add: (
    content: SheetContent,
    ready?: ReadyPages,
    markOf?: (page: Page, at: number, of: number) => DrawOp,
  ) => Added | Unprintable | SpoolFull;
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
  return {
    add: (content, laidOut, markOf) => {
      if (sheets >= SPOOL_SHEETS_MAX) return { tag: 'spool-full' };
      const ready = laidOut ?? readyPages(content, setup, fonts);
      if (ready.tag !== 'ready') return ready;
      writer ??= openPdf(setup, fonts, aboutSpool(content));
      // Printed on both sides, a sheet must not begin on the back of its neighbour's.
      if (setup.duplex && pages % 2 === 1) {
        const { widthPt, heightPt } = ready.pages[0] ?? { widthPt: 0, heightPt: 0 };
        writer.addPage({ widthPt, heightPt, ops: [] });
        pages += 1;
      }
      // The file's head, and an empty back, are nobody's.
      flush();
      const offset = bytes;
      const firstPage = pages + 1;
      for (const [at, page] of ready.pages.entries())
        writer.addPage(page, markOf?.(page, at, ready.pages.length));
      sheets += 1;
      pages += ready.pages.length;
      flush();
      return { tag: 'added', firstPage, pages: ready.pages.length, offset, length: bytes - offset };
    },
    finish: () => {
      writer?.end();
      flush();
      return { sheets, pages };
    },
  };
}

function aboutSpool(content: SheetContent) {
  const { languageTag, title } = textsOf(content.language);
  return { title: title(content.chainName, undefined), languageTag, day: content.validFrom };
}

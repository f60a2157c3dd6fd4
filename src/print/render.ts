import type { Page } from './draw.ts';
import type { Fonts } from './fonts.ts';
import { checkGlyphs } from './glyphs.ts';
import { nameOf } from './head.ts';
import { layOutSheet } from './layout.ts';
import { openPdf, type PackedPage, packPages } from './pdf.ts';
import type { GlyphsMissing, Overflow, PageSetup, SheetContent, SymbolMisread } from './sheet.ts';
import { decodeBars } from './symbol.ts';
import { textsOf } from './texts-of.ts';

export type Rendered = {
  readonly tag: 'rendered';
  readonly pdf: Uint8Array;
  /** Its pages, which a spool can take as they are. */
  readonly pages: readonly PackedPage[];
  /** It has the post's barcode to print, and its window no room for that. */
  readonly imbLeftOut: boolean;
};
/** Why a sheet is held. */
export type Unprintable = Overflow | GlyphsMissing | SymbolMisread;
export type ReadyPages = { readonly tag: 'ready'; readonly pages: readonly Page[] };

/**
 * One household's sheet as a PDF of its own. Same arguments, same bytes.
 *
 * @returns The file and its pages; or why there is none: characters that the fonts cannot draw, or more than the pages hold.
 */
export function renderSheet(content: SheetContent, setup: PageSetup, fonts: Fonts): Rendered | Unprintable {
  const ready = readyPages(content, setup, fonts);
  if (ready.tag !== 'ready') return ready;
  const { languageTag, title } = textsOf(content.language);
  const writer = openPdf(setup, fonts, {
    title: title(content.chainName, nameOf(content)),
    languageTag,
    day: content.validFrom,
  });
  const pages = packPages(ready.pages, fonts, setup);
  for (const page of pages) writer.addPacked(page);
  writer.end();
  return { tag: 'rendered', pdf: writer.take(), pages, imbLeftOut: leavesImbOut(content, ready.pages) };
}

function leavesImbOut({ imb, addressLines }: SheetContent, pages: readonly Page[]): boolean {
  if (imb === undefined || addressLines.length === 0) return false;
  return !pages.some(({ ops }) => ops.some((op) => op.op === 'bars' && op.of === 'post'));
}

/** Pages that may go out: every glyph is there, all fits, and the symbol reads back as the list's code. */
export function readyPages(content: SheetContent, setup: PageSetup, fonts: Fonts): ReadyPages | Unprintable {
  const missing = checkGlyphs(content, fonts);
  if (missing.length > 0) return { tag: 'glyphs-missing', missing };
  const laidOut = layOutSheet(content, setup, fonts);
  if (laidOut.tag === 'overflow') return laidOut;
  return misread(laidOut.pages, content.listCode, setup) ?? { tag: 'ready', pages: laidOut.pages };
}

/** What is wrong with the symbol of a sheet: one that says anything else than its list's code must never be printed. */
export function misread(
  pages: readonly Page[],
  listCode: string,
  setup: PageSetup,
): SymbolMisread | undefined {
  const symbols = pages.flatMap((page) =>
    page.ops.flatMap((op) => (op.op === 'bars' && op.of === undefined ? [op] : [])),
  );
  const read = symbols.map((symbol) => decodeBars(symbol.bars, setup) ?? '?');
  if (read.length === 1 && read[0] === listCode) return undefined;
  return { tag: 'symbol-misread', read: read.length === 0 ? 'nothing' : read.join(', ') };
}

import type { Page } from './draw.ts';
import type { Fonts } from './fonts.ts';
import { checkGlyphs } from './glyphs.ts';
import { nameOf } from './head.ts';
import { layOutSheet } from './layout.ts';
import { openPdf } from './pdf.ts';
import type { GlyphsMissing, Overflow, PageSetup, SheetContent } from './sheet.ts';
import { decodeBars } from './symbol.ts';
import { textsOf } from './texts-of.ts';

export type Rendered = { readonly tag: 'rendered'; readonly pdf: Uint8Array; readonly ready: ReadyPages };
export type ReadyPages = { readonly tag: 'ready'; readonly pages: readonly Page[] };

/**
 * One household's sheet as a PDF of its own. Same arguments, same bytes.
 *
 * @returns The file and its pages, which a spool can take as they are; or why there is none: characters that the fonts cannot draw, or more than the pages hold.
 */
export function renderSheet(
  content: SheetContent,
  setup: PageSetup,
  fonts: Fonts,
): Rendered | Overflow | GlyphsMissing {
  const ready = readyPages(content, setup, fonts);
  if (ready.tag !== 'ready') return ready;
  const { languageTag, title } = textsOf(content.language);
  const writer = openPdf(setup, fonts, {
    title: title(content.chainName, nameOf(content)),
    languageTag,
    day: content.validFrom,
  });
  for (const page of ready.pages) writer.addPage(page);
  writer.end();
  return { tag: 'rendered', pdf: writer.take(), ready };
}

/** Pages that may go out: every glyph is there, all fits, and the symbol reads back as the list's code. */
export function readyPages(
  content: SheetContent,
  setup: PageSetup,
  fonts: Fonts,
): ReadyPages | Overflow | GlyphsMissing {
  const missing = checkGlyphs(content, fonts);
  if (missing.length > 0) return { tag: 'glyphs-missing', missing };
  const laidOut = layOutSheet(content, setup, fonts);
  if (laidOut.tag === 'overflow') return laidOut;
  assertSymbol(laidOut.pages, content.listCode, setup);
  return { tag: 'ready', pages: laidOut.pages };
}

/** @throws Error (a bug of ours): a sheet whose symbol says anything else must never be printed. */
export function assertSymbol(pages: readonly Page[], listCode: string, setup: PageSetup): void {
  const symbols = pages.flatMap((page) => page.ops.filter((op) => op.op === 'bars'));
  const read = symbols.map((symbol) => decodeBars(symbol.bars, setup));
  if (read.length !== 1 || read[0] !== listCode) {
    throw new Error(`the symbol drawn for list code ${listCode} reads as ${read.join(', ') || 'nothing'}`);
  }
}

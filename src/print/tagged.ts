import { contentStream, LOGO_NAME } from './content-stream.ts';
import { type Document, openDocument } from './document.ts';
import type { DrawOp } from './draw.ts';
import { type EmbeddedUse, embedFont } from './embed.ts';
import { embedLogo } from './embed-logo.ts';
import { type FontSource, type Fonts, WEIGHTS } from './fonts.ts';
import { checkGlyphs } from './glyphs.ts';
import { nameOf } from './head.ts';
import { arrangeSheet, pagesOf } from './layout.ts';
import { misread, type Unprintable } from './render.ts';
import type { Area, PageSetup, SheetContent } from './sheet.ts';
import { type StructureElement, structureOf } from './structure.ts';

export type Tagged = { readonly tag: 'rendered'; readonly pdf: Uint8Array; readonly pages: number };

/**
 * One household's sheet as a tagged PDF (ISO 14289-1, PDF/UA-1), for an e-mail: the marks of the printed sheet in the same
 * places, with language, reading order, and words for the symbol and the logo. Same arguments, same bytes.
 *
 * @param setup Paper, printer and brand. Nothing is folded: the content must have no address.
 */
export function renderTagged(content: SheetContent, setup: PageSetup, fonts: Fonts): Tagged | Unprintable {
  const missing = checkGlyphs(content, fonts);
  if (missing.length > 0) return { tag: 'glyphs-missing', missing };
  const arranged = arrangeSheet(content, { ...setup, duplex: false, foldsPt: [] }, fonts);
  if (arranged.tag === 'overflow') return arranged;
  const fault = misread(pagesOf(arranged), content.listCode, setup);
  if (fault !== undefined) return fault;
  const { geometry, texts } = arranged.frame;
  const about = {
    title: texts.title(content.chainName, nameOf(content)),
    languageTag: texts.languageTag,
    day: content.validFrom,
  };
  const pdf = openDocument(about, { duplex: false, tagged: true });
  const pages = arranged.pages.parts.length;
  for (let page = 0; page < pages; page++) {
    pdf.addPage({ size: [geometry.widthPt, geometry.heightPt], margin: 0 });
    // pdfkit begins a page with this flip of its coordinates, and ours are PDF's own.
    pdf.addContent(`1 0 0 -1 0 ${geometry.heightPt} cm`);
  }
  const draw = pageDrawer(pdf, setup, fonts);
  const { elements, artifacts } = structureOf(arranged);
  for (const { page, ops } of artifacts) {
    pdf.switchToPage(page);
    pdf.markContent('Artifact', { type: 'Layout' });
    draw.ops(ops);
    pdf.endMarkedContent();
  }
  const root = pdf.struct('Document', { lang: texts.languageTag });
  pdf.addStructure(root);
  for (const element of elements) root.add(written(pdf, element, draw.ops));
  root.end();
  draw.end();
  pdf.end();
  return { tag: 'rendered', pdf: pdf.takeWritten(), pages };
}

/** An element and all below it, its marks drawn on their pages as they come. */
function written(
  pdf: PDFKit.PDFDocument,
  { type, alt, kids }: StructureElement,
  draw: (ops: readonly DrawOp[]) => void,
): PDFKit.PDFStructureElement {
  const element = pdf.struct(type, alt === undefined ? {} : figure(alt, kids));
  for (const kid of kids) {
    if (!('page' in kid)) {
      element.add(written(pdf, kid, draw));
      continue;
    }
    pdf.switchToPage(kid.page);
    element.add(pdf.markStructureContent(type));
    draw(spaced(kid.ops, kid !== kids.at(-1)));
    pdf.endMarkedContent();
  }
  element.end();
  return element;
}

/** Words and place of a figure; pdfkit's types leave the place out. */
function figure(alt: string, kids: StructureElement['kids']): PDFKit.Mixins.StructureElementOptions {
  const areas = kids.flatMap((kid) => ('page' in kid ? kid.ops.flatMap(areasOf) : []));
  const bbox = [
    Math.min(...areas.map(({ xPt }) => xPt)),
    Math.min(...areas.map(({ yPt }) => yPt)),
    Math.max(...areas.map(({ xPt, widthPt }) => xPt + widthPt)),
    Math.max(...areas.map(({ yPt, heightPt }) => yPt + heightPt)),
  ];
  return { alt, bbox } as PDFKit.Mixins.StructureElementOptions;
}

function areasOf(op: DrawOp): readonly Area[] {
  if (op.op === 'bars') return op.bars;
  if (op.op === 'logo') return [op.area];
  if (op.op !== 'text') return [];
  const { xPt, baselinePt, widthPt, style } = op;
  return [{ xPt, yPt: baselinePt - style.sizePt, widthPt, heightPt: style.sizePt * 1.25 }];
}

/** With a space behind each text that another one follows: lines are broken without, and would be read as one word. */
function spaced(ops: readonly DrawOp[], goesOn: boolean): DrawOp[] {
  const last = goesOn ? undefined : ops.findLast(({ op }) => op === 'text');
  return ops.map((op) =>
    op.op === 'text' && op !== last ? { ...op, text: `${op.text.trimEnd()} `, shaped: undefined } : op,
  );
}

/** Draws on the document's page of the moment; `end` embeds what was drawn with. */
function pageDrawer(pdf: Document, setup: PageSetup, fonts: Fonts) {
  let logo: PDFKit.PDFKitReference | undefined;
  const uses = new Map<string, EmbeddedUse>();
  const useOf = (source: FontSource): EmbeddedUse => {
    const use = uses.get(source.name) ?? { reference: pdf.ref({}), source, needed: new Map() };
    uses.set(source.name, use);
    return use;
  };
  return {
    ops: (ops: readonly DrawOp[]): void => {
      const ofPage = pdf.page.fonts;
      for (const weight of WEIGHTS) {
        const { reference, source } = useOf(fonts[weight].sources[0]);
        ofPage[source.name] = reference;
      }
      if (setup.logo !== undefined && ops.some(({ op }) => op === 'logo')) {
        logo ??= embedLogo(pdf, setup.logo);
        pdf.page.xobjects[LOGO_NAME] = logo;
      }
      const operators = contentStream(ops, pdf.page.height, fonts, setup, (source, glyph) => {
        const { reference, needed } = useOf(source);
        needed.set(glyph.id, glyph);
        ofPage[source.name] = reference;
      });
      pdf.addContent(operators.trimEnd());
    },
    end: (): void => {
      for (const use of uses.values()) embedFont(pdf, use);
    },
  };
}

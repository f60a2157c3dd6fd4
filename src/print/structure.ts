import type { Pieces } from './columns.ts';
import type { DrawOp } from './draw.ts';
import type { Piece } from './flow.ts';
import type { Part } from './frame.ts';
import { groups } from './groups.ts';
import type { Arranged } from './layout.ts';

/** Marks of one page, in the order in which they are read. */
export type Marked = { readonly page: number; readonly ops: readonly DrawOp[] };

/** A part of the document as it is read aloud, in order. Source of the types: ISO 32000-1, 14.8.4. */
export type StructureElement = {
  readonly type: 'Sect' | 'H1' | 'H2' | 'H3' | 'P' | 'L' | 'LI' | 'LBody' | 'Figure';
  /** Of a figure: what stands for it in words. */
  readonly alt?: string;
  readonly kids: readonly (StructureElement | Marked)[];
};

export type Structure = {
  readonly elements: readonly StructureElement[];
  /** Rules, boxes, page numbers and whatever was said before. */
  readonly artifacts: readonly Marked[];
};

/**
 * A sheet in reading order: whose and until when, the symbol, what is due by aisle, specials, extras, store and terms. Columns
 * and pages make no difference to it: a section that goes on elsewhere is one section, and the heading that says so is not read.
 */
export function structureOf(arranged: Arranged): Structure {
  const artifacts: Marked[] = [];
  const head: StructureElement[] = [];
  const symbol: StructureElement[] = [];
  const closing: StructureElement[] = [];
  for (const [page, parts] of arranged.pages.parts.entries()) {
    for (const part of parts) {
      if (part.ops.length === 0) continue;
      const element = elementOf(part, page, arranged);
      if (element === undefined) artifacts.push({ page, ops: part.ops });
      else if (part.role === 'symbol') symbol.push(element);
      else (part.role === 'closing' ? closing : head).push(element);
    }
  }
  const { found, rest } = piecesInPlace(arranged);
  artifacts.push(...rest);
  const sections = partsOf(arranged.pieces).map((pieces) => sectionOf(pieces, found, artifacts));
  return { elements: [...head, ...symbol, ...sections.flat(), ...closing], artifacts };
}

/** Head and foot; `undefined` for what is not read. */
function elementOf(
  { role, ops }: Part,
  page: number,
  { frame: { content, texts } }: Arranged,
): StructureElement | undefined {
  const kids = [{ page, ops }];
  switch (role) {
    case 'silent':
      return undefined;
    case 'logo':
      return { type: 'Figure', alt: content.chainName, kids };
    case 'symbol':
      return { type: 'Figure', alt: texts.symbolAlt(groups(content.listCode).join(' ')), kids };
    case 'title':
      return { type: 'H1', kids };
    case 'chain':
    case 'text':
    case 'closing':
      return { type: 'P', kids };
  }
}

/** What is due, specials, and each extra: sections of their own. */
function partsOf({ due, specials, extras }: Pieces): readonly (readonly Piece[])[] {
  return [due, specials, ...extras].filter((pieces) => pieces.length > 0);
}

type InPlace = { readonly found: ReadonlyMap<Piece, Marked>; readonly rest: readonly Marked[] };

/** Where each piece stands, its marks moved there, and all else that stands in the columns. */
function piecesInPlace({ fillings, pieces }: Arranged): InPlace {
  const wanted = new Set<Piece>(partsOf(pieces).flat());
  const found = new Map<Piece, Marked>();
  const rest: Marked[] = [];
  for (const { frame, placed } of fillings) {
    for (const { piece, draw, yPt } of placed) {
      const ops: DrawOp[] = [];
      draw(frame.xPt, yPt, ops);
      const marked = { page: frame.page, ops };
      if (piece !== undefined && wanted.has(piece)) found.set(piece, marked);
      else rest.push(marked);
    }
  }
  return { found, rest };
}

/** Headings, lists between them and paragraphs. */
function sectionOf(
  pieces: readonly Piece[],
  found: InPlace['found'],
  artifacts: Marked[],
): readonly StructureElement[] {
  const kids: StructureElement[] = [];
  let items: StructureElement[] | undefined;
  let lines: Marked[] | undefined;
  for (const piece of pieces) {
    const marked = found.get(piece);
    if (marked === undefined) throw new Error(`"${piece.label}" is on no page of its sheet`);
    const { page } = marked;
    const ops = marked.ops.filter(({ op }) => op === 'text');
    const drawn = marked.ops.filter(({ op }) => op !== 'text');
    if (drawn.length > 0) artifacts.push({ page, ops: drawn });
    if (piece.role === 'item') {
      if (items === undefined) {
        items = [];
        kids.push({ type: 'L', kids: items });
      }
      items.push({ type: 'LI', kids: [{ type: 'LBody', kids: [{ page, ops }] }] });
    } else if (piece.role === 'line' && lines !== undefined) lines.push({ page, ops });
    else if (piece.role === 'paragraph' || piece.role === 'line') {
      lines = [{ page, ops }];
      kids.push({ type: 'P', kids: lines });
    } else {
      items = undefined;
      kids.push(...headingOf(piece, { page, ops }));
    }
  }
  return [{ type: 'Sect', kids }];
}

/** A heading, and the sentence that stands below it. */
function headingOf({ role, noteTexts }: Piece, { page, ops }: Marked): StructureElement[] {
  const type = role === 'group' ? 'H3' : 'H2';
  if (noteTexts === undefined) return [{ type, kids: [{ page, ops }] }];
  const ofHeading = ops.length - noteTexts;
  return [
    { type, kids: [{ page, ops: ops.slice(0, ofHeading) }] },
    { type: 'P', kids: [{ page, ops: ops.slice(ofHeading) }] },
  ];
}

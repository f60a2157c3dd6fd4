import type { DrawOp, Page } from './draw.ts';
import { alsoPieces, duePieces } from './due.ts';
import { extraPieces } from './extras.ts';
import { emptyFilling, type Filling, type Frame, flow, type Piece, unitHeightPt } from './flow.ts';
import type { Fonts } from './fonts.ts';
import { foot } from './foot.ts';
import { firstHead, type Head, laterHead, type SheetFrame } from './head.ts';
import type { Column } from './pieces.ts';
import type { Overflow, PageSetup, SheetContent } from './sheet.ts';
import { specialPieces } from './specials.ts';
import { type Density, type Geometry, geometryOf, typeScale } from './style.ts';
import { textsOf } from './texts-of.ts';

export type LaidOut = { readonly tag: 'laid-out'; readonly pages: readonly Page[] };

/** How closely a sheet is set, the most generous first; the last is the closest that is pleasant to read. */
const DENSITIES: readonly Density[] = [
  { bodyPt: 12, compact: false },
  { bodyPt: 11.5, compact: false },
  { bodyPt: 11, compact: false },
  { bodyPt: 11, compact: true },
];
/** For what the last page would not hold otherwise: small type is better than no list. */
const LAST_RESORT: Density = { bodyPt: 10, compact: true };
const PAGES_MAX = 2;

const LARGE_PRINT_DENSITIES: readonly Density[] = [
  { bodyPt: 18, compact: false },
  { bodyPt: 18, compact: true },
];
const LARGE_PRINT_LAST_RESORT: Density = { bodyPt: 16, compact: true };
const LARGE_PRINT_HEAD_FACTOR = 1.3;
const LARGE_PRINT_PAGES_MAX = 4;

/** A column with less than this share of the other one's content is not worth a column of its own when room is short. */
const LOPSIDED_SHARE = 0.5;

/**
 * `beside`: what is due on the left, specials on the right, each going on in its own column of the next page.
 * `through`: one after the other through all columns, for when one of them is much longer than the other.
 */
type Arrangement = 'beside' | 'through';

/** All pieces of a sheet at one density; the same for every arrangement and number of pages. */
type Pieces = {
  readonly column: Column;
  readonly due: readonly Piece[];
  readonly specials: readonly Piece[];
  readonly extras: readonly (readonly Piece[])[];
};

/** The pages before their columns are filled. */
type EmptyPages = { readonly ops: readonly (readonly DrawOp[])[]; readonly frames: readonly Frame[] };

/**
 * Decide where every mark of a sheet goes. Tries fewer pages first, then the calmer arrangement, then larger type.
 *
 * @returns The pages, or what found no room: nothing is cut.
 */
export function layOutSheet(content: SheetContent, setup: PageSetup, fonts: Fonts): LaidOut | Overflow {
  const frame: SheetFrame = {
    content,
    setup,
    fonts,
    texts: textsOf(content.language),
    geometry: geometryOf(setup),
    typeFactor: content.largePrint ? LARGE_PRINT_HEAD_FACTOR : 1,
  };
  const { largePrint } = content;
  const pagesMax = largePrint ? LARGE_PRINT_PAGES_MAX : PAGES_MAX;
  const head = firstHead(frame);
  if (head === undefined) {
    return { tag: 'overflow', pagesMax, leftOut: ['postal address'], leftOutCount: 1 };
  }
  const at = (density: Density) => lazily(() => piecesOf(frame, density));
  const pieces = (largePrint ? LARGE_PRINT_DENSITIES : DENSITIES).map(at);
  const lastResort = [at(largePrint ? LARGE_PRINT_LAST_RESORT : LAST_RESORT)];
  let leftOut: readonly Piece[] = [];
  for (let pageCount = 1; pageCount <= pagesMax; pageCount++) {
    const pages = emptyPages(frame, head, pageCount);
    for (const densities of pageCount < pagesMax ? [pieces] : [pieces, lastResort]) {
      const fitted = calmestFit(densities, pages, largePrint);
      if (fitted.tag === 'fits') return { tag: 'laid-out', pages: finished(frame, pages, fitted.fillings) };
      leftOut = fitted.leftOut;
    }
  }
  const labels = [...new Set(leftOut.map((piece) => piece.label))];
  return { tag: 'overflow', pagesMax, leftOut: labels.slice(0, 3), leftOutCount: labels.length };
}

type Fit =
  | { readonly tag: 'fits'; readonly fillings: readonly Filling[] }
  | { readonly tag: 'too-much'; readonly leftOut: readonly Piece[] };

/** The calmest arrangement at the largest type that these pages hold. */
function calmestFit(densities: readonly (() => Pieces)[], pages: EmptyPages, oneColumn: boolean): Fit {
  const closest = densities.at(-1);
  if (closest === undefined) throw new Error('no density to set a sheet at');
  // What does not fit when it is set closest fits in no other way; one look spares the others.
  const through = fill(closest(), pages.frames, 'through');
  const beside = oneColumn ? through : fill(closest(), pages.frames, 'beside');
  if (through.tag === 'too-much' && beside.tag === 'too-much') return through;
  const roomy = (arrangement: Arrangement): readonly (() => Fit)[] => {
    const fits = arrangement === 'beside' ? beside.tag === 'fits' && !oneColumn : through.tag === 'fits';
    return fits
      ? densities.slice(0, -1).map((pieces) => () => fill(pieces(), pages.frames, arrangement))
      : [];
  };
  const order = lopsided(closest())
    ? [...roomy('beside'), ...roomy('through'), () => beside, () => through]
    : [...roomy('beside'), () => beside, ...roomy('through'), () => through];
  for (const attempt of order) {
    const fit = attempt();
    if (fit.tag === 'fits') return fit;
  }
  return through;
}

function lopsided({ due, specials }: Pieces): boolean {
  const one = unitHeightPt(due, true);
  const other = unitHeightPt(specials, true);
  return Math.min(one, other) < LOPSIDED_SHARE * Math.max(one, other);
}

function piecesOf({ content, fonts, geometry, setup, texts }: SheetFrame, density: Density): Pieces {
  const column: Column = {
    fonts,
    texts,
    scale: typeScale(density),
    widthPt: columnWidthPt(geometry, content.largePrint),
    currencySign: setup.currencySign,
  };
  return {
    column,
    due: duePieces(column, content.due),
    specials: specialPieces(column, content.specials, content.disclosure),
    extras: content.extras.map((extra) => extraPieces(column, extra)),
  };
}

function columnWidthPt(geometry: Geometry, oneColumn: boolean): number {
  const contentPt = geometry.widthPt - 2 * geometry.marginXPt;
  return oneColumn ? contentPt : (contentPt - geometry.gutterPt) / 2;
}

function emptyPages(frame: SheetFrame, head: Head, pageCount: number): EmptyPages {
  const { content, geometry } = frame;
  const stepPt = columnWidthPt(geometry, content.largePrint) + geometry.gutterPt;
  const ops: DrawOp[][] = [];
  const frames: Frame[] = [];
  for (let page = 0; page < pageCount; page++) {
    const top = page === 0 ? head : laterHead(frame);
    const bottom = foot(frame, page + 1, pageCount);
    ops.push([...top.ops, ...bottom.ops]);
    for (let column = 0; column < (content.largePrint ? 1 : 2); column++) {
      const xPt = geometry.marginXPt + column * stepPt;
      frames.push({ page, xPt, topPt: top.bottomPt, bottomPt: bottom.topPt });
    }
  }
  return { ops, frames };
}

function finished(
  { geometry: { widthPt, heightPt } }: SheetFrame,
  pages: EmptyPages,
  fillings: readonly Filling[],
): Page[] {
  return pages.ops.map((ops, page) => {
    const columns = fillings.filter((filling) => filling.frame.page === page);
    return { widthPt, heightPt, ops: [...ops, ...columns.flatMap((filling) => filling.ops)] };
  });
}

function fill(pieces: Pieces, frames: readonly Frame[], arrangement: Arrangement): Fit {
  const fillings = frames.map(emptyFilling);
  const leftOut =
    arrangement === 'through'
      ? flow([...pieces.due, ...pieces.specials, ...pieces.extras.flat()], fillings)
      : fillBeside(pieces, fillings);
  if (leftOut.length > 0) return { tag: 'too-much', leftOut };
  addEmptyLines(pieces.column, fillings);
  return { tag: 'fits', fillings };
}

function fillBeside({ due, specials, extras }: Pieces, fillings: readonly Filling[]): readonly Piece[] {
  const left = fillings.filter((_, index) => index % 2 === 0);
  const right = fillings.filter((_, index) => index % 2 === 1);
  const leftOut = [...flow(due, left), ...flow(specials, right)];
  if (leftOut.length > 0) return leftOut;
  for (const extra of extras) {
    const room = roomFor(extra, right, left);
    const rest = room === undefined ? extra : flow(extra, [room]);
    if (rest.length > 0) return rest;
  }
  return [];
}

/** On the first page where the whole extra fits: under the specials, else under what is due. */
function roomFor(
  extra: readonly Piece[],
  right: readonly Filling[],
  left: readonly Filling[],
): Filling | undefined {
  const fits = (filling: Filling | undefined) => {
    if (filling === undefined) return false;
    const heightPt = unitHeightPt(extra, filling.cursorPt === filling.frame.topPt);
    return heightPt <= roomPt(filling);
  };
  const byPage = right.flatMap((filling, page) => [filling, left[page]]);
  return byPage.find(fits);
}

function roomPt({ cursorPt, frame }: Filling): number {
  return frame.bottomPt - cursorPt;
}

/** Lines for the shopper's own hand, in the first column of the last page that has room for some. */
function addEmptyLines(column: Column, fillings: readonly Filling[]): void {
  const lastPage = fillings.at(-1)?.frame.page;
  for (const filling of fillings) {
    if (filling.frame.page !== lastPage) continue;
    const pieces = alsoPieces(column, roomPt(filling));
    if (pieces.length === 0) continue;
    flow(pieces, [filling]);
    return;
  }
}

function lazily<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

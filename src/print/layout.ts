import { type Arrangement, type Fit, fill, type Pieces } from './columns.ts';
import type { DrawOp, Page } from './draw.ts';
import { duePieces, leastDuePt } from './due.ts';
import { extraPieces } from './extras.ts';
import { type Filling, type Frame, type Piece, unitHeightPt } from './flow.ts';
import type { Fonts } from './fonts.ts';
import { foot } from './foot.ts';
import type { Head, Part, SheetFrame } from './frame.ts';
import { firstHead, laterHead } from './head.ts';
import type { Column } from './pieces.ts';
import { type Said, saidOf } from './said.ts';
import type { Overflow, PageSetup, SheetContent } from './sheet.ts';
import { leastSpecialsPt, specialPieces } from './specials.ts';
import { type Density, type Geometry, geometryOf, typeScale } from './style.ts';
import { textsOf } from './texts-of.ts';

export type LaidOut = { readonly tag: 'laid-out'; readonly pages: readonly Page[] };

/** A sheet whose columns are filled, before it is flattened to marks. */
export type Arranged = {
  readonly tag: 'arranged';
  readonly frame: SheetFrame;
  readonly pages: EmptyPages;
  readonly pieces: Pieces;
  readonly fillings: readonly Filling[];
};

/** How closely a sheet is set, the most generous first; the last is the closest that is pleasant to read. */
const DENSITIES: readonly Density[] = [
  { bodyPt: 12, set: 'roomy' },
  { bodyPt: 11.5, set: 'roomy' },
  { bodyPt: 11, set: 'roomy' },
  { bodyPt: 11, set: 'compact' },
  { bodyPt: 11, set: 'close' },
];
/** For what the last page would not hold otherwise: small type is better than no list. */
const LAST_RESORT: Density = { bodyPt: 10, set: 'close' };
const PAGES_MAX = 2;

const LARGE_PRINT_DENSITIES: readonly Density[] = [
  { bodyPt: 18, set: 'roomy' },
  { bodyPt: 18, set: 'compact' },
];
const LARGE_PRINT_LAST_RESORT: Density = { bodyPt: 16, set: 'compact' };
const LARGE_PRINT_HEAD_FACTOR = 1.3;
const LARGE_PRINT_PAGES_MAX = 4;

/** A column with less than this share of the other one's content is not worth a column of its own when room is short. */
const LOPSIDED_SHARE = 0.5;

/** The pages before their columns are filled. */
type EmptyPages = {
  /** Head and foot of each. */
  readonly parts: readonly (readonly Part[])[];
  readonly frames: readonly Frame[];
};

/**
 * Decide where every mark of a sheet goes. Tries fewer pages first, then the calmer arrangement, then larger type.
 *
 * @returns The pages, or what found no room: nothing is cut.
 */
export function layOutSheet(content: SheetContent, setup: PageSetup, fonts: Fonts): LaidOut | Overflow {
  const arranged = arrangeSheet(content, setup, fonts);
  return arranged.tag === 'overflow' ? arranged : { tag: 'laid-out', pages: pagesOf(arranged) };
}

/** {@link layOutSheet} up to where every piece stands. */
export function arrangeSheet(content: SheetContent, setup: PageSetup, fonts: Fonts): Arranged | Overflow {
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
  const said = lazily(() => saidOf(content, { ...frame, currencySign: setup.currencySign }));
  const at = (density: Density) => lazily(() => piecesOf(frame, said(), density));
  const densities = largePrint ? LARGE_PRINT_DENSITIES : DENSITIES;
  const closest = densities.at(-1) ?? LAST_RESORT;
  const pieces = densities.map(at);
  const lastResort = [at(largePrint ? LARGE_PRINT_LAST_RESORT : LAST_RESORT)];
  let leftOut: readonly Piece[] = [];
  for (let pageCount = 1; pageCount <= pagesMax; pageCount++) {
    const pages = emptyPages(frame, head, pageCount);
    if (pageCount < pagesMax && surelyTooMuch(frame, said(), closest, pages.frames)) continue;
    for (const densities of pageCount < pagesMax ? [pieces] : [pieces, lastResort]) {
      const fitted = calmestFit(densities, pages, largePrint);
      if (fitted.tag === 'fits') return { ...fitted, tag: 'arranged', frame, pages };
      leftOut = fitted.leftOut;
    }
  }
  const labels = [...new Set(leftOut.map((piece) => piece.label))];
  return { tag: 'overflow', pagesMax, leftOut: labels.slice(0, 3), leftOutCount: labels.length };
}

/** Whether these columns hold less than the least that all pieces take together, whatever their order. */
function surelyTooMuch(frame: SheetFrame, said: Said, density: Density, frames: readonly Frame[]): boolean {
  const { aisleGapPt, itemGapPt, specialGapPt } = typeScale(density);
  const leftOutPt = frames.length * Math.max(aisleGapPt, itemGapPt, 2 * specialGapPt);
  const roomPt = frames.reduce((sum, { topPt, bottomPt }) => sum + bottomPt - topPt, 0);
  return leastHeightPt(frame, said, density) > roomPt + leftOutPt;
}

/**
 * Height below which the {@link piecesOf} a compact or close sheet do not come, one below the other, told without making them.
 */
export function leastHeightPt(frame: SheetFrame, said: Said, density: Density): number {
  const column = columnOf(frame, density);
  const extras = frame.content.extras.flatMap((extra) => extraPieces(column, extra));
  return (
    leastDuePt(column, said.due) +
    leastSpecialsPt(column, said.specials) +
    extras.reduce((sum, { heightPt }) => sum + heightPt, 0)
  );
}

/** The calmest arrangement at the largest type that these pages hold. */
function calmestFit(densities: readonly (() => Pieces)[], pages: EmptyPages, oneColumn: boolean): Fit {
  const closest = densities.at(-1);
  if (closest === undefined) throw new Error('no density to set a sheet at');
  // Most sheets of two pages are set like this, and need no other look.
  const calmest = densities[0];
  if (pages.parts.length === PAGES_MAX && !oneColumn && calmest !== undefined) {
    const fit = fill(calmest(), pages.frames, 'beside', true);
    if (fit.tag === 'fits') return fit;
  }
  // What does not fit when it is set closest fits in no other way; one look spares the others.
  const through = fill(closest(), pages.frames, 'through', false);
  const beside = oneColumn ? through : fill(closest(), pages.frames, 'beside', false);
  if (through.tag === 'too-much' && beside.tag === 'too-much') return through;
  const looser = densities.slice(0, -1);
  const ways = (arrangement: Arrangement, closestFit: Fit) => {
    if (closestFit.tag === 'too-much') return { roomy: [], compact: [], last: [] };
    const at = (pieces: () => Pieces, writable: boolean) => () =>
      fill(pieces(), pages.frames, arrangement, writable);
    // Room to write in is worth lines that are closer; where there is none at all, they need not be.
    const unwritten = closestFit.written ? [] : looser.slice(-1).map((pieces) => at(pieces, false));
    return {
      roomy: looser.slice(0, -1).map((pieces) => at(pieces, true)),
      compact: looser.slice(-1).map((pieces) => at(pieces, true)),
      last: [...unwritten, () => closestFit],
    };
  };
  const [across, along] = [ways('beside', beside), ways('through', through)];
  const order = oneColumn
    ? [...along.roomy, ...along.compact, ...along.last]
    : pages.parts.length === 1 && lopsided((looser.at(-1) ?? closest)())
      ? [
          ...[...across.roomy, ...along.roomy, ...across.compact, ...along.compact],
          ...[...across.last, ...along.last],
        ]
      : [across, along].flatMap(({ roomy, compact, last }) => [...roomy, ...compact, ...last]);
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

function columnOf({ content, fonts, geometry, texts }: SheetFrame, density: Density): Column {
  return { fonts, texts, scale: typeScale(density), widthPt: columnWidthPt(geometry, content.largePrint) };
}

export function piecesOf(frame: SheetFrame, said: Said, density: Density): Pieces {
  const { content } = frame;
  const column = columnOf(frame, density);
  return {
    column,
    due: duePieces(column, said.due),
    specials: specialPieces(column, said.specials, content.disclosure),
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
  const parts: Part[][] = [];
  const frames: Frame[] = [];
  for (let page = 0; page < pageCount; page++) {
    const top = page === 0 ? head : laterHead(frame);
    const bottom = foot(frame, page + 1, pageCount);
    parts.push([...top.parts, ...bottom.parts]);
    for (let column = 0; column < (content.largePrint ? 1 : 2); column++) {
      const xPt = geometry.marginXPt + column * stepPt;
      frames.push({ page, xPt, topPt: top.bottomPt, bottomPt: bottom.topPt });
    }
  }
  return { parts, frames };
}

/** Every mark of every page, as it is drawn. */
export function pagesOf({ frame: { geometry }, pages, fillings }: Arranged): Page[] {
  const { widthPt, heightPt } = geometry;
  return pages.parts.map((parts, page) => {
    const columns = fillings.filter((filling) => filling.frame.page === page);
    const all: DrawOp[] = parts.flatMap(({ ops }) => ops);
    for (const { frame, placed } of columns) for (const { draw, yPt } of placed) draw(frame.xPt, yPt, all);
    return { widthPt, heightPt, ops: all };
  });
}

function lazily<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

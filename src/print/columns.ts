import { alsoPieces } from './due.ts';
import { emptyFilling, type Filling, type Frame, flow, flowLevel, type Piece, unitHeightPt } from './flow.ts';
import type { Column } from './pieces.ts';

/** Room for a heading and four lines of the shopper's own, in sizes of the body. */
const BESIDE_BODIES = 10;

/**
 * `beside`: what is due on the left, specials on the right, and on page 2 what is left of both.
 * `through`: one after the other through all columns, for when one of them is much longer than the other.
 */
export type Arrangement = 'beside' | 'through';

/** All pieces of a sheet at one density; the same for every arrangement and number of pages. */
export type Pieces = {
  readonly column: Column;
  readonly due: readonly Piece[];
  readonly specials: readonly Piece[];
  readonly extras: readonly (readonly Piece[])[];
};

/** Columns filled with all that there is, or what is too much. `written`: with lines for the shopper's own hand. */
export type Fit =
  | {
      readonly tag: 'fits';
      readonly pieces: Pieces;
      readonly fillings: readonly Filling[];
      readonly written: boolean;
    }
  | { readonly tag: 'too-much'; readonly leftOut: readonly Piece[] };

/**
 * Fill the columns of some pages.
 *
 * @param writable Whether there must be room for the shopper's own hand.
 */
export function fill(
  pieces: Pieces,
  frames: readonly Frame[],
  arrangement: Arrangement,
  writable: boolean,
): Fit {
  const fillings = frames.map(emptyFilling);
  const leftOut =
    arrangement === 'through'
      ? flowPages([...pieces.due, ...pieces.specials, ...pieces.extras.flat()], fillings, false)
      : fillBeside(pieces, fillings);
  if (leftOut.length > 0) return { tag: 'too-much', leftOut };
  const written = addEmptyLines(pieces.column, fillings);
  if (writable && !written) return { tag: 'too-much', leftOut: [] };
  return { tag: 'fits', pieces, fillings, written };
}

/** Page after page; the columns of the last one end level. */
function flowPages(
  pieces: readonly Piece[],
  fillings: readonly Filling[],
  goesOn: boolean,
): readonly Piece[] {
  const lastPage = fillings.at(-1)?.frame.page;
  const last = fillings.filter(({ frame }) => frame.page === lastPage);
  const before = fillings.filter(({ frame }) => frame.page !== lastPage);
  // A first page begins with what is due on the left, however little that is.
  if (before.length === 0 && !goesOn) return flow(pieces, last);
  const rest = flow(pieces, before, goesOn);
  return flowLevel(rest, last, goesOn || rest.length < pieces.length);
}

/**
 * What is due on the left of page 1, specials and extras on its right, and one of the two alone on both sides; what is left goes
 * through the pages after it.
 */
function fillBeside(
  { column, due, specials, extras }: Pieces,
  fillings: readonly Filling[],
): readonly Piece[] {
  const [left, right, ...later] = fillings;
  if (left === undefined || right === undefined) return [...due, ...specials, ...extras.flat()];
  const dueRest = flow(due, specials.length === 0 ? [left, right] : [left]);
  const specialsRest = flow(specials, due.length === 0 ? [left, right] : [right]);
  const extrasRest = extras.filter((extra) => {
    const room =
      specialsRest.length > 0 || (specials.length === 0 && dueRest.length > 0)
        ? undefined
        : [right, left].find((filling) => isRoomFor(extra, filling));
    if (room !== undefined) flow(extra, [room]);
    return room === undefined;
  });
  const again = dueRest.length > 0 ? specialsRest[0]?.carried?.() : undefined;
  const lead = { heightPt: column.scale.bodyPt * 1.4 };
  const rest = [...dueRest, ...(again === undefined ? [] : [{ ...again, lead }]), ...specialsRest];
  const all = [...rest, ...extrasRest.flat()];
  return later.length === 0 ? all : flowPages(all, later, rest.length > 0);
}

function isRoomFor(extra: readonly Piece[], filling: Filling): boolean {
  return unitHeightPt(extra, filling.cursorPt === filling.frame.topPt) <= roomPt(filling);
}

function roomPt({ cursorPt, frame }: Filling): number {
  return frame.bottomPt - cursorPt;
}

/** Lines for the shopper's own hand: beside what is due, where the specials leave room, else on the last page. */
function addEmptyLines(column: Column, fillings: readonly Filling[]): boolean {
  const lastPage = fillings.at(-1)?.frame.page;
  const [, beside] = fillings;
  const last = fillings.filter(({ frame }) => frame.page === lastPage);
  const first = beside !== undefined && roomPt(beside) > column.scale.bodyPt * BESIDE_BODIES ? [beside] : [];
  for (const filling of [...first, ...last]) {
    const pieces = alsoPieces(column, roomPt(filling));
    if (pieces.length === 0) continue;
    flow(pieces, [filling]);
    return true;
  }
  return false;
}

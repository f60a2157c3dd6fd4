import type { Draw } from './draw.ts';

/**
 * What a piece is to who has it read aloud: a section's heading, that of a group within it, an item of a list, the beginning
 * of a paragraph and the lines after it. `again`: said before, `blank`: nothing to say.
 */
export type PieceRole = 'section' | 'group' | 'item' | 'paragraph' | 'line' | 'again' | 'blank';

/** The smallest part that is never broken over two columns: an item, a heading, a line of a recipe. */
export type Piece = {
  readonly heightPt: number;
  /** Its marks, from its top left corner: drawn only when it is known that they stay, since most are tried at several sizes. */
  readonly draw: Draw;
  /** Space (and maybe a rule in it) above the piece; left out at the top of a column. */
  readonly lead: { readonly heightPt: number; readonly draw?: Draw };
  /** Must stand in the same column as the piece after it: no lonely headings, no widows. */
  readonly keepWithNext: boolean;
  /** Said again when this piece starts a column in the middle of its section: "Dairy, continued". */
  readonly carried: (() => Piece) | undefined;
  /** First words, for the report of what found no room. */
  readonly label: string;
  readonly role: PieceRole;
  /** The last texts of a heading that are a sentence of its own below it. */
  readonly noteTexts?: number;
};

/** A column of a page, being filled from the top. */
export type Frame = {
  readonly page: number;
  readonly xPt: number;
  readonly topPt: number;
  readonly bottomPt: number;
};

/** A frame with what was put into it, and where; changed in place while a layout is tried. */
export type Filling = { readonly frame: Frame; cursorPt: number; readonly placed: Placed[] };

/** `piece` is absent for what stands between two of them. */
export type Placed = { readonly draw: Draw; readonly yPt: number; readonly piece?: Piece };

export function emptyFilling(frame: Frame): Filling {
  return { frame, cursorPt: frame.topPt, placed: [] };
}

/**
 * Set pieces into columns, in order; each column goes on where it was left.
 *
 * @param goesOn Whether pieces of the same flow stand in an earlier column: the first one may then say its heading again.
 * @returns What found no room: empty, or the pieces from the first one that did not fit.
 */
export function flow(
  pieces: readonly Piece[],
  fillings: readonly Filling[],
  goesOn = false,
): readonly Piece[] {
  let column = 0;
  let done = 0;
  while (done < pieces.length) {
    const end = unitEnd(pieces, done);
    const filling = fillings[column];
    if (filling === undefined) return pieces.slice(done);
    const atTop = filling.cursorPt === filling.frame.topPt;
    const carried = atTop && (done > 0 || goesOn) ? pieces[done]?.carried?.() : undefined;
    const carriedPt = carried?.heightPt ?? 0;
    const heightPt = carriedPt + heightOf(pieces, done, end, atTop && carried === undefined);
    if (filling.cursorPt + heightPt > filling.frame.bottomPt) {
      column += 1;
      continue;
    }
    if (carried !== undefined) place(carried, filling);
    for (const piece of pieces.slice(done, end)) place(piece, filling);
    done = end;
  }
  return [];
}

/** Differences in height that nobody sees. */
const LEVEL_PT = 6;

/** {@link flow} into columns side by side, which end as level as the pieces allow. */
export function flowLevel(
  pieces: readonly Piece[],
  fillings: readonly Filling[],
  goesOn: boolean,
): readonly Piece[] {
  const trial = (heightPt: number): readonly Filling[] =>
    fillings.map(({ frame }) =>
      emptyFilling({ ...frame, bottomPt: Math.min(frame.bottomPt, frame.topPt + heightPt) }),
    );
  let most = Math.max(0, ...fillings.map(({ frame }) => frame.bottomPt - frame.topPt));
  let level = trial(most);
  const leftOut = flow(pieces, level, goesOn);
  let least = unitHeightPt(pieces, true) / Math.max(1, fillings.length) - LEVEL_PT;
  while (leftOut.length === 0 && most - least > LEVEL_PT) {
    const heightPt = (most + least) / 2;
    const closer = trial(heightPt);
    if (flow(pieces, closer, goesOn).length > 0) least = heightPt;
    else {
      most = heightPt;
      level = closer;
    }
  }
  for (const [index, filling] of fillings.entries()) {
    filling.placed.push(...(level[index]?.placed ?? []));
    filling.cursorPt = level[index]?.cursorPt ?? filling.cursorPt;
  }
  return leftOut;
}

/** Height of all pieces one under the other, the first one's lead left out. */
export function unitHeightPt(pieces: readonly Piece[], atTop: boolean): number {
  return heightOf(pieces, 0, pieces.length, atTop);
}

/** {@link unitHeightPt} of those from one to before another. */
function heightOf(pieces: readonly Piece[], from: number, end: number, atTop: boolean): number {
  let sum = 0;
  for (let at = from; at < end; at++) {
    const piece = pieces[at];
    if (piece !== undefined) sum += piece.heightPt + (atTop && at === from ? 0 : piece.lead.heightPt);
  }
  return sum;
}

/** Behind the piece and those that it must stay with. */
function unitEnd(pieces: readonly Piece[], from: number): number {
  let end = from;
  while (pieces[end]?.keepWithNext === true && end + 1 < pieces.length) end += 1;
  return end + 1;
}

function place(piece: Piece, filling: Filling): void {
  const { frame, placed } = filling;
  if (filling.cursorPt !== frame.topPt) {
    if (piece.lead.draw !== undefined) placed.push({ draw: piece.lead.draw, yPt: filling.cursorPt });
    filling.cursorPt += piece.lead.heightPt;
  }
  placed.push({ draw: piece.draw, yPt: filling.cursorPt, piece });
  filling.cursorPt += piece.heightPt;
}

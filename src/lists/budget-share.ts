import { createHash } from 'node:crypto';
import type { Day } from '../shared/day.ts';

/**
 * Qualifying households by how many days from now their next list is planned: index 0 those of this plan, up to the length of
 * a cycle. Whole numbers, whatever the order of households.
 */
export type NextLists = Float64Array;

export function emptyNextLists(cycleDays: number): NextLists {
  return new Float64Array(cycleDays);
}

/**
 * The share of what an offer has left that this plan may promise: its own lists among all that are to be planned while the
 * offer is issued and its redemption window still holds a whole list. So the first drop of a window has no better access
 * than the last, which may take all that the others left.
 *
 * @param lastDay The last day on which a plan could carry the offer.
 */
export function shareOfThisPlan(nextLists: NextLists, asOf: Day, lastDay: Day): number {
  const cycleDays = nextLists.length;
  const now = nextLists[0] ?? 0;
  let all = 0;
  for (const [days, households] of nextLists.entries()) {
    const left = lastDay - asOf - days;
    if (left >= 0) all += households * (Math.floor(left / cycleDays) + 1);
  }
  return all === 0 ? 1 : Math.min(1, now / all);
}

/** What one list takes of an offer. */
export type Piece = {
  readonly meanMilli: number;
  /** Every list takes the same. */
  readonly isEqual: boolean;
};

export const NO_PIECE: Piece = { meanMilli: 0, isEqual: true };

/** Adds up what lists would take, by offer number; whole numbers, whatever the order. */
export class PieceTally {
  readonly #sums: Float64Array;
  readonly #lists: Float64Array;
  readonly #first: Float64Array;
  readonly #differs: Uint8Array;

  constructor(offers: number) {
    this.#sums = new Float64Array(offers);
    this.#lists = new Float64Array(offers);
    this.#first = new Float64Array(offers);
    this.#differs = new Uint8Array(offers);
  }

  add(offer: number, milli: number): void {
    if (this.#lists[offer] === 0) this.#first[offer] = milli;
    else if (this.#first[offer] !== milli) this.#differs[offer] = 1;
    this.#sums[offer] = (this.#sums[offer] ?? 0) + milli;
    this.#lists[offer] = (this.#lists[offer] ?? 0) + 1;
  }

  pieces(): Piece[] {
    return Array.from(this.#sums, (sum, offer) => ({
      meanMilli: sum / Math.max(1, this.#lists[offer] ?? 0),
      isEqual: this.#differs[offer] === 0,
    }));
  }
}

/**
 * A share of what is left, in pieces that are whole. Where it holds few, the broken one becomes a whole one by the chance of its
 * size, by offer and day: an offer whose budget buys three lists in fourteen drops is on three lists, and not on none until the
 * last drop. Where all pieces are equal, no list can ever have a broken one, and it would only look as if more were possible.
 *
 * @param piece What one list takes of it.
 */
export function shareInPieces(
  leftMilli: number,
  share: number,
  { meanMilli, isEqual }: Piece,
  offerId: string,
  asOf: Day,
): number {
  if (leftMilli === Number.POSITIVE_INFINITY) return leftMilli;
  if (meanMilli <= 0) return leftMilli * Math.min(1, share);
  const isLast = share >= 1;
  const pieces = isLast ? leftMilli / meanMilli : (leftMilli * share) / meanMilli;
  if (!isEqual && (isLast || pieces >= PIECES_FEW)) return isLast ? leftMilli : leftMilli * share;
  const whole = Math.floor(pieces + (isLast ? 0 : chanceOf(offerId, asOf)));
  return Math.min(leftMilli, whole * meanMilli);
}

/** From so many on, what is left over of one part is small, and goes to the plans after it. */
const PIECES_FEW = 3;

function chanceOf(offerId: string, asOf: Day): number {
  return createHash('sha256').update(`share|${offerId}|${asOf}`).digest().readUInt32BE(0) / 2 ** 32;
}

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

/** What one list takes of an offer, among those that could carry it. */
export type Piece = {
  /** The largest that what is left has room for; 0: it has room for none. */
  readonly mostMilli: number;
  /** All that there are, ascending; undefined: more than {@link SIZES_MAX}. */
  readonly sizes: readonly number[] | undefined;
};

export const NO_PIECE: Piece = { mostMilli: 0, sizes: [] };

/** Sizes that are told apart. */
const SIZES_MAX = 8;

/** Notes what lists would take, by offer number, whatever the order. */
export class PieceTally {
  readonly #left: Float64Array;
  readonly #most: Float64Array;
  readonly #sizes: (number[] | undefined)[];

  /** @param left What each offer has left: a list that would take more can never have it. */
  constructor(left: Float64Array) {
    this.#left = left;
    this.#most = new Float64Array(left.length);
    this.#sizes = Array.from(left, () => []);
  }

  add(offer: number, milli: number): void {
    if (milli > (this.#left[offer] ?? 0)) return;
    this.#most[offer] = Math.max(this.#most[offer] ?? 0, milli);
    const sizes = this.#sizes[offer];
    if (sizes === undefined || sizes.includes(milli)) return;
    if (sizes.push(milli) > SIZES_MAX) this.#sizes[offer] = undefined;
  }

  pieces(): Piece[] {
    return Array.from(this.#most, (mostMilli, offer) => ({
      mostMilli,
      sizes: this.#sizes[offer]?.toSorted((a, b) => a - b),
    }));
  }
}

/**
 * A share of what is left, in pieces that are whole. Where it holds few, the broken one becomes a whole one by the chance of its
 * size, by offer and day: an offer whose budget buys three lists in fourteen drops is on three lists, and not on none until the
 * last drop. It is one of the largest, so that whoever gets it, its list has room. What no lists together could come to is left
 * off, and it only would look as if more were possible.
 *
 * @param piece What one list takes of it.
 */
export function shareInPieces(
  leftMilli: number,
  share: number,
  { mostMilli, sizes }: Piece,
  offerId: string,
  asOf: Day,
): number {
  if (leftMilli === Number.POSITIVE_INFINITY) return leftMilli;
  if (mostMilli <= 0) return 0;
  if (share >= 1) return attainable(leftMilli, sizes);
  const isFew = leftMilli * share < PIECES_FEW * mostMilli;
  if (!isFew && sizes?.length !== 1) return leftMilli * share;
  const whole = Math.floor((leftMilli * share) / mostMilli + chanceOf(offerId, asOf));
  return attainable(Math.min(leftMilli, whole * mostMilli), sizes);
}

/** From so many on, what is left over of one part is small, and goes to the plans after it. */
const PIECES_FEW = 3;

/** The most that lists of these sizes can take together of an amount; with many of them, nearly all of it. */
function attainable(amount: number, sizes: readonly number[] | undefined): number {
  const [least] = sizes ?? [];
  if (sizes === undefined || least === undefined) return amount;
  if (sizes.length === 1) return Math.floor(amount / least) * least;
  if (amount >= PIECES_EXACT * least) return amount;
  let most = 0;
  const add = (sum: number, from: number): void => {
    most = Math.max(most, sum);
    for (const [at, size] of sizes.entries()) {
      if (at < from || sum + size > amount || most === amount) continue;
      add(sum + size, at);
    }
  };
  add(0, 0);
  return most;
}

/** Fewer of the least pieces than this are put together in every way. */
const PIECES_EXACT = 7;

function chanceOf(offerId: string, asOf: Day): number {
  return createHash('sha256').update(`share|${offerId}|${asOf}`).digest().readUInt32BE(0) / 2 ** 32;
}

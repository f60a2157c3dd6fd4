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

/**
 * A share of what is left, as a limit for pieces that are whole: with as much of one piece on top as chance gives, by offer and
 * day. Of a limit half a piece stays over as a rule, so that plans would leave money to those after them, and an offer whose
 * budget buys three lists in fourteen drops would be on none until the last drop.
 *
 * @param pieceMilli What one list takes of it.
 */
export function shareInPieces(
  leftMilli: number,
  share: number,
  pieceMilli: number,
  offerId: string,
  asOf: Day,
): number {
  if (leftMilli === Number.POSITIVE_INFINITY || share >= 1) return leftMilli;
  const chance = createHash('sha256').update(`share|${offerId}|${asOf}`).digest().readUInt32BE(0) / 2 ** 32;
  return Math.min(leftMilli, leftMilli * share + chance * pieceMilli);
}

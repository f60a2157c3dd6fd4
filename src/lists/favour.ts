import type { Candidate, Candidates } from '../offers/candidates.ts';
import type { ListKind } from './list-kind.ts';

/** What a win-back offer counts for a household that comes less often than it did, or no more. */
const WIN_BACK = 2;

/**
 * Candidates as a kind of list ranks them. To a household in decline, or lapsed, what brings it back counts double: an
 * offer on a brand that it used to buy, and one on the whole basket. What the offer saves stays what it is.
 */
export function favour(found: Candidates, kind: ListKind): Candidates {
  if (kind !== 'declining' && kind !== 'lapsed') return found;
  const candidates = found.candidates.map((candidate) =>
    winsBack(candidate)
      ? { ...candidate, score: WIN_BACK * candidate.score, favoured: true as const }
      : candidate,
  );
  return { ...found, candidates };
}

function winsBack({ relation, productNo }: Candidate): boolean {
  return relation === 'lapsed' || productNo === undefined;
}

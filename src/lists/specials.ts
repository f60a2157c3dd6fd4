import type { Candidate } from '../offers/candidates.ts';

/** Whether a household may still have an offer that cannot go to everybody. */
export type Granted = (candidate: Candidate) => boolean;

/**
 * The specials of one list: the candidates of highest expected saving, one per offer, product and need, at most one on
 * the basket. Ties go by offer id, so that the same inputs give the same list.
 */
export function chooseSpecials(
  candidates: readonly Candidate[],
  slots: number,
  granted: Granted,
): Candidate[] {
  const ranked = [...candidates].sort(
    (a, b) => b.score - a.score || compare(a.offer.terms.offerId, b.offer.terms.offerId),
  );
  const chosen: Candidate[] = [];
  const taken = new Set<string>();
  for (const candidate of ranked) {
    if (chosen.length >= slots) break;
    const marks = [
      `offer ${candidate.offer.terms.offerId}`,
      candidate.productNo === undefined ? 'basket' : `product ${candidate.productNo}`,
      ...(candidate.need === undefined ? [] : [`need ${candidate.need}`]),
    ];
    if (marks.some((mark) => taken.has(mark)) || !granted(candidate)) continue;
    for (const mark of marks) taken.add(mark);
    chosen.push(candidate);
  }
  return chosen;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

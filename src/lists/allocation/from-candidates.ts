import { createHash } from 'node:crypto';
import { type Candidate, type CandidateContext, isDiscovery } from '../../offers/candidates.ts';
import type { Options } from './options.ts';

/** Need number of offers on the basket, of which a list has one at most. */
const BASKET = -1;
/** More options than this no household has: what is worth least stays out. */
const OPTIONS_MAX = 4096;

/**
 * A household's candidates in the order in which {@link Options} has them: by need, then by offer id. The places of a choice
 * are places in this.
 */
export function inOptionOrder(
  candidates: readonly Candidate[],
  { index }: Pick<CandidateContext, 'index'>,
): Candidate[] {
  const needNo = (candidate: Candidate): number => needNoOf(candidate, index.needNo);
  const most =
    candidates.length <= OPTIONS_MAX
      ? candidates
      : candidates.toSorted((a, b) => b.score - a.score || compareIds(a, b)).slice(0, OPTIONS_MAX);
  return most.toSorted((a, b) => needNo(a) - needNo(b) || compareIds(a, b));
}

/** Write a household's candidates as numbers into a buffer. @param ordered As {@link inOptionOrder} has them. */
export function fillOptions(
  options: Options,
  ordered: readonly Candidate[],
  { index }: Pick<CandidateContext, 'index'>,
  householdId: string,
  tierNo: number,
): void {
  options.count = ordered.length;
  options.hash = createHash('sha256').update(`special|${householdId}`).digest().readUInt32BE(0);
  options.tierNo = tierNo;
  for (const [place, candidate] of ordered.entries()) {
    options.offerNo[place] = candidate.offer.offerNo;
    options.needNo[place] = needNoOf(candidate, index.needNo);
    options.isDiscovery[place] = Number(isDiscovery(candidate));
    options.valueMilli[place] = Math.round(candidate.score * 1000);
    options.expectedMilli[place] = Math.round(
      candidate.redeemProbability * candidate.priced.offerValueCents * 1000,
    );
    options.reserveMilli[place] = candidate.reserveMilli;
    options.reserveUsesMilli[place] = candidate.reserveUsesMilli;
    options.faceCents[place] = candidate.priced.offerValueCents;
  }
}

function needNoOf({ productNo }: Candidate, needNo: ArrayLike<number>): number {
  return productNo === undefined ? BASKET : (needNo[productNo] ?? BASKET);
}

function compareIds(a: Candidate, b: Candidate): number {
  return a.offer.terms.offerId < b.offer.terms.offerId ? -1 : 1;
}

import type { Candidate } from '../../offers/candidates.ts';
import type { BookedOffer } from '../../offers/offer-book.ts';

/** Whether a household may have an offer that cannot go to everybody. */
export type Granted = (candidate: Candidate) => boolean;

type Demand = Pick<Candidate, 'score' | 'reserveMilli' | 'reserveUsesMilli'> & {
  readonly householdId: string;
};

/** Who wants which of the offers that have a budget or a total. */
export type DemandBook = { readonly byOffer: Map<string, Demand[]> };

/** Households that get each limited offer, by offer id. */
export type Grants = ReadonlyMap<string, ReadonlySet<string>>;

export function emptyDemand(): DemandBook {
  return { byOffer: new Map() };
}

/** Note the limited offers among the specials that a household would get if nothing were limited. */
export function addDemand(book: DemandBook, householdId: string, specials: readonly Candidate[]): void {
  for (const { offer, score, reserveMilli, reserveUsesMilli } of specials) {
    if (!isLimited(offer)) continue;
    const demands = book.byOffer.get(offer.terms.offerId) ?? [];
    demands.push({ householdId, score, reserveMilli, reserveUsesMilli });
    book.byOffer.set(offer.terms.offerId, demands);
  }
}

/**
 * Hand out what is limited to those of a few lists to whom it is worth most, as when lists of a cycle are rebuilt: what is
 * set aside for them stays within what the others leave of the budget and of the total.
 *
 * Households that the offer cannot reach get no other limited offer in its place, so the budgets of those hold too.
 */
export function grantLimited(book: DemandBook, offers: readonly BookedOffer[]): Grants {
  const grants = new Map<string, ReadonlySet<string>>();
  for (const offer of offers) {
    if (!isLimited(offer)) continue;
    let leftMilli = 1000 * (offer.budgetLeftCents ?? Number.POSITIVE_INFINITY);
    let usesLeftMilli = 1000 * (offer.usesLeft ?? Number.POSITIVE_INFINITY);
    const to = new Set<string>();
    const demands = (book.byOffer.get(offer.terms.offerId) ?? []).toSorted(byWorth);
    for (const demand of demands) {
      if (demand.reserveMilli > leftMilli || demand.reserveUsesMilli > usesLeftMilli) continue;
      leftMilli -= demand.reserveMilli;
      usesLeftMilli -= demand.reserveUsesMilli;
      to.add(demand.householdId);
    }
    grants.set(offer.terms.offerId, to);
  }
  return grants;
}

export function isGranted(grants: Grants, householdId: string, candidate: Candidate): boolean {
  if (!isLimited(candidate.offer)) return true;
  return grants.get(candidate.offer.terms.offerId)?.has(householdId) === true;
}

function isLimited(offer: BookedOffer): boolean {
  return offer.budgetLeftCents !== undefined || offer.usesLeft !== undefined;
}

function byWorth(a: Demand, b: Demand): number {
  return b.score - a.score || (a.householdId < b.householdId ? -1 : 1);
}

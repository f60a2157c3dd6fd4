import type { Candidate } from '../offers/candidates.ts';
import type { BookedOffer } from '../offers/offer-book.ts';

type Demand = { readonly householdId: string; readonly score: number; readonly costCents: number };

/** Who wants which of the offers that have a budget or a total. */
export type DemandBook = { readonly byOffer: Map<string, Demand[]> };

/** Households that get each limited offer, by offer id. */
export type Grants = ReadonlyMap<string, ReadonlySet<string>>;

export function emptyDemand(): DemandBook {
  return { byOffer: new Map() };
}

/** Note the limited offers among the specials that a household would get if nothing were limited. */
export function addDemand(book: DemandBook, householdId: string, specials: readonly Candidate[]): void {
  for (const { offer, score, priced } of specials) {
    if (!isLimited(offer)) continue;
    const demands = book.byOffer.get(offer.terms.offerId) ?? [];
    demands.push({ householdId, score, costCents: priced.offerValueCents * offer.terms.limitTransaction });
    book.byOffer.set(offer.terms.offerId, demands);
  }
}

/**
 * Hand out what is limited to those to whom it is worth most, as if every list that carries it came back: the sum of the
 * face values handed out stays within the budget left, the applications within the total left. Nothing that is printed
 * can overdraw a funder.
 *
 * Households that the offer cannot reach get no other limited offer in its place, so the budgets of those hold too.
 *
 * @param hadBefore Whether a household has the offer already, on a list that is rebuilt: it is asked first.
 */
export function grantLimited(
  book: DemandBook,
  offers: readonly BookedOffer[],
  hadBefore: (offerId: string, householdId: string) => boolean = () => false,
): Grants {
  const grants = new Map<string, ReadonlySet<string>>();
  for (const offer of offers) {
    if (!isLimited(offer)) continue;
    let cents = offer.budgetLeftCents ?? Number.POSITIVE_INFINITY;
    let uses = offer.usesLeft ?? Number.POSITIVE_INFINITY;
    const to = new Set<string>();
    const had = ({ householdId }: Demand) => Number(hadBefore(offer.terms.offerId, householdId));
    const demands = (book.byOffer.get(offer.terms.offerId) ?? []).toSorted(
      (a, b) => had(b) - had(a) || byWorth(a, b),
    );
    for (const demand of demands) {
      if (demand.costCents > cents || offer.terms.limitTransaction > uses) continue;
      cents -= demand.costCents;
      uses -= offer.terms.limitTransaction;
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

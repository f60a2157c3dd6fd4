import { bestSpecials } from '../../lists/allocation/best-specials.ts';
import { addDemand, emptyDemand, grantLimited, isGranted } from '../../lists/allocation/grants.ts';
import { chargeAtReport, type PlanReport } from '../../lists/plan-report.ts';
import type { PlannedLine } from '../../lists/planned-list.ts';
import { type Candidate, isDiscovery } from '../../offers/candidates.ts';
import type { BookedOffer } from '../../offers/offer-book.ts';
import { cents } from '../../shared/cents.ts';
import type { Context } from '../context.ts';
import type { Chosen, Matched } from './household.ts';
import type { PlanInputs } from './inputs.ts';

/** A list that is rebuilt: its household's offers as they stand now, and its lines as they were planned. */
export type Rebuilding = {
  readonly listId: number;
  readonly householdId: string;
  readonly matched: Matched;
  readonly planned: readonly PlannedLine[];
};

/** The lists that are rebuilt, always in the same order; those whose households cannot be planned any more are left out. */
export type RebuildSweep = () => AsyncGenerator<Rebuilding>;

/** What a list keeps of its specials as planned. */
type Kept = { readonly offerIds: ReadonlySet<string>; readonly missing: number };

/**
 * The specials of lists that are rebuilt. Each keeps what it was planned with, as far as that may still be on it and the
 * money holds; in the place of what may not, it gets the best that is left over. So nothing else of a list changes, and
 * where all that was taken off may be on it again, the list is as it was planned.
 */
export async function rebuiltSpecials(
  context: Context,
  inputs: PlanInputs,
  cycleId: number,
  sweep: RebuildSweep,
): Promise<(one: Rebuilding) => Chosen> {
  const stock = new Map(inputs.book.offers.map((offer) => [offer.terms.offerId, stockOf(offer)]));
  const keeps = new Map<number, Kept>();
  for await (const one of sweep()) keeps.set(one.listId, keep(one, stock));
  const demand = emptyDemand();
  // Where every list keeps all that it had, as when a hold ends, nobody has to be matched with offers again.
  if ([...keeps.values()].some(({ missing }) => missing > 0)) {
    for await (const one of sweep()) {
      const kept = keeps.get(one.listId);
      if (kept !== undefined)
        addDemand(
          demand,
          one.householdId,
          fill(inputs, one.matched, kept, () => true),
        );
    }
  }
  const grants = grantLimited(
    demand,
    inputs.book.offers.map((offer) => withStock(offer, stock)),
  );
  const report = context.ledger.plans.report<PlanReport>(cycleId);
  const contested = new Map(
    report?.offers.filter((offer) => offer.contested).map((offer) => [offer.offerId, offer]) ?? [],
  );
  return (one) => {
    const { matched, householdId } = one;
    const kept = keeps.get(one.listId) ?? { offerIds: new Set(), missing: 0 };
    const mayHave = (candidate: Candidate): boolean => isGranted(grants, householdId, candidate);
    return {
      specials: [
        ...matched.ordered.filter(({ offer }) => kept.offerIds.has(offer.terms.offerId)),
        ...fill(inputs, matched, kept, mayHave),
      ],
      chargeMilli: ({ offer, reserveMilli, reserveUsesMilli }) => {
        const of = contested.get(offer.terms.offerId);
        return of === undefined ? 0 : chargeAtReport(of, reserveMilli, reserveUsesMilli);
      },
      isRebuilt: true,
    };
  };
}

type Stock = { leftMilli: number; usesLeftMilli: number };

function stockOf({ budgetLeftCents, usesLeft }: BookedOffer): Stock {
  return {
    leftMilli: 1000 * (budgetLeftCents ?? Number.POSITIVE_INFINITY),
    usesLeftMilli: 1000 * (usesLeft ?? Number.POSITIVE_INFINITY),
  };
}

function withStock(offer: BookedOffer, stock: ReadonlyMap<string, Stock>): BookedOffer {
  const left = stock.get(offer.terms.offerId);
  if (left === undefined) return offer;
  return {
    ...offer,
    budgetLeftCents:
      offer.budgetLeftCents === undefined ? undefined : cents(Math.floor(left.leftMilli / 1000)),
    usesLeft: offer.usesLeft === undefined ? undefined : Math.floor(left.usesLeftMilli / 1000),
  };
}

function keep({ matched, planned }: Rebuilding, stock: Map<string, Stock>): Kept {
  const offerIds = new Set<string>();
  let missing = 0;
  for (const { section, offerId } of planned) {
    if (section !== 'special' || offerId === undefined) continue;
    const candidate = matched.ordered.find(({ offer }) => offer.terms.offerId === offerId);
    const left = stock.get(offerId);
    if (
      candidate === undefined ||
      left === undefined ||
      candidate.reserveMilli > left.leftMilli ||
      candidate.reserveUsesMilli > left.usesLeftMilli
    ) {
      missing += 1;
      continue;
    }
    left.leftMilli -= candidate.reserveMilli;
    left.usesLeftMilli -= candidate.reserveUsesMilli;
    offerIds.add(offerId);
  }
  return { offerIds, missing };
}

/** The best in the place of what is missing, in needs for which nothing speaks yet. */
function fill(
  inputs: PlanInputs,
  { ordered, tierNo }: Matched,
  { offerIds, missing }: Kept,
  mayHave: (candidate: Candidate) => boolean,
): Candidate[] {
  const rule = inputs.tierRules[tierNo];
  if (missing === 0 || rule === undefined) return [];
  const kept = ordered.filter(({ offer }) => offerIds.has(offer.terms.offerId));
  const needs = new Set(kept.map(({ need }) => need));
  const face = kept.reduce((sum, { priced }) => sum + priced.offerValueCents, 0);
  const discoveries = kept.filter(isDiscovery).length;
  return bestSpecials(
    ordered.filter(({ need }) => !needs.has(need)),
    inputs,
    {
      slots: missing,
      discoverySlots: Math.max(0, rule.discoverySlots - discoveries),
      valueFromCents: Math.max(0, rule.valueFromCents - face),
      valueToCents: Math.max(0, rule.valueToCents - face),
    },
    mayHave,
  );
}

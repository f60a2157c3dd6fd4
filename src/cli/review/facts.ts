import { lateStores } from '../../history/late-stores.ts';
import { checkRelease, type ReleaseFault, termsKey } from '../../lists/release-check.ts';
import type { OfferEnd, OfferNames } from '../../review/causes.ts';
import { count, several } from '../../review/format.ts';
import type { OfferAccount } from '../../review/funding.ts';
import type { Freshness } from '../../review/packet.ts';
import type { Day } from '../../shared/day.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { Context } from '../context.ts';
import { openPaperFrom } from '../cycle/open-paper.ts';

/** The newest receipts should be of the day before the plan; a holiday is no reason to worry. */
const OLD_AFTER_DAYS = 3;
/** Conflicts counted before it is enough to know that there are many. */
const CONFLICTS_MAX = 1000;

/** What each offer on the cycle's outgoing lists has cost and promised elsewhere, and here. */
export function offerAccounts(context: Context, cycle: Cycle): OfferAccount[] {
  const { issuer, review } = context.ledger;
  const own = review.ownDraws(cycle.cycleId);
  return issuer
    .draws(cycle.cycleId, openPaperFrom(context, cycle))
    .map(({ terms, drawnCents, openCents }) => {
      const here = own.get(terms.offerId) ?? { drawnCents: 0, openCents: 0 };
      return {
        terms,
        drawnCents: drawnCents - here.drawnCents,
        openCents: openCents - here.openCents,
        drawnHereCents: here.drawnCents,
      };
    });
}

/** How far the data behind the lists of a day reaches. */
export function freshnessOn(context: Context, asOf: Day): Freshness {
  const { history } = context;
  const { stores, newestDay } = history.arrivals(asOf);
  const names = history.facts
    .stores()
    .flatMap(({ storeId, name }) => (name === undefined ? [] : [[storeId, name] as const]));
  return {
    lastDay: newestDay,
    old: newestDay !== undefined && asOf - newestDay > OLD_AFTER_DAYS,
    late: lateStores(stores, newestDay).late,
    halfRead: history.files.openNames(),
    storeNames: new Map(names),
  };
}

/** What a release would refuse as things stand, apart from budgets, which the costs tell of. */
export function releaseBlockers(context: Context, cycle: Cycle): string[] {
  if (cycle.state !== 'draft' && cycle.state !== 'approved') return [];
  const { issuer } = context.ledger;
  const conflicts = issuer.conflicts(cycle.cycleId, CONFLICTS_MAX).length;
  const current = new Map(
    context.history.facts.offers().map((terms) => [termsKey(terms.offerId, terms.version), terms]),
  );
  const faults = checkRelease(issuer.draws(cycle.cycleId, openPaperFrom(context, cycle)), current, cycle);
  const many =
    conflicts === CONFLICTS_MAX
      ? `${count(conflicts)} or more households hold`
      : several(conflicts, 'household holds', 'households hold');
  return [
    ...(conflicts === 0 ? [] : [`${many} a list that is still good in these days.`]),
    ...faults.flatMap(describe),
  ];
}

function describe({ code, offerId, needed, left }: ReleaseFault): string[] {
  const on = `offer ${offerId}, on ${several(needed, 'list')},`;
  switch (code) {
    case 'offer-gone':
      return [`${on} is no longer in the offers feed.`];
    case 'offer-superseded':
      return [`${on} has a newer version.`];
    case 'offer-window':
      return [`${on} is not good through all of these days any more.`];
    case 'limit-exceeded':
      return [
        `offer ${offerId} is promised ${several(needed, 'time')}, and ${count(Math.max(0, left))} are left.`,
      ];
    default:
      return [];
  }
}

/** What offers are called, and why they are on no list any more. */
export function offerNames(context: Context, cycle: Cycle): OfferNames {
  const { review } = context.ledger;
  const held = review.heldOffers();
  const endOf = (offerId: string): OfferEnd => {
    if (held.has(offerId)) return 'held';
    if (review.wasWithdrawn(offerId)) return 'withdrawn';
    const terms = review.newestTerms(offerId);
    const over = terms !== undefined && (terms.issueEnd < cycle.asOf || terms.redeemEnd < cycle.validUntil);
    return over ? 'ended' : 'not-planned';
  };
  return { headlineOf: (offerId) => review.newestTerms(offerId)?.headline, endOf };
}

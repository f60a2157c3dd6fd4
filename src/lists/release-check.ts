import type { Day } from '../shared/day.ts';
import type { OfferTerms } from '../shared/offer-terms.ts';

/** What an offer of a cycle would promise, beside what it has promised and paid. */
export type OfferPromise = {
  readonly terms: OfferTerms;
  readonly lists: number;
  /** Of the cycle's lists, at the printed prices. */
  readonly faceValueCents: number;
  /** What is set aside for the cycle's lists, in thousandths of a cent and of an application. */
  readonly reserveMilli: number;
  readonly reserveUsesMilli: number;
  readonly openCents: number;
  readonly openCount: number;
  readonly drawnCents: number;
  readonly drawnCount: number;
};

export type CycleDays = { readonly asOf: Day; readonly validFrom: Day; readonly validUntil: Day };

export type ReleaseFault = {
  readonly code: 'offer-window' | 'offer-gone' | 'offer-superseded' | 'budget-exceeded' | 'limit-exceeded';
  readonly offerId: string;
  readonly needed: number;
  readonly left: number;
};

/**
 * Whether what a cycle promises still holds on the day of its release, offer by offer.
 *
 * @param current The newest terms of the feed by `offer id / version`: windows may have been cut, budgets lowered, since
 *   the plan; an offer that is no longer in the feed is gone.
 */
export function checkRelease(
  promises: readonly OfferPromise[],
  current: ReadonlyMap<string, OfferTerms>,
  days: CycleDays,
): ReleaseFault[] {
  return promises.flatMap((promise) => checkOffer(promise, current, days));
}

export function termsKey(offerId: string, version: number): string {
  return `${offerId}\u0000${version}`;
}

function checkOffer(
  promise: OfferPromise,
  current: ReadonlyMap<string, OfferTerms>,
  days: CycleDays,
): ReleaseFault[] {
  const { offerId, version } = promise.terms;
  const terms = current.get(termsKey(offerId, version));
  if (terms === undefined) return [{ code: 'offer-gone', offerId, needed: promise.lists, left: 0 }];
  const faults: ReleaseFault[] = [];
  if (isSuperseded(promise.terms, current, days))
    faults.push({ code: 'offer-superseded', offerId, needed: promise.lists, left: 0 });
  const holds =
    terms.issueStart <= days.asOf &&
    days.asOf <= terms.issueEnd &&
    terms.redeemStart <= days.validFrom &&
    days.validUntil <= terms.redeemEnd;
  if (!holds) faults.push({ code: 'offer-window', offerId, needed: promise.lists, left: 0 });
  // The feed may let a transaction apply it more often now than it did when this was set aside.
  const oftener = terms.limitTransaction / promise.terms.limitTransaction;
  const cost = Math.ceil((promise.reserveMilli * oftener) / 1000);
  const budgetLeft = (terms.budgetCents ?? Number.POSITIVE_INFINITY) - promise.drawnCents - promise.openCents;
  if (cost > budgetLeft) faults.push({ code: 'budget-exceeded', offerId, needed: cost, left: budgetLeft });
  const uses = Math.ceil((promise.reserveUsesMilli * oftener) / 1000);
  const usesLeft = (terms.limitTotal ?? Number.POSITIVE_INFINITY) - promise.drawnCount - promise.openCount;
  if (uses > usesLeft) faults.push({ code: 'limit-exceeded', offerId, needed: uses, left: usesLeft });
  return faults;
}

/** What is printed keeps its version; what is not out yet must not promise terms that the funder has replaced. */
function isSuperseded(terms: OfferTerms, current: ReadonlyMap<string, OfferTerms>, days: CycleDays): boolean {
  for (const other of current.values()) {
    if (other.offerId === terms.offerId && other.version > terms.version && other.issueStart <= days.asOf)
      return true;
  }
  return false;
}

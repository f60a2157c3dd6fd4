import { type Cents, cents } from '../shared/cents.ts';
import type { Day } from '../shared/day.ts';
import type { OfferTerms } from '../shared/offer-terms.ts';
import type { CatalogIndex } from './catalog-index.ts';
import { DENY_ALL, type Law } from './law.ts';
import { type OfferProducts, selectProducts } from './selectors.ts';

/** The days of one plan: the day it is made, and the inclusive window in which its lists are good. */
export type PlanWindow = { readonly asOf: Day; readonly validFrom: Day; readonly validUntil: Day };

/** What an offer (all its versions together) has already drawn. */
export type OfferDraw = {
  readonly drawnCents: Cents;
  readonly applications: number;
  /** Of these what is set aside for paper that is out; absent: nothing is. */
  readonly open?: OpenPaper;
};

export type OpenPaper = { readonly cents: Cents; readonly uses: number };

/** What people keep off the lists, whatever the feed says. */
export type StoppedReason = 'held' | 'withdrawn';

export type NotLiveReason =
  | StoppedReason
  | 'not-yet-issued'
  | 'issue-over'
  | 'redeem-window'
  | 'older-version'
  | 'restricted'
  | 'budget-gone'
  | 'limit-gone'
  | 'no-products';

export type LiveOffer = {
  readonly terms: OfferTerms;
  readonly products: OfferProducts;
  /** Always > 0; undefined: no budget set. */
  readonly budgetLeftCents: Cents | undefined;
  /** Applications left of the offer's total; always > 0; undefined: no total set. */
  readonly usesLeft: number | undefined;
  /** Set aside for paper that is out, and no part of what is left; absent: nothing is. */
  readonly open?: OpenPaper;
};

export type NotLiveOffer = {
  readonly offerId: string;
  readonly version: number;
  /** The last two: found when its values are held against the shelf prices. */
  readonly reason: NotLiveReason | 'above-price' | 'no-saving';
};

export type OfferStandings = {
  readonly live: readonly LiveOffer[];
  readonly notLive: readonly NotLiveOffer[];
};

/**
 * Which offers may be put on a plan's lists, and why each other may not; both sorted by offer id, newest version first.
 *
 * Of several versions the highest that is being issued, or was, speaks for the offer; before a version's first day the
 * one before it does. If the one that speaks is over, or has no money, uses or products left, an older one does not step
 * in: it would promise what the newer version took away.
 *
 * @param draws What each offer id has drawn; an id that is absent has drawn nothing.
 * @param stopped Offer ids of which no version is live, and why.
 * @param law Which goods may be on offer where; default: nothing that is restricted.
 */
export function liveOffers(
  offers: readonly OfferTerms[],
  window: PlanWindow,
  draws: ReadonlyMap<string, OfferDraw>,
  index: CatalogIndex,
  stopped: ReadonlyMap<string, StoppedReason> = new Map(),
  law: Pick<Law, 'denies'> = DENY_ALL,
): OfferStandings {
  const live: LiveOffer[] = [];
  const notLive: NotLiveOffer[] = [];
  const spoken = new Set<string>();
  for (const terms of [...offers].sort(byIdThenNewest)) {
    const { offerId, version } = terms;
    const misfit = windowMisfit(terms, window);
    const stop = stopped.get(offerId);
    if (stop !== undefined) {
      notLive.push({ offerId, version, reason: stop });
    } else if (spoken.has(offerId)) {
      notLive.push({ offerId, version, reason: 'older-version' });
    } else if (misfit !== undefined) {
      if (misfit !== 'not-yet-issued') spoken.add(offerId);
      notLive.push({ offerId, version, reason: misfit });
    } else {
      spoken.add(offerId);
      const standing = standingOf(terms, draws.get(offerId), index, law);
      if (typeof standing === 'string') notLive.push({ offerId, version, reason: standing });
      else live.push(standing);
    }
  }
  return { live, notLive };
}

function byIdThenNewest(a: OfferTerms, b: OfferTerms): number {
  if (a.offerId !== b.offerId) return a.offerId < b.offerId ? -1 : 1;
  return b.version - a.version;
}

function windowMisfit(terms: OfferTerms, window: PlanWindow): NotLiveReason | undefined {
  if (window.asOf < terms.issueStart) return 'not-yet-issued';
  if (window.asOf > terms.issueEnd) return 'issue-over';
  // The paper promises the offer on every day of the list, so the redeem window must hold all of them.
  if (window.validFrom < terms.redeemStart || window.validUntil > terms.redeemEnd) return 'redeem-window';
  return undefined;
}

function standingOf(
  terms: OfferTerms,
  draw: OfferDraw | undefined,
  index: CatalogIndex,
  law: Pick<Law, 'denies'>,
): LiveOffer | NotLiveReason {
  if (law.denies(terms.restricted, terms.stores)) return 'restricted';
  const budgetLeft =
    terms.budgetCents === undefined ? undefined : terms.budgetCents - (draw?.drawnCents ?? 0);
  if (budgetLeft !== undefined && budgetLeft <= 0) return 'budget-gone';
  const usesLeft = terms.limitTotal === undefined ? undefined : terms.limitTotal - (draw?.applications ?? 0);
  if (usesLeft !== undefined && usesLeft <= 0) return 'limit-gone';
  const products = selectProducts(terms, index, law);
  if (terms.kind !== 'basket_off' && products.productNos.length === 0)
    return products.denied.some(({ reason }) => reason === 'restricted') ? 'restricted' : 'no-products';
  return {
    terms,
    products,
    budgetLeftCents: budgetLeft === undefined ? undefined : cents(budgetLeft),
    usesLeft,
    ...(draw?.open === undefined ? {} : { open: draw.open }),
  };
}

import type { OfferTerms } from '../shared/offer-terms.ts';
import { offerKey, type Tally } from './tally.ts';

/** What an offer has promised and paid on other cycles' lists, and what this cycle's own lists have already cost. */
export type OfferAccount = {
  readonly terms: OfferTerms;
  /** Paid so far on lists of other cycles: committed less voided and returned. */
  readonly drawnCents: number;
  /** On other cycles' paper that could still be redeemed when this cycle was planned, as often as one transaction may use it. */
  readonly openCents: number;
  /** Paid so far on this cycle's own lists. */
  readonly drawnHereCents: number;
};

export type OfferMoney = OfferAccount & {
  readonly lists: number;
  /** What this cycle's lists promise: every special used as often as one transaction may. */
  readonly faceCents: number;
  readonly expectedMicros: number;
  /** Undefined: the offer has no budget. Negative: the lists promise more than there is. */
  readonly leftCents: number | undefined;
};

export type FunderMoney = {
  readonly funderId: string;
  readonly funderName: string | undefined;
  readonly offers: number;
  /** Of the offers that have one; undefined: none has. */
  readonly budgetCents: number | undefined;
  /** Offers without a budget, which nothing bounds. */
  readonly unbounded: number;
  readonly drawnCents: number;
  readonly openCents: number;
  readonly drawnHereCents: number;
  readonly faceCents: number;
  readonly expectedMicros: number;
  /** Of the expected cost, what the stores pay themselves. */
  readonly storeMicros: number;
  /** Of the offers that have a budget, each counted by itself: one offer cannot spend what another leaves. */
  readonly leftCents: number | undefined;
  /** Offers whose lists promise more than is left of their budget. */
  readonly over: readonly { readonly offerId: string; readonly byCents: number }[];
};

/** What each offer of the cycle costs, in the order of their ids. */
export function offerMoney(tally: Tally, accounts: readonly OfferAccount[]): OfferMoney[] {
  return accounts.map((account) => {
    const { terms, drawnCents, openCents } = account;
    const reach = tally.offers.get(offerKey(terms.offerId, terms.version));
    const faceCents = (reach?.valueCents ?? 0) * terms.limitTransaction;
    const leftCents =
      terms.budgetCents === undefined ? undefined : terms.budgetCents - drawnCents - openCents - faceCents;
    return {
      ...account,
      lists: reach?.lists ?? 0,
      faceCents,
      expectedMicros: reach?.expectedMicros ?? 0,
      leftCents,
    };
  });
}

/** The same by who pays, dearest first. */
export function funderMoney(offers: readonly OfferMoney[]): FunderMoney[] {
  const byFunder = new Map<string, OfferMoney[]>();
  for (const offer of offers) {
    const { funderId } = offer.terms;
    byFunder.set(funderId, [...(byFunder.get(funderId) ?? []), offer]);
  }
  return [...byFunder]
    .map(([funderId, of]) => sumOf(funderId, of))
    .sort((a, b) => b.expectedMicros - a.expectedMicros || (a.funderId < b.funderId ? -1 : 1));
}

function sumOf(funderId: string, offers: readonly OfferMoney[]): FunderMoney {
  const sum = (value: (offer: OfferMoney) => number): number =>
    offers.reduce((total, offer) => total + value(offer), 0);
  const bounded = offers.filter(({ terms }) => terms.budgetCents !== undefined);
  return {
    funderId,
    funderName: offers.find(({ terms }) => terms.funderName !== undefined)?.terms.funderName,
    offers: offers.length,
    budgetCents:
      bounded.length === 0
        ? undefined
        : bounded.reduce((all, { terms }) => all + (terms.budgetCents ?? 0), 0),
    unbounded: offers.length - bounded.length,
    drawnCents: sum(({ drawnCents }) => drawnCents),
    openCents: sum(({ openCents }) => openCents),
    drawnHereCents: sum(({ drawnHereCents }) => drawnHereCents),
    faceCents: sum(({ faceCents }) => faceCents),
    expectedMicros: sum(({ expectedMicros }) => expectedMicros),
    storeMicros: sum(storeShare),
    leftCents:
      bounded.length === 0 ? undefined : bounded.reduce((all, { leftCents }) => all + (leftCents ?? 0), 0),
    over: bounded.flatMap(({ terms, leftCents }) =>
      leftCents !== undefined && leftCents < 0 ? [{ offerId: terms.offerId, byCents: -leftCents }] : [],
    ),
  };
}

function storeShare({ terms, expectedMicros }: OfferMoney): number {
  return Math.round((expectedMicros * (100 - terms.funderPercent)) / 100);
}

import { type Cents, cents } from '../shared/cents.ts';
import { decideRedemption } from './decide.ts';
import { sumCents } from './funding.ts';
import type { RefuseReason, RejectReason } from './reasons.ts';
import { spreadCents } from './spread.ts';
import type {
  CheckoutConfig,
  Decision,
  Discount,
  Facts,
  Redeemed,
  RedemptionRequest,
  SpentOffer,
} from './types.ts';

/** What registers took off by themselves, by offer; undefined: they took it off and do not say how much. */
export type Reported = ReadonlyMap<string, number | undefined>;

/** What became of one offer that a register applied. What is reported and not billed, the retailer has given away. */
export type ReportedOffer = {
  readonly offerId: string;
  /** undefined: the register does not say. */
  readonly reportedCents: number | undefined;
  readonly billedCents: number;
  /** Why less is billed than was given: the lane's own reasons, and two of reports. undefined: all of it is. */
  readonly reason: RejectReason | RefuseReason | 'not-on-list' | 'beyond-terms' | undefined;
};

/** What cannot be told yet. */
const LATER: ReadonlySet<ReportedOffer['reason']> = new Set(['ledger-restored', 'reserved']);

/** Whether a report is to wait: something of it may still be given, and nothing of it was redeemed, so that it can be told again. */
export function isForLater(offers: readonly ReportedOffer[], redemptionId: number | undefined): boolean {
  return redemptionId === undefined && offers.some(({ reason }) => LATER.has(reason));
}

/** What a decision, or a redemption that stands, took off by an offer, on whatever lines of the list it is. */
export function takenBy({ spent }: Pick<Redeemed, 'spent'>, offerId: string): number {
  return spent.reduce((sum, each) => sum + (each.offerId === offerId ? each.amountCents : 0), 0);
}

/**
 * Decide what a register reports to have taken off by itself. The rules are those of a lane that asks: what they give for the
 * same basket is billed, and never more than the shopper got. Nothing else of the list is spent.
 */
export function decideReported(
  request: RedemptionRequest,
  facts: Facts,
  config: CheckoutConfig,
  reported: Reported,
): { readonly decision: Decision; readonly offers: readonly ReportedOffer[] } {
  const offers = facts.offers.filter(({ terms }) => reported.has(terms.offerId));
  const decision = decideRedemption(request, { ...facts, offers }, config);
  const onList = new Set(offers.map(({ terms }) => terms.offerId));
  if (decision.tag !== 'redeemed') {
    const refusals = new Map(
      decision.tag === 'rejected' ? decision.refused.map(({ offerId, reason }) => [offerId, reason]) : [],
    );
    const whole =
      decision.tag === 'rejected' && decision.reason !== 'nothing-taken' ? decision.reason : undefined;
    const nothing = (offerId: string) => whole ?? refusals.get(offerId) ?? 'not-on-list';
    return {
      decision,
      offers: [...reported].map(([offerId, reportedCents]) => ({
        offerId,
        reportedCents,
        billedCents: 0,
        reason: nothing(offerId),
      })),
    };
  }
  const billed = billAtMost(decision, reported);
  const refused = new Map(decision.refused.map(({ offerId, reason }) => [offerId, reason]));
  return {
    decision:
      billed.totalCents === 0
        ? { tag: 'rejected', reason: 'nothing-taken', refused: decision.refused }
        : { tag: 'redeemed', ...billed },
    offers: [...reported].map(([offerId, reportedCents]) => {
      const billedCents = takenBy(billed, offerId);
      const isAll = billedCents > 0 && (reportedCents === undefined || billedCents >= reportedCents);
      const why = refused.get(offerId) ?? (onList.has(offerId) ? 'beyond-terms' : 'not-on-list');
      return { offerId, reportedCents, billedCents, reason: isAll ? undefined : why };
    }),
  };
}

/** What the rules give, less what the register did not give. */
function billAtMost(decision: Redeemed, reported: Reported): Redeemed {
  const given = new Map<string, number>();
  const discounts = decision.spent.flatMap((offer) => {
    const own = decision.discounts.filter(({ issuedOfferId }) => issuedOfferId === offer.issuedOfferId);
    const left = (reported.get(offer.offerId) ?? Number.POSITIVE_INFINITY) - (given.get(offer.offerId) ?? 0);
    const amount = Math.max(0, Math.min(offer.amountCents, left));
    given.set(offer.offerId, (given.get(offer.offerId) ?? 0) + amount);
    return amount === offer.amountCents ? own : scaled(own, amount);
  });
  const sorted = discounts.sort((a, b) => a.lineNo - b.lineNo || a.issuedOfferId - b.issuedOfferId);
  return {
    ...decision,
    discounts: sorted,
    spent: decision.spent.flatMap((offer) => respent(offer, sorted)),
    totalCents: sumCents(sorted.map(({ amountCents }) => amountCents)),
  };
}

/** Discounts of one offer that come to less: amounts by largest remainder, the funder's share of each in proportion. */
function scaled(discounts: readonly Discount[], amount: number): Discount[] {
  const amounts = spreadCents(
    amount,
    discounts.map(({ amountCents }) => amountCents),
  );
  return discounts.flatMap((discount, place) => {
    const amountCents = amounts[place] ?? 0;
    if (amountCents === 0) return [];
    const funderCents = Math.floor((discount.funderCents * amountCents) / discount.amountCents);
    return [
      {
        ...discount,
        amountCents: cents(amountCents),
        funderCents: cents(funderCents),
        storeCents: cents(amountCents - funderCents),
      },
    ];
  });
}

function respent(offer: SpentOffer, discounts: readonly Discount[]): SpentOffer[] {
  const own = discounts.filter(({ issuedOfferId }) => issuedOfferId === offer.issuedOfferId);
  if (own.length === 0) return [];
  const sum = (of: (discount: Discount) => Cents) => sumCents(own.map(of));
  return [
    {
      ...offer,
      amountCents: sum(({ amountCents }) => amountCents),
      funderCents: sum(({ funderCents }) => funderCents),
      storeCents: sum(({ storeCents }) => storeCents),
    },
  ];
}

import { type Cents, cents } from '../shared/cents.ts';
import type { OfferTerms } from '../shared/offer-terms.ts';

/** What the ledger newly says of one version of an offer: entries that no settlement had, net of voids and returns. */
export type FreshEntries = {
  readonly terms: Pick<OfferTerms, 'offerId' | 'version' | 'funderId' | 'funderPercent' | 'handlingFeeCents'>;
  /** By how many the issued offers grew of which the funder pays anything. */
  readonly coupons: number;
  /** Goods that carried the discount, and the offer's goods on the same receipts, in thousandths. */
  readonly discountedMilli: number;
  readonly soldMilli: number;
  readonly funderCents: number;
  readonly storeCents: number;
};

/** An offer as earlier settlements left it, all versions together. */
export type ClaimedBefore = {
  /** The funder's share by the ledger, of the entries that were settled. */
  readonly funderCents: number;
  /** What of it was claimed. */
  readonly faceCents: number;
  /** Of the newest version; undefined: without end. */
  readonly budgetCents: number | undefined;
};

export type ClaimLine = {
  readonly funderId: string;
  readonly offerId: string;
  readonly version: number;
  readonly coupons: number;
  readonly discountedMilli: number;
  readonly soldMilli: number;
  readonly funderCents: Cents;
  readonly storeCents: Cents;
  /** Claimed. Negative: the funder is credited. */
  readonly faceCents: Cents;
  /** Not claimed, since the budget is spent; negative where returns made room for what was not claimed before. */
  readonly overBudgetCents: Cents;
  readonly handlingCents: Cents;
};

/**
 * What a settlement claims: of each offer, all settlements together, the funder's share or its budget, whichever is less;
 * a handling fee for each coupon. Budgets cap face values, as they do at the lane; handling comes on top.
 *
 * @param fresh By offer, then version. @param before Of each offer among them.
 * @returns One line each, in the same order.
 */
export function claimLines(
  fresh: readonly FreshEntries[],
  before: (offerId: string) => ClaimedBefore,
): readonly ClaimLine[] {
  const standing = new Map<string, ClaimedBefore>();
  return fresh.map(({ terms, coupons, funderCents, storeCents, discountedMilli, soldMilli }) => {
    const { offerId, version, funderId, funderPercent, handlingFeeCents } = terms;
    const was = standing.get(offerId) ?? before(offerId);
    const owedCents = was.funderCents + funderCents;
    const claimableCents = Math.min(owedCents, was.budgetCents ?? owedCents);
    const faceCents = claimableCents - was.faceCents;
    standing.set(offerId, { ...was, funderCents: owedCents, faceCents: claimableCents });
    return {
      funderId,
      offerId,
      version,
      coupons,
      discountedMilli,
      soldMilli,
      funderCents: cents(funderCents),
      storeCents: cents(storeCents),
      faceCents: cents(faceCents),
      overBudgetCents: cents(funderCents - faceCents),
      handlingCents: cents(funderPercent === 0 ? 0 : coupons * handlingFeeCents),
    };
  });
}

/** A funder's part of a settlement. */
export type Claim = {
  /** `S0007-northfield`: what the funder quotes. */
  readonly claimId: string;
  readonly funderId: string;
  readonly lines: readonly ClaimLine[];
  readonly coupons: number;
  readonly faceCents: Cents;
  readonly handlingCents: Cents;
  readonly overBudgetCents: Cents;
  /** Face values and handling. */
  readonly totalCents: Cents;
};

/** The lines of a settlement as claims, by funder. An offer that is wholly the store's own is nobody's claim. */
export function claimsByFunder(settlementId: number, lines: readonly ClaimLine[]): readonly Claim[] {
  const funders = [...new Set(lines.filter(isClaimed).map(({ funderId }) => funderId))].sort();
  return funders.map((funderId) => {
    const its = lines.filter((line) => line.funderId === funderId && isClaimed(line));
    const sum = (of: (line: ClaimLine) => number) => cents(its.reduce((total, line) => total + of(line), 0));
    return {
      claimId: claimIdOf(settlementId, funderId),
      funderId,
      lines: its,
      coupons: its.reduce((total, { coupons }) => total + coupons, 0),
      faceCents: sum(({ faceCents }) => faceCents),
      handlingCents: sum(({ handlingCents }) => handlingCents),
      overBudgetCents: sum(({ overBudgetCents }) => overBudgetCents),
      totalCents: sum(({ faceCents, handlingCents }) => faceCents + handlingCents),
    };
  });
}

function isClaimed({ funderCents, faceCents, handlingCents, coupons }: ClaimLine): boolean {
  return funderCents !== 0 || faceCents !== 0 || handlingCents !== 0 || coupons !== 0;
}

/** `S0007-northfield`. */
export function claimIdOf(settlementId: number, funderId: string): string {
  return `${settlementName(settlementId)}-${funderId}`;
}

/** `S0007`. */
export function settlementName(settlementId: number): string {
  return `S${String(settlementId).padStart(4, '0')}`;
}

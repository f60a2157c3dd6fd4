import { type Cents, cents } from '../shared/cents.ts';
import type { Day } from '../shared/day.ts';
import type { TakenOffer } from './apply.ts';
import { receiptText } from './receipt-text.ts';
import { takenCents } from './take.ts';
import type { BasketLine, Discount, IssuedOffer, SpentOffer } from './types.ts';
import type { LaneLanguage } from './words.ts';

type UnfundedDiscount = {
  readonly offer: IssuedOffer;
  readonly line: BasketLine;
  readonly quantityMilli: number;
  readonly amountCents: number;
};

/**
 * What was taken, as discounts on lines, each split between funder and store: the funder's percentage rounded half a
 * cent up, but never more than its budget has left, nor for more applications than its total has; the store pays the rest,
 * since the paper holds. Past the offer's own last day (the list's grace days), and for what its own manager let pass, the
 * store pays all.
 *
 * The order (basket line, then offer) is part of the result: with a budget that runs out it decides who pays which line.
 */
export function fundDiscounts(
  taken: readonly TakenOffer[],
  onDay: Day,
  storePays: ReadonlySet<IssuedOffer> = new Set(),
  language: LaneLanguage = 'en',
): readonly Discount[] {
  const budgetLeft = new Map<string, number>();
  const budgets = new Map(taken.map((one) => [one.offer, budgetOf(one, onDay)]));
  return taken
    .flatMap(discountsPerLine)
    .sort(byLineThenOffer)
    .map(({ offer, line, quantityMilli, amountCents }) => {
      const { terms } = offer;
      const left = storePays.has(offer) ? 0 : (budgetLeft.get(terms.offerId) ?? budgets.get(offer) ?? 0);
      const funderCents = Math.min(shareOf(amountCents, terms.funderPercent), left);
      if (!storePays.has(offer)) budgetLeft.set(terms.offerId, left - funderCents);
      return {
        lineNo: line.lineNo,
        productId: line.productId,
        offerId: terms.offerId,
        offerVersion: terms.version,
        issuedOfferId: offer.issuedOfferId,
        quantityMilli,
        amountCents: cents(amountCents),
        funderCents: cents(funderCents),
        storeCents: cents(amountCents - funderCents),
        receiptText: receiptText(terms, offer.faceValueCents, language),
      };
    });
}

function shareOf(amountCents: number, funderPercent: number): number {
  return Math.floor((amountCents * funderPercent + 50) / 100);
}

function budgetOf({ offer, take }: TakenOffer, onDay: Day): number {
  const { terms, funderBudgetLeftCents, funderUsesLeft } = offer;
  if (onDay > terms.redeemEnd) return 0;
  const left = Math.max(0, funderBudgetLeftCents ?? Number.POSITIVE_INFINITY);
  if (funderUsesLeft === undefined || funderUsesLeft >= take.applications) return left;
  const whole = shareOf(takenCents(take.shares), terms.funderPercent);
  return Math.min(left, Math.floor((whole * Math.max(0, funderUsesLeft)) / take.applications));
}

function discountsPerLine({ offer, take }: TakenOffer): readonly UnfundedDiscount[] {
  const lines = new Set(take.shares.map((share) => share.unit.line));
  return [...lines].flatMap((line) => {
    const shares = take.shares.filter((share) => share.unit.line === line && share.cents > 0);
    const amountCents = takenCents(shares);
    if (amountCents <= 0) return [];
    const quantityMilli = shares.reduce((sum, share) => sum + share.unit.quantityMilli, 0);
    return [{ offer, line, quantityMilli, amountCents }];
  });
}

function byLineThenOffer(a: UnfundedDiscount, b: UnfundedDiscount): number {
  return a.line.lineNo - b.line.lineNo || a.offer.issuedOfferId - b.offer.issuedOfferId;
}

/** The discounts summed per offer, by issued offer: what the ledger spends. */
export function spentOffers(
  taken: readonly TakenOffer[],
  discounts: readonly Discount[],
): readonly SpentOffer[] {
  return taken
    .map(({ offer, take }) => {
      const its = discounts.filter((discount) => discount.issuedOfferId === offer.issuedOfferId);
      return {
        issuedOfferId: offer.issuedOfferId,
        offerId: offer.terms.offerId,
        offerVersion: offer.terms.version,
        applications: take.applications,
        amountCents: sumCents(its.map((discount) => discount.amountCents)),
        funderCents: sumCents(its.map((discount) => discount.funderCents)),
        storeCents: sumCents(its.map((discount) => discount.storeCents)),
      };
    })
    .sort((a, b) => a.issuedOfferId - b.issuedOfferId);
}

export function sumCents(amounts: readonly Cents[]): Cents {
  return cents(amounts.reduce((sum, amount) => sum + amount, 0));
}

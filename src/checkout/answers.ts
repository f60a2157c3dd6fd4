import type { Cents } from '../shared/cents.ts';
import { type Day, formatDay } from '../shared/day.ts';
import type { CommitRejectReason, ReturnRejectReason, VoidRejectReason } from './reasons.ts';
import type { ReturnFigures } from './return.ts';
import type { Decision, Redeemed, Refused } from './types.ts';
import { type LaneWords, WORDS_EN } from './words-en.ts';

/** Answers as lanes read them, from the endpoint and from the command line alike: snake_case, integer cents. */
export type LaneAnswer = Readonly<Record<string, unknown>> & { readonly status: string };

/**
 * To a redemption request.
 *
 * @param redemptionId Of what was redeemed, now or before. @param lapsesAt When a new reservation lapses, ISO 8601 in UTC;
 *   undefined: it was committed at once.
 * @param words Of the chain's language.
 */
export function redemptionAnswer(
  decision: Decision,
  redemptionId: number | undefined,
  lapsesAt?: string,
  words: LaneWords = WORDS_EN,
): LaneAnswer {
  const recalled = decision.recalled ?? [];
  if (decision.tag === 'rejected') {
    return {
      status: decision.tag,
      reason: decision.reason,
      text: words.reject[decision.reason],
      recalled,
      discounts: [],
      refused: describeRefused(decision.refused, words),
      total_cents: 0,
    };
  }
  const isNew = decision.tag === 'redeemed';
  const state = isNew ? (lapsesAt === undefined ? 'committed' : 'reserved') : decision.state;
  return {
    status: decision.tag,
    state,
    ...(isNew && lapsesAt !== undefined ? { lapses_at: lapsesAt } : {}),
    redemption_id: redemptionId ?? null,
    recalled,
    ...describeRedeemed(decision, words),
  };
}

/** To a lane that goes on with what it reserved. */
export function commitAnswer(
  redemptionId: number,
  outcome:
    | { readonly tag: 'committed' | 'already-committed' | 'tendering'; readonly told: Redeemed }
    | { readonly tag: 'rejected'; readonly reason: CommitRejectReason },
  words: LaneWords = WORDS_EN,
): LaneAnswer {
  if (outcome.tag === 'rejected') {
    const { reason } = outcome;
    const text = reason === 'redemption-unknown' ? words.void[reason] : words.reject[reason];
    return {
      ...{ status: outcome.tag, reason, text, redemption_id: redemptionId },
      ...{ recalled: [], discounts: [], refused: [], total_cents: 0 },
    };
  }
  return {
    status: outcome.tag === 'committed' ? 'redeemed' : 'already-recorded',
    state: outcome.tag === 'tendering' ? 'reserved' : 'committed',
    redemption_id: redemptionId,
    recalled: [],
    ...describeRedeemed(outcome.told, words),
  };
}

function describeRedeemed(
  { listId, discounts, refused, totalCents, overrideCents }: Redeemed,
  words: LaneWords,
) {
  return {
    list_id: listId,
    discounts: discounts.map((d) => ({
      line_no: d.lineNo,
      product_id: d.productId,
      offer_id: d.offerId,
      amount_cents: d.amountCents,
      funder_cents: d.funderCents,
      store_cents: d.storeCents,
      receipt_text: d.receiptText,
    })),
    refused: describeRefused(refused, words),
    total_cents: totalCents,
    ...(overrideCents === undefined ? {} : { override_cents: overrideCents }),
  };
}

function describeRefused(refused: readonly Refused[], words: LaneWords) {
  return refused.map((one) => ({ offer_id: one.offerId, reason: one.reason, text: refuseText(one, words) }));
}

/** One line of plain words, for the screen and the receipt: which transaction has it, where one has. */
export function refuseText({ reason, usedBy }: Refused, words: LaneWords = WORDS_EN): string {
  const text = words.refuse[reason];
  if (usedBy === undefined) return text;
  return `${text.slice(0, -1)}: ${words.usedBy(formatDay(usedBy.day), usedBy.storeId, usedBy.registerId)}.`;
}

/** What undid a redemption; `reversedCents` is all of it, less what had been returned before. */
export type VoidFigures = {
  readonly day: Day;
  readonly totalCents: Cents;
  readonly reversedCents: Cents;
  readonly funderCents: Cents;
  readonly storeCents: Cents;
  readonly offers: { readonly open: number; readonly expired: number; readonly withdrawn: number };
};

/** To a void. */
export function voidAnswer(
  redemptionId: number,
  outcome: ({ readonly tag: 'voided' | 'already-voided' } & VoidFigures) | { readonly tag: VoidRejectReason },
  words: LaneWords = WORDS_EN,
): LaneAnswer {
  if (outcome.tag !== 'voided' && outcome.tag !== 'already-voided') {
    const text = words.void[outcome.tag];
    return { status: 'rejected', reason: outcome.tag, text, redemption_id: redemptionId };
  }
  return {
    status: outcome.tag,
    redemption_id: redemptionId,
    business_day: formatDay(outcome.day),
    total_cents: outcome.totalCents,
    reversed_cents: outcome.reversedCents,
    funder_cents: outcome.funderCents,
    store_cents: outcome.storeCents,
    offers_restored: outcome.offers.open,
    offers_expired: outcome.offers.expired,
    offers_withdrawn: outcome.offers.withdrawn,
  };
}

/** What a refused return says of itself, so that its document has the columns of any other. */
const NOTHING_RETURNED = {
  return_id: null,
  quantity: 0,
  refund_cents: 0,
  discount_cents: 0,
  funder_cents: 0,
  store_cents: 0,
  offers_restored: 0,
  left_quantity: null,
};

/** To goods that come back. */
export function returnAnswer(
  { redemptionId, lineNo }: { readonly redemptionId: number; readonly lineNo: number },
  outcome:
    | (ReturnFigures & {
        readonly tag: 'returned' | 'already-recorded';
        readonly returnId: number;
        readonly offersRestored: number;
      })
    | { readonly tag: 'rejected'; readonly reason: ReturnRejectReason },
  words: LaneWords = WORDS_EN,
): LaneAnswer {
  const asked = { status: outcome.tag, redemption_id: redemptionId, line_no: lineNo };
  if (outcome.tag === 'rejected') {
    const { reason } = outcome;
    return { ...asked, reason, text: words.return[reason], ...NOTHING_RETURNED };
  }
  return {
    ...asked,
    return_id: outcome.returnId,
    quantity: outcome.quantityMilli / 1000,
    refund_cents: outcome.refundCents,
    discount_cents: outcome.discountCents,
    funder_cents: outcome.funderCents,
    store_cents: outcome.storeCents,
    offers_restored: outcome.offersRestored,
    left_quantity: outcome.leftMilli / 1000,
  };
}

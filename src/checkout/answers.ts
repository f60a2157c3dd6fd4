import type { Cents } from '../shared/cents.ts';
import { type Day, formatDay } from '../shared/day.ts';
import {
  REFUSE_TEXT,
  REJECT_TEXT,
  RETURN_REJECT_TEXT,
  type ReturnRejectReason,
  VOID_REJECT_TEXT,
  type VoidRejectReason,
} from './reasons.ts';
import type { ReturnFigures } from './return.ts';
import type { Decision, Redeemed, Refused } from './types.ts';

/** Answers as lanes read them, from the endpoint and from the command line alike: snake_case, integer cents. */
export type LaneAnswer = Readonly<Record<string, unknown>> & { readonly status: string };

/** To a redemption request. `redemptionId`: of what was redeemed, now or before. */
export function redemptionAnswer(decision: Decision, redemptionId: number | undefined): LaneAnswer {
  const recalled = decision.recalled ?? [];
  if (decision.tag === 'rejected') {
    return {
      status: decision.tag,
      reason: decision.reason,
      text: REJECT_TEXT[decision.reason],
      recalled,
      discounts: [],
      refused: decision.refused.map(describeRefused),
      total_cents: 0,
    };
  }
  return {
    status: decision.tag,
    redemption_id: redemptionId ?? null,
    recalled,
    ...describeRedeemed(decision),
  };
}

function describeRedeemed({ listId, discounts, refused, totalCents }: Redeemed) {
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
    refused: refused.map(describeRefused),
    total_cents: totalCents,
  };
}

function describeRefused({ offerId, reason }: Refused) {
  return { offer_id: offerId, reason, text: REFUSE_TEXT[reason] };
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
): LaneAnswer {
  if (outcome.tag !== 'voided' && outcome.tag !== 'already-voided') {
    const text = VOID_REJECT_TEXT[outcome.tag];
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
): LaneAnswer {
  const asked = { status: outcome.tag, redemption_id: redemptionId, line_no: lineNo };
  if (outcome.tag === 'rejected') {
    const { reason } = outcome;
    return { ...asked, reason, text: RETURN_REJECT_TEXT[reason], ...NOTHING_RETURNED };
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

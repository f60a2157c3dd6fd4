import type { Cents } from '../shared/cents.ts';
import { type Day, formatDay } from '../shared/day.ts';
import {
  COMMIT_REJECT_TEXT,
  type CommitRejectReason,
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

/**
 * To a redemption request.
 *
 * @param redemptionId Of what was redeemed, now or before. @param lapsesAt When a new reservation lapses, ISO 8601 in UTC;
 *   undefined: it was committed at once.
 */
export function redemptionAnswer(
  decision: Decision,
  redemptionId: number | undefined,
  lapsesAt?: string,
): LaneAnswer {
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
  const isNew = decision.tag === 'redeemed';
  const state = isNew ? (lapsesAt === undefined ? 'committed' : 'reserved') : decision.state;
  return {
    status: decision.tag,
    state,
    ...(isNew && lapsesAt !== undefined ? { lapses_at: lapsesAt } : {}),
    redemption_id: redemptionId ?? null,
    recalled,
    ...describeRedeemed(decision),
  };
}

/** To a lane that goes on with what it reserved. */
export function commitAnswer(
  redemptionId: number,
  outcome:
    | { readonly tag: 'committed' | 'already-committed' | 'tendering'; readonly told: Redeemed }
    | { readonly tag: 'rejected'; readonly reason: CommitRejectReason },
): LaneAnswer {
  if (outcome.tag === 'rejected') {
    const { reason } = outcome;
    return {
      ...{ status: outcome.tag, reason, text: COMMIT_REJECT_TEXT[reason], redemption_id: redemptionId },
      ...{ recalled: [], discounts: [], refused: [], total_cents: 0 },
    };
  }
  return {
    status: outcome.tag === 'committed' ? 'redeemed' : 'already-recorded',
    state: outcome.tag === 'tendering' ? 'reserved' : 'committed',
    redemption_id: redemptionId,
    recalled: [],
    ...describeRedeemed(outcome.told),
  };
}

function describeRedeemed({ listId, discounts, refused, totalCents, overrideCents }: Redeemed) {
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
    ...(overrideCents === undefined ? {} : { override_cents: overrideCents }),
  };
}

function describeRefused(refused: Refused) {
  return { offer_id: refused.offerId, reason: refused.reason, text: refuseText(refused) };
}

/** One line of plain words, for the screen and the receipt: which transaction has it, where one has. */
export function refuseText({ reason, usedBy }: Refused): string {
  const text = REFUSE_TEXT[reason];
  if (usedBy === undefined) return text;
  return `${text.slice(0, -1)}: ${formatDay(usedBy.day)}, store ${usedBy.storeId}, register ${usedBy.registerId}.`;
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

import { applyOffers } from './apply.ts';
import { contentHash } from './content-hash.ts';
import { fundDiscounts, spentOffers, sumCents } from './funding.ts';
import type { RefuseReason, RejectReason } from './reasons.ts';
import type {
  CheckoutConfig,
  Decision,
  Facts,
  IssuedOffer,
  RecordedAnswer,
  RedemptionRequest,
  Refused,
} from './types.ts';
import { basketUnits } from './units.ts';

/**
 * Decide one redemption request. Pure: the caller has read the facts and writes the outcome, in one transaction.
 *
 * Order matters. A retry answers with what was recorded even after the list expired, so that a lane which lost our
 * answer neither charges a funder twice nor asks the shopper to pay. Then who asks, then whether the list is good on
 * the lane's day, then the offers one by one: each is either discounted or refused, never both, never neither.
 */
export function decideRedemption(request: RedemptionRequest, facts: Facts, config: CheckoutConfig): Decision {
  if (facts.recorded !== undefined) return decideRetry(request, facts.recorded);
  const rejected = rejectReason(request, facts, config);
  if (rejected !== undefined) return reject(rejected);
  const { list } = facts;
  if (list === undefined) return reject('no-list');
  return decideOffers(request, list.listId, facts.offers, config);
}

function reject(reason: RejectReason, refused: readonly Refused[] = []): Decision {
  return { tag: 'rejected', reason, refused };
}

function decideRetry(request: RedemptionRequest, recorded: RecordedAnswer): Decision {
  if (recorded.contentHash !== contentHash(request)) return reject('transaction-reused');
  if (recorded.state === 'voided') return reject('voided');
  return { ...recorded.answer, tag: 'already-recorded', state: recorded.state };
}

function rejectReason(
  request: RedemptionRequest,
  facts: Facts,
  config: CheckoutConfig,
): RejectReason | undefined {
  const lineNos = new Set(request.lines.map((line) => line.lineNo));
  if (lineNos.size !== request.lines.length) return 'line-number-twice';
  return notFound(request, facts) ?? notGood(request, facts, config);
}

function notFound(request: RedemptionRequest, facts: Facts): RejectReason | undefined {
  if (request.listCode !== undefined) {
    if (!facts.codeIsOurs) return 'code-forged';
    return facts.list === undefined ? 'list-unknown' : undefined;
  }
  if (request.cardId === undefined) return 'nothing-scanned';
  if (facts.cardHouseholdId === undefined) return 'card-unknown';
  return facts.list === undefined ? 'no-list' : undefined;
}

function notGood(request: RedemptionRequest, facts: Facts, config: CheckoutConfig): RejectReason | undefined {
  const { list, cardHouseholdId } = facts;
  if (list === undefined) return undefined;
  // A card that nobody has is no other household: the paper alone may be passed on, and pays out.
  const isOthers = cardHouseholdId !== undefined && cardHouseholdId !== list.householdId;
  if (isOthers && config.listOfOtherHousehold === 'refuse') return 'list-of-other-household';
  if (request.day < list.validFrom) return 'list-not-yet-valid';
  if (request.day > list.validUntil + config.graceDays) return 'list-expired';
  return list.state === 'withdrawn' ? 'list-withdrawn' : undefined;
}

function decideOffers(
  request: RedemptionRequest,
  listId: string,
  offers: readonly IssuedOffer[],
  config: CheckoutConfig,
): Decision {
  const closed = new Map<IssuedOffer, RefuseReason>();
  for (const offer of offers) {
    const reason = closedReason(offer, request, config);
    if (reason !== undefined) closed.set(offer, reason);
  }
  const open = offers.filter((offer) => !closed.has(offer));
  const { taken, refused } = applyOffers(open, basketUnits(request.lines));
  for (const { offer, reason } of refused) closed.set(offer, reason);
  const refusals = offers.flatMap((offer) => refusalOf(offer, closed.get(offer)));
  const discounts = fundDiscounts(taken, request.day);
  if (discounts.length === 0) return reject('nothing-taken', refusals);
  return {
    tag: 'redeemed',
    listId,
    discounts,
    spent: spentOffers(taken, discounts),
    refused: refusals,
    totalCents: sumCents(discounts.map((discount) => discount.amountCents)),
  };
}

/** Why an offer takes nothing whatever is in the basket; undefined: it is open. */
function closedReason(
  offer: IssuedOffer,
  request: RedemptionRequest,
  config: CheckoutConfig,
): RefuseReason | undefined {
  const { terms, state, householdUsesLeft } = offer;
  if (state === 'redeemed') return 'used';
  if (state !== 'open') return state;
  if (request.day < terms.redeemStart) return 'not-yet-valid';
  if (request.day > terms.redeemEnd + config.graceDays) return 'expired';
  if (terms.stores.length > 0 && !terms.stores.includes(request.storeId)) return 'other-store';
  return householdUsesLeft !== undefined && householdUsesLeft < 1 ? 'limit-household' : undefined;
}

function refusalOf(offer: IssuedOffer, reason: RefuseReason | undefined): readonly Refused[] {
  if (reason === undefined) return [];
  const { issuedOfferId, lineNo, terms } = offer;
  return [{ issuedOfferId, lineNo, offerId: terms.offerId, offerVersion: terms.version, reason }];
}

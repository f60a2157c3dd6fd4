import { cents } from '../shared/cents.ts';
import { isOtherLineId, type ProductId } from '../shared/product-id.ts';
import { type Applied, applyOffers } from './apply.ts';
import { contentHash } from './content-hash.ts';
import { fundDiscounts, spentOffers, sumCents } from './funding.ts';
import type { RefuseReason, RejectReason } from './reasons.ts';
import { takenCents } from './take.ts';
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
 * the lane's day, then the offers one by one: each is either discounted or refused, never both, never neither. Recalled
 * products are no part of the basket for any offer, and whatever the answer is, it names their lines.
 */
export function decideRedemption(request: RedemptionRequest, facts: Facts, config: CheckoutConfig): Decision {
  const decision = decide(request, facts, config);
  const recalled = recalledLines(request, facts.recalledIds);
  return recalled.length === 0 ? decision : { ...decision, recalled };
}

/** Lines that sell what must not be sold; one that takes it back does right. */
function recalledLines({ lines }: RedemptionRequest, recalledIds: Facts['recalledIds']): number[] {
  return lines
    .filter((line) => recalledIds.has(line.productId) && line.quantityMilli > 0)
    .map((line) => line.lineNo)
    .sort((a, b) => a - b);
}

function decide(request: RedemptionRequest, facts: Facts, config: CheckoutConfig): Decision {
  if (facts.recorded !== undefined) return decideRetry(contentHash(request), facts.recorded);
  const rejected = rejectReason(request, facts, config);
  if (rejected !== undefined && !mayOverride(rejected, request)) return reject(rejected);
  const { list } = facts;
  if (list === undefined) return reject('no-list');
  if (request.override !== undefined && config.overrideCapCents <= 0) return reject('override-not-allowed');
  return decideOffers(request, list.listId, facts, config, rejected !== undefined);
}

function reject(reason: RejectReason, refused: readonly Refused[] = []): Decision {
  return { tag: 'rejected', reason, refused };
}

/** A request under a lane key that is known: the first answer again, where the content is the first one's. */
export function decideRetry(hash: string, recorded: RecordedAnswer): Decision {
  if (recorded.contentHash !== hash) return reject('transaction-reused');
  if (recorded.state === 'voided') return reject('voided');
  return { ...recorded.answer, tag: 'already-recorded', state: recorded.state };
}

/** Rules of the store, which a manager may let pass; all others protect somebody's money, or somebody's health. */
const STORE_RULES: ReadonlySet<RejectReason | RefuseReason> = new Set([
  'list-expired',
  'list-of-other-household',
  'expired',
  'other-store',
]);

function mayOverride(reason: RejectReason | RefuseReason, { override }: RedemptionRequest): boolean {
  return override !== undefined && STORE_RULES.has(reason);
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
    if (facts.list !== undefined) return undefined;
    return facts.isSetAside === true ? 'no-list' : 'list-unknown';
  }
  if (request.cardId === undefined) return 'nothing-scanned';
  if (facts.cardHouseholdId === undefined) return 'card-unknown';
  return facts.list === undefined ? 'no-list' : undefined;
}

function notGood(request: RedemptionRequest, facts: Facts, config: CheckoutConfig): RejectReason | undefined {
  const { list, cardHouseholdId } = facts;
  if (list === undefined) return undefined;
  if (request.day < list.validFrom) return 'list-not-yet-valid';
  if (list.unsettled === true) return 'ledger-restored';
  if (list.state === 'withdrawn') return 'list-withdrawn';
  // A card that nobody has is no other household: the paper alone may be passed on, and pays out.
  const isOthers = cardHouseholdId !== undefined && cardHouseholdId !== list.householdId;
  if (isOthers && config.listOfOtherHousehold === 'refuse') return 'list-of-other-household';
  return request.day > list.validUntil + config.graceDays ? 'list-expired' : undefined;
}

function decideOffers(
  request: RedemptionRequest,
  listId: string,
  { offers, recalledIds }: Facts,
  config: CheckoutConfig,
  isListOverridden: boolean,
): Decision {
  const closed = new Map<IssuedOffer, RefuseReason>();
  const overridden = new Set<IssuedOffer>();
  for (const offer of offers) {
    const reason = closedReason(offer, request, config);
    if (reason !== undefined && !mayOverride(reason, request)) closed.set(offer, reason);
    else if (reason !== undefined || isListOverridden) overridden.add(offer);
  }
  // Deposits, fees and tenders are lines of a basket too, and nobody's to give away.
  const isGoods = (id: ProductId): boolean => !isOtherLineId(id) && !recalledIds.has(id);
  const sold = request.lines.filter((line) => isGoods(line.productId));
  const open = offers.filter((offer) => !closed.has(offer));
  const { taken, refused } = applyWithin(config.overrideCapCents, open, overridden, basketUnits(sold));
  for (const { offer, reason } of refused) {
    closed.set(offer, isShortOfRecalled(offer, reason, recalledIds) ? 'recalled' : reason);
  }
  const refusals = refusalsOf(offers, closed);
  const discounts = fundDiscounts(taken, request.day, overridden, config.language);
  if (discounts.length === 0) return reject('nothing-taken', refusals);
  const overrideCents = sumTaken(taken.filter(({ offer }) => overridden.has(offer)));
  return {
    tag: 'redeemed',
    listId,
    discounts,
    spent: spentOffers(taken, discounts),
    refused: refusals,
    totalCents: sumCents(discounts.map((discount) => discount.amountCents)),
    ...(overrideCents === 0 ? {} : { overrideCents: cents(overrideCents) }),
  };
}

/** The offers applied; of those by a manager's word the largest go until the rest is within what one may give. */
function applyWithin(
  capCents: number,
  offers: readonly IssuedOffer[],
  overridden: ReadonlySet<IssuedOffer>,
  units: ReturnType<typeof basketUnits>,
): Applied {
  const applied = applyOffers(offers, units);
  const byWord = applied.taken.filter(({ offer }) => overridden.has(offer));
  if (sumTaken(byWord) <= capCents) return applied;
  const [largest] = byWord.toSorted((a, b) => takenCents(b.take.shares) - takenCents(a.take.shares));
  if (largest === undefined) return applied;
  const rest = applyWithin(
    capCents,
    offers.filter((offer) => offer !== largest.offer),
    overridden,
    units,
  );
  return { taken: rest.taken, refused: [...rest.refused, { offer: largest.offer, reason: 'override-cap' }] };
}

function sumTaken(taken: Applied['taken']): number {
  return taken.reduce((sum, { take }) => sum + takenCents(take.shares), 0);
}

/** Why an offer takes nothing whatever is in the basket; undefined: it is open. */
function closedReason(
  offer: IssuedOffer,
  request: RedemptionRequest,
  config: CheckoutConfig,
): RefuseReason | undefined {
  const { terms, state, householdUsesLeft } = offer;
  if (state === 'redeemed') return 'used';
  // Days decide what has expired, and the lane's day is good: its request came after the cycle was closed.
  if (state !== 'open' && state !== 'expired') return state;
  if (request.day < terms.redeemStart) return 'not-yet-valid';
  if (request.day > terms.redeemEnd + config.graceDays) return 'expired';
  if (terms.stores.length > 0 && !terms.stores.includes(request.storeId)) return 'other-store';
  return householdUsesLeft !== undefined && householdUsesLeft < 1 ? 'limit-household' : undefined;
}

const SHORT: ReadonlySet<RefuseReason> = new Set([
  'not-in-basket',
  'quantity-short',
  'amount-short',
  'weight-short',
]);

/** Whether an offer lacks products because those of the basket are recalled. */
function isShortOfRecalled(
  offer: IssuedOffer,
  reason: RefuseReason,
  recalledIds: Facts['recalledIds'],
): boolean {
  return SHORT.has(reason) && [...recalledIds].some((productId) => offer.productIds.has(productId));
}

/**
 * What is refused. A special that was taken back in one place of the list and stands in another is named for the other one
 * alone: no cashier can explain to a shopper why the special that just came off has been taken back.
 */
function refusalsOf(
  offers: readonly IssuedOffer[],
  closed: ReadonlyMap<IssuedOffer, RefuseReason>,
): readonly Refused[] {
  const isWithdrawn = (offer: IssuedOffer): boolean => closed.get(offer) === 'withdrawn';
  const named = new Set(offers.filter((offer) => !isWithdrawn(offer)).map(({ terms }) => terms.offerId));
  return offers.flatMap((offer) => {
    if (isWithdrawn(offer) && named.has(offer.terms.offerId)) return [];
    named.add(offer.terms.offerId);
    return refusalOf(offer, closed.get(offer));
  });
}

function refusalOf(offer: IssuedOffer, reason: RefuseReason | undefined): readonly Refused[] {
  if (reason === undefined) return [];
  const { issuedOfferId, lineNo, terms, usedBy } = offer;
  const where = usedBy === undefined || (reason !== 'used' && reason !== 'reserved') ? {} : { usedBy };
  return [{ issuedOfferId, lineNo, offerId: terms.offerId, offerVersion: terms.version, reason, ...where }];
}

import { contentHash } from '../../checkout/content-hash.ts';
import { decideRedemption } from '../../checkout/decide.ts';
import type { CheckoutConfig, RedemptionRequest } from '../../checkout/types.ts';
import { isOurListCode, printedListCode, type SigningKey } from '../../lists/list-code.ts';
import { scannedCode } from '../../shared/scanned-code.ts';
import type { Identity } from '../../store/ledger/redemption-facts.ts';
import type { RedeemOutcome } from '../../store/ledger/redemptions.ts';
import type { CommitOutcome } from '../../store/ledger/reservations.ts';
import type { Context } from '../context.ts';
import { faceValueOf } from '../cycle/withdrawals.ts';
import { loadKeys } from '../keys.ts';
import { type LaneFacts, loggedRequest, logLanes } from './lane-log.ts';

const MS_PER_MINUTE = 60_000;

/** What was decided, and the lines that the lanes' log gets of it once it is committed. */
export type InLedger<Outcome> = { readonly outcome: Outcome; readonly facts: readonly LaneFacts[] };

/** What a lane says beside its request. */
export type LaneManner = {
  /** Hold the specials now, and take them when the lane says that it was paid. */
  readonly isReserved: boolean;
  /** The number was keyed, not scanned. */
  readonly keyed: boolean;
  readonly operatorId: string | undefined;
};

const PLAIN: LaneManner = { isReserved: false, keyed: false, operatorId: undefined };

/** One request of a lane: identity first, then the decision inside the ledger's transaction, then the log. */
export function redeemAtLane(
  context: Context,
  asked: RedemptionRequest,
  manner: LaneManner = PLAIN,
): RedeemOutcome {
  const keys = loadKeys(context.dataDir, context.ledger);
  const { outcome, facts } = redeemInLedger(context, asked, keys, manner);
  logLanes(context, facts);
  return outcome;
}

/** The same without the log, for whoever commits several at once. */
export function redeemInLedger(
  context: Context,
  asked: RedemptionRequest,
  keys: readonly SigningKey[],
  { isReserved, keyed, operatorId }: LaneManner = PLAIN,
): InLedger<RedeemOutcome> {
  const { request, identity } = identify(context, asked, keys);
  const rules = rulesOf(context);
  const until = identity.nowMs + context.config.checkout.reserve_minutes * MS_PER_MINUTE;
  const manner = { note: { keyed, operatorId }, ...(isReserved ? { reserveUntilMs: until } : {}) };
  const outcome = context.ledger.redemptions.redeem(request, { ...identity, ...manner }, (asked, facts) =>
    decideRedemption(asked, facts, rules),
  );
  const { decision } = outcome;
  const state = decision.tag === 'already-recorded' ? decision.state : isReserved ? 'reserved' : 'committed';
  const act = state === 'reserved' ? 'reserve' : 'redeem';
  return { outcome, facts: [redemptionFacts(act, request, identity.contentHash, outcome)] };
}

/** A lane goes on with what it reserved, and the log has it. */
export function goOnAtLane(context: Context, redemptionId: number, isPaid: boolean): CommitOutcome {
  const { outcome, facts } = goOnInLedger(context, redemptionId, isPaid);
  logLanes(context, facts);
  return outcome;
}

/** The same without the log: it is being paid, or was. */
export function goOnInLedger(
  context: Context,
  redemptionId: number,
  isPaid: boolean,
): InLedger<CommitOutcome> {
  const { redemptions, since } = context.ledger;
  const outcome = isPaid ? redemptions.commit(redemptionId) : redemptions.tender(redemptionId);
  if (outcome.tag !== 'committed') return { outcome, facts: [] };
  // As if it had been redeemed at once: whoever replays the log knows nothing of reservations.
  const { key, contentHash, listCode, lines, told } = since.redeemed(redemptionId);
  const request = { ...key, listCode, cardId: undefined, lines };
  const decision = { tag: 'redeemed', ...told } as const;
  return { outcome, facts: [redemptionFacts('redeem', request, contentHash, { decision, redemptionId })] };
}

/** Until when a reservation that was just made holds, ISO 8601 in UTC; undefined: it is none, or was made before. */
export function heldUntil(
  { ledger }: Context,
  { decision, redemptionId }: RedeemOutcome,
  isReserved: boolean,
): string | undefined {
  const isNew = isReserved && decision.tag === 'redeemed' && redemptionId !== undefined;
  return isNew ? ledger.redemptions.lapsesAt(redemptionId) : undefined;
}

export function rulesOf(context: Context): CheckoutConfig {
  const { chain, checkout } = context.config;
  return {
    language: chain.language,
    graceDays: checkout.grace_days,
    listOfOtherHousehold: checkout.list_of_other_household,
    overrideCapCents: checkout.override_cap,
  };
}

/** A request with what is known of it before the ledger's transaction. */
export function identify(
  context: Context,
  asked: RedemptionRequest,
  keys: readonly SigningKey[] = loadKeys(context.dataDir, context.ledger),
): { readonly request: RedemptionRequest; readonly identity: Identity } {
  const { listCode, codeIsOurs } = readListCode(context, asked.listCode, keys);
  const { cardId } = asked;
  const request = { ...asked, listCode };
  const identity = {
    contentHash: contentHash(request),
    cardHouseholdId: cardId === undefined ? undefined : context.history.households.bearerOfCard(cardId),
    codeIsOurs,
    nowMs: context.world.now().getTime(),
    ...(context.config.checkout.list_of_other_household === 'card' ? { cardFirst: true as const } : {}),
  };
  // A withdrawal that is still being carried through is carried through first for the lists that this scan may mean.
  context.ledger.withdrawals.settleForLane({ listCode, householdId: identity.cardHouseholdId }, faceValueOf);
  return { request, identity };
}

/**
 * What a lane scanned as a number of ours: one on a list of an earlier system is the number that we gave that list, and
 * everything after it is as with any other.
 */
export function readListCode(
  context: Context,
  scanned: string | undefined,
  keys: readonly SigningKey[],
): { readonly listCode: string | undefined; readonly codeIsOurs: boolean } {
  if (scanned === undefined) return { listCode: undefined, codeIsOurs: false };
  const printed = printedListCode(scanned);
  if (isOurListCode(printed, keys)) return { listCode: printed, codeIsOurs: true };
  const own = context.ledger.earlierLists.ownCode(scannedCode(scanned));
  return { listCode: own ?? scanned, codeIsOurs: own !== undefined };
}

/** The line of the lanes' log about a redemption. */
export function redemptionFacts(
  act: 'redeem' | 'reserve',
  request: RedemptionRequest,
  contentSha256: string,
  { decision, redemptionId }: RedeemOutcome,
): LaneFacts {
  const asked = { act, request: loggedRequest(request), content_sha256: contentSha256 } as const;
  if (decision.tag === 'rejected') return { ...asked, status: decision.tag, reason: decision.reason };
  const { listId, discounts, spent, refused, totalCents, overrideCents } = decision;
  const override = overrideCents === undefined ? {} : { overrideCents };
  return {
    ...asked,
    status: decision.tag,
    ...(redemptionId === undefined ? {} : { redemption_id: redemptionId }),
    told: { listId, discounts, spent, refused, totalCents, ...override },
  };
}

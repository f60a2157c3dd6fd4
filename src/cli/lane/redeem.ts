import { contentHash } from '../../checkout/content-hash.ts';
import { decideRedemption } from '../../checkout/decide.ts';
import type { CheckoutConfig, RedemptionRequest } from '../../checkout/types.ts';
import { isOurListCode, type SigningKey } from '../../lists/list-code.ts';
import { scannedCode } from '../../shared/scanned-code.ts';
import type { Identity } from '../../store/ledger/redemption-facts.ts';
import type { RedeemOutcome } from '../../store/ledger/redemptions.ts';
import type { Context } from '../context.ts';
import { faceValueOf } from '../cycle/withdrawals.ts';
import { loadKeys } from '../keys.ts';
import { type LaneFacts, loggedRequest, logLanes } from './lane-log.ts';

/** What was decided, and the line that the lanes' log gets of it once it is committed. */
export type InLedger<Outcome> = { readonly outcome: Outcome; readonly facts: LaneFacts };

/** One request of a lane: identity first, then the decision inside the ledger's transaction, then the log. */
export function redeemAtLane(context: Context, asked: RedemptionRequest): RedeemOutcome {
  const { outcome, facts } = redeemInLedger(context, asked, loadKeys(context.dataDir, context.ledger));
  logLanes(context, [facts]);
  return outcome;
}

/** The same without the log, for whoever commits several at once. */
export function redeemInLedger(
  context: Context,
  asked: RedemptionRequest,
  keys: readonly SigningKey[],
): InLedger<RedeemOutcome> {
  const { request, identity } = identify(context, asked, keys);
  const rules = rulesOf(context);
  const outcome = context.ledger.redemptions.redeem(request, identity, (asked, facts) =>
    decideRedemption(asked, facts, rules),
  );
  return { outcome, facts: redemptionFacts(request, identity.contentHash, outcome) };
}

export function rulesOf(context: Context): CheckoutConfig {
  return { graceDays: context.config.checkout.grace_days, listOfOtherHousehold: 'refuse' };
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
  if (isOurListCode(scanned, keys)) return { listCode: scanned, codeIsOurs: true };
  const own = context.ledger.earlierLists.ownCode(scannedCode(scanned));
  return { listCode: own ?? scanned, codeIsOurs: own !== undefined };
}

function redemptionFacts(
  request: RedemptionRequest,
  contentSha256: string,
  { decision, redemptionId }: RedeemOutcome,
): LaneFacts {
  const asked = { act: 'redeem', request: loggedRequest(request), content_sha256: contentSha256 } as const;
  if (decision.tag === 'rejected') return { ...asked, status: decision.tag, reason: decision.reason };
  const { listId, discounts, spent, refused, totalCents } = decision;
  return {
    ...asked,
    status: decision.tag,
    ...(redemptionId === undefined ? {} : { redemption_id: redemptionId }),
    told: { listId, discounts, spent, refused, totalCents },
  };
}

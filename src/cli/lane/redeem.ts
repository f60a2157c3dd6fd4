import { contentHash } from '../../checkout/content-hash.ts';
import { decideRedemption } from '../../checkout/decide.ts';
import type { CheckoutConfig, RedemptionRequest } from '../../checkout/types.ts';
import { isOurListCode } from '../../lists/list-code.ts';
import { scannedCode } from '../../shared/scanned-code.ts';
import type { Identity } from '../../store/ledger/redemption-facts.ts';
import type { RedeemOutcome } from '../../store/ledger/redemptions.ts';
import type { Context } from '../context.ts';
import { faceValueOf } from '../cycle/withdrawals.ts';
import { loadKeys } from '../keys.ts';
import { loggedRequest, logLane } from './lane-log.ts';

/** One request of a lane: identity first, then the decision inside the ledger's transaction. */
export function redeemAtLane(context: Context, asked: RedemptionRequest): RedeemOutcome {
  const { request, identity } = identify(context, asked);
  const rules = rulesOf(context);
  const outcome = context.ledger.redemptions.redeem(request, identity, (asked, facts) =>
    decideRedemption(asked, facts, rules),
  );
  logRedemption(context, request, identity.contentHash, outcome);
  return outcome;
}

export function rulesOf(context: Context): CheckoutConfig {
  return { graceDays: context.config.checkout.grace_days, listOfOtherHousehold: 'refuse' };
}

/** A request with what is known of it before the ledger's transaction. */
export function identify(
  context: Context,
  asked: RedemptionRequest,
): { readonly request: RedemptionRequest; readonly identity: Identity } {
  const { listCode, codeIsOurs } = readListCode(context, asked.listCode);
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
function readListCode(
  context: Context,
  scanned: string | undefined,
): { readonly listCode: string | undefined; readonly codeIsOurs: boolean } {
  if (scanned === undefined) return { listCode: undefined, codeIsOurs: false };
  if (isOurListCode(scanned, loadKeys(context.dataDir, context.ledger)))
    return { listCode: scanned, codeIsOurs: true };
  const own = context.ledger.earlierLists.ownCode(scannedCode(scanned));
  return { listCode: own ?? scanned, codeIsOurs: own !== undefined };
}

function logRedemption(
  context: Context,
  request: RedemptionRequest,
  contentSha256: string,
  { decision, redemptionId }: RedeemOutcome,
): void {
  const asked = { act: 'redeem', request: loggedRequest(request), content_sha256: contentSha256 } as const;
  if (decision.tag === 'rejected') {
    logLane(context, { ...asked, status: decision.tag, reason: decision.reason });
    return;
  }
  const { listId, discounts, spent, refused, totalCents } = decision;
  logLane(context, {
    ...asked,
    status: decision.tag,
    ...(redemptionId === undefined ? {} : { redemption_id: redemptionId }),
    told: { listId, discounts, spent, refused, totalCents },
  });
}

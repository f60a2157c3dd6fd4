import { contentHash } from '../../checkout/content-hash.ts';
import { decideRedemption } from '../../checkout/decide.ts';
import type { RedemptionRequest } from '../../checkout/types.ts';
import { isOurListCode } from '../../lists/list-code.ts';
import type { RedeemOutcome } from '../../store/ledger/redemptions.ts';
import type { Context } from '../context.ts';
import { loadKeys } from '../keys.ts';

/** One request of a lane: identity first, then the decision inside the ledger's transaction. */
export function redeemAtLane(context: Context, request: RedemptionRequest): RedeemOutcome {
  const { listCode, cardId } = request;
  const identity = {
    contentHash: contentHash(request),
    cardHouseholdId: cardId === undefined ? undefined : context.history.households.householdOfCard(cardId),
    codeIsOurs: listCode !== undefined && isOurListCode(listCode, loadKeys(context.dataDir, context.ledger)),
  };
  const rules = { graceDays: context.config.checkout.grace_days, listOfOtherHousehold: 'refuse' } as const;
  return context.ledger.redemptions.redeem(request, identity, (asked, facts) =>
    decideRedemption(asked, facts, rules),
  );
}

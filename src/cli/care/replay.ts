import { decideRedemption } from '../../checkout/decide.ts';
import { REJECT_TEXT, RETURN_REJECT_TEXT } from '../../checkout/reasons.ts';
import { decideReturn, returnHash } from '../../checkout/return.ts';
import { decideTold } from '../../checkout/told.ts';
import { voidEntries } from '../../checkout/void.ts';
import { isOurListCode } from '../../lists/list-code.ts';
import type { RedeemOutcome } from '../../store/ledger/redemptions.ts';
import type { Context } from '../context.ts';
import { loadKeys } from '../keys.ts';
import { identify, rulesOf } from '../lane/redeem.ts';
import type { ReplayItem } from './replay-entry.ts';

/** What became of one thing that is brought into a restored ledger. */
export type Replayed =
  | { readonly tag: 'recorded'; readonly cents: number }
  | { readonly tag: 'already-recorded' }
  | {
      readonly tag: 'rejected';
      readonly reason: string;
      readonly text: string;
      /** What the shopper had got; undefined: nobody wrote it down. */
      readonly cents: number | undefined;
      /** The cycle whose list it is, and which is not released in this ledger. */
      readonly unreleasedCycle: number | undefined;
    };

type Of<Act> = Extract<ReplayItem, { act: Act }>;

/** Bring one thing into the ledger by the decisions that lanes and desks use; whatever is there already stays as it is. */
export function replayItem(context: Context, item: ReplayItem): Replayed {
  switch (item.act) {
    case 'redeem':
      return replayRedemption(context, item);
    case 'void':
      return replayVoid(context, item);
    case 'return':
      return replayReturn(context, item);
  }
}

function replayRedemption(context: Context, item: Of<'redeem'>): Replayed {
  const { decision } = item.told === undefined ? decideAnew(context, item) : recordTold(context, item);
  if (decision.tag === 'redeemed') return { tag: 'recorded', cents: decision.totalCents };
  if (decision.tag === 'already-recorded' || decision.reason === 'voided') return { tag: 'already-recorded' };
  const { reason } = decision;
  const code = listCodeOf(context, item);
  return {
    tag: 'rejected',
    reason,
    text: REJECT_TEXT[reason],
    cents: item.told?.totalCents,
    unreleasedCycle: code === undefined ? undefined : context.ledger.since.unreleasedCycleOf(code),
  };
}

function listCodeOf(context: Context, { request, told }: Of<'redeem'>): string | undefined {
  return (
    request.listCode ??
    (told === undefined ? undefined : context.ledger.since.listCodeOf(Number(told.listId)))
  );
}

/** What nobody wrote down the answer of is decided as at the lane, but for the check that this replay serves. */
function decideAnew(context: Context, item: Of<'redeem'>): RedeemOutcome {
  const { request, identity } = identify(context, item.request);
  const rules = rulesOf(context);
  return context.ledger.redemptions.redeem(request, identity, (asked, { list, ...facts }) => {
    if (list === undefined) return decideRedemption(asked, { ...facts, list }, rules);
    const { unsettled: _unsettled, ...settled } = list;
    return decideRedemption(asked, { ...facts, list: settled }, rules);
  });
}

/** Recorded as it was told, under its own number where that is free: registers name it when they void or return. */
function recordTold(context: Context, item: Of<'redeem'>): RedeemOutcome {
  const { told } = item;
  if (told === undefined) throw new Error('there is no answer to record');
  const { request, identity } = identify(context, item.request);
  const listCode = listCodeOf(context, item);
  const hash = item.contentHash ?? identity.contentHash;
  const { redemptionId } = item;
  const isFree = redemptionId !== undefined && context.ledger.since.keyOf(redemptionId) === undefined;
  const known = {
    ...identity,
    contentHash: hash,
    codeIsOurs: listCode !== undefined && isOurListCode(listCode, loadKeys(context.dataDir, context.ledger)),
    ...(isFree ? { redemptionId } : {}),
  };
  return context.ledger.redemptions.redeem({ ...request, listCode }, known, (_, facts) =>
    decideTold(hash, facts, told),
  );
}

/** Under which number this ledger has a redemption: by the lane's own key where that is told. */
function redemptionOf(
  context: Context,
  { redemptionId, key }: Of<'void'> | Of<'return'>,
): number | undefined {
  return key === undefined ? redemptionId : context.ledger.since.redemptionOf(key);
}

function replayVoid(context: Context, item: Of<'void'>): Replayed {
  const redemptionId = redemptionOf(context, item);
  const outcome =
    redemptionId === undefined ? undefined : context.ledger.redemptions.void(redemptionId, voidEntries);
  if (outcome?.tag === 'voided') return { tag: 'recorded', cents: -outcome.reversedCents };
  return outcome?.tag === 'already-voided'
    ? { tag: 'already-recorded' }
    : unknownRedemption(item.redemptionId);
}

function unknownRedemption(redemptionId: number): Replayed {
  return {
    tag: 'rejected',
    reason: 'redemption-unknown',
    text: `There is no redemption ${redemptionId}.`,
    cents: undefined,
    unreleasedCycle: undefined,
  };
}

function replayReturn(context: Context, item: Of<'return'>): Replayed {
  const redemptionId = redemptionOf(context, item);
  if (redemptionId === undefined) return unknownRedemption(item.redemptionId);
  const { lineNo, quantityMilli, deskKey, day, by, at } = item;
  if (at !== undefined && context.ledger.since.hasReturn(redemptionId, lineNo, at)) {
    return { tag: 'already-recorded' };
  }
  const request = { redemptionId, lineNo, quantityMilli, key: deskKey, day };
  const when = at === undefined ? context.world.now() : new Date(at);
  const note = { by, at: when, contentHash: returnHash(request) };
  const outcome = context.ledger.returns.take(request, note, decideReturn);
  if (outcome.tag === 'returned') return { tag: 'recorded', cents: -outcome.discountCents };
  if (outcome.tag !== 'rejected') return { tag: 'already-recorded' };
  const { reason } = outcome;
  return {
    tag: 'rejected',
    reason,
    text: RETURN_REJECT_TEXT[reason],
    cents: undefined,
    unreleasedCycle: undefined,
  };
}

import { commitAnswer, type LaneAnswer, redemptionAnswer, voidAnswer } from '../../checkout/answers.ts';
import { contentHash } from '../../checkout/content-hash.ts';
import { decideOffline } from '../../checkout/offline.ts';
import type { Redeemed } from '../../checkout/types.ts';
import { laneWords } from '../../checkout/words.ts';
import type { Ask, Desk, Told } from '../../serve/desk.ts';
import { type Cents, cents } from '../../shared/cents.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import { otherLineId, productIdReader } from '../../shared/product-id.ts';
import type { AgentStore } from '../../store/agent/agent-store.ts';
import type { StandingTold } from '../../store/agent/queue.ts';
import type { World } from '../world.ts';
import { agentFacts, holds, isLost } from './agent-facts.ts';
import { lookUp } from './agent-look-up.ts';
import { isTooOld, type PackInForce, packInForce, tooOld } from './agent-pack.ts';
import { loggedRequest } from './lane-log.ts';

const MS_PER_MINUTE = 60_000;

/** Numbers of the agent's own redemptions begin here: an office never comes so far, and a register keeps them as any other. */
const OWN_FROM = 900_000_000_000_000;

export const isOwnNumber = (redemptionId: number): boolean => redemptionId >= OWN_FROM;

/** The agent's redemption of a number, its own or the office's. */
export function toldOf({ queue }: AgentStore, redemptionId: number): StandingTold | undefined {
  return isOwnNumber(redemptionId) ? queue.ofNumber(redemptionId - OWN_FROM) : queue.ofCentral(redemptionId);
}

const numberOf = ({ toldNo, offline, centralId }: StandingTold): number =>
  offline || centralId === undefined ? OWN_FROM + toldNo : centralId;

/**
 * The desk of a store that cannot ask: the same rules on the pack, under the cap, each answer on the disk before it is given.
 *
 * @param hasLine What it refuses, the office may have been asked for, too: then it is told that nothing was given.
 */
export function agentDesk(world: World, store: AgentStore, hasLine: boolean): Desk {
  return {
    readProduct: (text) => {
      const product = productIdReader(requirePack(store).header.products)(text);
      return product.tag === 'product' ? product.productId : otherLineId(text);
    },
    decide: (asked) =>
      store.inTransaction(() => {
        const pack = requirePack(store);
        if (isTooOld(world, pack.header)) throw tooOld(pack.header, 'pack');
        return asked.map((ask) => decide(store, pack, ask, world.now().getTime(), hasLine));
      }),
    lookUp: (code) => lookUp(store, requirePack(store), code, world.now().getTime()),
    supervisorText: () => wordsOf(requirePack(store)).supervisor,
    findToken: (tokenId) => requirePack(store).header.tokens.find((token) => token.tokenId === tokenId),
    check: () => undefined,
  };
}

export function requirePack(store: AgentStore): PackInForce {
  const pack = packInForce(store);
  if (pack !== undefined) return pack;
  throw new UserError('pack-missing', 'there is no pack to decide by', { exitCode: EXIT.inputMissing });
}

function decide(store: AgentStore, pack: PackInForce, ask: Ask, nowMs: number, hasLine: boolean): Told {
  switch (ask.act) {
    case 'redeem':
      return redeem(store, pack, ask, nowMs, hasLine);
    case 'tender':
    case 'commit':
      return goOn(store, pack, ask, nowMs);
    case 'void':
      return undo(store, pack, ask);
    // Goods come back against the office's ledger alone; and nobody forwards to an agent.
    case 'return':
    case 'forward':
      return { tag: 'failed' };
  }
}

const wordsOf = ({ header }: PackInForce) => laneWords(header.rules.language);

const answered = (answer: LaneAnswer, isBadScan = false): Told => ({
  tag: 'answered',
  answer: { ...answer, offline: true },
  isBadScan,
});

function redeem(
  store: AgentStore,
  pack: PackInForce,
  ask: Extract<Ask, { act: 'redeem' }>,
  nowMs: number,
  hasLine: boolean,
): Told {
  const { request, isReserved, keyed, operatorId } = ask;
  const words = wordsOf(pack);
  const hash = contentHash(request);
  const before = store.queue.ofKey(request);
  const untilMs = isReserved ? nowMs + pack.header.reserve_minutes * MS_PER_MINUTE : undefined;
  if (before !== undefined) return answered(again(store, pack, before, hash, nowMs, untilMs));
  const { facts, leftCents } = agentFacts(store, pack, request, nowMs);
  const decision = decideOffline(request, facts, pack.header.rules, leftCents);
  if (decision.tag !== 'redeemed') {
    if (hasLine) store.queue.refuse(request);
    const isBadScan = decision.tag === 'rejected' && decision.reason === 'code-forged';
    return answered(redemptionAnswer(decision, undefined, undefined, words), isBadScan);
  }
  const lapsesAt = untilMs === undefined ? undefined : new Date(untilMs).toISOString();
  const said = {
    ...(keyed ? { keyed } : {}),
    ...(operatorId === undefined ? {} : { operator_id: operatorId }),
  };
  const toldNo = store.queue.add({
    offline: true,
    key: request,
    contentHash: hash,
    listId: Number(decision.listId),
    centralId: undefined,
    request: JSON.stringify({ ...loggedRequest(request), ...said }),
    answer: JSON.stringify(redemptionAnswer(decision, undefined, lapsesAt, words)),
    spent: spentHere(decision),
    totalCents: decision.totalCents,
  });
  if (isReserved) store.queue.step(toldNo, 'reserve', false, untilMs);
  else store.queue.step(toldNo, 'commit', true);
  return answered(redemptionAnswer(decision, OWN_FROM + toldNo, lapsesAt, words));
}

function spentHere({ spent }: Redeemed) {
  return spent.map(({ issuedOfferId, offerId, applications, amountCents }) => ({
    ...{ issuedOfferId, offerId, applications },
    amountCents: Number(amountCents),
  }));
}

/**
 * A transaction that was answered before: the first answer, whoever gave it. One that has lapsed is held again, and one that
 * was only held is taken where it is not asked to be held.
 *
 * @param untilMs Of what is to be held; undefined: it is to be taken.
 */
function again(
  store: AgentStore,
  pack: PackInForce,
  told: StandingTold,
  hash: string,
  nowMs: number,
  untilMs: number | undefined,
): LaneAnswer {
  const lost = told.state === 'voided' ? 'voided' : isLost(store, pack, told, nowMs) ? 'lapsed' : undefined;
  const reason = told.contentHash === hash ? lost : 'transaction-reused';
  if (reason !== undefined)
    return redemptionAnswer({ tag: 'rejected', reason, refused: [] }, undefined, undefined, wordsOf(pack));
  const isTaken = told.state === 'reserved' && untilMs === undefined;
  if (isTaken) store.queue.step(told.toldNo, 'commit', true);
  else if (told.state === 'reserved' && !holds(told, nowMs))
    store.queue.step(told.toldNo, 'reserve', false, untilMs);
  const { lapses_at: _, ...first } = JSON.parse(told.answer) as LaneAnswer;
  return {
    ...first,
    status: 'already-recorded',
    state: isTaken ? 'committed' : told.state,
    redemption_id: numberOf(told),
  };
}

function goOn(
  store: AgentStore,
  pack: PackInForce,
  ask: Extract<Ask, { act: 'tender' | 'commit' }>,
  nowMs: number,
): Told {
  const told = toldOf(store, ask.redemptionId);
  // The office may know it: nothing is lost by asking again.
  if (told === undefined)
    return isOwnNumber(ask.redemptionId)
      ? answered(
          commitAnswer(ask.redemptionId, { tag: 'rejected', reason: 'redemption-unknown' }, wordsOf(pack)),
        )
      : { tag: 'failed' };
  const reason = told.state === 'voided' ? 'voided' : isLost(store, pack, told, nowMs) ? 'lapsed' : undefined;
  if (reason !== undefined)
    return answered(commitAnswer(ask.redemptionId, { tag: 'rejected', reason }, wordsOf(pack)));
  const isNew = told.state === 'reserved' && ask.act === 'commit';
  if (isNew) store.queue.step(told.toldNo, 'commit', true);
  else if (told.state === 'reserved') store.queue.step(told.toldNo, 'tender', false);
  const { status: _, state: __, lapses_at: ___, ...first } = JSON.parse(told.answer) as LaneAnswer;
  return answered({
    ...first,
    status: isNew ? 'redeemed' : 'already-recorded',
    state: told.state === 'committed' || ask.act === 'commit' ? 'committed' : 'reserved',
    redemption_id: ask.redemptionId,
  });
}

function undo(store: AgentStore, pack: PackInForce, ask: Extract<Ask, { act: 'void' }>): Told {
  const { redemptionId, day } = ask;
  const told = toldOf(store, redemptionId);
  if (told === undefined)
    return isOwnNumber(redemptionId)
      ? answered(voidAnswer(redemptionId, { tag: 'redemption-unknown' }, wordsOf(pack)))
      : { tag: 'failed' };
  const { state, key, totalCents, toldNo, offline } = told;
  if (state === 'committed' && day !== undefined && day > key.day)
    return answered(voidAnswer(redemptionId, { tag: 'business-day-over' }, wordsOf(pack)));
  const already = state === 'voided';
  // What was only held here, the office need not hear of.
  if (!already) store.queue.step(toldNo, 'void', !(offline && state === 'reserved'));
  const { discounts } = JSON.parse(told.answer) as Partial<Record<'discounts', readonly Payers[]>>;
  const paid = (column: keyof Payers): Cents =>
    cents(already ? 0 : (discounts ?? []).reduce((sum, discount) => sum + discount[column], 0));
  return answered(
    voidAnswer(redemptionId, {
      tag: already ? 'already-voided' : 'voided',
      day: key.day,
      totalCents: cents(totalCents),
      reversedCents: cents(already ? 0 : totalCents),
      funderCents: paid('funder_cents'),
      storeCents: paid('store_cents'),
      offers: { open: already ? 0 : told.spent.length, expired: 0, withdrawn: 0 },
    }),
  );
}

type Payers = { readonly funder_cents: number; readonly store_cents: number };

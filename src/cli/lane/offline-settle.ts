import { decideReported, isForLater, type ReportedOffer, takenBy } from '../../checkout/reported.ts';
import type { RecordedAnswer, RedemptionRequest } from '../../checkout/types.ts';
import type { SigningKey } from '../../lists/list-code.ts';
import type { OfflineReport } from '../../store/ledger/offline-reports.ts';
import type { RedeemOutcome } from '../../store/ledger/redemptions.ts';
import type { LaneKey } from '../../store/ledger/since.ts';
import { isOfTheDatabase } from '../../store/sqlite.ts';
import type { Context } from '../context.ts';
import { type Forwarded, forwardedHash, readForwarded } from './forwarded.ts';
import type { LaneFacts } from './lane-log.ts';
import { identify, redemptionFacts, rulesOf } from './redeem.ts';
import { voidInLedger } from './undo.ts';

/** What the office makes of one forwarded entry. */
export type SettledEntry =
  | ({ readonly tag: 'settled' } & OfflineReport)
  /** Not now: it is asked again. `unreadable`, `other-store`: never. */
  | { readonly tag: 'later' | 'failed' | 'unreadable' | 'other-store' };

export type SettledAll = { readonly entries: readonly SettledEntry[]; readonly facts: readonly LaneFacts[] };

type Done = { readonly settled: SettledEntry; readonly facts: readonly LaneFacts[] };
type Redeem = Extract<Forwarded, { act: 'redeem' }>;

/**
 * Settle what a store did while it was cut off, in its order. The rules are those of a lane that asks: an offer belongs to
 * whoever the ledger recorded first, and nobody is billed for a second one. What was given beyond that is kept as given and not
 * billed. Told again, an entry changes nothing. To be called in a transaction.
 *
 * @param storeId Whose entries these are; others are refused.
 */
export function settleOffline(
  context: Context,
  storeId: string,
  entries: readonly unknown[],
  keys: readonly SigningKey[],
): SettledAll {
  const done = entries.map((entry) => settleAlone(context, storeId, readForwarded(entry), keys));
  return { entries: done.map(({ settled }) => settled), facts: done.flatMap(({ facts }) => facts) };
}

/** What goes wrong in one is undone and stays its own, unless the database is what went wrong. */
function settleAlone(
  context: Context,
  storeId: string,
  entry: Forwarded | undefined,
  keys: readonly SigningKey[],
): Done {
  if (entry === undefined) return { settled: { tag: 'unreadable' }, facts: [] };
  const key = entry.act === 'redeem' ? entry.request : entry.key;
  if (key.storeId !== storeId) return { settled: { tag: 'other-store' }, facts: [] };
  try {
    return context.ledger.inTransaction(() => settle(context, entry, key, keys));
  } catch (error) {
    if (isOfTheDatabase(error)) throw error;
    context.log.error(error);
    return { settled: { tag: 'failed' }, facts: [] };
  }
}

function settle(context: Context, entry: Forwarded, key: LaneKey, keys: readonly SigningKey[]): Done {
  const { offline } = context.ledger;
  const hash = forwardedHash(entry);
  const known = offline.find(key, hash);
  if (known !== undefined) return { settled: { tag: 'settled', ...known }, facts: [] };
  const made =
    entry.act === 'void' ? settleVoid(context, key, entry.isDoubtful) : settleRedeem(context, entry, keys);
  const { settled } = made;
  if (settled.tag === 'settled') offline.add(key, hash, settled, context.world.now().toISOString());
  return made;
}

function settleVoid(context: Context, key: LaneKey, isDoubtful: boolean): Done {
  const { offline, since } = context.ledger;
  const told = offline.redeemed(key);
  const redemptionId = told.length > 0 ? told.at(-1)?.redemptionId : since.redemptionOf(key);
  // It comes behind its redemption; where that waits, so does this.
  if (!isDoubtful && told.length === 0 && redemptionId === undefined)
    return { settled: { tag: 'later' }, facts: [] };
  const facts =
    redemptionId === undefined
      ? []
      : voidInLedger(context, redemptionId, `store ${key.storeId}, cut off`).facts;
  return {
    settled: {
      ...{ tag: 'settled', act: 'void', redemptionId, byLog: false },
      ...{ givenCents: 0, billedCents: 0, offers: [] },
    },
    facts,
  };
}

function settleRedeem(context: Context, entry: Redeem, keys: readonly SigningKey[]): Done {
  const { request: asked, given } = entry;
  const { offline, laneReports, redemptions } = context.ledger;
  const times = offline.redeemed(asked).length;
  const { request, identity } = identify(context, asked, keys);
  let recorded: RecordedAnswer | undefined;
  const { redemptionId } = redemptions.redeem(request, identity, (_, facts) => {
    recorded = facts.recorded;
    return { tag: 'rejected', reason: 'nothing-taken', refused: [] };
  });
  // The register's own log was here first: its report says of the same goods what was given, and what was not billed.
  if (laneReports.newest(asked) !== undefined) {
    const told = [...given].map(([offerId, reportedCents]) => ({ offerId, reportedCents, billedCents: 0 }));
    return billed(
      told.map((each) => ({ ...each, reason: 'transaction-reused' })),
      redemptionId,
      true,
    );
  }
  if (recorded === undefined || redemptionId === undefined) return decide(context, entry, keys, 0);
  const facts: LaneFacts[] = [];
  if (times === 0 && recorded.state !== 'voided') {
    // The office had answered, and the store did not hear it.
    if (isSame(recorded, given) && isTaken(context, recorded, redemptionId))
      return billed(against(recorded, given), redemptionId);
    // The shopper got what the store said, not what the office would have.
    facts.push(...voidInLedger(context, redemptionId, `store ${asked.storeId}, cut off`).facts);
  }
  const done = decide(context, entry, keys, times + 1);
  return { ...done, facts: [...facts, ...done.facts] };
}

/** Whether it is taken for good; one that was only held is taken now. */
function isTaken({ ledger }: Context, { state }: RecordedAnswer, redemptionId: number): boolean {
  return state === 'committed' || ledger.redemptions.commit(redemptionId).tag !== 'rejected';
}

/** @param time Under a transaction's own number once; what was told otherwise since has a number behind it. */
function decide(
  context: Context,
  { request: asked, given, keyed, operatorId }: Redeem,
  keys: readonly SigningKey[],
  time: number,
): Done {
  const transactionId = time === 0 ? asked.transactionId : `${asked.transactionId}#offline${time}`;
  const { request, identity } = identify(context, { ...asked, transactionId }, keys);
  let offers: readonly ReportedOffer[] = [];
  const outcome = context.ledger.redemptions.redeem(
    request,
    { ...identity, note: { keyed, operatorId } },
    (of, facts) => {
      const decided = decideReported(of, facts, rulesOf(context), given);
      offers = decided.offers;
      return decided.decision;
    },
  );
  const { redemptionId } = outcome;
  if (isForLater(offers, redemptionId)) return { settled: { tag: 'later' }, facts: [] };
  const done = billed(offers, redemptionId);
  return { ...done, facts: factsOf(request, identity.contentHash, outcome) };
}

function factsOf(request: RedemptionRequest, hash: string, outcome: RedeemOutcome): LaneFacts[] {
  return outcome.redemptionId === undefined ? [] : [redemptionFacts('redeem', request, hash, outcome)];
}

function billed(offers: readonly ReportedOffer[], redemptionId: number | undefined, byLog = false): Done {
  const sum = (of: (offer: ReportedOffer) => number) => offers.reduce((all, each) => all + of(each), 0);
  return {
    settled: {
      ...{ tag: 'settled', act: 'redeem', redemptionId, byLog },
      givenCents: sum(({ reportedCents }) => reportedCents ?? 0),
      billedCents: sum(({ billedCents }) => billedCents),
      offers,
    },
    facts: [],
  };
}

/** What is billed of what was given, by a redemption that stands already. */
function against({ state, answer }: RecordedAnswer, given: ReadonlyMap<string, number>): ReportedOffer[] {
  return [...given].map(([offerId, reportedCents]) => {
    const billedCents = state === 'voided' ? 0 : Math.min(takenBy(answer, offerId), reportedCents);
    return {
      offerId,
      reportedCents,
      billedCents,
      reason: billedCents >= reportedCents ? undefined : 'transaction-reused',
    };
  });
}

function isSame({ answer }: RecordedAnswer, given: ReadonlyMap<string, number>): boolean {
  const offerIds = new Set(answer.spent.map(({ offerId }) => offerId));
  return (
    offerIds.size === given.size &&
    [...given].every(([offerId, cents]) => offerIds.has(offerId) && takenBy(answer, offerId) === cents)
  );
}

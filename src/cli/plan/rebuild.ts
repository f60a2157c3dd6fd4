import type { SigningKey } from '../../lists/list-code.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import { BY_ITSELF } from '../../store/ledger/holds.ts';
import type { Obeys } from '../../store/ledger/rebuilds.ts';
import { type Restrictions, restrictionKey, restrictionKeys } from '../../store/ledger/restrictions.ts';
import type { Context } from '../context.ts';
import { keepRecallsInStep } from '../cycle/recalls.ts';
import { finishWithdrawals } from '../cycle/withdrawals.ts';
import { loadKeys } from '../keys.ts';
import { describeCycle } from './inputs.ts';
import { rebuildLists } from './rebuild-lists.ts';

/** What a refresh did to one cycle. */
export type Refreshed = {
  readonly cycleId: number;
  /** Lists whose lines changed. */
  readonly lists: number;
  /** Lists that are held now and were not, or the other way round. */
  readonly marks: number;
  /** It was approved, and is a draft again. */
  readonly reopened: boolean;
};

/**
 * Bring every cycle that may still go out in line with the holds, withdrawals and recalls in force: lists that carry what
 * they must not are rebuilt, and no other list changes by a byte. An approved cycle of which anything changes is a draft
 * again. Killed anywhere, the next run goes on; run again, it changes nothing.
 */
export async function refreshDrafts(context: Context): Promise<{ cycles: number; lists: number }> {
  const refreshed = await refreshCycles(context);
  return {
    cycles: refreshed.length,
    lists: refreshed.reduce((sum, { lists, marks }) => sum + lists + marks, 0),
  };
}

/** The same with what became of each cycle; only cycles that changed are named. */
export async function refreshCycles(context: Context): Promise<Refreshed[]> {
  keepRecallsInStep(context);
  await finishWithdrawals(context);
  const refreshed: Refreshed[] = [];
  for (const cycle of context.ledger.cycles.all()) {
    const outcome = await refreshCycle(context, cycle);
    if (outcome.lists > 0 || outcome.marks > 0) refreshed.push(outcome);
  }
  return refreshed;
}

/** One cycle in line with what is in force; one that went out stays as it is. */
export async function refreshCycle(context: Context, cycle: Cycle): Promise<Refreshed> {
  const { cycleId } = cycle;
  const same = { cycleId, lists: 0, marks: 0, reopened: false };
  if (cycle.state !== 'draft' && cycle.state !== 'approved') return same;
  keepRecallsInStep(context);
  const { rebuilds, holds } = context.ledger;
  const restrictions = context.ledger.restrictions();
  const obeys = rebuilds.obeys(cycleId);
  const change = changeOf(obeys, restrictions);
  const marksDue = holds.marks.due(cycleId).length;
  if (change.added.length + change.removed.length + marksDue === 0) return same;
  const keys = loadKeys(context.dataDir, context.ledger);
  const touched = touchedLists(context, cycleId, change, restrictions);
  const reopened = (touched.size > 0 || marksDue > 0) && reopen(context, cycle, change);
  let marks = holds.marks.apply(cycleId);
  let lists = 0;
  if (touched.size > 0) {
    const { changed, empty } = await rebuildLists(context, cycle, touched, oldestOf(keys));
    lists = changed.length;
    holdEmpty(context, changed, empty);
    marks += holds.marks.apply(cycleId);
  }
  obey(context, cycle, obeys, change.since, keys);
  context.log.info('refreshed', { cycle: cycleId, lists, marks, reopened });
  return { cycleId, lists, marks, reopened };
}

/** Whether a refresh would find nothing to do. */
export function isInLine(context: Context, { cycleId }: Cycle): boolean {
  keepRecallsInStep(context);
  const change = changeOf(context.ledger.rebuilds.obeys(cycleId), context.ledger.restrictions());
  return change.added.length + change.removed.length + context.ledger.holds.marks.due(cycleId).length === 0;
}

type Change = {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** What is obeyed by being rebuilt, once that is done. */
  readonly since: readonly string[];
};

/** What was planned under a hold stays so when the hold ends: only a new plan can bring in what it left out. */
function changeOf({ planned, since }: Obeys, restrictions: Restrictions): Change {
  const inForce = restrictionKeys(restrictions);
  const known = new Set([...planned, ...since]);
  const now = new Set(inForce);
  return {
    added: inForce.filter((key) => !known.has(key)),
    removed: since.filter((key) => !now.has(key)),
    since: inForce.filter((key) => !planned.includes(key)),
  };
}

/** Lists to rebuild: those that carry what came into force, and those that were rebuilt for what has ended. */
function touchedLists(
  context: Context,
  cycleId: number,
  { added, removed }: Change,
  restrictions: Restrictions,
): Map<number, Set<string>> {
  const { rebuilds } = context.ledger;
  const touched = new Map<number, Set<string>>();
  const touch = (listId: number, cause: string): void => {
    const causes = touched.get(listId);
    if (causes === undefined) touched.set(listId, new Set([cause]));
    else causes.add(cause);
  };
  const isNew = new Set(added);
  const offers = [...restrictions.heldOffers, ...restrictions.withdrawnOffers];
  if (added.length > 0) {
    const carriers = rebuilds.carriers(cycleId, offers, [...restrictions.recalledProducts]);
    for (const { listId, offerId, productId } of carriers) {
      const causes = [
        offerId === undefined ? undefined : restrictionKey('offer', offerId),
        offerId === undefined ? undefined : restrictionKey('withdrawn', offerId),
        productId === undefined ? undefined : restrictionKey('recalled', productId),
      ];
      for (const cause of causes) if (cause !== undefined && isNew.has(cause)) touch(listId, cause);
    }
  }
  for (const key of removed) for (const listId of rebuilds.changedBy(cycleId, key)) touch(listId, endOf(key));
  return touched;
}

/** How the end of a restriction is kept as the cause of a rebuild. */
export function endOf(key: string): string {
  return `-${key}`;
}

function reopen(context: Context, cycle: Cycle, { added, removed }: Change): boolean {
  if (cycle.state !== 'approved') return false;
  const { cycleId, seal, approvedBy } = cycle;
  context.ledger.inTransaction(() => {
    const at = context.world.now().toISOString();
    if (!context.ledger.rebuilds.reopen(cycleId, BY_ITSELF, at))
      throw new Error('the cycle moved under the rebuild');
    context.audit(BY_ITSELF, 'approval-void', `cycle ${cycleId}`, {
      seal,
      approved_by: approvedBy,
      because: [...added, ...removed.map(endOf)],
    });
  });
  return true;
}

/** A list that has nothing left to say stays in its cycle and does not go out, until it has something again. */
function holdEmpty(context: Context, changed: readonly number[], empty: readonly number[]): void {
  const { holds } = context.ledger;
  const at = context.world.now().toISOString();
  const left = new Set(empty);
  for (const listId of empty) {
    const reason = 'nothing is left on it without what was held, withdrawn or recalled';
    holds.put({ kind: 'list', id: String(listId), cause: 'empty', reason, heldBy: BY_ITSELF, heldAt: at });
  }
  for (const listId of changed) {
    if (left.has(listId)) continue;
    const hold = holds.newest('list', String(listId));
    if (hold?.cause === 'empty' && hold.liftedBy === undefined) holds.lift(hold.holdId, BY_ITSELF, at);
  }
}

/** The last step. Where nothing but the restrictions changed since the plan, a second plan of the day is this cycle. */
function obey(
  context: Context,
  { cycleId, asOf, households, inputsSha256 }: Cycle,
  { planned, since }: Obeys,
  now: readonly string[],
  keys: readonly SigningKey[],
): void {
  const hash = (obeyed: readonly string[]): string =>
    describeCycle(context, asOf, households, keys, [...new Set(obeyed)].sort()).inputsSha256;
  const unchanged = hash([...planned, ...since]) === inputsSha256;
  const sha256 = unchanged ? hash([...planned, ...now]) : inputsSha256;
  context.ledger.rebuilds.obey(cycleId, { planned, since: now }, sha256);
}

/** The oldest key draws the control group. */
function oldestOf(keys: readonly SigningKey[]): SigningKey {
  const oldest = keys.at(-1);
  if (oldest === undefined) throw new Error('a plan needs a signing key');
  return oldest;
}

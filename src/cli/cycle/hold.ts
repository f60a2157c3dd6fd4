import { EXIT, UserError } from '../../shared/errors.ts';
import type { Hold, HoldKind } from '../../store/ledger/holds.ts';
import { restrictionKey } from '../../store/ledger/restrictions.ts';
import type { Context } from '../context.ts';
import { endOf, type Refreshed, refreshCycles } from '../plan/rebuild.ts';

/** What is to be held: a list's number, an offer's or a household's id, as the ledger knows it. */
export type Held = { readonly kind: HoldKind; readonly id: string };

/** One open cycle and what a hold means for it; counted from what is stored, so that asking again answers the same. */
export type HeldCycle = {
  readonly cycleId: number;
  readonly listsTouched: number;
  readonly state: string;
  /** It was approved until now. */
  readonly approvalVoid: boolean;
};

export type HoldOutcome = {
  readonly hold: Hold;
  /** false: it was so before. */
  readonly now: boolean;
  readonly cycles: readonly HeldCycle[];
};

/** Hold a thing, and bring the drafts in line. Held before: answers as before, under the first reason. */
export async function placeHold(
  context: Context,
  held: Held,
  reason: string,
  by: string,
): Promise<HoldOutcome> {
  const known = context.ledger.holds.newest(held.kind, held.id);
  const isHeld = known !== undefined && known.cause === 'asked' && known.liftedBy === undefined;
  if (!isHeld) requireHoldable(context, held);
  const heldAt = context.world.now().toISOString();
  const { hold, already } = context.ledger.inTransaction(() => {
    const put = context.ledger.holds.put({ ...held, cause: 'asked', reason, heldBy: by, heldAt });
    if (!put.already) context.audit(by, 'hold', subjectOf(held), { hold_id: put.hold.holdId, reason });
    return put;
  });
  const refreshed = await refreshCycles(context);
  return { hold, now: !already, cycles: cyclesOf(context, hold, refreshed, false) };
}

/** End a hold, and let what it kept out come back. Lifted before: answers as before. */
export async function liftHold(context: Context, held: Held, by: string): Promise<HoldOutcome> {
  const hold = context.ledger.holds.newest(held.kind, held.id);
  if (hold === undefined) {
    throw new UserError('not-held', `${describeHeld(held)} is not held`, { exitCode: EXIT.inputMissing });
  }
  const now = hold.liftedBy === undefined;
  if (now) {
    requireLiftable(context, held);
    context.ledger.inTransaction(() => {
      context.ledger.holds.lift(hold.holdId, by, context.world.now().toISOString());
      context.audit(by, 'hold-lift', subjectOf(held), { hold_id: hold.holdId });
    });
  }
  const refreshed = await refreshCycles(context);
  return { hold, now, cycles: cyclesOf(context, hold, refreshed, true) };
}

/** For people. */
export function describeHeld({ kind, id }: Held): string {
  return `${kind} ${id}`;
}

function subjectOf({ kind, id }: Held): string {
  return `${kind} ${id}`;
}

/** Paper that is out is out: a hold would promise what it cannot keep. */
function requireHoldable(context: Context, { kind, id }: Held): void {
  const { things } = context.ledger.holds;
  if (kind === 'list') {
    const place = things.list(id);
    if (place === undefined || place.state === 'draft' || place.state === 'approved') return;
    throw new UserError('list-is-out', `list ${id} is of cycle ${place.cycleId}, which is ${place.state}`, {
      exitCode: EXIT.notPermitted,
      next:
        `A hold keeps back what has not gone out. To take paper back:\n` +
        `duelist withdraw --cycle ${place.cycleId} --lanes refuse --reason TEXT --by NAME, or --offer ID for one offer of it.`,
    });
  }
  if (kind !== 'offer') return;
  const { open, released } = things.offer(id);
  if (open > 0 || released === 0) return;
  throw new UserError('offer-is-out', `offer ${id} is on ${released} lists that are out, and on no draft`, {
    exitCode: EXIT.notPermitted,
    next:
      `Say what lanes do with the paper; no plan takes the offer after that:\n` +
      `duelist withdraw --offer ${id} --lanes honour|refuse|replace --reason TEXT --by NAME`,
  });
}

function requireLiftable(context: Context, { kind, id }: Held): void {
  const place = kind === 'list' ? context.ledger.holds.things.list(id) : undefined;
  if (place === undefined) return;
  if (place.state !== 'draft' && place.state !== 'approved') {
    throw new UserError('list-stays-held', `cycle ${place.cycleId} went out without list ${id}`, {
      exitCode: EXIT.notPermitted,
      next: 'Its household is planned again with the next plan.',
    });
  }
  if (place.lines === 0) {
    throw new UserError('list-is-empty', `nothing is left on list ${id} to go out with`, {
      exitCode: EXIT.notPermitted,
      next: 'It comes back by itself when the hold of the offer that stood on it is lifted.',
    });
  }
}

function cyclesOf(
  context: Context,
  hold: Hold,
  refreshed: readonly Refreshed[],
  ended: boolean,
): HeldCycle[] {
  const { ledger } = context;
  const key = restrictionKey('offer', hold.id);
  const reopened = new Set(refreshed.filter((one) => one.reopened).map(({ cycleId }) => cycleId));
  return ledger.cycles.all().flatMap(({ cycleId, state }) => {
    if (state !== 'draft' && state !== 'approved') return [];
    const marks = refreshed.find((one) => one.cycleId === cycleId)?.marks ?? 0;
    const marked = ended ? marks : ledger.holds.marks.of(cycleId, hold.holdId);
    const listsTouched =
      hold.kind === 'offer' ? ledger.rebuilds.changedBy(cycleId, ended ? endOf(key) : key).length : marked;
    return listsTouched === 0 ? [] : [{ cycleId, listsTouched, state, approvalVoid: reopened.has(cycleId) }];
  });
}

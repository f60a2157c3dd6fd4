import { checkRelease, type ReleaseFault, termsKey } from '../../lists/release-check.ts';
import { cents, formatCents } from '../../shared/cents.ts';
import { formatDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import { refuseUnsettled } from '../care/unsettled.ts';
import type { Context } from '../context.ts';
import { refreshCycle } from '../plan/rebuild.ts';
import { sealOf } from './cycle.ts';
import { openPaperFrom } from './open-paper.ts';
import { holdSuppressed } from './suppressed.ts';

/** Faults named one by one before the rest is counted. */
const NAMED_MAX = 5;

export type Release = {
  /** Treatment lists that went out. */
  readonly lists: number;
  /** Lists that were approved and stay back, since their households were suppressed meanwhile. */
  readonly suppressed: number;
  /** true: it was released before. */
  readonly already: boolean;
  readonly offers: number;
  readonly faceValueCents: number;
};

/**
 * Issue the specials of an approved cycle in chunks, then one row makes all of it redeemable. Killed anywhere, it is not
 * released, and the next run goes on; run again, it changes nothing.
 *
 * Suppressions are asked for once more. What the seal was given for, less the households that must not get it, is what goes
 * out: nobody has to approve again, and the lists that stay back are held by name. Whatever else has changed since the
 * approval makes the cycle a draft again.
 *
 * @throws UserError 77 when it is not approved as it stands, 1 when a list, window or budget does not hold any more.
 */
export async function releaseCycle(context: Context, cycle: Cycle, by: string): Promise<Release> {
  const { cycleId } = cycle;
  const already = cycle.state === 'released';
  if (!already) {
    await refuseChanged(context, cycle);
    requireApproved(context, cycle);
    holdSuppressed(context, cycle);
    refuseUnsettled(context, cycleId);
    refuseConflicts(context, cycle);
    refuseBroken(context, cycle);
    const progress = context.progress('issuing offers', cycle.lists);
    for (const issued of context.ledger.issuer.issue(cycleId)) {
      progress.advance(issued);
      await context.breathe();
    }
    progress.done();
    context.ledger.inTransaction(() => {
      if (!context.ledger.cycles.advance(cycleId, 'approved', 'released'))
        throw new Error('the cycle moved under the release');
      context.audit(by, 'release', `cycle ${cycleId}`, { seal: cycle.seal });
    });
  }
  const totals = context.ledger.issuer.totals(cycleId);
  context.log.info('released', { cycle: cycleId, already, ...totals });
  const { lists, heldLists } = context.ledger.cycles.find(cycleId) ?? cycle;
  return {
    already,
    lists: lists - heldLists,
    suppressed: context.ledger.holds.suppressed(cycleId),
    ...totals,
  };
}

async function refuseChanged(context: Context, cycle: Cycle): Promise<void> {
  const { reopened, lists, marks } = await refreshCycle(context, cycle);
  if (!reopened) return;
  throw new UserError(
    'cycle-changed',
    `${lists + marks} lists of cycle ${cycle.cycleId} had to change since ${cycle.approvedBy} approved it, for what was held, withdrawn or recalled`,
    {
      exitCode: EXIT.notPermitted,
      next: `Nothing was released. Read what changed, then approve it again: duelist plan --diff --cycle ${cycle.cycleId}`,
    },
  );
}

function requireApproved(context: Context, cycle: Cycle): void {
  if (cycle.state !== 'approved') {
    throw new UserError('not-approved', `cycle ${cycle.cycleId} is ${cycle.state}, not approved`, {
      exitCode: EXIT.notPermitted,
      next:
        cycle.state === 'draft'
          ? `Somebody has to approve it first: duelist approve --cycle ${cycle.cycleId} --by NAME`
          : 'Plan a new cycle.',
    });
  }
  if (sealOf(context, cycle.cycleId) !== cycle.seal) {
    throw new UserError('seal-broken', `cycle ${cycle.cycleId} is not what ${cycle.approvedBy} approved`, {
      exitCode: EXIT.notPermitted,
      next: 'Nothing was released. Plan again and have it approved again.',
    });
  }
}

/** A household has one live list at a time. */
function refuseConflicts(context: Context, cycle: Cycle): void {
  const conflicts = context.ledger.issuer.conflicts(cycle.cycleId, NAMED_MAX);
  const [first] = conflicts;
  if (first === undefined) return;
  throw new UserError(
    'list-still-live',
    `households of cycle ${cycle.cycleId} hold a list that is still good`,
    {
      exitCode: EXIT.answerIsNo,
      next: [
        ...conflicts.map(
          ({ householdId, listId, validUntil }) =>
            `household ${householdId}: list ${listId}, good to ${formatDay(validUntil)}`,
        ),
        'Nothing was released. Plan with --households due, or on a later day.',
      ].join('\n'),
    },
  );
}

function refuseBroken(context: Context, cycle: Cycle): void {
  const current = new Map(
    context.history.facts.offers().map((terms) => [termsKey(terms.offerId, terms.version), terms]),
  );
  const faults = checkRelease(
    context.ledger.issuer.draws(cycle.cycleId, openPaperFrom(context, cycle)),
    current,
    cycle,
  );
  const [first] = faults;
  if (first === undefined) return;
  throw new UserError(first.code, `${faults.length} of the offers of cycle ${cycle.cycleId} no longer hold`, {
    exitCode: EXIT.answerIsNo,
    next: [
      ...faults.slice(0, NAMED_MAX).map(describeFault),
      ...(faults.length > NAMED_MAX ? [`and ${faults.length - NAMED_MAX} more`] : []),
      'Nothing was released. Plan again: the new draft leaves them out.',
    ].join('\n'),
  });
}

function describeFault(fault: ReleaseFault): string {
  const money = (value: number): string => `$${formatCents(cents(Math.max(0, value)))}`;
  switch (fault.code) {
    case 'offer-gone':
      return `offer ${fault.offerId} (on ${fault.needed} lists) is no longer in the offers feed`;
    case 'offer-superseded':
      return `offer ${fault.offerId} (on ${fault.needed} lists) has a newer version`;
    case 'offer-window':
      return `offer ${fault.offerId} (on ${fault.needed} lists) is not good through the whole validity any more`;
    case 'budget-exceeded':
      return `offer ${fault.offerId}: the lists promise ${money(fault.needed)}, ${money(fault.left)} of its budget is left`;
    case 'limit-exceeded':
      return `offer ${fault.offerId}: the lists promise ${fault.needed} uses, ${Math.max(0, fault.left)} are left`;
  }
}

import { EXIT, UserError } from '../../shared/errors.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { Context } from '../context.ts';
import { isInLine } from '../plan/rebuild.ts';
import { sealOf } from './cycle.ts';

export type Approval = {
  /** false: it was approved before, by whom the cycle names. */
  readonly now: boolean;
  readonly seal: string;
  readonly by: string | undefined;
};

/**
 * Seal a draft as it stands. Approving again changes nothing.
 *
 * @throws UserError (77) when the cycle is neither a draft nor approved already, or is not in line yet with what was held,
 *   withdrawn or recalled: then nobody has read what would go out; or when preflight did not see the lists as they are.
 */
export function approveCycle(context: Context, cycle: Cycle, by: string): Approval {
  const { cycleId, state } = cycle;
  if ((state === 'approved' || state === 'released') && cycle.seal !== undefined) {
    return { now: false, seal: cycle.seal, by: cycle.approvedBy };
  }
  if (state !== 'draft') {
    throw new UserError('not-a-draft', `cycle ${cycleId} is ${state}; only a draft can be approved`, {
      exitCode: EXIT.notPermitted,
    });
  }
  requireInLine(context, cycle);
  const seal = sealOf(context, cycleId);
  requirePreflight(cycle, seal);
  context.ledger.inTransaction(() => {
    if (!context.ledger.cycles.approve(cycleId, by, seal))
      throw new Error('the cycle moved under the approval');
    context.audit(by, 'approve', `cycle ${cycleId}`, { seal });
  });
  context.log.info('approved', { cycle: cycleId, seal });
  return { now: true, seal, by };
}

function requireInLine(context: Context, cycle: Cycle): void {
  if (isInLine(context, cycle)) return;
  throw new UserError('cycle-changed', `cycle ${cycle.cycleId} still has lists that must be rebuilt`, {
    exitCode: EXIT.notPermitted,
    next: 'Run the command again: the lists are rebuilt first, and can be read before they are approved.',
  });
}

/** A person may hold or free a list between preflight and the approval; nobody approves what was not looked at. */
function requirePreflight({ cycleId, preflightSeal }: Cycle, seal: string): void {
  if (preflightSeal === seal) return;
  const why = preflightSeal === undefined ? 'was not run' : 'was run on other lists than there are now';
  throw new UserError('not-preflighted', `preflight of cycle ${cycleId} ${why}`, {
    exitCode: EXIT.notPermitted,
    next: `Print it, then approve: duelist print --cycle ${cycleId} --out DIR`,
  });
}

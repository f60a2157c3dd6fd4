import { EXIT, UserError } from '../../shared/errors.ts';
import { withContext } from '../context.ts';
import { requireCycle, sealOf } from '../cycle.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly cycle: string; readonly by: string };

/** `approve`: seal a draft as it stands. Approving again changes nothing. */
export async function run(world: World, options: Options): Promise<void> {
  const by = options.by.trim();
  if (by === '') throw new UserError('by-missing', '--by needs a name', { exitCode: EXIT.usage });
  await withContext(world, options, { command: 'approve', lock: true }, (context) => {
    const cycle = requireCycle(context, options.cycle);
    const { cycleId } = cycle;
    const answer = (state: string, seal: string, approvedBy: string | undefined, text: string): void =>
      context.answer(
        {
          schema: 'duelist.approve/1',
          cycle_id: cycleId,
          state,
          seal,
          approved_by: approvedBy ?? null,
          lists: cycle.lists,
        },
        text,
      );
    if ((cycle.state === 'approved' || cycle.state === 'released') && cycle.seal !== undefined) {
      answer(
        cycle.state,
        cycle.seal,
        cycle.approvedBy,
        `cycle ${cycleId} was approved before, by ${cycle.approvedBy}, seal ${cycle.seal.slice(0, 8)}\n`,
      );
      return;
    }
    if (cycle.state !== 'draft') {
      throw new UserError('not-a-draft', `cycle ${cycleId} is ${cycle.state}; only a draft can be approved`, {
        exitCode: EXIT.notPermitted,
      });
    }
    const seal = sealOf(context, cycleId);
    context.ledger.inTransaction(() => {
      if (!context.ledger.cycles.approve(cycleId, by, seal))
        throw new Error('the cycle moved under the approval');
      context.ledger.audit({
        at: world.now(),
        actor: by,
        act: 'approve',
        subject: `cycle ${cycleId}`,
        detail: { seal },
      });
    });
    context.log.info('approved', { cycle: cycleId, seal });
    answer(
      'approved',
      seal,
      by,
      `approved cycle ${cycleId}: ${cycle.lists} lists, seal ${seal.slice(0, 8)}\n  next: duelist release --cycle ${cycleId}\n`,
    );
  });
}

import { withContext } from '../context.ts';
import { approveCycle } from '../cycle/approve.ts';
import { requireCycle } from '../cycle/cycle.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly cycle: string; readonly by: string };

/** `approve`: seal a draft as it stands. Approving again changes nothing. */
export async function run(world: World, options: Options): Promise<void> {
  await withContext(world, options, { command: 'approve', lock: true }, (context) => {
    const cycle = requireCycle(context, options.cycle);
    const { cycleId } = cycle;
    const approval = approveCycle(context, cycle, context.actor(options.by));
    const seal = approval.seal.slice(0, 8);
    context.answer(
      {
        schema: 'duelist.approve/1',
        cycle_id: cycleId,
        state: approval.now ? 'approved' : cycle.state,
        seal: approval.seal,
        approved_by: approval.by ?? null,
        lists: cycle.lists,
      },
      approval.now
        ? `approved cycle ${cycleId}: ${cycle.lists} lists, seal ${seal}\n  next: duelist release --cycle ${cycleId}\n`
        : `cycle ${cycleId} was approved before, by ${approval.by}, seal ${seal}\n`,
    );
  });
}

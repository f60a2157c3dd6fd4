import { EXIT, UserError } from '../../shared/errors.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import { unsettledWords } from '../care/unsettled.ts';
import { type Context, withContext } from '../context.ts';
import { approveCycle } from '../cycle/approve.ts';
import { requireCycle } from '../cycle/cycle.ts';
import type { CommonOptions } from '../options.ts';
import { refreshCycle } from '../plan/rebuild.ts';
import { preflightDraft } from '../print/demand.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly cycle: string; readonly by: string };

/** `approve`: seal a draft as it stands, less what preflight holds. Approving again changes nothing. */
export async function run(world: World, options: Options): Promise<void> {
  await withContext(world, options, { command: 'approve', lock: true }, async (context) => {
    const draft = await requireUnchanged(context, requireCycle(context, options.cycle));
    const { cycleId } = draft;
    const found = await preflightDraft(context, draft);
    const cycle = requireCycle(context, options.cycle);
    const approval = approveCycle(context, cycle, context.actor(options.by));
    const seal = approval.seal.slice(0, 8);
    context.answer(
      {
        schema: 'duelist.approve/1',
        cycle_id: cycleId,
        state: approval.now ? 'approved' : cycle.state,
        seal: approval.seal,
        approved_by: approval.by ?? null,
        unsettled: unsettledWords(context) ?? null,
        lists: cycle.lists - cycle.heldLists,
        held_lists: cycle.heldLists,
        preflight_held: found,
      },
      approval.now
        ? `approved cycle ${cycleId}: ${cycle.lists - cycle.heldLists} lists${heldText(cycle)}, seal ${seal}\n${foundText(found, cycleId)}  ${nextText(context, cycleId)}\n`
        : `cycle ${cycleId} was approved before, by ${approval.by}, seal ${seal}\n`,
    );
  });
}

/** Lists that were rebuilt a moment ago have been read by nobody. */
async function requireUnchanged(context: Context, cycle: Cycle): Promise<Cycle> {
  const { cycleId } = cycle;
  const { lists, marks } = await refreshCycle(context, cycle);
  const changed = lists + marks;
  const now = context.ledger.cycles.find(cycleId);
  if (changed === 0 && now !== undefined) return now;
  throw new UserError(
    'cycle-changed',
    `${changed} ${changed === 1 ? 'list' : 'lists'} of cycle ${cycleId} had to change just now, for what was held, withdrawn or recalled`,
    {
      exitCode: EXIT.notPermitted,
      next: `Read what changed, then approve: duelist plan --diff --cycle ${cycleId}`,
    },
  );
}

function heldText({ heldLists }: Cycle): string {
  return heldLists === 0 ? '' : ` (${heldLists} more ${heldLists === 1 ? 'is' : 'are'} held)`;
}

/** Sheets that were printed before the fault was known must not be mailed. */
function foundText(found: number, cycleId: number): string {
  if (found === 0) return '';
  const lists = found === 1 ? '1 list' : `${found} lists`;
  return `  preflight holds ${lists} since just now; print again before you mail: duelist print --cycle ${cycleId} --out DIR\n`;
}

/** What stands in the way of a release, or the release. */
function nextText(context: Context, cycleId: number): string {
  return unsettledWords(context) ?? `next: duelist release --cycle ${cycleId}`;
}

import type { PlannedList } from '../../lists/planned-list.ts';
import { formatDay } from '../../shared/day.ts';
import type { Cycle, NewCycle } from '../../store/ledger/cycles.ts';
import { type Context, dayOption, withContext } from '../context.ts';
import { loadKeys } from '../keys.ts';
import type { CommonOptions } from '../options.ts';
import { describeCycle, readPlanInputs } from '../plan-inputs.ts';
import { type PlanCounts, planner } from '../plan-run.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly asOf: string; readonly households: 'due' | 'all' };

/** Lists of one transaction: short enough that no lane waits for it. */
const CHUNK_LISTS = 100;

/** `plan`: a draft cycle. The same inputs again answer with the same cycle. */
export async function run(world: World, options: Options): Promise<void> {
  const asOf = dayOption('--as-of', options.asOf);
  await withContext(world, options, { command: 'plan', lock: true }, (context) => {
    for (const name of context.history.files.openNames()) {
      context.warn(`${name} is only half taken in; ingest it again before you rely on this plan`);
    }
    const keys = loadKeys(context.dataDir, context.ledger);
    const cycle = describeCycle(context, asOf, options.households, keys);
    const planned = context.ledger.cycles.findPlanned(cycle);
    if (planned !== undefined) {
      say(context, planned, undefined, `cycle ${planned.cycleId} was planned before (${planned.state})`);
      return;
    }
    const inputs = readPlanInputs(context, cycle);
    const plan = planner(context, inputs, options.households, keys);
    const written = write(context, cycle, plan);
    if (written === undefined) {
      sayNothingDue(context, cycle, plan.counts());
      return;
    }
    context.log.info('planned', {
      cycle: written.cycleId,
      lists: written.lists,
      ghosts: written.ghostLists,
      ...plan.counts(),
    });
    say(context, written, plan.counts(), `planned cycle ${written.cycleId}`);
  });
}

type Planner = ReturnType<typeof planner>;

/** Write the draft in chunks; it becomes visible with its last step. */
function write(context: Context, cycle: NewCycle, plan: Planner): Cycle | undefined {
  const { cycles } = context.ledger;
  cycles.dropDrafts(cycle.asOf);
  const grants = plan.grants();
  cycles.writeOffers(plan.offers());
  let cycleId: number | undefined;
  let chunk: PlannedList[] = [];
  const flush = (): void => {
    if (chunk.length === 0) return;
    cycleId ??= cycles.begin(cycle);
    cycles.writeLists(cycleId, chunk, plan.codeOf);
    chunk = [];
  };
  const progress = context.progress('planning lists', context.history.households.count());
  for (const list of plan.lists(grants)) {
    chunk.push(list);
    progress.advance(1);
    if (chunk.length >= CHUNK_LISTS) flush();
  }
  flush();
  progress.done();
  if (cycleId === undefined) return undefined;
  cycles.complete(cycleId);
  return cycles.find(cycleId);
}

function say(context: Context, cycle: Cycle, counts: PlanCounts | undefined, headline: string): void {
  const document = {
    schema: 'duelist.plan/1',
    cycle_id: cycle.cycleId,
    as_of: formatDay(cycle.asOf),
    valid_from: formatDay(cycle.validFrom),
    valid_until: formatDay(cycle.validUntil),
    state: cycle.state,
    lists: cycle.lists,
    ghost_lists: cycle.ghostLists,
    ...(counts === undefined ? {} : { not_planned: counts.notPlanned }),
  };
  const withheld = `${cycle.ghostLists} withheld from the control group`;
  context.answer(
    document,
    `${headline}: ${cycle.lists} lists, ${withheld}, good ${document.valid_from} to ${document.valid_until}\n${reasons(counts)}`,
  );
}

function sayNothingDue(context: Context, cycle: NewCycle, counts: PlanCounts): void {
  const document = {
    schema: 'duelist.plan/1',
    cycle_id: null,
    as_of: formatDay(cycle.asOf),
    valid_from: formatDay(cycle.validFrom),
    valid_until: formatDay(cycle.validUntil),
    state: null,
    lists: 0,
    ghost_lists: 0,
    not_planned: counts.notPlanned,
  };
  context.answer(document, `nothing due on ${document.as_of}\n${reasons(counts)}`);
}

function reasons(counts: PlanCounts | undefined): string {
  return Object.entries(counts?.notPlanned ?? {})
    .sort((a, b) => b[1] - a[1])
    .map(([reason, households]) => `  ${households} households without a list: ${reason}\n`)
    .join('');
}

import type { BelowCost } from '../../offers/below-cost.ts';
import type { LawWarning } from '../../offers/law.ts';
import type { PriceFault } from '../../offers/price-faults.ts';
import type { Day } from '../../shared/day.ts';
import type { Cycle, NewCycle } from '../../store/ledger/cycles.ts';
import type { Context } from '../context.ts';
import { loadKeys } from '../keys.ts';
import { carryReturns } from '../lane/carry-returns.ts';
import { readPlanFacts } from './facts.ts';
import { renewFit } from './fit.ts';
import { describeCycle, planInputs } from './inputs.ts';
import { lawTexts } from './law.ts';
import { type PlanCounts, planner } from './planner.ts';
import { costTexts, priceTexts } from './price-faults.ts';
import { refreshDrafts } from './rebuild.ts';
import { unmetWishes, warnUnmet } from './wishes.ts';

/** Lists of one transaction: short enough that no lane waits for it. */
const CHUNK_LISTS = 100;

/** What became of a plan: a cycle that was there before, a new draft, or nothing due. */
export type Drafted =
  | { readonly tag: 'before'; readonly cycle: Cycle }
  | {
      readonly tag: 'drafted';
      readonly cycle: Cycle;
      readonly counts: PlanCounts;
      readonly priceFaults: readonly PriceFault[];
      readonly belowCost: readonly BelowCost[];
      readonly lawWarnings: readonly LawWarning[];
    }
  | { readonly tag: 'nothing-due'; readonly asked: NewCycle; readonly counts: PlanCounts };

/** Draft the cycle of a day. The same inputs again answer with the same cycle. */
export async function draftCycle(context: Context, asOf: Day, households: 'due' | 'all'): Promise<Drafted> {
  for (const name of context.history.files.openNames()) {
    context.warn(`${name} is only half taken in; ingest it again before you rely on this plan`);
  }
  carryReturns(context);
  await refreshDrafts(context);
  await renewFit(context, asOf);
  const keys = loadKeys(context.dataDir, context.ledger);
  const asked = describeCycle(context, asOf, households, keys);
  const planned = context.ledger.cycles.findPlanned(asked);
  if (planned !== undefined) return { tag: 'before', cycle: planned };
  const { facts, made, warnings } = readPlanFacts(context, asked);
  const inputs = planInputs(context, facts, made);
  const { priceFaults, belowCost, lawWarnings } = warnings();
  const texts = [...priceTexts(priceFaults), ...costTexts(belowCost), ...lawTexts(lawWarnings)];
  for (const text of texts) context.warn(text);
  warnUnmet(context, unmetWishes(context, inputs.wishCatalog, inputs.preferences));
  const plan = planner(context, facts, inputs, households, keys);
  const cycle = await write(context, asked, plan, texts).finally(plan.close);
  const counts = plan.counts();
  if (cycle === undefined) return { tag: 'nothing-due', asked, counts };
  context.log.info('planned', {
    cycle: cycle.cycleId,
    lists: cycle.lists,
    ghosts: cycle.ghostLists,
    ...counts,
  });
  return { tag: 'drafted', cycle, counts, priceFaults, belowCost, lawWarnings };
}

type Planner = ReturnType<typeof planner>;

/** Write the draft in chunks; it becomes visible with its last step. */
async function write(
  context: Context,
  cycle: NewCycle,
  plan: Planner,
  warnings: readonly string[],
): Promise<Cycle | undefined> {
  const { cycles } = context.ledger;
  cycles.dropDrafts(cycle.asOf);
  const handed = await plan.handOut();
  cycles.writeOffers(plan.offers());
  let cycleId: number | undefined;
  for await (const rows of plan.lists(handed)) {
    for (let from = 0; from < rows.length; from += CHUNK_LISTS) {
      cycleId ??= cycles.begin(cycle);
      cycles.writeLists(cycleId, rows.slice(from, from + CHUNK_LISTS), plan.codeOf);
      await context.breathe();
    }
  }
  if (cycleId === undefined) return undefined;
  context.ledger.people.rememberOffersOut(cycleId, plan.offersOut());
  context.ledger.review.rememberCells(cycleId, plan.segmentCells());
  const { notPlanned } = plan.counts();
  context.ledger.plans.writeReport(cycleId, { ...handed.report, notPlanned, warnings });
  cycles.complete(cycleId);
  return cycles.find(cycleId);
}

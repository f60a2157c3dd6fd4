import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { PlanReport } from '../../lists/plan-report.ts';
import type { ReportFacts } from '../../review/report/facts.ts';
import { reportPage } from '../../review/report/page.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { Context } from '../context.ts';
import { requireCycle } from '../cycle/cycle.ts';
import { writeWhole } from '../files.ts';
import { carryReturns } from '../lane/carry-returns.ts';
import { makeDirectory } from '../permissions.ts';
import { reportDocument } from './document.ts';
import type { ReportOptions } from './options.ts';
import { afterCycle } from './outcomes.ts';
import { reportText } from './text.ts';

/** `report plan`: what a cycle was, and what came of it, as figures and as one page. Reads only; as often as one likes. */
export async function reportPlan(context: Context, options: ReportOptions): Promise<void> {
  const cycle = options.cycle === undefined ? newestCycle(context) : requireCycle(context, options.cycle);
  const path = options.out === undefined ? undefined : resolve(context.world.cwd, options.out);
  if (path !== undefined) refuseFolder(path);
  carryReturns(context);
  const facts = await gather(context, cycle);
  context.audit(context.actor(undefined), 'report', `cycle ${cycle.cycleId}`);
  if (path !== undefined) {
    makeDirectory(dirname(path));
    writeWhole(path, await reportPage(facts));
  }
  context.answer(reportDocument(facts, path), reportText(facts, path));
}

async function gather(context: Context, cycle: Cycle): Promise<ReportFacts> {
  const { ledger, config } = context;
  const { cycleId } = cycle;
  return {
    chainName: config.chain.name,
    cycle,
    groups: ledger.plans.groups(cycleId),
    plan: ledger.plans.report<PlanReport>(cycleId),
    segmentCells: ledger.review.segmentCells(cycleId),
    obeyed: ledger.lists.shape(cycleId).obeyed,
    held: ledger.plans.held(cycleId),
    results: ledger.plans.results(cycleId),
    discoveries: ledger.plans.discoveries(cycleId),
    names: ledger.plans.offerNames(cycleId),
    after: await afterCycle(context, cycle),
  };
}

/** The newest that went out, else the newest of all. */
function newestCycle(context: Context): Cycle {
  const cycles = context.ledger.cycles.all();
  const went = cycles.findLast(({ state }) => state === 'released' || state === 'closed');
  const newest = went ?? cycles.at(-1);
  if (newest !== undefined) return newest;
  throw new UserError('cycle-missing', 'there is no cycle to report on', {
    exitCode: EXIT.inputMissing,
    next: 'Plan one first: duelist plan --as-of YYYY-MM-DD',
  });
}

/** Told before the work rather than after it. */
function refuseFolder(path: string): void {
  if (!existsSync(path) || !statSync(path).isDirectory()) return;
  throw new UserError('in-the-way', `${path} is a folder`, {
    exitCode: EXIT.cannotCreate,
    next: 'Name a file, for example report.html.',
  });
}

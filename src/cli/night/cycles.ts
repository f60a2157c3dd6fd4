import { join } from 'node:path';
import { isDropNight } from '../../lists/drop-night.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { NightCycle } from '../../store/ledger/nights.ts';
import type { NightRun } from './run-types.ts';

/** Whether tonight makes lists, and has not asked for them yet. */
export function isPlanDue(run: NightRun): boolean {
  const { context, asOf, before } = run;
  const begun = before.get('plan');
  if (begun?.state === 'done') return false;
  const { plan } = context.config;
  const all = context.ledger.cycles.all();
  // What a killed run of this night has drafted is taken up again; what a person has planned for today is theirs.
  const ours = (cycle: Cycle): boolean =>
    begun !== undefined && cycle.asOf === asOf && cycle.state === 'draft' && cycle.households === 'due';
  const theirs = all.filter((cycle) => cycle.asOf <= asOf && cycle.state !== 'withdrawn' && !ours(cycle));
  // Lists of an earlier system were asked for by nobody here: the first night does not wait for their end, and when it
  // comes their households are due like those of any cycle.
  const asked = theirs.filter((cycle) => !cycle.takenOver);
  return isDropNight(
    { cycleDays: plan.cycle_days, drops: plan.drops, anchor: plan.drop_anchor, leadDays: plan.lead_days },
    asOf,
    {
      cycles: asked.length === 0 ? [] : theirs.filter((cycle) => cycle.lists + cycle.ghostLists > 0),
      asked: [...context.ledger.nights.plannedOn(), ...asked.map((cycle) => cycle.asOf)],
      lapsed: context.ledger.nights.lapses().map(({ day }) => day),
    },
  );
}

export type NightlyCycle = { readonly cycle: Cycle; readonly progress: NightCycle };

/** Cycles that nights have planned and that can still go out. */
export function nightlyCycles({ context }: Pick<NightRun, 'context'>): NightlyCycle[] {
  return context.ledger.nights.cycles().flatMap((progress) => {
    const cycle = context.ledger.cycles.find(progress.cycleId);
    return cycle !== undefined && (cycle.state === 'draft' || cycle.state === 'approved')
      ? [{ cycle, progress }]
      : [];
  });
}

/** Those whose paper or pages are not of the lists as they are now. */
export function unfinishedCycles(run: NightRun): NightlyCycle[] {
  return nightlyCycles(run).filter(({ cycle, progress: { printed, checked, reviewed } }) => {
    const seal = run.sealNow(cycle);
    return printed !== seal || checked !== seal || (run.context.config.night.review && reviewed !== seal);
  });
}

export function printDir(run: Pick<NightRun, 'places'>, cycleId: number): string {
  return join(run.places.outDir, `cycle-${cycleId}`);
}

export function reviewDir(run: Pick<NightRun, 'places'>, cycleId: number): string {
  return join(run.places.reviewDir, `cycle-${cycleId}`);
}

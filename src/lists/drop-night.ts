import { addDays, type Day } from '../shared/day.ts';
import { cycleStart, type DropPlan } from './drops.ts';

/** What is known of earlier plans when a night asks whether to make a new one. */
export type PlansSoFar = {
  /** Cycles that went out or still can, of whatever day. */
  readonly cycles: readonly { readonly asOf: Day; readonly validUntil: Day }[];
  /** Days on which lists were asked for, whether or not anything was due. */
  readonly asked: readonly Day[];
  /** Days on which drafts lapsed: their households are due again. */
  readonly lapsed: readonly Day[];
};

/**
 * Whether a night makes lists: on a drop day, or on the first night after one that was missed; when the households of an
 * earlier cycle are due again; and when a draft has lapsed. Each of these is answered by one plan, so that a night in
 * between does not send a handful of new households on their own: they join the next plan.
 *
 * A night that was asked for this day or a later one already (a clock that was set back) makes none.
 */
export function isDropNight(plan: DropPlan, asOf: Day, { cycles, asked, lapsed }: PlansSoFar): boolean {
  if (asked.some((day) => day >= asOf)) return false;
  const lastAsked = Math.max(Number.NEGATIVE_INFINITY, ...asked);
  if (cycles.length === 0 && plan.drops === 1) return true;
  if (plan.drops > 1 && lastDropDay(plan, asOf) > lastAsked) return true;
  if (lapsed.some((day) => day > lastAsked && day <= asOf)) return true;
  return cycles.some((cycle) => {
    const dueAgain = Math.max(cycle.asOf + plan.cycleDays, cycle.validUntil + 1 - plan.leadDays);
    return dueAgain > lastAsked && dueAgain <= asOf;
  });
}

/** The newest day up to `asOf` on which any drop begins. */
function lastDropDay(plan: DropPlan, asOf: Day): Day {
  const start = cycleStart(plan, asOf);
  const drop = Math.floor(((asOf - start) * plan.drops) / plan.cycleDays);
  // Rounding may name the drop before or after the one that has begun.
  for (let each = Math.min(drop + 1, plan.drops - 1); each >= 0; each--) {
    const day = addDays(start, Math.floor((each * plan.cycleDays) / plan.drops));
    if (day <= asOf) return day;
  }
  return start;
}

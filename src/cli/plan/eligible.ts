import type { HouseholdHistory } from '../../history/household-history.ts';
import { tripPhaseCounts } from '../../history/shopping-days.ts';
import type { NextLists } from '../../lists/budget-share.ts';
import { chooseDrop, cycleStart, isDue } from '../../lists/drops.ts';
import { type EligibilityRule, judgeEligibility, type NotPlanned } from '../../lists/eligibility.ts';
import { addDays, type Day } from '../../shared/day.ts';
import type { Household, HouseholdWithHistory } from '../../store/history/households.ts';
import type { LastList } from '../../store/ledger/cycles.ts';
import type { Context } from '../context.ts';
import { atHome } from './home-store.ts';
import type { PlanInputs } from './inputs.ts';
import { staysWithout } from './standing.ts';

/** A household that gets a list today. */
export type Eligible = HouseholdWithHistory & {
  readonly weeklySpendCents: number;
  readonly dropNo: number;
};

/** Whether a household is one of those that get lists, drops and suppressions apart: value tiers are among these. */
export function mayQualify(
  { config }: Pick<Context, 'config'>,
  household: Household,
  history: HouseholdHistory,
  asOf: Day,
): boolean {
  return judgeEligibility(household, history, [], asOf, eligibilityRule(config)).tag === 'planned';
}

function eligibilityRule({ plan }: Context['config']): EligibilityRule {
  return {
    unknownHouseholds: plan.unknown_households,
    thresholdCents: plan.spend_threshold,
    weeks: plan.spend_weeks,
    minHistoryWeeks: plan.min_history_weeks,
  };
}

/** Whether a household is planned today, and if not, why. */
export function judge(
  context: Pick<Context, 'config' | 'history'>,
  inputs: PlanInputs,
  which: 'due' | 'all',
  { household, history, bought }: HouseholdWithHistory,
): Eligible | NotPlanned {
  const { plan } = context.config;
  const suppressions = inputs.suppressions.get(household.householdId) ?? [];
  const rule = eligibilityRule(context.config);
  const eligibility = judgeEligibility(household, history, suppressions, inputs.asOf, rule);
  if (eligibility.tag === 'not-planned') return eligibility.reason;
  if (inputs.houseCards.has(household.householdId)) return 'house-card';
  if (inputs.restrictions.heldHouseholds.has(household.householdId)) return 'held';
  const last = inputs.lastLists.get(household.householdId);
  const drops = dropsOf(inputs, plan, household.householdId, history, last);
  const dueDrop = drops.find((drop) => isDue(inputs.dropPlan, drop, inputs.asOf, last));
  if (which === 'due' && dueDrop === undefined) return 'not-due';
  if (staysWithout(context, history, inputs.asOf)) return 'lapsed';
  return {
    household: atHome(context, household, inputs.asOf),
    history,
    bought,
    weeklySpendCents: eligibility.weeklySpendCents,
    dropNo: dueDrop ?? drops[0],
  };
}

/** Count a household among those that get a list from this plan on, by how many days from now it gets its next. */
export function noteNextList(
  { config: { plan } }: Pick<Context, 'config'>,
  inputs: PlanInputs,
  { household: { householdId }, history }: HouseholdWithHistory,
  outcome: Eligible | NotPlanned,
  nextLists: NextLists,
): void {
  if (typeof outcome === 'object') nextLists[0] = (nextLists[0] ?? 0) + 1;
  if (outcome !== 'not-due') return;
  const last = inputs.lastLists.get(householdId);
  const drops = dropsOf(inputs, plan, householdId, history, last);
  for (let days = 1; days < nextLists.length; days++) {
    const later = addDays(inputs.asOf, days);
    if (!drops.some((drop) => isDue(inputs.dropPlan, drop, later, last))) continue;
    nextLists[days] = (nextLists[days] ?? 0) + 1;
    return;
  }
}

/**
 * The drops that may bring a household its next list. One that had a list keeps its drop, as long as there are as many:
 * if it wandered, lists would come too close together or too far apart. A first list goes by the habits at the start of
 * this cycle or of the one before: were they read anew every day, the choice could jump from a drop to come to one that
 * is over, again and again.
 */
function dropsOf(
  { asOf, dropPlan }: PlanInputs,
  plan: Context['config']['plan'],
  householdId: string,
  history: HouseholdHistory,
  last: LastList | undefined,
): readonly [number, ...number[]] {
  if (last?.drops === plan.drops) return [last.dropNo];
  const choose = (from: Day): number =>
    chooseDrop(dropPlan, householdId, tripPhaseCounts(history, from, plan.cycle_days));
  const start = cycleStart(dropPlan, asOf);
  return [choose(start), choose(addDays(start, -plan.cycle_days))];
}

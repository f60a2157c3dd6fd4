import type { HouseholdHistory } from '../../history/household-history.ts';
import { type KindFacts, type ListKind, listKindOf } from '../../lists/list-kind.ts';
import type { Day } from '../../shared/day.ts';
import type { Context } from '../context.ts';

/** What kind of list a household gets. */
export function kindOf({ config }: Pick<Context, 'config'>, history: HouseholdHistory, asOf: Day): KindFacts {
  return listKindOf(history, asOf, config.plan.lapsed_days);
}

/** Whether a household has stayed away so long that it gets no list, since the chain wants it so. */
export function staysWithout(
  context: Pick<Context, 'config'>,
  history: HouseholdHistory,
  asOf: Day,
): boolean {
  return context.config.plan.lapsed_lists === 'none' && kindOf(context, history, asOf).kind === 'lapsed';
}

/** Due lines of a list, at most. */
export function dueLinesOf({ config: { plan } }: Pick<Context, 'config'>, kind: ListKind): number {
  const isShort = kind === 'lapsed' && plan.lapsed_lists === 'short';
  return isShort ? Math.min(plan.due_lines, plan.min_due_lines) : plan.due_lines;
}

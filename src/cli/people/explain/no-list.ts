import { formatDay } from '../../../shared/day.ts';
import type { Household } from '../../../store/history/households.ts';
import type { Cycle } from '../../../store/ledger/cycles.ts';
import type { Context } from '../../context.ts';
import { judge } from '../../plan/eligible.ts';
import { activityOf, type CardActivity } from '../../plan/house-cards.ts';
import { readPlanInputs } from '../../plan/inputs.ts';
import { activityDocument, activityText } from '../household/activity.ts';
import { NO_LIST, say } from './words.ts';
import { money, wrap } from './wrap.ts';

/** Why a household has no list in a cycle, by what is known today: the plan keeps no notes on whom it passed over. */
export type NoList = {
  /** undefined: by what is known today it would have one. */
  readonly reason: string | undefined;
  readonly weeklySpendCents: number | undefined;
  /** What its cards did, where that is the reason. */
  readonly activity: readonly CardActivity[];
};

export function whyNoList(context: Context, household: Household, cycle: Cycle): NoList {
  const { asOf, validFrom, validUntil, households } = cycle;
  if (context.ledger.households.rootOf(household.householdId) !== household.householdId)
    return { reason: 'merged', weeklySpendCents: undefined, activity: [] };
  const inputs = readPlanInputs(context, { asOf, validFrom, validUntil });
  const history = context.history.households.history(household.householdNo, asOf);
  const outcome = judge(context, inputs, households, { household, history, bought: history });
  return typeof outcome === 'string'
    ? {
        reason: outcome,
        weeklySpendCents: undefined,
        activity: outcome === 'house-card' ? activityOf(context, household.householdNo, asOf) : [],
      }
    : { reason: undefined, weeklySpendCents: outcome.weeklySpendCents, activity: [] };
}

export function noListDocument(household: Household, cycle: Cycle, noList: NoList) {
  const { reason, weeklySpendCents, activity } = noList;
  return {
    schema: 'duelist.explain/1',
    household_id: household.householdId,
    cycle_id: cycle.cycleId,
    list_id: null,
    arm: null,
    weekly_spend_cents: weeklySpendCents ?? null,
    as_of: formatDay(cycle.asOf),
    valid_from: formatDay(cycle.validFrom),
    valid_until: formatDay(cycle.validUntil),
    cycle_state: cycle.state,
    known_file_no: cycle.knownFileNo ?? null,
    lines: [],
    no_list: {
      reason: reason ?? null,
      text: reasonText(reason),
      judged_from: 'today',
      ...(activity.length === 0 ? {} : { activity: activity.map(activityDocument) }),
    },
  };
}

export function noListText(household: Household, cycle: Cycle, noList: NoList, columns: number): string {
  const { reason, weeklySpendCents, activity } = noList;
  const spend = weeklySpendCents === undefined ? '' : `; it spent ${money(weeklySpendCents)} a week`;
  return [
    wrap(
      `household ${household.householdId} has no list in cycle ${cycle.cycleId} of ${formatDay(cycle.asOf)} (${cycle.state})`,
      columns,
      '',
      '',
    ),
    wrap(`${reasonText(reason)}${spend}`, columns, '  ', '  '),
    ...activity.map((card) => wrap(activityText(card), columns, '  ', '    ')),
    wrap(
      'This is judged for that day, from what is known today: a plan keeps no notes on whom it passed over.',
      columns,
      '  ',
      '  ',
    ),
  ].join('');
}

function reasonText(reason: string | undefined): string {
  return reason === undefined
    ? 'by what is known today it would have one; what it lacked then came later, or nothing was left to say to it'
    : say(NO_LIST, reason);
}

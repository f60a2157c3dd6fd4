import { cents, formatCents } from '../../shared/cents.ts';
import { addDays, formatDay, weekday } from '../../shared/day.ts';
import { count, plural } from './counts.ts';
import type { NightRun } from './run-types.ts';

const WEEK_DAYS = 7;

/**
 * What of the week before somebody should look at, as a part of the line, in the first night of each week alone; none where there
 * is nothing. Its rows name households: they are shown on demand, and not left in a file that `forget` would have to find.
 */
export function describeLanes({ context: { ledger }, asOf }: NightRun): string[] {
  const monday = addDays(asOf, -weekday(asOf));
  for (let day = monday; day < asOf; day = addDays(day, 1))
    if (ledger.nights.find(day) !== undefined) return [];
  const [from, to] = [addDays(monday, -WEEK_DAYS), addDays(monday, -1)];
  const { oddities } = ledger;
  const overrides = oddities.overrides(from, to);
  const given = overrides.reduce((sum, row) => sum + row.cents, 0);
  const keyed = oddities.keyed(from, to).reduce((sum, row) => sum + row.redemptions, 0);
  const returns = oddities.returnsAfterDeals(from, to).length;
  const unfinished = oddities.unfinished(monday).length;
  const parts = [
    ...(given === 0 ? [] : [`${formatCents(cents(given))} given by managers`]),
    ...(keyed === 0 ? [] : [`${count(keyed)} ${plural(keyed, 'number')} keyed`]),
    ...(returns === 0
      ? []
      : [`${count(returns)} ${plural(returns, 'household')} returned goods after a deal`]),
    ...(unfinished === 0 ? [] : [`${count(unfinished)} ${plural(unfinished, 'reservation')} never ended`]),
  ];
  if (parts.length === 0) return [];
  const days = `--from ${formatDay(from)} --to ${formatDay(to)}`;
  return [`lanes last week: ${parts.join(', ')} (duelist report lanes ${days})`];
}

import { type Lateness, lateStores } from '../../history/late-stores.ts';
import { formatDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import { assess, faultOf } from '../completeness/assess.ts';
import { isPlanDue, unfinishedCycles } from './cycles.ts';
import type { NightRun, Phase } from './run-types.ts';

const NAMED_MAX = 5;

/**
 * Which stores have not sent the newest day, what else is missing, and how good the receipts are. Too much, and no lists are
 * made of them.
 */
export const stores: Phase = {
  name: 'stores',
  isDue: () => true,
  run: (run) => {
    const lateness = latenessOf(run);
    const { newestDay, late, silent } = lateness;
    const most = run.context.config.night.stores_late_max;
    const assessment = assess(run.context, run.asOf, newestDay);
    const fault =
      most !== undefined && late.length > most ? tooManyLate(lateness, most) : faultOf(assessment);
    // For `status` and the report, also where it ends the night.
    run.notes.assessment = assessment;
    if (fault !== undefined && (isPlanDue(run) || unfinishedCycles(run).length > 0)) throw fault;
    const ids = (of: Lateness['late']): string[] => of.map(({ storeId }) => storeId);
    return {
      did: false,
      facts: {
        newest_day: newestDay === undefined ? null : formatDay(newestDay),
        late: ids(late),
        silent: ids(silent),
        warnings: assessment.warnings,
        late_days: assessment.lateDays,
      },
      counts: { late: late.length, silent: silent.length, warnings: assessment.warnings.length },
    };
  },
};

function latenessOf({ context, asOf }: NightRun): Lateness {
  const { stores: known, newestDay } = context.history.arrivals(asOf);
  return lateStores(known, newestDay);
}

function tooManyLate({ newestDay, late }: Lateness, most: number): UserError {
  const day = newestDay === undefined ? 'any day' : formatDay(newestDay);
  const named = late
    .slice(0, NAMED_MAX)
    .map(({ storeId, lastDay }) =>
      lastDay === undefined
        ? `store ${storeId} has never sent receipts`
        : `store ${storeId} has sent to ${formatDay(lastDay)}`,
    );
  if (late.length > NAMED_MAX) named.push(`and ${late.length - NAMED_MAX} more`);
  return new UserError(
    'stores-late',
    `${late.length} stores have sent nothing for ${day}; at most ${most} may be late`,
    {
      exitCode: EXIT.badInput,
      next: [
        ...named,
        'No list was planned or printed. Put their files into the inbox and run this again, or raise night.stores_late_max.',
      ].join('\n'),
    },
  );
}

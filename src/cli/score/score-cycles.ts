import { errorsOf } from '../../measure/list-score.ts';
import type { Day } from '../../shared/day.ts';
import type { Context } from '../context.ts';
import { type ScorableCycle, scorableCycles } from './due.ts';
import { tallyCycle } from './sweep.ts';

/** Score all cycles that a night finds to be scored. @returns Their numbers. */
export async function scoreCycles(context: Context, asOf: Day): Promise<number[]> {
  const due = scorableCycles(context, asOf);
  for (const each of due) await scoreCycle(context, asOf, each);
  return due.map(({ cycle }) => cycle.cycleId);
}

async function scoreCycle(context: Context, asOf: Day, scorable: ScorableCycle): Promise<void> {
  const { ledger } = context;
  const { cycle, revision, of, missingDays } = scorable;
  const { treatment, control } = await tallyCycle(context, cycle);
  const { issued, redeemed } = ledger.issuer.standing(cycle.cycleId);
  const common = { cycleId: cycle.cycleId, revision, scoredOn: asOf, of, missingDays };
  ledger.scores.write([
    {
      ...common,
      ...treatment,
      arm: 'treatment',
      errors: errorsOf(treatment),
      specials: issued,
      redeemed,
    },
    { ...common, ...control, arm: 'control', errors: errorsOf(control), specials: 0, redeemed: 0 },
  ]);
  const { parts, squares, ...counts } = treatment;
  context.log.info('scored', { cycle: cycle.cycleId, revision, ...counts });
}

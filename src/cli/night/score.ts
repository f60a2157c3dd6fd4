import { errorsOf } from '../../measure/list-score.ts';
import { type ScorableCycle, scorableCycles } from '../score/due.ts';
import { tallyCycle } from '../score/sweep.ts';
import type { NightRun, Phase } from './run-types.ts';

/** How good the lists of cycles were whose validity is over. */
export const score: Phase = {
  name: 'score',
  isDue: () => true,
  run: async (run) => {
    const due = scorableCycles(run.context, run.asOf);
    for (const each of due) await scoreCycle(run, each);
    return { did: due.length > 0, counts: { scored: due.map(({ cycle }) => cycle.cycleId) } };
  },
};

async function scoreCycle({ context, asOf }: NightRun, scorable: ScorableCycle): Promise<void> {
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

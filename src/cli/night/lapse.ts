import { formatDay } from '../../shared/day.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { NightRun, Phase } from './run-types.ts';

/** Drafts that nobody approved before their paper had to be in the home: their households are due again. */
export const lapse: Phase = {
  name: 'lapse',
  isDue: (run) => overdue(run).length > 0,
  run: ({ context, asOf, ...run }) => {
    const { ledger } = context;
    const cycles = overdue({ context, asOf, ...run });
    for (const { cycleId, validFrom } of cycles) {
      const reason = `nobody approved it before ${formatDay(validFrom)}`;
      ledger.inTransaction(() => {
        if (!ledger.cycles.advance(cycleId, 'draft', 'withdrawn'))
          throw new Error('the draft moved under the night');
        ledger.nights.addLapse({ cycleId, day: asOf, reason });
        context.audit('nightly', 'lapse', `cycle ${cycleId}`, { reason });
      });
      context.warn(`cycle ${cycleId} has lapsed: ${reason}; its households are due again`);
    }
    return { did: cycles.length > 0, counts: { lapsed: cycles.map(({ cycleId }) => cycleId) } };
  },
};

/** On the day itself the paper can still be handed out. */
function overdue({ context, asOf }: NightRun): Cycle[] {
  return context.ledger.cycles.all().filter((cycle) => cycle.state === 'draft' && cycle.validFrom < asOf);
}

import { join, resolve } from 'node:path';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import { withContext } from '../context.ts';
import { requireCycle } from '../cycle/cycle.ts';
import type { CommonOptions } from '../options.ts';
import { writeEmails } from '../print/emails.ts';
import { countsByReason, isFault } from '../print/held.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly cycle: string; readonly out: string; readonly by?: string };

/** `email`: the lists as e-mails. It sends nothing; what cannot go out is named, and the rest is written. */
export async function run(world: World, options: Options): Promise<void> {
  await withContext(world, options, { command: 'email', lock: true }, async (context) => {
    const cycle = requireCycle(context, options.cycle);
    requireApproved(cycle);
    const dir = resolve(world.cwd, options.out);
    context.audit(context.actor(options.by), 'email', `cycle ${cycle.cycleId}`, { out: dir });
    const { emails, messages, kept } = await writeEmails(context, cycle, dir);
    const reasons = countsByReason(kept);
    context.log.info('e-mails written', { cycle: cycle.cycleId, emails, messages, kept: kept.length });
    const faults = kept.filter((one) => isFault(one) || one.reason === 'address-invalid');
    const { unsubscribe } = context.config.email;
    context.answer(
      {
        schema: 'duelist.email/1',
        cycle_id: cycle.cycleId,
        state: cycle.state,
        emails,
        messages,
        not_emailed: kept.length,
        not_emailed_by_reason: reasons,
        manifest: join(dir, 'emails.csv'),
        not_emailed_csv: join(dir, 'not-emailed.csv'),
      },
      [
        `wrote ${emails} e-mails (${messages} whole messages): ${dir}`,
        ...Object.entries(reasons).map(([reason, count]) => `  ${count} not: ${reason}`),
        ...faults.slice(0, 3).map((one) => `  household ${one.householdId}: ${one.reason}, ${one.detail}`),
        ...(emails > 0 && unsubscribe === undefined
          ? ['  none says how to stop it (email.unsubscribe): your mailer has to']
          : []),
        '',
      ].join('\n'),
    );
    if (kept.some(isFault)) world.setExitCode(EXIT.answerIsNo);
  });
}

/** What nobody has approved goes to nobody, and what is over is of no use to anybody. */
function requireApproved({ cycleId, state }: Cycle): void {
  if (state === 'approved' || state === 'released' || state === 'withdrawn') return;
  throw new UserError(
    'cycle-not-approved',
    state === 'draft' ? `cycle ${cycleId} is a draft` : `the lists of cycle ${cycleId} are over`,
    {
      exitCode: EXIT.notPermitted,
      next:
        state === 'draft'
          ? `Read it, then: duelist approve --cycle ${cycleId} --by NAME`
          : 'No e-mail was written.',
    },
  );
}

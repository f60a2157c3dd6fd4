import { commitAnswer } from '../../checkout/answers.ts';
import { COMMIT_REJECT_TEXT } from '../../checkout/reasons.ts';
import { laneWords } from '../../checkout/words.ts';
import { formatCents } from '../../shared/cents.ts';
import { EXIT } from '../../shared/errors.ts';
import type { CommitOutcome } from '../../store/ledger/reservations.ts';
import { countOption, withContext } from '../context.ts';
import { goOnAtLane } from '../lane/redeem.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly redemption: string; readonly tender?: true };

/** `commit`: the sale of a reservation is paid, or with `--tender` is being paid. A second one changes nothing. */
export async function run(world: World, options: Options): Promise<void> {
  const redemptionId = countOption('--redemption', options.redemption, 0, Number.MAX_SAFE_INTEGER);
  await withContext(world, options, { command: 'commit' }, (context) => {
    const outcome = goOnAtLane(context, redemptionId, options.tender !== true);
    context.log.info('commit', { outcome: outcome.tag, redemption: redemptionId });
    const document = {
      schema: 'duelist.commit/1',
      ...commitAnswer(redemptionId, outcome, laneWords(context.config.chain.language)),
    };
    context.answer(document, textOf(redemptionId, outcome));
    if (outcome.tag === 'rejected') world.setExitCode(EXIT.answerIsNo);
  });
}

function textOf(redemptionId: number, outcome: CommitOutcome): string {
  if (outcome.tag === 'rejected')
    return `rejected: redemption ${redemptionId}: ${COMMIT_REJECT_TEXT[outcome.reason]}\n`;
  return `${outcome.tag} redemption ${redemptionId}, $${formatCents(outcome.told.totalCents)}\n`;
}

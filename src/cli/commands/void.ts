import { voidAnswer } from '../../checkout/answers.ts';
import { VOID_REJECT_TEXT } from '../../checkout/reasons.ts';
import { laneWords } from '../../checkout/words.ts';
import { formatCents } from '../../shared/cents.ts';
import { formatDay } from '../../shared/day.ts';
import { EXIT } from '../../shared/errors.ts';
import type { VoidOutcome } from '../../store/ledger/voids.ts';
import { type Context, countOption, withContext } from '../context.ts';
import { voidAtLane } from '../lane/undo.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly redemption: string; readonly by?: string };

/** `void`: take a whole redemption back; its offers can be used again. A second void changes nothing. */
export async function run(world: World, options: Options): Promise<void> {
  const redemptionId = countOption('--redemption', options.redemption, 0, Number.MAX_SAFE_INTEGER);
  await withContext(world, options, { command: 'void' }, (context) => {
    const by = context.actor(options.by);
    const outcome = voidAtLane(context, redemptionId, by);
    context.log.info('void', { outcome: outcome.tag, redemption: redemptionId });
    say(context, redemptionId, outcome);
    if (outcome.tag in VOID_REJECT_TEXT) world.setExitCode(EXIT.answerIsNo);
  });
}

/** The hour at which a store's day ends is not known here: the answer names the day, and the register keeps the rule. */
const NOTE =
  'A void belongs before the end of its business day; whether that has come is not known here. Goods that come back later are a return.';

function say(context: Context, redemptionId: number, outcome: VoidOutcome): void {
  const document = {
    schema: 'duelist.void/1',
    ...voidAnswer(redemptionId, outcome, laneWords(context.config.chain.language)),
  };
  if (outcome.tag !== 'voided' && outcome.tag !== 'already-voided') {
    context.answer(document, `rejected: redemption ${redemptionId}: ${VOID_REJECT_TEXT[outcome.tag]}\n`);
    return;
  }
  const { open, expired, withdrawn } = outcome.offers;
  const over = expired + withdrawn === 0 ? '' : `, ${expired + withdrawn} over or withdrawn meanwhile`;
  context.answer(
    { ...document, note: NOTE },
    `${outcome.tag} redemption ${redemptionId} of ${formatDay(outcome.day)}: $${formatCents(outcome.reversedCents)} of $${formatCents(outcome.totalCents)} taken back, ` +
      `${open} offers open again${over}\n`,
  );
}

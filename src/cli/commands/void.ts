import { voidEntries } from '../../checkout/void.ts';
import { cents, formatCents } from '../../shared/cents.ts';
import { EXIT } from '../../shared/errors.ts';
import { countOption, withContext } from '../context.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly redemption: string };

/** `void`: take a whole redemption back; its offers can be used again. A second void changes nothing. */
export async function run(world: World, options: Options): Promise<void> {
  const redemptionId = countOption('--redemption', options.redemption, 0, Number.MAX_SAFE_INTEGER);
  await withContext(world, options, { command: 'void' }, (context) => {
    const outcome = context.ledger.redemptions.void(redemptionId, voidEntries);
    const schema = 'duelist.void/1';
    if (outcome.tag === 'redemption-unknown') {
      context.answer(
        { schema, status: 'rejected', reason: outcome.tag, redemption_id: redemptionId },
        `rejected: there is no redemption ${redemptionId}\n`,
      );
      world.setExitCode(EXIT.answerIsNo);
      return;
    }
    context.log.info(outcome.tag, { redemption: redemptionId, cents: outcome.totalCents });
    context.answer(
      {
        schema,
        status: outcome.tag,
        redemption_id: redemptionId,
        total_cents: outcome.totalCents,
        offers_restored: outcome.offers,
      },
      `${outcome.tag} redemption ${redemptionId}: $${formatCents(cents(outcome.totalCents))}, ${outcome.offers} offers open again\n`,
    );
  });
}

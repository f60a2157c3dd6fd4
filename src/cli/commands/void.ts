import { voidEntries } from '../../checkout/void.ts';
import { formatCents } from '../../shared/cents.ts';
import { formatDay } from '../../shared/day.ts';
import { EXIT } from '../../shared/errors.ts';
import type { VoidOutcome } from '../../store/ledger/voids.ts';
import { type Context, countOption, withContext } from '../context.ts';
import { logVoid } from '../lane/lane-log.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly redemption: string; readonly by?: string };

/** `void`: take a whole redemption back; its offers can be used again. A second void changes nothing. */
export async function run(world: World, options: Options): Promise<void> {
  const redemptionId = countOption('--redemption', options.redemption, 0, Number.MAX_SAFE_INTEGER);
  await withContext(world, options, { command: 'void' }, (context) => {
    const by = context.actor(options.by);
    const outcome = context.ledger.inTransaction(() => {
      const undone = context.ledger.redemptions.void(redemptionId, voidEntries);
      if (undone.tag === 'voided') {
        context.audit(by, 'void', `redemption ${redemptionId}`, { reversed_cents: undone.reversedCents });
      }
      return undone;
    });
    context.log.info('void', { outcome: outcome.tag, redemption: redemptionId });
    logVoid(context, redemptionId, outcome.tag);
    say(context, redemptionId, outcome);
    if (outcome.tag === 'redemption-unknown') world.setExitCode(EXIT.answerIsNo);
  });
}

/** The hour at which a store's day ends is not known here: the answer names the day, and the register keeps the rule. */
const NOTE =
  'A void belongs before the end of its business day; whether that has come is not known here. Goods that come back later are a return.';

function say(context: Context, redemptionId: number, outcome: VoidOutcome): void {
  const schema = 'duelist.void/1';
  if (outcome.tag === 'redemption-unknown') {
    context.answer(
      { schema, status: 'rejected', reason: outcome.tag, redemption_id: redemptionId },
      `rejected: there is no redemption ${redemptionId}\n`,
    );
    return;
  }
  const { open, expired, withdrawn } = outcome.offers;
  const day = formatDay(outcome.day);
  const over = expired + withdrawn === 0 ? '' : `, ${expired + withdrawn} over or withdrawn meanwhile`;
  context.answer(
    {
      schema,
      status: outcome.tag,
      redemption_id: redemptionId,
      business_day: day,
      total_cents: outcome.totalCents,
      reversed_cents: outcome.reversedCents,
      funder_cents: outcome.funderCents,
      store_cents: outcome.storeCents,
      offers_restored: open,
      offers_expired: expired,
      offers_withdrawn: withdrawn,
      note: NOTE,
    },
    `${outcome.tag} redemption ${redemptionId} of ${day}: $${formatCents(outcome.reversedCents)} of $${formatCents(outcome.totalCents)} taken back, ` +
      `${open} offers open again${over}\n`,
  );
}

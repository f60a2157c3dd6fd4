import { returnAnswer } from '../../checkout/answers.ts';
import { RETURN_REJECT_TEXT } from '../../checkout/reasons.ts';
import type { ReturnKey, ReturnRequest } from '../../checkout/return.ts';
import { laneWords } from '../../checkout/words.ts';
import { formatCents } from '../../shared/cents.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { ReturnOutcome } from '../../store/ledger/returns.ts';
import { type Context, countOption, dayOption, withContext } from '../context.ts';
import { carryReturnsIfFree } from '../lane/carry-returns.ts';
import { formatQuantity, parseQuantity } from '../lane/quantity.ts';
import { returnAtLane } from '../lane/undo.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & {
  readonly redemption: string;
  readonly line: string;
  readonly quantity?: string;
  readonly store?: string;
  readonly register?: string;
  readonly transaction?: string;
  readonly day?: string;
  readonly by?: string;
};

/** `return`: goods come back after tender. Takes no run lock: a desk never waits for the night. */
export async function run(world: World, options: Options): Promise<void> {
  const request = readRequest(options);
  await withContext(world, options, { command: 'return' }, (context) => {
    const by = context.actor(options.by);
    const outcome = returnAtLane(context, request, by);
    context.log.info('return', {
      outcome: outcome.tag,
      redemption: request.redemptionId,
      line: request.lineNo,
    });
    if (outcome.tag === 'returned') carryReturnsIfFree(context);
    say(context, request, outcome);
    if (outcome.tag === 'rejected') world.setExitCode(EXIT.answerIsNo);
  });
}

function readRequest(options: Options): ReturnRequest {
  const day = options.day === undefined ? undefined : dayOption('--day', options.day);
  return {
    redemptionId: countOption('--redemption', options.redemption, 0, Number.MAX_SAFE_INTEGER),
    lineNo: countOption('--line', options.line, 0, Number.MAX_SAFE_INTEGER),
    quantityMilli: options.quantity === undefined ? undefined : quantityOption(options.quantity),
    key: keyOptions(options, day),
    day,
  };
}

function quantityOption(text: string): number {
  const milli = parseQuantity(text);
  if (milli !== undefined && milli > 0) return milli;
  throw new UserError('quantity-format', `--quantity ${text} is not a quantity above zero`, {
    exitCode: EXIT.usage,
    next: 'Write a number with at most three decimals, such as 2 or 0.355.',
  });
}

/** The desk's own transaction: all of it, or none. */
function keyOptions(
  { store, register, transaction }: Options,
  day: ReturnRequest['day'],
): ReturnKey | undefined {
  if (store === undefined && register === undefined && transaction === undefined) return undefined;
  if (store !== undefined && register !== undefined && transaction !== undefined && day !== undefined) {
    return { storeId: store, registerId: register, transactionId: transaction, day };
  }
  throw new UserError('key-incomplete', 'only a part of the desk’s own transaction was given', {
    exitCode: EXIT.usage,
    next: 'Give --store, --register, --transaction and --day together: then a repetition is not a second return.',
  });
}

function say(context: Context, request: ReturnRequest, outcome: ReturnOutcome): void {
  const document = {
    schema: 'duelist.return/1',
    ...returnAnswer(request, outcome, laneWords(context.config.chain.language)),
  };
  if (outcome.tag === 'rejected') {
    context.answer(document, `rejected: ${RETURN_REJECT_TEXT[outcome.reason]}\n`);
    return;
  }
  const { returnId, quantityMilli, refundCents, discountCents, offersRestored, leftMilli } = outcome;
  const left =
    leftMilli === 0 ? 'nothing of the line is left' : `${formatQuantity(leftMilli)} of the line left`;
  const restored = offersRestored === 0 ? '' : `, ${offersRestored} specials open again`;
  context.answer(
    document,
    `${outcome.tag} ${formatQuantity(quantityMilli)}: refund $${formatCents(refundCents)} (return ${returnId})\n` +
      `  specials taken back $${formatCents(discountCents)}; ${left}${restored}\n`,
  );
}

import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { redemptionAnswer, refuseText } from '../../checkout/answers.ts';
import { REJECT_TEXT } from '../../checkout/reasons.ts';
import type { Decision, RedemptionRequest, Refused } from '../../checkout/types.ts';
import { laneWords } from '../../checkout/words.ts';
import { formatCents } from '../../shared/cents.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import { scannedCode } from '../../shared/scanned-code.ts';
import type { RedeemOutcome } from '../../store/ledger/redemptions.ts';
import { type Context, dayOption, withContext } from '../context.ts';
import { readBasket } from '../lane/basket.ts';
import { heldUntil, redeemAtLane } from '../lane/redeem.ts';
import type { CommonOptions } from '../options.ts';
import { productReader } from '../product-codes.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & {
  readonly store: string;
  readonly register: string;
  readonly transaction: string;
  readonly day: string;
  readonly list?: string;
  readonly card?: string;
  readonly basket: string;
  readonly reserve?: true;
  readonly keyed?: true;
  readonly operator?: string;
  readonly overrideBy?: string;
  readonly overrideReason?: string;
};

/** `redeem`: what a lane does. Takes no run lock: a lane never waits for the night. */
export async function run(world: World, options: Options): Promise<void> {
  const day = dayOption('--day', options.day);
  if (options.list === undefined && options.card === undefined) {
    throw new UserError('nothing-scanned', 'neither a list nor a card was given', {
      exitCode: EXIT.usage,
      next: 'Add --list CODE or --card ID.',
    });
  }
  const override = overrideOf(options);
  await withContext(world, options, { command: 'redeem' }, async (context) => {
    const path = resolve(world.cwd, options.basket);
    const request: RedemptionRequest = {
      storeId: options.store,
      registerId: options.register,
      transactionId: options.transaction,
      day,
      // Keyed digits come with the blanks of the printed groups.
      listCode: options.list === undefined ? undefined : scannedCode(options.list),
      cardId: options.card,
      lines: await readBasket(createReadStream(path), path, productReader(context)),
      ...(override === undefined ? {} : { override }),
    };
    const { reserve: isReserved = false, keyed = false, operator: operatorId } = options;
    const outcome = redeemAtLane(context, request, { isReserved, keyed, operatorId });
    context.log.info('redeem', {
      outcome: outcome.decision.tag,
      redemption: outcome.redemptionId ?? null,
      store: request.storeId,
    });
    say(context, outcome, isReserved);
    if (outcome.decision.tag === 'rejected') world.setExitCode(EXIT.answerIsNo);
  });
}

/** @throws UserError 64 where one of the two is missing or blank. */
function overrideOf({ overrideBy, overrideReason }: Options): RedemptionRequest['override'] {
  if (overrideBy === undefined && overrideReason === undefined) return undefined;
  const [managerId = '', reason = ''] = [overrideBy?.trim(), overrideReason?.trim()];
  if (managerId !== '' && reason !== '') return { managerId, reason };
  throw new UserError('override-incomplete', 'an override needs who gave it and why', {
    exitCode: EXIT.usage,
    next: 'Add --override-by ID and --override-reason TEXT.',
  });
}

function say(context: Context, outcome: RedeemOutcome, isReserved: boolean): void {
  const { decision, redemptionId } = outcome;
  const lapsesAt = heldUntil(context, outcome, isReserved);
  const document = redemptionAnswer(
    decision,
    redemptionId,
    lapsesAt,
    laneWords(context.config.chain.language),
  );
  context.answer({ schema: 'duelist.redeem/1', ...document }, textOf(outcome, lapsesAt));
}

function textOf({ decision, redemptionId }: RedeemOutcome, lapsesAt: string | undefined): string {
  const refused = decision.refused.map(refusedText).join('');
  if (decision.tag === 'rejected')
    return `${recalledText(decision)}rejected: ${REJECT_TEXT[decision.reason]}\n${refused}`;
  const discounts = decision.discounts
    .map((d) => `  line ${d.lineNo}: ${d.receiptText} -${formatCents(d.amountCents)}\n`)
    .join('');
  const total = formatCents(decision.totalCents);
  const held = lapsesAt === undefined ? '' : `, held until ${lapsesAt}`;
  const tag = lapsesAt === undefined ? decision.tag : 'reserved';
  return `${recalledText(decision)}${tag} $${total} (redemption ${redemptionId}${held})\n${discounts}${refused}`;
}

/** First of all: nothing else matters as much to whoever stands at the belt. */
function recalledText({ recalled = [] }: Decision): string {
  if (recalled.length === 0) return '';
  return `RECALLED, do not sell: ${recalled.map((lineNo) => `line ${lineNo}`).join(', ')}\n`;
}

function refusedText(refused: Refused): string {
  return `  not taken: ${refused.offerId}: ${refuseText(refused)}\n`;
}

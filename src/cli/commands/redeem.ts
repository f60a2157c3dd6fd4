import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { REFUSE_TEXT, REJECT_TEXT } from '../../checkout/reasons.ts';
import type { Decision, Redeemed, RedemptionRequest, Refused } from '../../checkout/types.ts';
import { formatCents } from '../../shared/cents.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import { scannedCode } from '../../shared/scanned-code.ts';
import type { RedeemOutcome } from '../../store/ledger/redemptions.ts';
import { type Context, dayOption, withContext } from '../context.ts';
import { readBasket } from '../lane/basket.ts';
import { redeemAtLane } from '../lane/redeem.ts';
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
    };
    const outcome = redeemAtLane(context, request);
    context.log.info('redeem', {
      outcome: outcome.decision.tag,
      redemption: outcome.redemptionId ?? null,
      store: request.storeId,
    });
    say(context, outcome);
    if (outcome.decision.tag === 'rejected') world.setExitCode(EXIT.answerIsNo);
  });
}

function say(context: Context, { decision, redemptionId }: RedeemOutcome): void {
  const schema = 'duelist.redeem/1';
  if (decision.tag === 'rejected') {
    context.answer(
      {
        schema,
        status: 'rejected',
        reason: decision.reason,
        recalled: decision.recalled ?? [],
        discounts: [],
        refused: decision.refused.map(describeRefused),
        total_cents: 0,
      },
      `${recalledText(decision)}rejected: ${REJECT_TEXT[decision.reason]}\n${decision.refused.map(refusedText).join('')}`,
    );
    return;
  }
  context.answer(
    {
      schema,
      status: decision.tag,
      redemption_id: redemptionId ?? null,
      recalled: decision.recalled ?? [],
      ...describeRedeemed(decision),
    },
    `${recalledText(decision)}${decision.tag} $${formatCents(decision.totalCents)} (redemption ${redemptionId})\n` +
      decision.discounts
        .map((d) => `  line ${d.lineNo}: ${d.receiptText} -${formatCents(d.amountCents)}\n`)
        .join('') +
      decision.refused.map(refusedText).join(''),
  );
}

/** First of all: nothing else matters as much to whoever stands at the belt. */
function recalledText({ recalled = [] }: Decision): string {
  if (recalled.length === 0) return '';
  return `RECALLED, do not sell: ${recalled.map((lineNo) => `line ${lineNo}`).join(', ')}\n`;
}

function describeRedeemed(redeemed: Redeemed) {
  return {
    list_id: redeemed.listId,
    discounts: redeemed.discounts.map((d) => ({
      line_no: d.lineNo,
      product_id: d.productId,
      offer_id: d.offerId,
      amount_cents: d.amountCents,
      funder_cents: d.funderCents,
      store_cents: d.storeCents,
      receipt_text: d.receiptText,
    })),
    refused: redeemed.refused.map(describeRefused),
    total_cents: redeemed.totalCents,
  };
}

function describeRefused({ offerId, reason }: Refused) {
  return { offer_id: offerId, reason, text: REFUSE_TEXT[reason] };
}

function refusedText({ offerId, reason }: Refused): string {
  return `  not taken: ${offerId}: ${REFUSE_TEXT[reason]}\n`;
}

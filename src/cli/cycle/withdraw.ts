import { addDays, type Day, formatDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { Lanes, Withdrawal } from '../../store/ledger/withdrawals.ts';
import type { PaperOf } from '../../store/ledger/withdrawn-paper.ts';
import type { Context } from '../context.ts';
import { chooseReplacement } from './replacement.ts';
import { settleWithdrawal } from './withdrawals.ts';

export type WithdrawRequest = {
  readonly kind: 'offer' | 'cycle';
  /** The offer's id or the cycle's number. */
  readonly id: string;
  readonly lanes: Lanes;
  /** With `replace`: the offer that takes the place. */
  readonly replaceWith: string | undefined;
  readonly reason: string;
  readonly by: string;
};

/**
 * Take back what is out. The word comes first, and lanes obey it from then on; the issued offers follow in chunks, and a
 * repetition goes on where a killed one stopped. Saying the same again changes nothing.
 *
 * @throws UserError (66) for what there is not, (77) for what is not out or was replaced, (1) where the replacement
 *   cannot step in or a household would hold two live lists.
 */
export async function withdrawPaper(
  context: Context,
  request: WithdrawRequest,
  today: Day,
): Promise<{ withdrawal: Withdrawal; now: boolean }> {
  const { withdrawals } = context.ledger;
  const { kind, id } = request;
  const before = withdrawals.inForce(kind, id);
  const same = before !== undefined && isSame(before, request);
  if (!same) say(context, request, before, today);
  const withdrawal = withdrawals.inForce(kind, id);
  if (withdrawal === undefined) throw new Error(`the withdrawal of ${kind} ${id} is not there`);
  await settleWithdrawal(context, withdrawal);
  context.log.info('withdrawn', {
    withdrawal: withdrawal.withdrawalId,
    kind,
    lanes: withdrawal.lanes,
    already: same,
  });
  return { withdrawal, now: !same };
}

function isSame(before: Withdrawal, { lanes, replaceWith }: WithdrawRequest): boolean {
  return before.lanes === lanes && (lanes !== 'replace' || before.replacement?.offerId === replaceWith);
}

function say(context: Context, request: WithdrawRequest, before: Withdrawal | undefined, today: Day): void {
  const { ledger } = context;
  const { kind, id, lanes, replaceWith, reason, by } = request;
  requireOut(context, request, before);
  if (before?.lanes === 'replace') throw replacedForGood(before);
  if (kind === 'cycle' && before?.lanes === 'refuse') refuseSecondList(context, Number(id));
  // Days of grace included: a lane still takes paper that ended yesterday.
  const paper: PaperOf = { kind, id, goodOn: addDays(today, -context.config.checkout.grace_days) };
  const replacement =
    replaceWith === undefined ? undefined : chooseReplacement(context, replaceWith, paper, today);
  ledger.inTransaction(() => {
    const at = context.world.now().toISOString();
    const withdrawalId = ledger.withdrawals.put({ ...paper, lanes, replacement, reason, by, at });
    context.audit(by, 'withdraw', `${kind} ${id}`, {
      withdrawal_id: withdrawalId,
      lanes,
      ...(replaceWith === undefined ? {} : { replace_with: replaceWith }),
      reason,
    });
  });
}

function requireOut(context: Context, { kind, id }: WithdrawRequest, before: Withdrawal | undefined): void {
  if (before !== undefined) return;
  if (kind === 'offer') {
    if (context.ledger.paper.isOut(id)) return;
    throw new UserError('offer-not-out', `offer ${id} is on no paper that is out`, {
      exitCode: EXIT.notPermitted,
      next: `To keep it off drafts and plans: duelist hold --offer ${id} --reason TEXT`,
    });
  }
  const cycle = context.ledger.cycles.find(Number(id));
  if (cycle?.state === 'released') return;
  const over = cycle?.state === 'closed';
  throw new UserError(
    'cycle-not-out',
    `cycle ${id} is ${cycle?.state ?? 'not there'}; only paper that is out can be taken back`,
    {
      exitCode: EXIT.notPermitted,
      next: over
        ? 'Its last day is over: lanes take nothing of it any more.'
        : 'What has not gone out stays back without a word; single lists and offers: duelist hold.',
    },
  );
}

function replacedForGood({ kind, id, replacement, by }: Withdrawal): UserError {
  return new UserError(
    'replaced-for-good',
    `${by} has replaced ${kind} ${id} with ${replacement?.offerId}: households hold the right to that now`,
    {
      exitCode: EXIT.notPermitted,
      next: `To take that back as well: duelist withdraw --offer ${replacement?.offerId} --lanes refuse --reason TEXT --by NAME`,
    },
  );
}

/** Households may have been sent another list since. */
function refuseSecondList(context: Context, cycleId: number): void {
  const [first] = context.ledger.issuer.conflicts(cycleId, 1);
  if (first === undefined) return;
  throw new UserError(
    'list-still-live',
    `households of cycle ${cycleId} have got another list since, household ${first.householdId} among them, good to ${formatDay(first.validUntil)}`,
    { exitCode: EXIT.answerIsNo, next: 'A household has one live list at a time: this cycle stays refused.' },
  );
}

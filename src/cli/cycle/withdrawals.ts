import { priceOffer } from '../../offers/price.ts';
import { cents } from '../../shared/cents.ts';
import type { FaceValueOf } from '../../store/ledger/vacant-places.ts';
import type { Withdrawal } from '../../store/ledger/withdrawals.ts';
import type { Context } from '../context.ts';

/** What a replacement saves, once, at a shelf price. */
export const faceValueOf: FaceValueOf = (terms, termsValueCents, priceCents) => {
  const result = priceOffer(
    terms,
    cents(termsValueCents),
    priceCents === undefined ? undefined : cents(priceCents),
  );
  return result.tag === 'priced' ? result.priced.offerValueCents : undefined;
};

/** Bring the issued offers in line with every withdrawal that was cut off. Lanes obey it already; the books follow. */
export async function finishWithdrawals(context: Context): Promise<void> {
  for (const withdrawal of context.ledger.withdrawals.unfinished())
    await settleWithdrawal(context, withdrawal);
}

/** One withdrawal in chunks; its mark comes last. Idempotent. */
export async function settleWithdrawal(context: Context, withdrawal: Withdrawal): Promise<void> {
  const { withdrawals } = context.ledger;
  const lists = withdrawals.concerned(withdrawal);
  const progress = context.progress('withdrawing', lists.length);
  let done = 0;
  for (const settled of withdrawals.settle(lists, faceValueOf)) {
    progress.advance(settled - done);
    done = settled;
    await context.breathe();
  }
  progress.done();
  withdrawals.finish(withdrawal.withdrawalId, context.world.now().toISOString());
}

import type { ReturnSource } from '../../store/history/returns.ts';
import type { LedgerStore } from '../../store/ledger/ledger-store.ts';
import type { Context } from '../context.ts';
import { carryKinship } from '../people/kinship.ts';
import { carryPromotions } from './carry-promotions.ts';

/**
 * Take what the ledger knows of who is who, and what came back by it, into the households' history, so that the next reader does
 * not count it as bought; before that, tell the ledger what registers redeemed by themselves and a killed run did not.
 * Safe to repeat: each return is carried once.
 *
 * @returns How many were new.
 */
export function carryReturns(context: Context): number {
  carryKinship(context);
  carryPromotions(context);
  const carried = context.history.returns.carry(sourceOf(context.ledger));
  if (carried > 0) context.log.info('returns carried', { returns: carried });
  return carried;
}

/** The same at a desk, which does not wait: whoever predicts or plans next carries what stays behind. */
export function carryReturnsIfFree(context: Context): void {
  context.history.returns.carryIfFree(sourceOf(context.ledger));
}

function sourceOf({ returns }: LedgerStore): ReturnSource {
  return { after: returns.goodsAfter };
}

import { EXIT, UserError } from '../../shared/errors.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { StoredList } from '../../store/ledger/lists.ts';
import type { Context } from '../context.ts';

/** Why a sheet stays unprinted, for `held.csv`. */
export type KeptBack = { readonly reason: 'held' | 'withdrawn' | 'recalled'; readonly detail: string };

/**
 * Which sheets of a cycle must not come out of a printer: held lists, and (once the cycle is out, and cannot be rebuilt any
 * more) those with a withdrawn offer or a recalled product.
 *
 * @throws UserError (77) for a cycle that was taken back as a whole.
 */
export function keepsBack(
  context: Pick<Context, 'ledger'>,
  cycle: Cycle,
): (list: StoredList) => KeptBack | undefined {
  const { ledger } = context;
  const taken = ledger.withdrawals.inForce('cycle', String(cycle.cycleId));
  if (taken !== undefined || cycle.state === 'withdrawn') {
    throw new UserError(
      'cycle-withdrawn',
      `cycle ${cycle.cycleId} was withdrawn: ${taken?.reason ?? 'no reason is known'}`,
      {
        exitCode: EXIT.notPermitted,
        next: 'Nothing more of it is printed.',
      },
    );
  }
  const { withdrawnOffers, recalledProducts } = ledger.restrictions();
  return (list) => {
    const hold = list.held === undefined ? undefined : ledger.holds.get(list.held);
    // What preflight found on a draft may have been mended since: it is looked at again.
    if (list.held !== undefined && !(cycle.state === 'draft' && hold?.cause === 'preflight')) {
      return { reason: 'held', detail: hold === undefined ? '' : `${hold.reason} (${hold.heldBy})` };
    }
    for (const { lineNo, productId, offerId } of list.lines) {
      if (productId !== undefined && recalledProducts.has(productId))
        return { reason: 'recalled', detail: `line ${lineNo} names ${productId}, which is recalled` };
      if (offerId !== undefined && withdrawnOffers.has(offerId))
        return { reason: 'withdrawn', detail: `line ${lineNo} promises ${offerId}, which was withdrawn` };
    }
    return undefined;
  };
}

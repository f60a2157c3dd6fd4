import { BY_ITSELF } from '../../store/ledger/holds.ts';
import type { Context } from '../context.ts';

/** Who the ledger says recalled a product that the feed calls recalled. */
const BY_FEED = 'products feed';

/**
 * Let the ledger, which the lanes ask, know what the products feed calls recalled. History first, ledger last: cut off
 * between the two, the next one to look does it. Idempotent.
 */
export function keepRecallsInStep(context: Context): void {
  const productIds = new Set(context.history.facts.recalled());
  const at = context.world.now().toISOString();
  const { begun, ended } = context.ledger.recalls.keepInStep(productIds, BY_FEED, at);
  for (const productId of begun)
    context.audit(BY_ITSELF, 'recall', `product ${productId}`, { source: 'feed' });
  for (const productId of ended)
    context.audit(BY_ITSELF, 'recall-end', `product ${productId}`, { source: 'feed' });
}

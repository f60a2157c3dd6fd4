import { termsKey } from '../../lists/release-check.ts';
import type { PreflightFacts } from '../../print/preflight.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { Context } from '../context.ts';
import { readLaw } from '../plan/law.ts';

/**
 * What the feeds say today of a cycle's offers and prices. Of a cycle that is out nothing is asked: its paper is a promise, and a
 * reprint says what the first print said.
 */
export function preflightFacts(
  context: Pick<Context, 'config' | 'dataDir' | 'history'>,
  cycle: Cycle,
): PreflightFacts {
  if (cycle.state !== 'draft' && cycle.state !== 'approved')
    return { offerFault: () => undefined, priceNow: () => undefined };
  const { facts } = context.history;
  const current = new Map(facts.offers().map((terms) => [termsKey(terms.offerId, terms.version), terms]));
  const { denies } = readLaw(context);
  const prices = facts.shelfPrices(cycle.validFrom, cycle.validUntil);
  const productNos = new Map<string, number>();
  for (const product of facts.catalog().products)
    if (product !== undefined) productNos.set(product.productId, product.productNo);
  return {
    offerFault: (offerId, version) => {
      const terms = current.get(termsKey(offerId, version));
      if (terms === undefined) return { reason: 'offer-dead', why: 'is no longer in the offers feed' };
      if (denies(terms.restricted, terms.stores))
        return { reason: 'offer-restricted', why: `is on ${terms.restricted}, which may not be on offer` };
      const holds = terms.redeemStart <= cycle.validFrom && cycle.validUntil <= terms.redeemEnd;
      return holds
        ? undefined
        : { reason: 'offer-dead', why: 'is not good through the whole validity any more' };
    },
    priceNow: (productId, storeId) => {
      const productNo = productNos.get(productId);
      return productNo === undefined ? undefined : prices.highestAt(productNo, storeId);
    },
  };
}

import type { ListOnPaper } from '../../serve/desk.ts';
import type { ProductId } from '../../shared/product-id.ts';
import type { AgentStore } from '../../store/agent/agent-store.ts';
import { findCode, holds, rightsOf } from './agent-facts.ts';
import type { PackInForce } from './agent-pack.ts';

/** A list by its number, as the pack has it and as the store has used it since. */
export function lookUp(
  store: AgentStore,
  pack: PackInForce,
  code: string,
  nowMs: number,
): ListOnPaper | 'forged' | 'unknown' {
  const { list, isOurs } = findCode(store, pack, code);
  if (list === undefined) return isOurs ? 'unknown' : 'forged';
  const told = store.queue.ofList(list.listId).filter((one) => holds(one, nowMs));
  return {
    listId: String(list.listId),
    validFrom: list.validFrom,
    validUntil: list.validUntil,
    offers: rightsOf(list).flatMap(([, , offerNo, , state, , faceValueCents]) => {
      const offer = store.packs.offer(pack.packNo, offerNo);
      if (offer === undefined) return [];
      const { offerId } = offer.terms;
      const by = told.find(({ spent }) => spent.some((one) => one.offerId === offerId));
      const here = by === undefined ? undefined : by.state === 'reserved' ? 'reserved' : 'redeemed';
      const products = store.packs.productsOf(pack.packNo, offerNo) as ProductId[];
      const standing = list.state === 'withdrawn' && state === 'open' ? 'withdrawn' : state;
      return [
        {
          offerId,
          products,
          valueCents: faceValueCents,
          state: (here ?? standing) as ListOnPaper['offers'][number]['state'],
        },
      ];
    }),
  };
}

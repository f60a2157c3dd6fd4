import { type CatalogIndex, indexCatalog } from '../../../offers/catalog-index.ts';
import type { Law } from '../../../offers/law.ts';
import { selectProducts } from '../../../offers/selectors.ts';
import type { OfferTerms } from '../../../shared/offer-terms.ts';
import type { Household } from '../../../store/history/households.ts';
import type { Cycle } from '../../../store/ledger/cycles.ts';
import type { Context } from '../../context.ts';
import { readLaw } from '../../plan/law.ts';

/** Offers by reason, and the rules of law that keep some of them off; both by `offer id vVERSION`. */
export type OffersOut = {
  readonly offersOut: Readonly<Record<string, readonly string[]>>;
  readonly laws: ReadonlyMap<string, readonly string[]>;
};

/** Of offers that no list could carry, those in whose needs the household bought something before the plan. */
export function offersOutFor(
  context: Context,
  household: Household,
  cycle: Cycle,
  offersOut: Readonly<Record<string, readonly string[]>>,
): OffersOut {
  const wanted = new Set(Object.values(offersOut).flat());
  if (wanted.size === 0) return { offersOut: {}, laws: new Map() };
  const { history } = context;
  const index = indexCatalog(history.facts.catalog());
  const bought = new Set<number>();
  for (const productNo of history.households.history(household.householdNo, cycle.asOf).productNos) {
    const needNo = index.needNo[productNo] ?? -1;
    if (needNo >= 0) bought.add(needNo);
  }
  const concerned = new Set<string>();
  const laws = new Map<string, string[]>();
  const restricted = new Set(offersOut.restricted ?? []);
  const law = readLaw(context);
  for (const terms of history.facts.offers()) {
    const name = `${terms.offerId} v${terms.version}`;
    if (!wanted.has(name)) continue;
    // Also what the law kept off concerns who buys such goods.
    const { productNos } = selectProducts(terms, index, { denies: () => false });
    const concerns = [...productNos].some((productNo) => bought.has(index.needNo[productNo] ?? -1));
    if (terms.kind !== 'basket_off' && !concerns) continue;
    concerned.add(name);
    if (restricted.has(name)) laws.set(name, citationsOf(law, terms, index, productNos));
  }
  const found: Record<string, string[]> = {};
  for (const [reason, of] of Object.entries(offersOut)) {
    const own = of.filter((name) => concerned.has(name));
    if (own.length > 0) found[reason] = own;
  }
  return { offersOut: found, laws };
}

/** The rules that deny an offer or one of its goods: `milk in PA: 35 Pa.B. 1772`. */
function citationsOf(
  law: Law,
  { restricted, stores }: OfferTerms,
  { catalog }: CatalogIndex,
  productNos: Int32Array,
): string[] {
  const goods = new Set([restricted]);
  for (const productNo of productNos) goods.add(catalog.products[productNo]?.restricted ?? 'none');
  return [...goods].sort().flatMap((one) =>
    one === 'none' || !law.denies(one, stores)
      ? []
      : law
          .rulesFor(one, stores)
          .filter(({ rule }) => rule === 'deny')
          .map(({ state, citation }) => `${one} in ${state === '*' ? 'every state' : state}: ${citation}`),
  );
}

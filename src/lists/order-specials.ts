import { type Candidate, isDiscovery } from '../offers/candidates.ts';
import type { CatalogProduct } from '../shared/catalog.ts';
import { fold } from '../shared/fold.ts';

/**
 * Specials in printed order: the strongest first, what the household does not buy last; and no two rivals side by side
 * (another brand in the same category), as long as another one can come between them.
 *
 * @param productOf The product that stands on the line.
 */
export function orderSpecials(
  specials: readonly Candidate[],
  productOf: (candidate: Candidate) => CatalogProduct | undefined,
): Candidate[] {
  const waiting = specials.toSorted(
    (a, b) =>
      Number(isDiscovery(a)) - Number(isDiscovery(b)) ||
      b.score - a.score ||
      (a.offer.terms.offerId < b.offer.terms.offerId ? -1 : 1),
  );
  const ordered: Candidate[] = [];
  while (waiting.length > 0) {
    const last = ordered.at(-1);
    const before = last === undefined ? undefined : productOf(last);
    const fits = waiting.findIndex((candidate) => !areRivals(before, productOf(candidate)));
    ordered.push(...waiting.splice(Math.max(0, fits), 1));
  }
  return ordered;
}

function areRivals(a: CatalogProduct | undefined, b: CatalogProduct | undefined): boolean {
  if (a?.category === undefined || b?.category === undefined) return false;
  return fold(a.category) === fold(b.category) && fold(a.brand ?? '') !== fold(b.brand ?? '');
}

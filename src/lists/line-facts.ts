import type { CatalogProduct } from '../shared/catalog.ts';
import { day } from '../shared/day.ts';
import type { LineInputs } from './line-inputs.ts';
import { usualGapDays } from './usual-gap.ts';

/** Behind every aisle that the store named. */
export const AISLE_UNKNOWN = 1_000_000;

/** How a household buys a product, by its place among the scores. */
export function cadenceFacts({ scores, history: { starts, days } }: LineInputs, place: number) {
  const gapDays = usualGapDays(days.subarray(starts[place], starts[place + 1]));
  return {
    purchases: scores.purchases[place] ?? 0,
    lastDay: day(scores.lastDay[place] ?? 0),
    ...(gapDays === undefined ? {} : { gapDays }),
    modelGapDays: scores.gapMedianDays[place] ?? 0,
  };
}

/** The products that it took the place of, if the household bought them. */
export function formerFacts({ boughtAs, catalog }: LineInputs, { productNo }: CatalogProduct) {
  const ids = boughtAs(productNo).flatMap((oldNo) => catalog.products[oldNo]?.productId ?? []);
  return ids.length === 0 ? {} : { boughtAs: ids.sort() };
}

/** Where it stands in the household's store. */
export function aisleFacts(inputs: LineInputs, product: CatalogProduct) {
  const place = inputs.aisleOf(product);
  return { aisle: place?.aisle ?? product.department, aisleSort: place?.sort ?? AISLE_UNKNOWN };
}

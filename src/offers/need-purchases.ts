import type { HouseholdHistory } from '../history/household-history.ts';
import type { Day } from '../shared/day.ts';
import type { CatalogIndex } from './catalog-index.ts';

/**
 * What a household bought of one need before a day, in the order of days: one entry per product and day, whatever the
 * quantity, as the day and the number of the product's brand. Entries of a day ascend by brand.
 *
 * Plain arrays: for the few entries that a need has, they cost a fraction of what typed ones do.
 */
export type NeedPurchases = { readonly days: readonly number[]; readonly brandNos: readonly number[] };

const NOTHING: NeedPurchases = { days: [], brandNos: [] };

/** @param places Places of the need's products in `history.productNos`. */
export function needPurchases(
  history: HouseholdHistory,
  places: readonly number[],
  index: CatalogIndex,
  asOf: Day,
): NeedPurchases {
  let merged = NOTHING;
  for (const place of places) {
    const brandNo = index.brandNo[history.productNos[place] ?? -1] ?? -1;
    merged = merge(merged, history, place, brandNo, asOf);
  }
  return merged;
}

/** Days of a product are in order, and so is what was merged before. */
function merge(
  { days, brandNos }: NeedPurchases,
  history: HouseholdHistory,
  place: number,
  brandNo: number,
  asOf: Day,
): NeedPurchases {
  const merged = { days: [] as number[], brandNos: [] as number[] };
  const end = history.starts[place + 1] ?? 0;
  let before = 0;
  const copyUntil = (onDay: number): void => {
    for (; before < days.length; before++) {
      const other = days[before] ?? 0;
      const otherBrandNo = brandNos[before] ?? 0;
      if (other > onDay || (other === onDay && otherBrandNo > brandNo)) break;
      merged.days.push(other);
      merged.brandNos.push(otherBrandNo);
    }
  };
  for (let at = history.starts[place] ?? 0; at < end; at++) {
    const onDay = history.days[at] ?? 0;
    if (onDay >= asOf) break;
    copyUntil(onDay);
    merged.days.push(onDay);
    merged.brandNos.push(brandNo);
  }
  copyUntil(Number.POSITIVE_INFINITY);
  return merged;
}

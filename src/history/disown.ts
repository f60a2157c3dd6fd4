import type { HouseholdHistory } from './household-history.ts';

/**
 * A history without the purchases of some products: what a household says are not its own. Days on which it bought
 * nothing else are no trips of its. Spend stays: it is known by the day, and somebody paid it with this card.
 */
export function withoutProducts(history: HouseholdHistory, disowned: ReadonlySet<number>): HouseholdHistory {
  const { productNos, starts, days, quantityMilli } = history;
  if (disowned.size === 0 || !productNos.some((productNo) => disowned.has(productNo))) return history;
  const kept = {
    productNos: [] as number[],
    starts: [0],
    days: [] as number[],
    quantityMilli: [] as number[],
  };
  for (const [place, productNo] of productNos.entries()) {
    if (disowned.has(productNo)) continue;
    kept.productNos.push(productNo);
    kept.days.push(...days.subarray(starts[place], starts[place + 1]));
    kept.quantityMilli.push(...quantityMilli.subarray(starts[place], starts[place + 1]));
    kept.starts.push(kept.days.length);
  }
  const bought = new Set(kept.days);
  return {
    ...history,
    tripDays: history.tripDays.filter((onDay) => bought.has(onDay)),
    productNos: Int32Array.from(kept.productNos),
    starts: Int32Array.from(kept.starts),
    days: Int32Array.from(kept.days),
    quantityMilli: Int32Array.from(kept.quantityMilli),
  };
}

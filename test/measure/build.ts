import type { HouseholdHistory } from '../../src/history/household-history.ts';
import type { ListOutcome } from '../../src/measure/list-score.ts';
import { addDays } from '../../src/shared/day.ts';
import { date } from '../offers/build.ts';

export const AS_OF = date('2026-10-01');
const FROM = addDays(AS_OF, 4);
const UNTIL = addDays(AS_OF, 17);

/** A household's purchase days by product number, as days after planning. */
export function historyOf(purchases: Readonly<Record<number, readonly number[]>>): HouseholdHistory {
  const productNos = Object.keys(purchases).map(Number);
  const days: number[] = [];
  const starts = [0];
  for (const productNo of productNos) {
    days.push(...(purchases[productNo] ?? []).map((after) => AS_OF + after));
    starts.push(days.length);
  }
  return {
    householdNo: 1,
    tripDays: Int32Array.from(new Set(days)).sort(),
    spendDays: new Int32Array(),
    spendCents: new Float64Array(),
    productNos: Int32Array.from(productNos),
    starts: Int32Array.from(starts),
    days: Int32Array.from(days),
    quantityMilli: new Int32Array(days.length).fill(1000),
  };
}

/** A list of due lines (product's number, probability); each product is a need of its own. */
export function outcome(
  due: readonly (readonly [number | undefined, number])[],
  history: HouseholdHistory | undefined,
  over: Partial<ListOutcome> = {},
): ListOutcome {
  return {
    due: due.map(([productNo, probability]) => ({ productNo, probability })),
    specials: [],
    onSpecial: new Set(),
    history,
    asOf: AS_OF,
    validFrom: FROM,
    validUntil: UNTIL,
    needOf: (productNo) => productNo,
    ...over,
  };
}

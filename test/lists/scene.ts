import type { HouseholdScores } from '../../src/cadence/score.ts';
import type { LineInputs, LineRules } from '../../src/lists/line-inputs.ts';
import type { PlannedLine } from '../../src/lists/planned-list.ts';
import { catalogOf, date, money, type ProductSketch } from '../offers/build.ts';

export const VALID_FROM = date('2026-03-05');
export const RULES: LineRules = {
  validFrom: VALID_FROM,
  validUntil: date('2026-03-18'),
  minProbability: 0.1,
  dueLines: 24,
  minDueLines: 2,
  extras: 2,
};

/** A product that the household buys, with the chance that it is due. */
export type Bought = ProductSketch & {
  readonly p: number;
  readonly purchases?: number;
  readonly days?: readonly number[];
};

/** What the household buys, in the order of the catalog's numbers. */
export function scene(bought: readonly Bought[], over: Partial<LineInputs> = {}): LineInputs {
  const scores: HouseholdScores = {
    householdNo: 1,
    productNos: Int32Array.from(bought.keys()),
    probability: Float64Array.from(bought, ({ p }) => p),
    expectedDay: Int32Array.from(bought, (_, at) => VALID_FROM + (at % 14)),
    purchases: Int32Array.from(bought, ({ purchases = 4 }) => purchases),
    lastDay: new Int32Array(bought.length).fill(VALID_FROM - 10),
    gapMedianDays: new Float64Array(bought.length).fill(14),
  };
  let end = 0;
  return {
    householdId: 'H000001',
    scores,
    history: {
      starts: Int32Array.from([0, ...bought.map(({ days = [] }) => (end += days.length))]),
      days: Int32Array.from(bought.flatMap(({ days = [] }) => days)),
    },
    boughtAs: () => [],
    catalog: catalogOf(bought.map(({ p: _p, purchases: _purchases, days: _days, ...product }) => product)),
    specials: [],
    brands: [],
    extras: [],
    priceOf: () => money('2.99'),
    aisleOf: () => undefined,
    readsHeadlines: true,
    hidden: () => false,
    hidesNeed: () => false,
    tier: undefined,
    ...over,
  };
}

export function ids(lines: readonly PlannedLine[], section: PlannedLine['section'] = 'due'): string[] {
  return lines.filter((line) => line.section === section).map((line) => line.productId ?? line.description);
}

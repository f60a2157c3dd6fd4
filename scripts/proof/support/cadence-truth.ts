import { fitModel, type Model } from '../../../src/cadence/model.ts';
import { type HouseholdScores, scoreHousehold } from '../../../src/cadence/score.ts';
import type { HouseholdHistory } from '../../../src/history/household-history.ts';
import type { Day } from '../../../src/shared/day.ts';

/** Numbers that are reached in two ways may differ by so much of their size, or of 1. */
const TOLERANCE = 1e-9;
const CATEGORIES = 2;
const HORIZON_DAYS = 14;

type Cadence = { readonly model: Model; readonly scores: readonly HouseholdScores[] };

/**
 * What predictions lean on, and predictions: the chain's tables and fit, from all households, and each household's
 * scores, from histories that were kept and from histories that were made anew. @returns The first number that differs.
 */
export function cadenceDifference(
  kept: readonly HouseholdHistory[],
  anew: readonly HouseholdHistory[],
  products: number,
  asOf: Day,
): string | undefined {
  return firstDifference('', cadenceOf(kept, products, asOf), cadenceOf(anew, products, asOf));
}

function cadenceOf(histories: readonly HouseholdHistory[], products: number, asOf: Day): Cadence {
  const categoryNo = Int32Array.from({ length: products }, (_, no) => (no % (CATEGORIES + 1)) - 1);
  const window = { asOf, leadDays: 4, horizonDays: HORIZON_DAYS };
  const named = histories.map((history) => ({ householdId: String(history.householdNo), history }));
  const model = fitModel(() => named, { categoryNo, categoryCount: CATEGORIES }, window);
  return { model, scores: histories.map((history) => scoreHousehold(model, history, window)) };
}

function firstDifference(path: string, found: unknown, expected: unknown): string | undefined {
  if (typeof found === 'number' && typeof expected === 'number')
    return isNear(found, expected) ? undefined : `${path} is ${found}, and ${expected} from all lines`;
  if (typeof found !== 'object' || found === null || typeof expected !== 'object' || expected === null)
    return found === expected ? undefined : `${path} is ${String(found)}, not ${String(expected)}`;
  const names = new Set([...Object.keys(found), ...Object.keys(expected)]);
  for (const name of names) {
    const inside = firstDifference(
      `${path}.${name}`,
      (found as Record<string, unknown>)[name],
      (expected as Record<string, unknown>)[name],
    );
    if (inside !== undefined) return inside;
  }
  return undefined;
}

function isNear(a: number, b: number): boolean {
  if (Object.is(a, b)) return true;
  return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a), Math.abs(b));
}

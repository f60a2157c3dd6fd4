import type { Past, PastHousehold } from '../../cadence/backtest/exam.ts';
import { nameKey } from '../../cadence/sample.ts';
import type { HouseholdHistory } from '../../history/household-history.ts';
import { followSuccessors } from '../../history/succession.ts';
import { truncateHistory } from '../../history/truncate.ts';
import type { Catalog } from '../../shared/catalog.ts';
import { addDays, type Day } from '../../shared/day.ts';
import type { Context } from '../context.ts';
import { findHouseCards } from '../plan/house-cards.ts';

/** What a product without a department and category is listed under. */
const NO_DEPARTMENT = '(none)';

export type Gathered = {
  readonly past: Past;
  /** Households of the chain, with and without purchases; `past` may have fewer. */
  readonly known: number;
  /** Whether some that bought anything were left out. */
  readonly sampled: boolean;
};

/**
 * The chain's past in memory: of all households, or of as many as may be, those whose ids have the least keys, which is a
 * fair draw and the same one every time.
 *
 * @param days All days as of which the past will be looked at.
 */
export async function gatherPast(
  context: Context,
  days: readonly Day[],
  lastDay: Day,
  householdsMax: number,
): Promise<Gathered> {
  const { households: reader, facts, successions } = context.history;
  const catalog = facts.catalog();
  const names = reader
    .names()
    .map((name) => ({ ...name, key: nameKey(name.householdId) }))
    .sort((a, b) => a.key - b.key || (a.householdId < b.householdId ? -1 : 1));
  const leftOut = new Map(days.map((day) => [day, findHouseCards(context, day)] as const));
  // One product under one name on all days: what was bought on a cut-off's day is compared with what was said of it.
  const successors = successions.asOf(addDays(lastDay, 1));
  const progress = context.progress('reading histories', Math.min(names.length, householdsMax));
  const households: PastHousehold[] = [];
  let looked = 0;
  for (const { householdId, householdNo, key } of names) {
    if (households.length === householdsMax) break;
    looked += 1;
    const readAsOf = (day: Day) => followSuccessors(reader.history(householdNo, day), successors);
    const whole = readAsOf(addDays(lastDay, 1));
    if (whole.productNos.length > 0) {
      const isHouseCard = (day: Day) => leftOut.get(day)?.has(householdId) === true;
      households.push({ householdId, key, whole, asOf: asOfReader(whole, days, readAsOf, isHouseCard) });
    }
    progress.advance(1);
    if (looked % 100 === 0) await context.breathe();
  }
  progress.done();
  const past = { catalog, ...departmentsOf(catalog), lastDay, households };
  return { past, known: names.length, sampled: looked < names.length };
}

/**
 * What was known as of each of some days. Most are the whole history up to there; kept are those that are not, where goods came
 * back later.
 */
function asOfReader(
  whole: HouseholdHistory,
  days: readonly Day[],
  readAsOf: (day: Day) => HouseholdHistory,
  isHouseCard: (day: Day) => boolean,
): PastHousehold['asOf'] {
  const others = new Map<Day, HouseholdHistory | undefined>();
  for (const day of days) {
    const known = isHouseCard(day) ? undefined : readAsOf(day);
    if (known === undefined || !isSame(known, truncateHistory(whole, day))) others.set(day, known);
  }
  return (day) => (others.has(day) ? others.get(day) : truncateHistory(whole, day));
}

function isSame(a: HouseholdHistory, b: HouseholdHistory): boolean {
  return (
    isEqual(a.tripDays, b.tripDays) &&
    isEqual(a.productNos, b.productNos) &&
    isEqual(a.starts, b.starts) &&
    isEqual(a.days, b.days)
  );
}

function isEqual(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}

/** By department, else by category. */
function departmentsOf({
  products,
  categoryNo,
}: Catalog): Pick<Past, 'departmentNo' | 'departments' | 'productKeys'> {
  const nameOf = (no: number) => products[no]?.department ?? products[no]?.category ?? NO_DEPARTMENT;
  const departments = [...new Set(Array.from(categoryNo, (_, no) => nameOf(no)))].sort();
  const places = new Map(departments.map((name, place) => [name, place] as const));
  return {
    departments,
    departmentNo: categoryNo.map((_, no) => places.get(nameOf(no)) ?? 0),
    productKeys: Float64Array.from(categoryNo, (_, no) => nameKey(products[no]?.productId ?? String(no))),
  };
}

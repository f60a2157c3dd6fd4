import { addDays, type Day } from '../shared/day.ts';

/** A store on a day on which a household bought there, however many receipts it has from there. */
export type StoreDay = { readonly day: Day; readonly storeId: string };

/** A household's home store changed: on the evening of `day`, by what it had done until then. */
export type HomeStoreChange = {
  readonly day: Day;
  /** undefined: it had none. */
  readonly from: string | undefined;
  readonly to: string;
  /** The evidence: of the trailing weeks, those with a trip to the new store, and to the old one. */
  readonly weeks: number;
  readonly weeksFrom: number;
};

/** The last eight weeks count, each store once a week: a holiday has as many trips as a move, but not as many weeks. */
const WINDOW_DAYS = 56;
/** So few weeks say where somebody lives. */
const FIRST_WEEKS = 3;
/** To take another's place, a store needs so many weeks, and twice as many as the other one: who shops at two stores in turn
 * does not move back and forth. */
const MOVE_WEEKS = 4;
const MOVE_FACTOR = 2;

/** Every change of a household's home store by where it shops, oldest first; the last one is where it is at home now. */
export function homeStoreChanges(visits: readonly StoreDay[]): HomeStoreChange[] {
  const days = oncePerWeek(visits);
  const weeks = new Map<string, number>();
  const changes: HomeStoreChange[] = [];
  let oldest = 0;
  for (const [at, { day, storeId }] of days.entries()) {
    weeks.set(storeId, (weeks.get(storeId) ?? 0) + 1);
    for (
      let gone = days[oldest];
      gone !== undefined && gone.day <= addDays(day, -WINDOW_DAYS);
      gone = days[++oldest]
    )
      weeks.set(gone.storeId, (weeks.get(gone.storeId) ?? 0) - 1);
    // Several stores on one day: judged once, when all of them are counted.
    if (days[at + 1]?.day === day) continue;
    const change = changeOn(day, changes.at(-1)?.to, weeks);
    if (change !== undefined) changes.push(change);
  }
  return changes;
}

function changeOn(
  day: Day,
  from: string | undefined,
  weeks: ReadonlyMap<string, number>,
): HomeStoreChange | undefined {
  const [most] = [...weeks].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  if (most === undefined || most[0] === from) return undefined;
  const [to, count] = most;
  const weeksFrom = from === undefined ? 0 : (weeks.get(from) ?? 0);
  const enough =
    from === undefined ? count >= FIRST_WEEKS : count >= MOVE_WEEKS && count >= MOVE_FACTOR * weeksFrom;
  return enough ? { day, from, to, weeks: count, weeksFrom } : undefined;
}

function oncePerWeek(visits: readonly StoreDay[]): StoreDay[] {
  const known = new Map<string, StoreDay>();
  for (const { day, storeId } of visits) {
    const key = `${Math.floor(day / 7)} ${storeId}`;
    const before = known.get(key);
    if (before === undefined || day < before.day) known.set(key, { day, storeId });
  }
  return [...known.values()].sort((a, b) => a.day - b.day || (a.storeId < b.storeId ? -1 : 1));
}

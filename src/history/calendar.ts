import { addDays, type Day } from '../shared/day.ts';
import type { IsClosed } from './closed-days.ts';
import { CLOSED_AFTER_DAYS } from './late-stores.ts';
import { median } from './robust.ts';

/** What is there of one store's day. */
export type StoreDay = {
  readonly day: Day;
  readonly receipts: number;
  readonly lines: number;
  readonly netCents: number;
  /** When its first and its newest receipts came; undefined: before that was written down. */
  readonly arrived: Day | undefined;
  readonly changed: Day | undefined;
  /** Receipts that a later file replaced. */
  readonly corrected: number;
};

/** A store with its days, those of the eight weeks before the window included. */
export type StoreDays = {
  readonly storeId: string;
  /** First and newest day that it ever sent; undefined: it never sent any. */
  readonly firstDay: Day | undefined;
  readonly lastDay: Day | undefined;
  readonly days: ReadonlyMap<Day, StoreDay>;
};

export type CalendarRules = {
  readonly isClosed: IsClosed;
  /** A day is short with less than this percent of the receipts that are usual on its weekday. */
  readonly shortPercent: number;
  /** Days after which the receipts of a day are due. */
  readonly lagDays: number;
  /** The day on which the first files came: what was due before it is history that was loaded, and not late. */
  readonly began: Day | undefined;
};

/**
 * `never`: nothing was ever sent; `before`: not yet; `gone`: silent for so long that it is closed for good; `closed`: nothing,
 * and nothing is usual; `back-filled`: so late that it was loaded, not delivered.
 */
export type DayState =
  | 'never'
  | 'before'
  | 'gone'
  | 'closed'
  | 'missing'
  | 'short'
  | 'late'
  | 'back-filled'
  | 'corrected'
  | 'on-time';

export type CalendarDay = Omit<StoreDay, 'arrived' | 'changed'> & {
  readonly state: DayState;
  readonly arrived: Day | undefined;
  readonly changed: Day | undefined;
  /** Receipts that are usual on this weekday; undefined: too few weeks to tell. */
  readonly usualReceipts: number | undefined;
};

export type StoreCalendar = { readonly storeId: string; readonly days: readonly CalendarDay[] };

/** Weeks over which a weekday's habit is learnt; what lies so far before the window has to be read, too. */
export const HABIT_WEEKS = 8;
/** Fewer of a weekday say nothing of whether the store opens on it, and of how many receipts it has. */
const OPEN_WEEKS_MIN = 2;
const USUAL_WEEKS_MIN = 4;
/** What comes later than this was not delivered late: somebody loaded it. */
const BACK_FILLED_AFTER_DAYS = 7;

/**
 * The calendar of some stores from one day to another, both included: what is there, what should be and is not.
 *
 * A day is expected of a store where it had receipts on at least half of the same weekdays of the eight weeks before, days on
 * which it is known to be closed apart. A store too young for that follows the others: at least half of them were open.
 */
export function storeCalendars(
  stores: readonly StoreDays[],
  from: Day,
  until: Day,
  rules: CalendarRules,
): StoreCalendar[] {
  const newest = Math.max(...stores.map(({ lastDay }) => lastDay ?? Number.NEGATIVE_INFINITY));
  const isOpenElsewhere = openElsewhere(stores, from, until);
  return stores.map((store) => {
    const days: CalendarDay[] = [];
    for (let day = from; day <= until; day = addDays(day, 1))
      days.push(judge(store, day, newest, rules, isOpenElsewhere));
    return { storeId: store.storeId, days };
  });
}

/** Whether at least half of the stores that had begun by then have receipts of a day. */
function openElsewhere(stores: readonly StoreDays[], from: Day, until: Day): (day: Day) => boolean {
  const open = new Map<Day, boolean>();
  for (let day = from; day <= until; day = addDays(day, 1)) {
    const begun = stores.filter(({ firstDay }) => firstDay !== undefined && firstDay < day);
    const sent = begun.filter(({ days }) => (days.get(day)?.receipts ?? 0) > 0);
    open.set(day, begun.length > 0 && 2 * sent.length >= begun.length);
  }
  return (day) => open.get(day) === true;
}

function judge(
  store: StoreDays,
  day: Day,
  newest: number,
  rules: CalendarRules,
  isOpenElsewhere: (day: Day) => boolean,
): CalendarDay {
  const there = store.days.get(day);
  const habit = habitOf(store, day, rules.isClosed);
  const usualReceipts = habit.open.length < USUAL_WEEKS_MIN ? undefined : median(habit.open);
  const common = there ?? {
    day,
    receipts: 0,
    lines: 0,
    netCents: 0,
    arrived: undefined,
    changed: undefined,
    corrected: 0,
  };
  const state =
    common.receipts > 0
      ? stateOfReceipts(common, usualReceipts, rules)
      : stateOfNothing(store, day, newest, rules, habit, isOpenElsewhere);
  return { ...common, state, usualReceipts };
}

type Habit = {
  /** Same weekdays before, on which the store might have been open. */
  readonly weeks: number;
  /** Receipts of those on which it was. */
  readonly open: readonly number[];
};

function habitOf({ storeId, firstDay, days }: StoreDays, day: Day, isClosed: IsClosed): Habit {
  let weeks = 0;
  const open: number[] = [];
  for (let week = 1; week <= HABIT_WEEKS; week++) {
    const before = addDays(day, -7 * week);
    if (firstDay === undefined || before < firstDay) break;
    if (isClosed(storeId, before)) continue;
    weeks += 1;
    const receipts = days.get(before)?.receipts ?? 0;
    if (receipts > 0) open.push(receipts);
  }
  return { weeks, open };
}

function stateOfReceipts(
  { day, receipts, arrived, corrected }: StoreDay,
  usualReceipts: number | undefined,
  { shortPercent, lagDays, began }: CalendarRules,
): DayState {
  if (usualReceipts !== undefined && isShort(receipts, usualReceipts, shortPercent)) return 'short';
  const isHistory = began !== undefined && day + lagDays < began;
  const lateDays = arrived === undefined || isHistory ? 0 : arrived - day - lagDays;
  if (lateDays > BACK_FILLED_AFTER_DAYS) return 'back-filled';
  if (lateDays > 0) return 'late';
  return corrected > 0 ? 'corrected' : 'on-time';
}

/** Standard deviations below the usual that a day of few receipts has to be beside its percent. */
const SHORT_SIGMA = 3;

/**
 * In a small store the half of the usual receipts is no accident of transfer, but of chance: the number of independent
 * events of a day is Poisson, with a standard deviation of the root of its mean.
 */
function isShort(receipts: number, usualReceipts: number, shortPercent: number): boolean {
  if (100 * receipts >= shortPercent * usualReceipts) return false;
  return usualReceipts - receipts > SHORT_SIGMA * Math.sqrt(usualReceipts);
}

function stateOfNothing(
  { storeId, firstDay, lastDay }: StoreDays,
  day: Day,
  newest: number,
  { isClosed }: CalendarRules,
  { weeks, open }: Habit,
  isOpenElsewhere: (day: Day) => boolean,
): DayState {
  if (firstDay === undefined || lastDay === undefined) return 'never';
  if (day < firstDay) return 'before';
  if (day > lastDay && newest - lastDay > CLOSED_AFTER_DAYS) return 'gone';
  if (isClosed(storeId, day)) return 'closed';
  const isExpected = weeks >= OPEN_WEEKS_MIN ? 2 * open.length >= weeks : isOpenElsewhere(day);
  return isExpected ? 'missing' : 'closed';
}

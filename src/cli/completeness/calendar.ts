import { type CalendarDay, HABIT_WEEKS, type StoreCalendar, storeCalendars } from '../../history/calendar.ts';
import { closedDays } from '../../history/closed-days.ts';
import { addDays, type Day } from '../../shared/day.ts';
import type { CalendarStore } from '../../store/history/store-days.ts';
import type { Context } from '../context.ts';

/** A store's calendar with what people know the store by. */
export type NamedCalendar = StoreCalendar & Pick<CalendarStore, 'name' | 'known' | 'lastDay'>;

/** A store's day of which there is something to say. */
export type DayFinding = CalendarDay & { readonly storeId: string };

type Reads = Pick<Context, 'history' | 'config'>;

/** The calendar of every store from one day to another, both included, in order of the stores' ids. */
export function calendarOf({ history, config }: Reads, from: Day, until: Day): NamedCalendar[] {
  const { closed_days, short_store_percent: shortPercent, lag_days: lagDays } = config.quality;
  const stores = history.storeDays.read(addDays(from, -7 * HABIT_WEEKS), until);
  const began = history.files.began();
  const rules = { isClosed: closedDays(closed_days), shortPercent, lagDays, began };
  const calendars = storeCalendars(stores, from, until, rules);
  return stores.flatMap(({ name, known, lastDay }, at) => {
    const calendar = calendars[at];
    return calendar === undefined ? [] : [{ ...calendar, name, known, lastDay }];
  });
}

/** What is amiss or came otherwise than it should, by day. */
export function findingsOf(calendars: readonly NamedCalendar[]): DayFinding[] {
  return calendars
    .flatMap(({ storeId, days }) => days.map((day) => ({ ...day, storeId })))
    .filter(({ state }) => TOLD.has(state))
    .sort((a, b) => a.day - b.day || (a.storeId < b.storeId ? -1 : 1));
}

const TOLD: ReadonlySet<CalendarDay['state']> = new Set([
  'missing',
  'short',
  'late',
  'back-filled',
  'corrected',
]);

import { type Day, dayParts } from '../shared/day.ts';

/** A day on which stores are closed: once, or every year; one store, or all. */
export type ClosedDay = {
  /** undefined: every store. */
  readonly storeId: string | undefined;
  readonly when: { readonly day: Day } | { readonly month: number; readonly dayOfMonth: number };
};

/** Whether a store is known to be closed on a day. */
export type IsClosed = (storeId: string, day: Day) => boolean;

export function closedDays(all: readonly ClosedDay[]): IsClosed {
  const keys = new Set(
    all.map(({ storeId, when }) =>
      'day' in when ? `${storeId ?? ''}@${when.day}` : `${storeId ?? ''}@${when.month}-${when.dayOfMonth}`,
    ),
  );
  if (keys.size === 0) return () => false;
  return (storeId, day) => {
    const { month, dayOfMonth } = dayParts(day);
    return [String(day), `${month}-${dayOfMonth}`].some(
      (when) => keys.has(`@${when}`) || keys.has(`${storeId}@${when}`),
    );
  };
}

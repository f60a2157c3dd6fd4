import type { Day } from '../shared/day.ts';

/** A store of the stores feed, and the last day for which it has sent receipts. */
export type StoreArrival = { readonly storeId: string; readonly lastDay: Day | undefined };

/** A store that has sent nothing for so many days is closed, not late. */
export const CLOSED_AFTER_DAYS = 28;

export type Lateness = {
  /** The newest day that any store has sent; undefined: none has sent anything. */
  readonly newestDay: Day | undefined;
  /** Stores that have nothing on that day. */
  readonly late: readonly StoreArrival[];
  /** Stores that have been silent for so long that they are not waited for. */
  readonly silent: readonly StoreArrival[];
};

/** Which stores are still expected to send the newest day. A store that never sent anything is late. */
export function lateStores(stores: readonly StoreArrival[], newestDay: Day | undefined): Lateness {
  if (newestDay === undefined) return { newestDay, late: [], silent: [] };
  const behind = stores.filter(({ lastDay }) => lastDay === undefined || lastDay < newestDay);
  const isSilent = ({ lastDay }: StoreArrival): boolean =>
    lastDay !== undefined && newestDay - lastDay > CLOSED_AFTER_DAYS;
  return { newestDay, late: behind.filter((store) => !isSilent(store)), silent: behind.filter(isSilent) };
}

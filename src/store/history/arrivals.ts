import type { StoreArrival } from '../../history/late-stores.ts';
import { type Day, day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';

export type Arrivals = {
  /** Stores that the stores feed names, in order of their ids. */
  readonly stores: readonly StoreArrival[];
  /** The newest day that any store has sent, one that no feed names included. */
  readonly newestDay: Day | undefined;
};

/** How far each store's receipts reach, of those dated before a day: a register's clock may run ahead. */
export function arrivalReader(db: Db): (before: Day) => Arrivals {
  const select = db.prepare<{ before: Day }, { store_id: string; known: number; last: Day | null }>(
    `SELECT store_id, known, (SELECT max(day) FROM receipt WHERE receipt.store_no = store.store_no AND day < @before) AS last
     FROM store ORDER BY store_id`,
  );
  return (before) => {
    const rows = select.all({ before });
    const newest = Math.max(...rows.map(({ last }) => last ?? Number.NEGATIVE_INFINITY));
    return {
      stores: rows
        .filter(({ known }) => known === 1)
        .map(({ store_id: storeId, last }) => ({ storeId, lastDay: last ?? undefined })),
      newestDay: Number.isFinite(newest) ? day(newest) : undefined,
    };
  };
}

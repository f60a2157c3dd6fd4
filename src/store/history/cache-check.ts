import { encodeHistory } from '../../history/codec.ts';
import type { Db } from '../sqlite.ts';
import { END_OF_TIME, lineDeriver } from './derived.ts';

/** What a look at some households' saved histories found; sums over batches are the whole. */
export type CacheFindings = {
  /** Saved, and compared with what their lines say. */
  readonly compared: number;
  /** Marked to be derived anew: nothing to compare. */
  readonly marked: number;
  /** Ids of households whose saved history is not what their lines say. */
  readonly wrong: readonly string[];
};

/** Households of one read transaction. */
const BATCH = 100;

type Row = {
  household_no: number;
  household_id: string;
  exact_from: number;
  history: Uint8Array;
};

/** Compares the cache with the function that it is a cache of. Reads only. */
export function cacheChecker(db: Db) {
  const one = db.prepare<[number], Row>(
    `SELECT household_no, household_id, exact_from, history FROM household_history AS saved
     JOIN household USING (household_no) WHERE household_no = ?
       AND NOT EXISTS (SELECT 1 FROM dirty_household WHERE household_no = saved.household_no)`,
  );
  const everybody =
    '(SELECT household_no FROM household_history UNION SELECT household_no FROM dirty_household)';
  const after = db
    .prepare<[number, number], number>(
      `SELECT household_no FROM ${everybody} WHERE household_no > ? ORDER BY household_no LIMIT ?`,
    )
    .pluck();
  // Knuth's multiplicative hash: the same households on every run, from everywhere.
  const drawn = db
    .prepare<[number], number>(
      `SELECT household_no FROM ${everybody} ORDER BY household_no * 2654435761 % 4294967296, household_no LIMIT ?`,
    )
    .pluck();
  const deriver = lineDeriver(db);

  const compare = (householdNos: readonly number[]): CacheFindings =>
    db
      .transaction(() => {
        const derive = deriver();
        const found = { compared: 0, marked: 0, wrong: [] as string[] };
        for (const householdNo of householdNos) {
          const row = one.get(householdNo);
          if (row === undefined) {
            found.marked += 1;
            continue;
          }
          const { history, exactFrom } = derive(householdNo, END_OF_TIME);
          const same = row.exact_from === exactFrom && sameBytes(row.history, encodeHistory(history));
          found.compared += 1;
          if (!same) found.wrong.push(row.household_id);
        }
        return found;
      })
      .deferred();

  return {
    /** Some households, always the same ones, in batches. */
    sample: function* (households: number): Generator<CacheFindings> {
      const all = drawn.all(households);
      for (let at = 0; at < all.length; at += BATCH) yield compare(all.slice(at, at + BATCH));
    },
    everybody: function* (): Generator<CacheFindings> {
      for (let last = -1; ; ) {
        const batch = after.all(last, BATCH);
        const newest = batch.at(-1);
        if (newest === undefined) return;
        last = newest;
        yield compare(batch);
      }
    },
  };
}

function sameBytes(a: Uint8Array | null, b: Uint8Array): boolean {
  return a !== null && Buffer.compare(a, b) === 0;
}

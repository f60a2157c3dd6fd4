import { decodeHistory, encodeHistory, HistoryFormatError } from '../../history/codec.ts';
import type { Derived } from '../../history/derive.ts';
import { linesDeriver } from '../../history/derive-lines.ts';
import type { HouseholdHistory } from '../../history/household-history.ts';
import { HouseholdLines } from '../../history/household-lines.ts';
import type { OutsideSpend } from '../../history/line-order.ts';
import { truncateHistory } from '../../history/truncate.ts';
import { type Day, day } from '../../shared/day.ts';
import { type Db, writeIfFree } from '../sqlite.ts';
import { householdLinesReader } from './card-lines.ts';
import { goodsBackReader } from './returns.ts';

type CacheRow = { exact_from: Day; history: Uint8Array };

/** Beyond every day of a feed: deriving as of it takes all lines. */
export const END_OF_TIME = day(84_005);

/** The history of one household as of the reader's day. */
export type HistoryOf = (householdNo: number) => HouseholdHistory;

/**
 * Histories as of a day: from the cache where a household's last derivation still answers for its lines, else from the
 * lines, and then the cache is renewed. All that `work` asks for is read from one state of the database and saved
 * together, unless somebody else is writing or has written meanwhile: then it stays marked, and the next reader derives it.
 */
export function historyReader(db: Db): <T>(asOf: Day, work: (historyOf: HistoryOf) => T) => T {
  const cached = db.prepare<[number], CacheRow>(
    `SELECT exact_from, history FROM household_history AS saved WHERE household_no = ?
       AND NOT EXISTS (SELECT 1 FROM dirty_household WHERE household_no = saved.household_no)`,
  );
  const deriver = lineDeriver(db);
  const { save, clean } = saver(db);

  const reader = (asOf: Day, renewed: Derived[]): HistoryOf => {
    const derive = deriver();
    return (householdNo) => {
      const known = decodeCached(householdNo, cached.get(householdNo));
      if (known !== undefined && asOf >= known.exactFrom) return truncateHistory(known.history, asOf);
      if (known === undefined) {
        const derived = derive(householdNo, END_OF_TIME);
        renewed.push(derived);
        if (asOf >= derived.exactFrom) return truncateHistory(derived.history, asOf);
      }
      return derive(householdNo, asOf).history;
    };
  };
  return <T>(asOf: Day, work: (historyOf: HistoryOf) => T): T =>
    db
      .transaction((): T => {
        const renewed: Derived[] = [];
        const result = work(reader(asOf, renewed));
        if (renewed.length === 0) return result;
        writeIfFree(() => {
          for (const derived of renewed) {
            save(derived);
            clean(derived.history.householdNo, derived.history.householdNo);
          }
        });
        return result;
      })
      .deferred();
}

/** Households of one transaction: a tenth of a second or two, so that nobody waits long for the next one. */
const BATCH = 1_000;

/**
 * Derives what is marked and saves it: after an ingest, before everybody's statistics are needed. Households in order of
 * their numbers, a batch in a transaction; killed between two of them, the rest stays marked.
 */
export function markedDeriver(db: Db) {
  const count = db.prepare<[], number>('SELECT count(*) FROM dirty_household').pluck();
  const next = db
    .prepare<[number, number], number>(
      'SELECT household_no FROM dirty_household WHERE household_no > ? ORDER BY household_no LIMIT ?',
    )
    .pluck();
  const deriver = lineDeriver(db);
  const { save, clean } = saver(db);
  const deriveBatch = db.transaction((after: number): readonly number[] => {
    const householdNos = next.all(after, BATCH);
    const derive = deriver();
    for (const householdNo of householdNos) save(derive(householdNo, END_OF_TIME));
    clean(after + 1, householdNos.at(-1) ?? after);
    return householdNos;
  });
  return {
    /** How many households are marked. */
    count: (): number => count.get() ?? 0,
    /** Derive them all. @yields How many households each batch had. */
    batches: function* (): Generator<number> {
      for (let after = -1; ; ) {
        const householdNos = deriveBatch.immediate(after);
        const last = householdNos.at(-1);
        if (last === undefined) return;
        after = last;
        yield householdNos.length;
      }
    },
  };
}

/** Derives from the lines, whatever the cache says; to be asked for anew in each transaction. */
export function lineDeriver(db: Db): () => (householdNo: number, asOf: Day) => Derived {
  const readLines = householdLinesReader(db);
  const outsideSpendOf = outsideSpendReader(db);
  const goodsBack = goodsBackReader(db);
  const derive = linesDeriver();
  const lines = new HouseholdLines();
  return () => {
    // Asked anew each time: the product feed may have changed its mind since, and lines may have come.
    const outsideSpend = outsideSpendOf();
    const returnsOf = goodsBack();
    let loaded: number | undefined;
    return (householdNo, asOf) => {
      if (loaded !== householdNo) {
        lines.clear();
        readLines(householdNo, lines);
        loaded = householdNo;
      }
      return derive(householdNo, lines, asOf, outsideSpend, returnsOf(householdNo));
    };
  };
}

function outsideSpendReader(db: Db): () => OutsideSpend {
  const noSpend = db
    .prepare<[], number>('SELECT product_no FROM product WHERE spend = 0 ORDER BY product_no')
    .pluck();
  return () => {
    const productNos = noSpend.all();
    const flags = new Uint8Array((productNos.at(-1) ?? -1) + 1);
    for (const productNo of productNos) flags[productNo] = 1;
    return flags;
  };
}

function saver(db: Db) {
  const save = db.prepare(
    `INSERT INTO household_history (household_no, exact_from, history) VALUES (?, ?, ?)
     ON CONFLICT (household_no) DO UPDATE SET exact_from = excluded.exact_from, history = excluded.history`,
  );
  const clean = db.prepare('DELETE FROM dirty_household WHERE household_no BETWEEN ? AND ?');
  return {
    save: ({ history, exactFrom }: Derived): void =>
      void save.run(history.householdNo, exactFrom, encodeHistory(history)),
    clean: (first: number, last: number): void => void clean.run(first, last),
  };
}

/** `undefined`: there is nothing that answers for the lines, be it that it was never saved, is marked, or is unreadable. */
function decodeCached(householdNo: number, row: CacheRow | undefined): Derived | undefined {
  if (row === undefined) return undefined;
  try {
    return { history: decodeHistory(householdNo, row.history), exactFrom: row.exact_from };
  } catch (error) {
    // Written by another version of the program, or damaged: it is only a cache.
    if (error instanceof HistoryFormatError) return undefined;
    throw error;
  }
}

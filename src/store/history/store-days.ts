import type { StoreDay, StoreDays } from '../../history/calendar.ts';
import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';

/** A store of the chain; `known`: the stores feed names it. */
export type CalendarStore = StoreDays & { readonly name: string | undefined; readonly known: boolean };

/** What a file changed of a store's day. */
export type DayChange = { readonly receipts: number; readonly lines: number };

/** Lines of a store's day, and what those that say so cost. */
type Added = { readonly lines: number; readonly netCents: number };

/** Receipts of many days, and how many of them a later file replaced. */
type DaySums = DayChange & { readonly netCents: number; readonly corrected: number };

type Sums = { receipts: number; line_count: number; net_cents: number };
type DayRow = Sums & {
  store_no: number;
  day: Day;
  corrected: number;
  arrived: Day | null;
  changed: Day | null;
};
type StoreRow = {
  store_no: number;
  store_id: string;
  name: string | null;
  known: number;
  first_day: Day | null;
  last_day: Day | null;
};

/** A file that is half read counts when it is whole. */
const OF_WHOLE_FILES = "file_no NOT IN (SELECT file_no FROM feed_file WHERE state = 'open')";

/** The receipts of each store's day, all told: see `0006_completeness.sql`. */
export function storeDayBook(db: Db) {
  const storeNo = db.prepare<[string], number>('SELECT store_no FROM store WHERE store_id = ?').pluck();
  const before = db.prepare<[number, Day], Sums>(
    'SELECT receipts, line_count, net_cents FROM store_day WHERE store_no = ? AND day = ?',
  );
  const sums = db.prepare<[number, Day], Sums>(
    `SELECT count(*) FILTER (WHERE line_count > 0) AS receipts, coalesce(sum(line_count), 0) AS line_count, coalesce(sum(net_cents), 0) AS net_cents
     FROM receipt WHERE store_no = ? AND day = ? AND ${OF_WHOLE_FILES}`,
  );
  // Indexes alone answer: a receipt's row has its lines in it, and is long. One that was taken back has none, and is none.
  const receiptsOf = db
    .prepare<{ store: number; day: Day }, number>(
      `SELECT (SELECT count(*) FROM receipt WHERE store_no = @store AND day = @day)
         - (SELECT count(*) FROM receipt INDEXED BY receipt_empty WHERE store_no = @store AND day = @day AND line_count = 0)`,
    )
    .pluck();
  const notAllNew = db.prepare<{ file: number }>(
    `SELECT 1 FROM feed_file WHERE file_no = @file AND lines_duplicate > 0
     UNION ALL SELECT 1 FROM superseded_receipt WHERE superseded_in = @file
     UNION ALL SELECT 1 FROM feed_file WHERE state = 'open' OR file_no > @file`,
  );
  const write = db.prepare(
    `INSERT INTO store_day (store_no, day, receipts, line_count, net_cents, corrected, first_file, last_file)
     VALUES (?, ?, ?, ?, ?, 0, ?, ?)
     ON CONFLICT (store_no, day) DO UPDATE SET receipts = excluded.receipts, line_count = excluded.line_count,
       net_cents = excluded.net_cents, last_file = excluded.last_file`,
  );
  const corrections = db.prepare<
    [number, number],
    { store_no: number; store_id: string; day: Day; receipts: number }
  >(
    `SELECT store_no, store_id, day, count(*) AS receipts FROM superseded_receipt JOIN receipt USING (receipt_no)
       JOIN store USING (store_no)
     WHERE superseded_in = ? AND superseded_receipt.file_no <> ? GROUP BY store_no, day`,
  );
  const correct = db.prepare(
    'UPDATE store_day SET corrected = corrected + ?, last_file = ? WHERE store_no = ? AND day = ?',
  );
  const wrong = db.prepare<[Day], { storeId: string; day: Day }>(
    `SELECT store_id AS storeId, found.day FROM
       (SELECT store_no, day, count(*) FILTER (WHERE line_count > 0) AS receipts, sum(line_count) AS line_count, sum(net_cents) AS net_cents
        FROM receipt WHERE day >= max(?, coalesce((SELECT max(before_day) FROM retention), -99999)) AND ${OF_WHOLE_FILES} GROUP BY store_no, day) AS found
       JOIN store USING (store_no) LEFT JOIN store_day ON store_day.store_no = found.store_no AND store_day.day = found.day
     WHERE (found.receipts, found.line_count, found.net_cents)
       IS NOT (store_day.receipts, store_day.line_count, store_day.net_cents)
     ORDER BY found.day, store_id`,
  );
  const households = db
    .prepare<[string, Day], number>(
      `SELECT count(DISTINCT household_no) FROM receipt JOIN card USING (card_no)
       WHERE store_no = (SELECT store_no FROM store WHERE store_id = ?) AND day = ?`,
    )
    .pluck();

  const total = db.prepare<[Day, Day], Sums & { corrected: number }>(
    `SELECT coalesce(sum(receipts), 0) AS receipts, coalesce(sum(line_count), 0) AS line_count,
       coalesce(sum(net_cents), 0) AS net_cents, coalesce(sum(corrected), 0) AS corrected
     FROM store_day WHERE day BETWEEN ? AND ?`,
  );

  return {
    /**
     * Whether no receipt of a file that is whole was there before: nothing of it was the same again, or replaced another;
     * and no other file is half read, or was begun behind it, which may have receipts of it.
     */
    isAllNew: (fileNo: number): boolean => notAllNew.get({ file: fileNo }) === undefined,
    /**
     * Bring a store's day up to date with the receipts that a file has brought. Inside the transaction that finishes it.
     *
     * @param added What the file has of it, where all of that is new: then no receipt has to be read.
     * @returns What is there more than before.
     */
    refresh: (fileNo: number, storeId: string, day: Day, added: Added | undefined): DayChange => {
      const no = storeNo.get(storeId);
      if (no === undefined) throw new Error(`store ${storeId} has receipts, and is nowhere`);
      const was = before.get(no, day) ?? { receipts: 0, line_count: 0, net_cents: 0 };
      const now =
        added === undefined
          ? (sums.get(no, day) ?? was)
          : {
              receipts: receiptsOf.get({ store: no, day }) ?? 0,
              line_count: was.line_count + added.lines,
              net_cents: was.net_cents + added.netCents,
            };
      const change = { receipts: now.receipts - was.receipts, lines: now.line_count - was.line_count };
      if (change.receipts !== 0 || change.lines !== 0 || now.net_cents !== was.net_cents)
        write.run(no, day, now.receipts, now.line_count, now.net_cents, fileNo, fileNo);
      return change;
    },
    /** Count the receipts that a file replaced, by store. Behind all of {@link refresh}. */
    countCorrections: (fileNo: number): Map<string, number> => {
      const byStore = new Map<string, number>();
      for (const { store_no, store_id, day, receipts } of corrections.all(fileNo, fileNo)) {
        correct.run(receipts, fileNo, store_no, day);
        byStore.set(store_id, (byStore.get(store_id) ?? 0) + receipts);
      }
      return byStore;
    },
    /** The receipts of all stores from one day to another, both included; equal sums, and nothing came since. */
    total: (from: Day, until: Day): DaySums => {
      const { receipts = 0, line_count = 0, net_cents = 0, corrected = 0 } = total.get(from, until) ?? {};
      return { receipts, lines: line_count, netCents: net_cents, corrected };
    },
    /** Every store with its days from one to another, both included. */
    read: (from: Day, until: Day): CalendarStore[] => readStores(db, from, until),
    /**
     * Hold the days since one against their receipts.
     *
     * @returns Store and day of each that is not what its receipts say. Of days whose receipts were dropped, or are being, nothing is asked.
     */
    wrongDays: (since: Day): { readonly storeId: string; readonly day: Day }[] => wrong.all(since),
    /** Households with receipts in a store on a day: those that it made to be derived anew. */
    householdsOf: (storeId: string, day: Day): number => households.get(storeId, day) ?? 0,
  };
}

function readStores(db: Db, from: Day, until: Day): CalendarStore[] {
  const days = new Map<number, Map<Day, StoreDay>>();
  const rows = db
    .prepare<[Day, Day], DayRow>(
      `SELECT store_no, day, receipts, line_count, net_cents, corrected, first.taken_on AS arrived, last.taken_on AS changed
       FROM store_day JOIN feed_file AS first ON first.file_no = first_file JOIN feed_file AS last ON last.file_no = last_file
       WHERE day BETWEEN ? AND ?`,
    )
    .iterate(from, until);
  for (const row of rows) {
    const ofStore = days.get(row.store_no) ?? new Map<Day, StoreDay>();
    days.set(row.store_no, ofStore);
    ofStore.set(row.day, toDay(row));
  }
  return db
    .prepare<[Day], StoreRow>(
      `SELECT store_no, store_id, name, known,
         (SELECT min(day) FROM store_day WHERE store_day.store_no = store.store_no AND receipts > 0) AS first_day,
         (SELECT max(day) FROM store_day WHERE store_day.store_no = store.store_no AND receipts > 0 AND day <= ?) AS last_day
       FROM store ORDER BY store_id`,
    )
    .all(until)
    .map((row) => ({
      storeId: row.store_id,
      name: row.name ?? undefined,
      known: row.known === 1,
      firstDay: row.first_day ?? undefined,
      lastDay: row.last_day ?? undefined,
      days: days.get(row.store_no) ?? new Map(),
    }));
}

function toDay(row: DayRow): StoreDay {
  return {
    day: row.day,
    receipts: row.receipts,
    lines: row.line_count,
    netCents: row.net_cents,
    arrived: row.arrived ?? undefined,
    changed: row.changed ?? undefined,
    corrected: row.corrected,
  };
}

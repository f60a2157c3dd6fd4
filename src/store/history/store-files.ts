import type { StoreNight } from '../../history/quality.ts';
import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';

/** A store's night, with the day on which it came. */
export type DatedNight = StoreNight & { readonly night: Day };

type Row = {
  night: Day;
  store_id: string;
  line_count: number;
  receipts: number;
  reasons: string;
  unknown_products: number;
  without_card: number;
  without_line_no: number;
  without_amount: number;
  not_positive: number;
  clock_faults: number;
  again: number;
  corrected: number;
};

/** What each file had of each store, and what that comes to in each night. */
export function storeFileBook(db: Db) {
  const insert = db.prepare(
    `INSERT INTO store_file (file_no, store_id, line_count, receipts, rejected_by_reason, unknown_products, without_card,
       without_line_no, without_amount, not_positive, clock_faults, again, corrected)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return {
    /** Inside the transaction that finishes the file. */
    keep: (fileNo: number, of: StoreNight): void =>
      void insert.run(
        fileNo,
        of.storeId,
        of.lines,
        of.receipts,
        JSON.stringify(of.rejectedByReason),
        of.unknownProducts,
        of.withoutCard,
        of.withoutLineNo,
        of.withoutAmount,
        of.notPositive,
        of.clockFaults,
        of.again,
        of.corrected,
      ),
    /** One row per store and night from one night to another, both included; oldest first. */
    nights: (from: Day, until: Day): DatedNight[] =>
      db
        .prepare<[Day, Day], Row>(
          `SELECT taken_on AS night, store_id, sum(line_count) AS line_count, sum(receipts) AS receipts,
             json_group_array(json(store_file.rejected_by_reason)) AS reasons,
             sum(unknown_products) AS unknown_products, sum(without_card) AS without_card,
             sum(without_line_no) AS without_line_no, sum(without_amount) AS without_amount,
             sum(not_positive) AS not_positive, sum(clock_faults) AS clock_faults, sum(again) AS again,
             sum(corrected) AS corrected
           FROM store_file JOIN feed_file USING (file_no) WHERE taken_on BETWEEN ? AND ?
           GROUP BY taken_on, store_id ORDER BY taken_on, store_id`,
        )
        .all(from, until)
        .map(toNight),
    /** Nights in which anything came up to one, the newest first. */
    nightsUntil: (until: Day, most: number): Day[] =>
      db
        .prepare<[Day, number], Day>(
          `SELECT DISTINCT taken_on FROM feed_file WHERE feed = 'scans' AND taken_on <= ? ORDER BY taken_on DESC LIMIT ?`,
        )
        .pluck()
        .all(until, most),
  };
}

function toNight(row: Row): DatedNight {
  return {
    night: row.night,
    storeId: row.store_id,
    lines: row.line_count,
    receipts: row.receipts,
    rejectedByReason: addUp(JSON.parse(row.reasons) as Record<string, number>[]),
    unknownProducts: row.unknown_products,
    withoutCard: row.without_card,
    withoutLineNo: row.without_line_no,
    withoutAmount: row.without_amount,
    notPositive: row.not_positive,
    clockFaults: row.clock_faults,
    again: row.again,
    corrected: row.corrected,
  };
}

function addUp(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const each of all)
    for (const [reason, count] of Object.entries(each)) sum[reason] = (sum[reason] ?? 0) + count;
  return sum;
}

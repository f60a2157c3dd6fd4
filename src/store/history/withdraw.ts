import { ReceiptEncoder } from '../../history/receipt-lines.ts';
import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';
import { dirtyMarks } from './dirty.ts';
import { storeDayBook } from './store-days.ts';

/** Receipts of one store and day that a file with the whole day has not. */
export type WithdrawnDay = { readonly storeId: string; readonly day: Day; readonly receipts: number };

type Missing = {
  receipt_no: number;
  store_id: string;
  day: Day;
  card_no: number | null;
  file_no: number;
  line_count: number;
  file_state: 'open' | 'done';
};

/**
 * Take back what a file says never happened: of each store and day of which it has receipts, those that were sent before
 * and that it has not. For files that have whole days, and only when whoever takes them in says so: a part of a day looks
 * the same. A receipt that was taken back has no lines; the ones that it had stay readable, superseded by the file. One
 * that comes again in a later file is there again.
 *
 * Runs inside the caller's transaction, after the file is settled; a second time it finds nothing.
 */
export function missingWithdrawer(db: Db): (fileNo: number) => WithdrawnDay[] {
  const missing = db.prepare<[number, number], Missing>(
    `SELECT receipt_no, store_id, day, card_no, file_no, line_count, feed_file.state AS file_state
     FROM (SELECT DISTINCT store_no, day FROM receipt WHERE sent_in = ?) JOIN receipt USING (store_no, day)
     JOIN store USING (store_no) JOIN feed_file USING (file_no)
     WHERE sent_in < ? AND line_count > 0 ORDER BY store_id, day, receipt_no`,
  );
  const supersede = db.prepare(
    `INSERT INTO superseded_receipt (receipt_no, file_no, superseded_in, line_count, lines)
     SELECT receipt_no, file_no, ?, line_count, lines FROM receipt WHERE receipt_no = ?`,
  );
  // What a file that was cut off has of it so far waits for the rest, and is settled as too late with it.
  const setAside = db.prepare(
    `INSERT INTO resent_receipt (file_no, receipt_no, card_no, second_of_day, list_code, line_count, net_cents, lines)
     SELECT file_no, receipt_no, card_no, second_of_day, list_code, line_count, net_cents, lines FROM receipt
     WHERE receipt_no = ?`,
  );
  const uncount = db.prepare('UPDATE feed_file SET lines_stored = lines_stored - ? WHERE file_no = ?');
  const empty = db.prepare(
    'UPDATE receipt SET line_count = 0, net_cents = 0, lines = ?, file_no = ?, sent_in = ? WHERE receipt_no = ?',
  );
  const dirty = dirtyMarks(db);
  const days = storeDayBook(db);

  return (fileNo) => {
    const receipts = missing.all(fileNo, fileNo);
    for (const receipt of receipts) {
      if (receipt.file_state === 'open') {
        setAside.run(receipt.receipt_no);
        uncount.run(receipt.line_count, receipt.file_no);
      } else supersede.run(fileNo, receipt.receipt_no);
      empty.run(noLines(), fileNo, fileNo, receipt.receipt_no);
    }
    const cardNos = new Set(receipts.flatMap(({ card_no }) => (card_no === null ? [] : [card_no])));
    if (cardNos.size > 0) dirty.cards([...cardNos]);
    const withdrawn = byDay(receipts);
    for (const { storeId, day } of withdrawn) days.refresh(fileNo, storeId, day, undefined);
    return withdrawn;
  };
}

function noLines(): Buffer {
  const encoder = new ReceiptEncoder();
  encoder.begin();
  return encoder.bytes();
}

/** @param receipts In order of stores and days. */
function byDay(receipts: readonly Missing[]): WithdrawnDay[] {
  const days = new Map<string, WithdrawnDay>();
  for (const { store_id: storeId, day } of receipts) {
    const key = `${day} ${storeId}`;
    days.set(key, { storeId, day, receipts: (days.get(key)?.receipts ?? 0) + 1 });
  }
  return [...days.values()];
}

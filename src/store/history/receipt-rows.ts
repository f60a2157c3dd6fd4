import type { Db } from '../sqlite.ts';
import { promotionMarker } from './promotions.ts';
import type { Version } from './receipt-version.ts';

/** What a receipt has beside its lines. Its columns are the same in `receipt` and `resent_receipt`. */
export type Head = { card_no: number | null; second_of_day: number | null; list_code: string | null };
/** 1: the card stands for a scanned list, and a real card on another line takes its place. */
export type StoredHead = Head & { by_list: 0 | 1 | null };
type StoredLines = { line_count: number; lines: Uint8Array };
export type Receipt = StoredHead & StoredLines & { receipt_no: number; file_no: number };

const HEAD = `card_no, second_of_day, list_code, (SELECT kind = 'list' FROM card WHERE card.card_no = head.card_no) AS by_list`;

/** Every version of every receipt, current ones included. */
export const VERSIONS = `(SELECT receipt_no, file_no, NULL AS superseded_in, lines FROM receipt
  UNION ALL SELECT receipt_no, file_no, superseded_in, lines FROM superseded_receipt)`;

/** The rows of receipts that one file brings. */
export function receiptRows(db: Db, fileNo: number) {
  const add = db.prepare(
    `INSERT INTO receipt (store_no, day, register_id, transaction_id, card_no, second_of_day, list_code, file_no, sent_in,
       line_count, net_cents, lines) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (store_no, day, register_id, transaction_id) DO NOTHING`,
  );
  const markPromoted = promotionMarker(db);
  const find = db.prepare<[number, number, string, string], Receipt>(
    `SELECT receipt_no, file_no, line_count, lines, ${HEAD} FROM receipt AS head
     WHERE store_no = ? AND day = ? AND register_id = ? AND transaction_id = ?`,
  );
  const fill = db.prepare(
    `UPDATE receipt SET card_no = ?, second_of_day = ?, list_code = ?, line_count = ?, net_cents = ?, lines = ?
     WHERE receipt_no = ?`,
  );
  const findStaged = db.prepare<[number, number], StoredHead & StoredLines>(
    `SELECT line_count, lines, ${HEAD} FROM resent_receipt AS head WHERE file_no = ? AND receipt_no = ?`,
  );
  const stage = db.prepare(
    `INSERT INTO resent_receipt (file_no, receipt_no, card_no, second_of_day, list_code, line_count, net_cents, lines)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (file_no, receipt_no) DO UPDATE SET card_no = excluded.card_no, second_of_day = excluded.second_of_day,
       list_code = excluded.list_code, line_count = excluded.line_count, net_cents = excluded.net_cents,
       lines = excluded.lines`,
  );
  return {
    /** @returns Whether there was none yet. */
    add: (
      storeNo: number,
      day: number,
      registerId: string,
      transactionId: string,
      { card_no, second_of_day, list_code }: Head,
      { lineCount, netCents, lines, hasOffers }: Version,
    ): boolean => {
      const { changes, lastInsertRowid } = add.run(
        storeNo,
        day,
        registerId,
        transactionId,
        card_no,
        second_of_day,
        list_code,
        fileNo,
        fileNo,
        lineCount,
        netCents,
        lines,
      );
      if (hasOffers && changes === 1) markPromoted(Number(lastInsertRowid));
      return changes === 1;
    },
    find: (storeNo: number, day: number, registerId: string, transactionId: string): Receipt => {
      const receipt = find.get(storeNo, day, registerId, transactionId);
      if (receipt === undefined) throw new Error(`receipt ${transactionId} is there and cannot be found`);
      return receipt;
    },
    fill: (receiptNo: number, head: Head, { lineCount, netCents, lines }: Version): void => {
      fill.run(head.card_no, head.second_of_day, head.list_code, lineCount, netCents, lines, receiptNo);
    },
    findStaged: (receiptNo: number) => findStaged.get(fileNo, receiptNo),
    stage: (receiptNo: number, head: Head, { lineCount, netCents, lines }: Version): void => {
      stage.run(
        fileNo,
        receiptNo,
        head.card_no,
        head.second_of_day,
        head.list_code,
        lineCount,
        netCents,
        lines,
      );
    },
  };
}

import type { ScanRow } from '../../ingest/rows.ts';
import type { Db } from '../sqlite.ts';
import type { Dictionaries } from './dictionaries.ts';
import { dirtyMarks } from './dirty.ts';

export type ScanCounts = { readonly stored: number; readonly duplicate: number };

/** Which household a list code was printed for; `undefined` for a code that is none of ours. */
export type HouseholdOfList = (listCode: string) => string | undefined;

type ReceiptRow = { receipt_no: number; file_no: number };
type Place = { readonly table: 'scan_line' | 'resent_line'; readonly receiptNo: number };

/**
 * Store batches of scan lines of one file. A receipt is (store, register, day, transaction). One that another file
 * brought before is kept apart (`resent_*`) until the file is whole, see `resent.ts`: only then can we tell a repetition
 * from a correction. Everything here runs inside the caller's transaction.
 */
export function scanWriter(db: Db, names: Dictionaries, fileNo: number, householdOfList: HouseholdOfList) {
  const findReceipt = db.prepare<[number, number, string, string], ReceiptRow>(
    'SELECT receipt_no, file_no FROM receipt WHERE store_no = ? AND day = ? AND register_id = ? AND transaction_id = ?',
  );
  const newReceipt = db.prepare(
    `INSERT INTO receipt (store_no, day, register_id, transaction_id, card_no, second_of_day, list_code, file_no)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const newResent = db.prepare(
    'INSERT OR IGNORE INTO resent_receipt (receipt_no, file_no, card_no, second_of_day, list_code) VALUES (?, ?, ?, ?, ?)',
  );
  const writers = {
    scan_line: lineWriter(db, 'scan_line', fileNo),
    resent_line: lineWriter(db, 'resent_line', fileNo),
  };
  const dirty = dirtyMarks(db);

  const place = (head: ScanRow): Place => {
    const storeNo = names.storeNo(head.storeId);
    const cardNo = identify(head, names, householdOfList);
    const found = findReceipt.get(storeNo, head.day, head.registerId, head.transactionId);
    const second = head.secondOfDay ?? null;
    const code = head.listCode ?? null;
    if (found === undefined) {
      const made = newReceipt.run(
        storeNo,
        head.day,
        head.registerId,
        head.transactionId,
        cardNo,
        second,
        code,
        fileNo,
      );
      if (cardNo !== null) dirty.card(cardNo);
      return { table: 'scan_line', receiptNo: Number(made.lastInsertRowid) };
    }
    if (found.file_no === fileNo) {
      if (cardNo !== null) dirty.card(cardNo);
      return { table: 'scan_line', receiptNo: found.receipt_no };
    }
    newResent.run(found.receipt_no, fileNo, cardNo, second, code);
    return { table: 'resent_line', receiptNo: found.receipt_no };
  };

  return (rows: readonly ScanRow[]): ScanCounts => {
    let stored = 0;
    let duplicate = 0;
    for (const group of groupByReceipt(rows)) {
      const head =
        group.find((row) => row.cardId !== undefined) ??
        group.find((row) => row.listCode !== undefined) ??
        group[0];
      if (head === undefined) continue;
      const at = place(head);
      const written = writers[at.table](at.receiptNo, group, names);
      // A staged line is counted when the file is whole.
      if (at.table === 'scan_line') stored += written;
      duplicate += group.length - written;
    }
    return { stored, duplicate };
  };
}

/** The card, else the household of the scanned list, else nobody. */
function identify(head: ScanRow, names: Dictionaries, householdOfList: HouseholdOfList): number | null {
  if (head.cardId !== undefined) return names.cardNo(head.cardId);
  if (head.listCode === undefined) return null;
  const householdId = householdOfList(head.listCode);
  return householdId === undefined ? null : names.listCardNo(head.listCode, householdId);
}

function groupByReceipt(rows: readonly ScanRow[]): Iterable<ScanRow[]> {
  const groups = new Map<string, ScanRow[]>();
  for (const row of rows) {
    const key = `${row.storeId}\u0000${row.registerId}\u0000${row.day}\u0000${row.transactionId}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups.values();
}

/**
 * Append lines to a receipt of this file. A line that repeats another one's number and content within the file is the
 * same line; lines without numbers are told apart by occurrence, so two equal ones are two.
 *
 * @returns How many were written.
 */
function lineWriter(db: Db, table: 'scan_line' | 'resent_line', fileNo: number) {
  const last = db
    .prepare<[number, number], number>(
      `SELECT coalesce(max(line_seq), 0) FROM ${table} WHERE receipt_no = ? AND file_no = ?`,
    )
    .pluck();
  const before = db.prepare<[number, number], { key: string }>(
    `SELECT line_no || '|' || product_id || '|' || quantity_milli || '|' || coalesce(net_cents, '') || '|' || line_type AS key
     FROM ${table} JOIN product USING (product_no) WHERE receipt_no = ? AND file_no = ? AND line_no IS NOT NULL`,
  );
  const insert = db.prepare(
    `INSERT INTO ${table} (receipt_no, file_no, line_seq, line_no, product_no, quantity_milli, weight_milli, net_cents,
       discount_cents, offer_id, line_type) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );

  return (receiptNo: number, rows: readonly ScanRow[], names: Dictionaries): number => {
    let seq = last.get(receiptNo, fileNo) ?? 0;
    const seen = new Set(seq === 0 ? [] : before.all(receiptNo, fileNo).map((row) => row.key));
    let written = 0;
    for (const row of rows) {
      if (row.lineNo !== undefined) {
        const key = `${row.lineNo}|${row.productId}|${row.quantityMilli}|${row.netCents ?? ''}|${row.lineType}`;
        if (seen.has(key)) continue;
        seen.add(key);
      }
      seq += 1;
      written += 1;
      insert.run(
        receiptNo,
        fileNo,
        seq,
        row.lineNo ?? null,
        names.productNo(row.productId, row.description),
        row.quantityMilli,
        row.weightMilli ?? null,
        row.netCents ?? null,
        row.discountCents ?? null,
        row.offerId ?? null,
        row.lineType,
      );
    }
    return written;
  };
}

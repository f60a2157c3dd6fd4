import type { ScanRow } from '../../ingest/rows.ts';
import type { Db } from '../sqlite.ts';
import type { Dictionaries } from './dictionaries.ts';
import { dirtyMarks } from './dirty.ts';
import { lineWriter } from './lines.ts';

export type ScanCounts = { readonly stored: number; readonly duplicate: number };

/** Which household a list code was printed for; `undefined` for a code that is none of ours. */
export type HouseholdOfList = (listCode: string) => string | undefined;

/** What a receipt has beside its lines. Its columns are the same in `receipt` and `resent_receipt`. */
type Head = { card_no: number | null; second_of_day: number | null; list_code: string | null };
/** 1: the card stands for a scanned list, and a real card on another line takes its place. */
type StoredHead = Head & { by_list: 0 | 1 | null };
type Receipt = StoredHead & { receipt_no: number; file_no: number };
type Place = { readonly table: 'scan_line' | 'resent_line'; readonly receiptNo: number };

const HEAD = `card_no, second_of_day, list_code, (SELECT kind = 'list' FROM card WHERE card.card_no = head.card_no) AS by_list`;

/**
 * Store batches of scan lines of one file. A receipt is (store, register, day, transaction). One that another file
 * brought before is kept apart (`resent_*`) until the file is whole, see `resent.ts`: only then can we tell a repetition
 * from a correction. Where the batches are cut makes no difference. Everything here runs inside the caller's transaction.
 */
export function scanWriter(db: Db, names: Dictionaries, fileNo: number, householdOfList: HouseholdOfList) {
  const writers = {
    scan_line: lineWriter(db, 'scan_line', fileNo),
    resent_line: lineWriter(db, 'resent_line', fileNo),
  };
  const place = placer(db, names, fileNo, householdOfList);

  return (rows: readonly ScanRow[]): ScanCounts => {
    let stored = 0;
    let duplicate = 0;
    for (const group of groupByReceipt(rows)) {
      const at = place(group);
      const written = writers[at.table](at.receiptNo, group, names);
      // A staged line is counted when the file is whole.
      if (at.table === 'scan_line') stored += written;
      duplicate += group.length - written;
    }
    return { stored, duplicate };
  };
}

/** Finds or makes the receipt of a group of lines, gives it what the lines say of it, and says where they belong. */
function placer(db: Db, names: Dictionaries, fileNo: number, householdOfList: HouseholdOfList) {
  const find = db.prepare<[number, number, string, string], Receipt>(
    `SELECT receipt_no, file_no, ${HEAD} FROM receipt AS head
     WHERE store_no = ? AND day = ? AND register_id = ? AND transaction_id = ?`,
  );
  const add = db.prepare(
    `INSERT INTO receipt (store_no, day, register_id, transaction_id, card_no, second_of_day, list_code, file_no, sent_in)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const fill = db.prepare(
    'UPDATE receipt SET card_no = ?, second_of_day = ?, list_code = ? WHERE receipt_no = ?',
  );
  const findStaged = db.prepare<[number, number], StoredHead>(
    `SELECT ${HEAD} FROM resent_receipt AS head WHERE file_no = ? AND receipt_no = ?`,
  );
  const stage = db.prepare(
    `INSERT INTO resent_receipt (file_no, receipt_no, card_no, second_of_day, list_code) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (file_no, receipt_no) DO UPDATE SET card_no = excluded.card_no, second_of_day = excluded.second_of_day,
       list_code = excluded.list_code`,
  );
  const dirty = dirtyMarks(db);
  const mark = (cardNo: number | null): void => {
    if (cardNo !== null) dirty.card(cardNo);
  };

  return (group: readonly [ScanRow, ...ScanRow[]]): Place => {
    const [{ storeId, day, registerId, transactionId }] = group;
    const storeNo = names.storeNo(storeId);
    const found = find.get(storeNo, day, registerId, transactionId);
    if (found === undefined) {
      const { card_no, second_of_day, list_code } = readHead(group, names, householdOfList, undefined);
      const values = [card_no, second_of_day, list_code, fileNo, fileNo];
      const made = add.run(storeNo, day, registerId, transactionId, ...values);
      mark(card_no);
      return { table: 'scan_line', receiptNo: Number(made.lastInsertRowid) };
    }
    const receiptNo = found.receipt_no;
    if (found.file_no === fileNo) {
      const { card_no, second_of_day, list_code } = readHead(group, names, householdOfList, found);
      fill.run(card_no, second_of_day, list_code, receiptNo);
      mark(card_no);
      if (found.card_no !== card_no) mark(found.card_no);
      return { table: 'scan_line', receiptNo };
    }
    const staged = findStaged.get(fileNo, receiptNo);
    const { card_no, second_of_day, list_code } = readHead(group, names, householdOfList, staged);
    stage.run(fileNo, receiptNo, card_no, second_of_day, list_code);
    return { table: 'resent_line', receiptNo };
  };
}

/** Each fact from the first line that has it, lines of earlier batches included: registers repeat them or do not. */
function readHead(
  group: readonly ScanRow[],
  names: Dictionaries,
  householdOfList: HouseholdOfList,
  before: StoredHead | undefined,
): Head {
  const listCode = before?.list_code ?? group.find((row) => row.listCode !== undefined)?.listCode;
  const second = before?.second_of_day ?? group.find((row) => row.secondOfDay !== undefined)?.secondOfDay;
  const cardNo = (): number | null => {
    if (before?.card_no != null && before.by_list !== 1) return before.card_no;
    const cardId = group.find((row) => row.cardId !== undefined)?.cardId;
    if (cardId !== undefined) return names.cardNo(cardId);
    return before?.card_no ?? listCard(listCode, names, householdOfList);
  };
  return { card_no: cardNo(), second_of_day: second ?? null, list_code: listCode ?? null };
}

/** A list scanned without a card stands for the household it was made for. */
function listCard(
  listCode: string | undefined,
  names: Dictionaries,
  householdOfList: HouseholdOfList,
): number | null {
  const householdId = listCode === undefined ? undefined : householdOfList(listCode);
  return listCode === undefined || householdId === undefined ? null : names.listCardNo(listCode, householdId);
}

function groupByReceipt(rows: readonly ScanRow[]): Iterable<[ScanRow, ...ScanRow[]]> {
  const groups = new Map<string, [ScanRow, ...ScanRow[]]>();
  for (const row of rows) {
    const key = `${row.storeId}\u0000${row.registerId}\u0000${row.day}\u0000${row.transactionId}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups.values();
}

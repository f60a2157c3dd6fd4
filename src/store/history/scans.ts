import type { ScanColumns } from '../../ingest/scan-columns.ts';
import { NO_TEXT, NO_VALUE } from '../../shared/none.ts';
import type { Db } from '../sqlite.ts';
import type { Dictionaries } from './dictionaries.ts';
import { dirtyMarks } from './dirty.ts';
import { LAST, type ReceiptGroups, receiptGrouper } from './receipt-groups.ts';
import { type Head, receiptRows, type StoredHead } from './receipt-rows.ts';
import { versionEncoder } from './receipt-version.ts';
import { TextNumbers } from './text-numbers.ts';

export type ScanCounts = { readonly stored: number; readonly duplicate: number };

/** Stores one batch inside the caller's transaction. */
export type ScanWriter = (columns: ScanColumns) => ScanCounts;

/** Which household a list code was printed for; `undefined` for a code that is none of ours. */
export type HouseholdOfList = (listCode: string) => string | undefined;

/**
 * Store batches of scan lines of one file. A receipt is (store, register, day, transaction). One that another file
 * brought before is kept apart (`resent_receipt`) until the file is whole, see `resent.ts`: only then can we tell a
 * repetition from a correction. Where the batches are cut makes no difference. Each batch runs inside the caller's
 * transaction; when that fails, the writer is of no use any more.
 */
export function scanWriter(db: Db, names: Dictionaries, fileNo: number, householdOfList: HouseholdOfList) {
  const numbers = new TextNumbers(names);
  const rows = receiptRows(db, fileNo);
  const group = receiptGrouper();
  const encode = versionEncoder(numbers);
  const readHead = headReader(numbers, names, householdOfList);
  const dirty = dirtyMarks(db);

  return (columns: ScanColumns): ScanCounts => {
    numbers.load(columns);
    const groups = group(columns);
    const marked = new Set<number>();
    let stored = 0;
    let duplicate = 0;
    for (let place = 0; place < groups.count; place++) {
      const first = groups.first[place] ?? 0;
      const storeNo = numbers.store(columns.store[first] ?? 0);
      const day = columns.day[first] ?? 0;
      const registerId = columns.texts.registers[columns.register[first] ?? 0] ?? '';
      const transactionId = columns.transactions[columns.transaction[first] ?? 0] ?? '';
      const head = readHead(columns, groups, first, undefined);
      const version = encode(columns, groups, first, undefined);
      duplicate += (groups.size[place] ?? 0) - version.added;
      if (rows.add(storeNo, day, registerId, transactionId, head, version)) {
        stored += version.added;
        if (head.card_no !== null) marked.add(head.card_no);
        continue;
      }
      const found = rows.find(storeNo, day, registerId, transactionId);
      const isOwn = found.file_no === fileNo;
      const before = isOwn ? found : rows.findStaged(found.receipt_no);
      const whole = readHead(columns, groups, first, before);
      const more = before === undefined ? version : encode(columns, groups, first, before.lines);
      duplicate += version.added - more.added;
      if (!isOwn) {
        // A staged line is counted when the file is whole.
        rows.stage(found.receipt_no, whole, more);
        continue;
      }
      stored += more.added;
      rows.fill(found.receipt_no, whole, more);
      for (const cardNo of [whole.card_no, found.card_no]) if (cardNo !== null) marked.add(cardNo);
    }
    if (marked.size > 0) dirty.cards([...marked]);
    return { stored, duplicate };
  };
}

/** Each fact from the first line that has it, lines of earlier batches included: registers repeat them or do not. */
function headReader(numbers: TextNumbers, names: Dictionaries, householdOfList: HouseholdOfList) {
  return (
    columns: ScanColumns,
    groups: ReceiptGroups,
    first: number,
    before: StoredHead | undefined,
  ): Head => {
    const code = firstOf(columns.listCode, NO_TEXT, groups, first);
    const listCode = before?.list_code ?? (code === NO_TEXT ? undefined : columns.texts.listCodes[code]);
    const second = before?.second_of_day ?? firstOf(columns.secondOfDay, NO_VALUE, groups, first);
    const card_no =
      before?.card_no != null && before.by_list !== 1
        ? before.card_no
        : numbers.card(firstOf(columns.card, NO_TEXT, groups, first)) ||
          (before?.card_no ?? listCard(listCode));
    return { card_no, second_of_day: second === NO_VALUE ? null : second, list_code: listCode ?? null };
  };

  /** A list scanned without a card stands for the household it was made for. */
  function listCard(listCode: string | undefined): number | null {
    const householdId = listCode === undefined ? undefined : householdOfList(listCode);
    return listCode === undefined || householdId === undefined
      ? null
      : names.listCardNo(listCode, householdId);
  }
}

/** The first value in a receipt's lines that is not `none`. */
function firstOf(values: Int32Array, none: number, { next }: ReceiptGroups, first: number): number {
  for (let line = first; line !== LAST; line = next[line] ?? LAST) {
    const value = values[line] ?? none;
    if (value !== none) return value;
  }
  return none;
}

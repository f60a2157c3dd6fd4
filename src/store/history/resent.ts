import { lineColumns } from '../../history/line-columns.ts';
import type { Db } from '../sqlite.ts';
import { dirtyMarks } from './dirty.ts';
import { contentOf, loadReceipt } from './line-content.ts';
import type { ScanCounts } from './scans.ts';

type Staged = {
  receipt_no: number;
  card_no: number | null;
  list_code: string | null;
  line_count: number;
  lines: Uint8Array;
};

/** The version of a receipt that is current. */
type Current = {
  card_no: number | null;
  list_code: string | null;
  file_no: number;
  sent_in: number;
  line_count: number;
  lines: Uint8Array;
  file_state: 'open' | 'done';
};

/**
 * Settle up to `limit` receipts that the file, whole by now, has of other files too. Of the versions that whole files
 * sent, that of the file which was begun last holds; so the end does not depend on where a file was cut off, when it went
 * on, or what came in between:
 * - A version of a file that is still half read may lack lines, and gives way to a whole one, whichever was begun first.
 *   It is set aside with its file, to be settled like the others when that file is whole.
 * - The same lines again are duplicates. Other lines replace those of a file that was begun earlier. The replaced stay
 *   readable with the file that superseded them; so do lines that come too late to hold.
 *
 * Runs inside the caller's transaction.
 *
 * @returns The counts, or `undefined` when nothing is left to settle.
 */
export function resentSettler(db: Db) {
  const read = readers(db);
  const write = writers(db);
  const same = contentComparer();
  const dirty = dirtyMarks(db);

  return (fileNo: number, limit: number): ScanCounts | undefined => {
    const receipts = read.staged.all(fileNo, limit);
    if (receipts.length === 0) return undefined;
    let stored = 0;
    let duplicate = 0;
    const marked = new Set<number>();
    for (const receipt of receipts) {
      if (settleOne(receipt, fileNo, marked)) stored += receipt.line_count;
      else duplicate += receipt.line_count;
      write.drop.run(fileNo, receipt.receipt_no);
    }
    if (marked.size > 0) dirty.cards([...marked]);
    return { stored, duplicate };
  };

  /** @returns Whether its lines are stored now; else they are duplicates. */
  function settleOne(receipt: Staged, fileNo: number, marked: Set<number>): boolean {
    const receiptNo = receipt.receipt_no;
    const current = read.current.get(receiptNo);
    if (current === undefined) throw new Error(`receipt ${receiptNo} is staged and is nowhere`);
    if (current.file_state === 'open') {
      write.setAside(receiptNo, current);
      take(receipt, fileNo, current, marked);
      return true;
    }
    const sameHead = current.card_no === receipt.card_no && current.list_code === receipt.list_code;
    if (sameHead && same(receipt.lines, current.lines)) {
      write.sent.run(fileNo, receiptNo);
      return false;
    }
    if (fileNo > current.sent_in) {
      write.supersede.run(fileNo, receiptNo);
      take(receipt, fileNo, current, marked);
    } else write.tooLate.run(current.file_no, fileNo, receiptNo);
    return true;
  }

  function take(receipt: Staged, fileNo: number, current: Current, marked: Set<number>): void {
    for (const cardNo of [current.card_no, receipt.card_no]) if (cardNo !== null) marked.add(cardNo);
    write.take.run(fileNo, fileNo, receipt.receipt_no, fileNo);
  }
}

function readers(db: Db) {
  return {
    staged: db.prepare<[number, number], Staged>(
      `SELECT receipt_no, card_no, list_code, line_count, lines FROM resent_receipt WHERE file_no = ?
       ORDER BY receipt_no LIMIT ?`,
    ),
    current: db.prepare<[number], Current>(
      `SELECT card_no, list_code, file_no, sent_in, line_count, lines, state AS file_state
       FROM receipt JOIN feed_file USING (file_no) WHERE receipt_no = ?`,
    ),
  };
}

/**
 * Whether two versions of a receipt say the same: they are compared as multisets of what their lines say, so that order
 * and numbering do not matter and equal lines count as often as they occur.
 */
function contentComparer(): (some: Uint8Array, others: Uint8Array) => boolean {
  const columns = lineColumns();
  const texts = (lines: Uint8Array): string[] => {
    loadReceipt(lines, columns);
    return Array.from({ length: columns.count }, (_, at) => contentOf(columns, at)).sort();
  };
  return (some, others) => {
    if (Buffer.compare(some, others) === 0) return true;
    const expected = texts(others);
    const found = texts(some);
    return found.length === expected.length && found.every((text, place) => text === expected[place]);
  };
}

function writers(db: Db) {
  const stage = db.prepare(
    `INSERT INTO resent_receipt (file_no, receipt_no, card_no, second_of_day, list_code, line_count, net_cents, lines)
     SELECT file_no, receipt_no, card_no, second_of_day, list_code, line_count, net_cents, lines FROM receipt
     WHERE receipt_no = ?`,
  );
  const uncount = db.prepare('UPDATE feed_file SET lines_stored = lines_stored - ? WHERE file_no = ?');
  return {
    /** The current version stays readable. */
    supersede: db.prepare(
      `INSERT INTO superseded_receipt (receipt_no, file_no, superseded_in, line_count, lines)
       SELECT receipt_no, file_no, ?, line_count, lines FROM receipt WHERE receipt_no = ?`,
    ),
    /** A staged version that comes too late to hold is superseded from the start. */
    tooLate: db.prepare(
      `INSERT INTO superseded_receipt (receipt_no, file_no, superseded_in, line_count, lines)
       SELECT receipt_no, file_no, ?, line_count, lines FROM resent_receipt WHERE file_no = ? AND receipt_no = ?`,
    ),
    /** A staged version becomes the current one. */
    take: db.prepare(
      `UPDATE receipt SET card_no = staged.card_no, second_of_day = staged.second_of_day, list_code = staged.list_code,
         line_count = staged.line_count, net_cents = staged.net_cents, lines = staged.lines, file_no = ?, sent_in = ?
       FROM resent_receipt AS staged
       WHERE receipt.receipt_no = ? AND staged.receipt_no = receipt.receipt_no AND staged.file_no = ?`,
    ),
    sent: db.prepare('UPDATE receipt SET sent_in = max(sent_in, ?) WHERE receipt_no = ?'),
    drop: db.prepare('DELETE FROM resent_receipt WHERE file_no = ? AND receipt_no = ?'),
    /** An open file's current lines go back to its staging, uncounted until they are settled. */
    setAside: (receiptNo: number, current: Current): void => {
      stage.run(receiptNo);
      uncount.run(current.line_count, current.file_no);
    },
  };
}

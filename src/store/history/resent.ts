import type { Db } from '../sqlite.ts';
import { dirtyMarks } from './dirty.ts';
import { CONTENT } from './lines.ts';
import type { ScanCounts } from './scans.ts';

type Staged = {
  receipt_no: number;
  card_no: number | null;
  second_of_day: number | null;
  list_code: string | null;
};

/** The version of a receipt that is current. */
type Current = {
  card_no: number | null;
  list_code: string | null;
  file_no: number;
  sent_in: number;
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
  const dirty = dirtyMarks(db);

  const take = (receipt: Staged, fileNo: number, current: Current): void => {
    for (const cardNo of [current.card_no, receipt.card_no]) if (cardNo !== null) dirty.card(cardNo);
    write.supersede.run(fileNo, receipt.receipt_no);
    write.keep.run(null, fileNo, receipt.receipt_no);
    write.head.run(
      receipt.card_no,
      receipt.second_of_day,
      receipt.list_code,
      fileNo,
      fileNo,
      receipt.receipt_no,
    );
  };
  const settleOne = (receipt: Staged, fileNo: number): ScanCounts => {
    const receiptNo = receipt.receipt_no;
    const sent = read.stagedLines.all(receiptNo, fileNo);
    const lines = sent.length;
    const current = read.current.get(receiptNo);
    if (current === undefined) throw new Error(`receipt ${receiptNo} is staged and is nowhere`);
    if (current.file_state === 'open') {
      write.setAside(receiptNo, current.file_no);
      take(receipt, fileNo, current);
      return { stored: lines, duplicate: 0 };
    }
    const sameHead = current.card_no === receipt.card_no && current.list_code === receipt.list_code;
    if (sameHead && sameLines(sent, read.currentLines.all(receiptNo))) {
      write.sent.run(fileNo, receiptNo);
      return { stored: 0, duplicate: lines };
    }
    if (fileNo > current.sent_in) take(receipt, fileNo, current);
    else write.keep.run(current.file_no, fileNo, receiptNo);
    return { stored: lines, duplicate: 0 };
  };

  return (fileNo: number, limit: number): ScanCounts | undefined => {
    const receipts = read.staged.all(fileNo, limit);
    if (receipts.length === 0) return undefined;
    let stored = 0;
    let duplicate = 0;
    for (const receipt of receipts) {
      const counts = settleOne(receipt, fileNo);
      stored += counts.stored;
      duplicate += counts.duplicate;
      write.dropLines.run(fileNo, receipt.receipt_no);
      write.drop.run(fileNo, receipt.receipt_no);
    }
    return { stored, duplicate };
  };
}

function readers(db: Db) {
  return {
    staged: db.prepare<[number, number], Staged>(
      'SELECT receipt_no, card_no, second_of_day, list_code FROM resent_receipt WHERE file_no = ? ORDER BY receipt_no LIMIT ?',
    ),
    stagedLines: db
      .prepare<[number, number], Line>(
        `SELECT ${CONTENT} FROM resent_line WHERE receipt_no = ? AND file_no = ?`,
      )
      .raw(),
    currentLines: db
      .prepare<[number], Line>(
        `SELECT ${CONTENT} FROM scan_line WHERE receipt_no = ? AND superseded_in IS NULL`,
      )
      .raw(),
    current: db.prepare<[number], Current>(
      `SELECT card_no, list_code, file_no, sent_in, state AS file_state FROM receipt JOIN feed_file USING (file_no)
       WHERE receipt_no = ?`,
    ),
  };
}

type Line = readonly (string | number | null)[];

/** Whether two receipts have the same lines, each as often. */
function sameLines(some: readonly Line[], others: readonly Line[]): boolean {
  if (some.length !== others.length) return false;
  const texts = (lines: readonly Line[]): string[] => lines.map((line) => JSON.stringify(line)).sort();
  const expected = texts(others);
  return texts(some).every((text, place) => text === expected[place]);
}

function writers(db: Db) {
  const stageHead = db.prepare(
    `INSERT INTO resent_receipt (file_no, receipt_no, card_no, second_of_day, list_code)
     SELECT file_no, receipt_no, card_no, second_of_day, list_code FROM receipt WHERE receipt_no = ?`,
  );
  const stageLines = db.prepare(
    `INSERT INTO resent_line (file_no, receipt_no, line_seq, line_no, ${CONTENT})
     SELECT file_no, receipt_no, line_seq, line_no, ${CONTENT} FROM scan_line WHERE receipt_no = ? AND file_no = ?`,
  );
  const unstore = db.prepare('DELETE FROM scan_line WHERE receipt_no = ? AND file_no = ?');
  const uncount = db.prepare('UPDATE feed_file SET lines_stored = lines_stored - ? WHERE file_no = ?');
  return {
    supersede: db.prepare(
      'UPDATE scan_line SET superseded_in = ? WHERE receipt_no = ? AND superseded_in IS NULL',
    ),
    /** Staged lines join the others: current, or superseded from the start. */
    keep: db.prepare(
      `INSERT INTO scan_line (receipt_no, file_no, line_seq, line_no, ${CONTENT}, superseded_in)
       SELECT receipt_no, file_no, line_seq, line_no, ${CONTENT}, ? FROM resent_line WHERE file_no = ? AND receipt_no = ?`,
    ),
    head: db.prepare(
      'UPDATE receipt SET card_no = ?, second_of_day = ?, list_code = ?, file_no = ?, sent_in = ? WHERE receipt_no = ?',
    ),
    sent: db.prepare('UPDATE receipt SET sent_in = max(sent_in, ?) WHERE receipt_no = ?'),
    dropLines: db.prepare('DELETE FROM resent_line WHERE file_no = ? AND receipt_no = ?'),
    drop: db.prepare('DELETE FROM resent_receipt WHERE file_no = ? AND receipt_no = ?'),
    /** An open file's current lines go back to its staging, uncounted until they are settled. */
    setAside: (receiptNo: number, openFileNo: number): void => {
      stageHead.run(receiptNo);
      const { changes } = stageLines.run(receiptNo, openFileNo);
      unstore.run(receiptNo, openFileNo);
      uncount.run(changes, openFileNo);
    },
  };
}

import type { Db } from '../sqlite.ts';
import { dirtyMarks } from './dirty.ts';
import type { ScanCounts } from './scans.ts';

type Resent = {
  receipt_no: number;
  card_no: number | null;
  second_of_day: number | null;
  list_code: string | null;
};

/** Lines of a receipt as a multiset, so that order and numbering do not matter and equal lines count as often as they occur. */
const CONTENT = `product_no, quantity_milli, weight_milli, net_cents, discount_cents, offer_id, line_type`;

/**
 * Settle up to `limit` receipts that the file sent again: the same lines are duplicates; other lines replace the old
 * ones, which stay readable with the file that superseded them. Runs inside the caller's transaction.
 *
 * @returns The counts, or `undefined` when nothing is left to settle.
 */
export function settleResent(db: Db, fileNo: number, limit: number): ScanCounts | undefined {
  const receipts = db
    .prepare<[number, number], Resent>(
      'SELECT receipt_no, card_no, second_of_day, list_code FROM resent_receipt WHERE file_no = ? ORDER BY receipt_no LIMIT ?',
    )
    .all(fileNo, limit);
  if (receipts.length === 0) return undefined;
  const statements = prepare(db);
  let stored = 0;
  let duplicate = 0;
  for (const receipt of receipts) {
    const lines = statements.staged.get(receipt.receipt_no, fileNo) ?? 0;
    if (isRepetition(statements, fileNo, receipt)) duplicate += lines;
    else {
      replace(db, statements, fileNo, receipt);
      stored += lines;
    }
    statements.dropLines.run(fileNo, receipt.receipt_no);
    statements.drop.run(fileNo, receipt.receipt_no);
  }
  return { stored, duplicate };
}

type Statements = ReturnType<typeof prepare>;

function prepare(db: Db) {
  const current = `SELECT ${CONTENT}, count(*) AS n FROM scan_line WHERE receipt_no = @receipt AND superseded_in IS NULL GROUP BY ${CONTENT}`;
  const staged = `SELECT ${CONTENT}, count(*) AS n FROM resent_line WHERE receipt_no = @receipt AND file_no = @file GROUP BY ${CONTENT}`;
  return {
    staged: db
      .prepare<[number, number], number>(
        'SELECT count(*) FROM resent_line WHERE receipt_no = ? AND file_no = ?',
      )
      .pluck(),
    difference: db
      .prepare<{ receipt: number; file: number }, number>(
        `SELECT count(*) FROM (SELECT * FROM (${current} EXCEPT ${staged}) UNION ALL SELECT * FROM (${staged} EXCEPT ${current}))`,
      )
      .pluck(),
    old: db.prepare<[number], { card_no: number | null; list_code: string | null }>(
      'SELECT card_no, list_code FROM receipt WHERE receipt_no = ?',
    ),
    supersede: db.prepare(
      'UPDATE scan_line SET superseded_in = ? WHERE receipt_no = ? AND superseded_in IS NULL',
    ),
    move: db.prepare(
      `INSERT INTO scan_line (receipt_no, file_no, line_seq, line_no, ${CONTENT})
       SELECT receipt_no, file_no, line_seq, line_no, ${CONTENT} FROM resent_line WHERE file_no = ? AND receipt_no = ?`,
    ),
    head: db.prepare(
      'UPDATE receipt SET card_no = ?, second_of_day = ?, list_code = ?, file_no = ? WHERE receipt_no = ?',
    ),
    dropLines: db.prepare('DELETE FROM resent_line WHERE file_no = ? AND receipt_no = ?'),
    drop: db.prepare('DELETE FROM resent_receipt WHERE file_no = ? AND receipt_no = ?'),
  };
}

function isRepetition(statements: Statements, fileNo: number, receipt: Resent): boolean {
  const old = statements.old.get(receipt.receipt_no);
  return (
    old?.card_no === receipt.card_no &&
    old.list_code === receipt.list_code &&
    statements.difference.get({ receipt: receipt.receipt_no, file: fileNo }) === 0
  );
}

function replace(db: Db, statements: Statements, fileNo: number, receipt: Resent): void {
  const dirty = dirtyMarks(db);
  const before = statements.old.get(receipt.receipt_no)?.card_no;
  for (const cardNo of [before, receipt.card_no]) if (cardNo != null) dirty.card(cardNo);
  statements.supersede.run(fileNo, receipt.receipt_no);
  statements.move.run(fileNo, receipt.receipt_no);
  statements.head.run(receipt.card_no, receipt.second_of_day, receipt.list_code, fileNo, receipt.receipt_no);
}

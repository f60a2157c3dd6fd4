import { lineColumns } from '../../history/line-columns.ts';
import { decodeReceipt, ReceiptEncoder } from '../../history/receipt-lines.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { Db } from '../sqlite.ts';
import { dirtyMarks } from './dirty.ts';
import { copyLine, loadReceipt, numberedLineKey } from './line-content.ts';
import type { ScanCounts } from './scans.ts';

type Staged = { receipt_no: number; card_no: number | null; line_count: number; lines: Uint8Array };
type Current = { card_no: number | null; lines: Uint8Array; name: string; file_state: 'open' | 'done' };

/**
 * Settle up to `limit` receipts of a file of corrected rows that other files have, too: its lines come to those that are
 * there, which stay readable as they were. A numbered line that is there already is a duplicate; lines without numbers
 * are told apart by the register of rows that came back (`fed-back.ts`), which lets none through twice.
 *
 * @returns The counts, or `undefined` when nothing is left to settle.
 * @throws UserError (65) where the receipt's own file is half read: its other lines would be taken for a correction.
 */
export function addedSettler(db: Db) {
  const { staged, current, supersede, take, sent, drop } = statements(db);
  const join = versionJoiner();
  const dirty = dirtyMarks(db);

  return (fileNo: number, limit: number): ScanCounts | undefined => {
    const receipts = staged.all(fileNo, limit);
    if (receipts.length === 0) return undefined;
    const counts = { stored: 0, duplicate: 0 };
    const marked = new Set<number>();
    for (const receipt of receipts) {
      const receiptNo = receipt.receipt_no;
      const before = current.get(receiptNo);
      if (before === undefined) throw new Error(`receipt ${receiptNo} is staged and is nowhere`);
      if (before.file_state === 'open') throw halfRead(before.name);
      const { lines, lineCount, netCents, added } = join(before.lines, receipt.lines);
      if (added > 0) {
        supersede.run(fileNo, receiptNo);
        take.run(fileNo, fileNo, lineCount, netCents, lines, receiptNo, fileNo);
        for (const cardNo of [before.card_no, receipt.card_no]) if (cardNo !== null) marked.add(cardNo);
      } else sent.run(fileNo, receiptNo);
      counts.stored += added;
      counts.duplicate += receipt.line_count - added;
      drop.run(fileNo, receiptNo);
    }
    if (marked.size > 0) dirty.cards([...marked]);
    return counts;
  };
}

function statements(db: Db) {
  return {
    staged: db.prepare<[number, number], Staged>(
      `SELECT receipt_no, card_no, line_count, lines FROM resent_receipt WHERE file_no = ? ORDER BY receipt_no LIMIT ?`,
    ),
    current: db.prepare<[number], Current>(
      `SELECT card_no, lines, name, state AS file_state FROM receipt JOIN feed_file USING (file_no) WHERE receipt_no = ?`,
    ),
    supersede: db.prepare(
      `INSERT INTO superseded_receipt (receipt_no, file_no, superseded_in, line_count, lines)
       SELECT receipt_no, file_no, ?, line_count, lines FROM receipt WHERE receipt_no = ?`,
    ),
    /** What the receipt says beside its lines stays; a corrected line may fill what is missing. */
    take: db.prepare(
      `UPDATE receipt SET card_no = coalesce(receipt.card_no, staged.card_no),
         second_of_day = coalesce(receipt.second_of_day, staged.second_of_day),
         list_code = coalesce(receipt.list_code, staged.list_code),
         file_no = ?, sent_in = ?, line_count = ?, net_cents = ?, lines = ?
       FROM resent_receipt AS staged
       WHERE receipt.receipt_no = ? AND staged.receipt_no = receipt.receipt_no AND staged.file_no = ?`,
    ),
    sent: db.prepare('UPDATE receipt SET sent_in = max(sent_in, ?) WHERE receipt_no = ?'),
    drop: db.prepare('DELETE FROM resent_receipt WHERE file_no = ? AND receipt_no = ?'),
  };
}

type Joined = { lines: Uint8Array; lineCount: number; netCents: number; added: number };

/** The lines of one version behind those of another. The bytes are valid until the next two are joined. */
function versionJoiner(): (some: Uint8Array, more: Uint8Array) => Joined {
  const encoder = new ReceiptEncoder();
  const columns = lineColumns();
  return (some, more) => {
    const first = loadReceipt(some, columns).count;
    decodeReceipt(more, columns);
    encoder.begin();
    const seen = new Set<string>();
    let [lineCount, netCents] = [0, 0];
    for (let at = 0; at < columns.count; at++) {
      const key = numberedLineKey(columns, at);
      if (key !== undefined) {
        if (at >= first && seen.has(key)) continue;
        seen.add(key);
      }
      copyLine(encoder, columns, at);
      lineCount++;
      netCents += columns.netCents[at] || 0;
    }
    return { lines: encoder.bytes(), lineCount, netCents, added: lineCount - first };
  };
}

function halfRead(name: string): UserError {
  return new UserError('file-half-read', `a receipt of these rows is of ${name}, which is half read`, {
    exitCode: EXIT.badInput,
    next: `Take ${name} in to its end first, then feed these rows back again.`,
  });
}

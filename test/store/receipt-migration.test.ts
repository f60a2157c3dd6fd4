import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/store/sqlite.ts';
import { connect, currentReceipts, dataDir, MIGRATIONS, openHistoryIn, supersededLines } from './room.ts';

/** The schema as it was when each line was a row. */
function migrationsBefore(dir: string): string {
  const folder = join(dir, 'migrations');
  mkdirSync(folder);
  cpSync(MIGRATIONS.history, folder, { recursive: true });
  for (const name of readdirSync(folder)) if (name >= '0005') rmSync(join(folder, name), { recursive: true });
  return folder;
}

test('lines that were rows go over into their receipts, superseded and staged ones, too', () => {
  const dir = dataDir();
  const db = openDatabase(join(dir, 'history.db'), migrationsBefore(dir));
  const file = `INSERT INTO feed_file (file_no, feed, sha256, layout_sha256, name, state, records_done, lines_stored,
    lines_duplicate, rejected_by_reason) VALUES`;
  db.exec(`
    ${file} (1, 'scans', '${'a'.repeat(64)}', '', 'first.csv', 'done', 3, 3, 0, '{}'),
      (2, 'scans', '${'b'.repeat(64)}', '', 'second.csv', 'done', 2, 2, 0, '{}'),
      (3, 'scans', '${'c'.repeat(64)}', '', 'third.csv', 'open', 1, 0, 0, '{}');
    INSERT INTO store (store_no, store_id) VALUES (1, 'S1');
    INSERT INTO product (product_no, product_id) VALUES (1, 'soup'), (2, 'milk');
    INSERT INTO household (household_no, household_id) VALUES (1, 'H1');
    INSERT INTO card (card_no, card_id, kind, household_no) VALUES (1, 'C1', 'card', 1);
    INSERT INTO receipt VALUES (1, 1, 20000, 'R1', 'T1', 1, NULL, NULL, 2, 2), (2, 1, 20001, 'R1', 'T2', NULL, 60, NULL, 1, 1);
    INSERT INTO scan_line VALUES (1, 1, 1, 1, 1, 1000, NULL, 100, NULL, NULL, 'sale', 2),
      (1, 2, 1, 7, 1, 1000, NULL, 100, NULL, 'O1', 'sale', NULL), (1, 2, 2, NULL, 2, -2000, -455, -250, 0, NULL, 'return', NULL),
      (2, 1, 1, 1, 2, 1000, NULL, NULL, NULL, NULL, 'sale', NULL);
    INSERT INTO resent_receipt VALUES (3, 2, 1, NULL, NULL);
    INSERT INTO resent_line VALUES (3, 2, 1, 1, 1, 1000, NULL, 100, NULL, NULL, 'sale');
    INSERT INTO household_history VALUES (1, 1, NULL, NULL);`);
  db.close();

  openHistoryIn(dir);
  const after = connect(dir, 'history');
  expect(currentReceipts(after)).toEqual([
    { key: 'S1/R1/20000/T1', cardId: 'C1', lines: ['milk -2000 -250 return', 'soup 1000 100 sale'] },
    { key: 'S1/R1/20001/T2', cardId: null, lines: ['milk 1000 - sale'] },
  ]);
  expect(supersededLines(after)).toEqual(['soup of first.csv, superseded in second.csv']);
  expect(
    after.prepare('SELECT receipt_no, line_count, net_cents FROM receipt ORDER BY receipt_no').raw().all(),
  ).toEqual([
    [1, 2, -150],
    [2, 1, 0],
  ]);
  expect(
    after
      .prepare(
        `SELECT line_no, offer_id, weight_milli, discount_cents FROM receipt JOIN receipt_line(receipt.lines)
         WHERE receipt_no = 1 ORDER BY line_seq`,
      )
      .raw()
      .all(),
  ).toEqual([
    [7, 'O1', null, null],
    [null, null, -455, 0],
  ]);
  expect(
    after
      .prepare('SELECT product_no, card_no FROM resent_receipt JOIN receipt_line(resent_receipt.lines)')
      .raw()
      .all(),
  ).toEqual([[1, 1]]);
  expect(after.prepare('SELECT household_no FROM dirty_household').pluck().all()).toEqual([1]);
  expect(after.pragma('foreign_key_check')).toEqual([]);
});

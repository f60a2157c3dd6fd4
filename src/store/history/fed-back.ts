import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';

/** A file of corrected rows, by content and by how it is read. */
export type FedBackKey = { readonly sha256: string; readonly layoutSha256: string };

/** Where a row stood in the file that it was rejected from. */
export type RowPlace = { readonly source: string; readonly line: number };

/** A file whose rows may or may not have been taken in; `fileNo` undefined: it was never begun. */
export type UnsettledFile = FedBackKey & { readonly fileNo: number | undefined };

type Row = { sha256: string; layout_sha256: string; file_no: number | null };

/** The register of rejected rows that came back. Each function runs inside the caller's transaction. */
export function fedBackRows(db: Db) {
  const addFile = db.prepare<[string, string]>(
    'INSERT OR IGNORE INTO fed_back_file (sha256, layout_sha256, settled) VALUES (?, ?, 0)',
  );
  const addRow = db.prepare<[string, number, string, string, number]>(
    'INSERT OR IGNORE INTO fed_back_row (source, line, sha256, layout_sha256, record) VALUES (?, ?, ?, ?, ?)',
  );
  const taken = db
    .prepare<[string, number], 1>(
      `SELECT 1 FROM fed_back_row JOIN fed_back_file USING (sha256, layout_sha256)
       WHERE source = ? AND line = ? AND settled = 1`,
    )
    .pluck();
  const unsettled = db.prepare<[], Row>(
    `SELECT fed_back_file.sha256, fed_back_file.layout_sha256, file_no FROM fed_back_file
     LEFT JOIN feed_file USING (sha256, layout_sha256) WHERE settled = 0`,
  );
  const dropRow = db.prepare<[string, string, string, number]>(
    'DELETE FROM fed_back_row WHERE sha256 = ? AND layout_sha256 = ? AND source = ? AND line = ?',
  );
  const dropBehind = db.prepare<[string, string, number]>(
    'DELETE FROM fed_back_row WHERE sha256 = ? AND layout_sha256 = ? AND record > ?',
  );
  const dropFile = db.prepare<[string, string]>(
    'DELETE FROM fed_back_file WHERE sha256 = ? AND layout_sha256 = ?',
  );
  const settle = db.prepare<[string, string]>(
    'UPDATE fed_back_file SET settled = 1 WHERE sha256 = ? AND layout_sha256 = ?',
  );
  const days = db.prepare<[number], { storeId: string; day: Day }>(
    'SELECT DISTINCT store_id AS storeId, day FROM receipt JOIN store USING (store_no) WHERE file_no = ? ORDER BY 1, 2',
  );
  const isFedBack = db
    .prepare<[number], 1>(
      'SELECT 1 FROM feed_file JOIN fed_back_file USING (sha256, layout_sha256) WHERE file_no = ?',
    )
    .pluck();

  return {
    /** Before a file is read: the places of its rows, in their order. */
    announce: ({ sha256, layoutSha256 }: FedBackKey, rows: readonly RowPlace[]): void => {
      addFile.run(sha256, layoutSha256);
      for (const [index, { source, line }] of rows.entries())
        addRow.run(source, line, sha256, layoutSha256, index + 1);
    },
    /** Whether a row was taken in by an earlier file of corrected rows. */
    wasTaken: ({ source, line }: RowPlace): boolean => taken.get(source, line) === 1,
    unsettled: (): UnsettledFile[] =>
      unsettled.all().map((row) => ({
        sha256: row.sha256,
        layoutSha256: row.layout_sha256,
        fileNo: row.file_no ?? undefined,
      })),
    /** Once a file was read as far as it ever will be: all rows up to there were taken in but those that were rejected. */
    settle: ({ sha256, layoutSha256 }: FedBackKey, records: number, rejected: readonly RowPlace[]): void => {
      dropBehind.run(sha256, layoutSha256, records);
      for (const { source, line } of rejected) dropRow.run(sha256, layoutSha256, source, line);
      settle.run(sha256, layoutSha256);
    },
    /** A file that was announced and never begun. */
    withdraw: ({ sha256, layoutSha256 }: FedBackKey): void => {
      dropBehind.run(sha256, layoutSha256, 0);
      dropFile.run(sha256, layoutSha256);
    },
    /** Days of stores of which a file has receipts. */
    daysOf: (fileNo: number): { readonly storeId: string; readonly day: Day }[] => days.all(fileNo),
    isFedBack: (fileNo: number): boolean => isFedBack.get(fileNo) === 1,
  };
}

import type { ScanRow } from '../../ingest/rows.ts';
import type { Db } from '../sqlite.ts';
import type { Dictionaries } from './dictionaries.ts';

/**
 * What a line says, beside its number and its place. Versions of a receipt are compared as multisets of it, so that order
 * and numbering do not matter and equal lines count as often as they occur.
 */
export const CONTENT =
  'product_no, quantity_milli, weight_milli, net_cents, discount_cents, offer_id, line_type';

type Content = [
  productNo: number,
  quantityMilli: number,
  weightMilli: number | null,
  netCents: number | null,
  discountCents: number | null,
  offerId: string | null,
  lineType: string,
];

/**
 * Append lines to a receipt of a file. A line that repeats another one's number and content within the file is the same
 * line; lines without numbers are told apart by occurrence, so two equal ones are two.
 *
 * @returns How many were written.
 */
export function lineWriter(db: Db, table: 'scan_line' | 'resent_line', fileNo: number) {
  const last = db
    .prepare<[number, number], number>(
      `SELECT coalesce(max(line_seq), 0) FROM ${table} WHERE receipt_no = ? AND file_no = ?`,
    )
    .pluck();
  const numbered = db
    .prepare<[number, number], [lineNo: number, ...Content]>(
      `SELECT line_no, ${CONTENT} FROM ${table} WHERE receipt_no = ? AND file_no = ? AND line_no IS NOT NULL`,
    )
    .raw();
  const insert = db.prepare(
    `INSERT INTO ${table} (receipt_no, file_no, line_seq, line_no, ${CONTENT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );

  return (receiptNo: number, rows: readonly ScanRow[], names: Dictionaries): number => {
    let seq = last.get(receiptNo, fileNo) ?? 0;
    const seen = new Set(seq === 0 ? [] : numbered.all(receiptNo, fileNo).map(keyOf));
    let written = 0;
    for (const row of rows) {
      const content = contentOf(row, names);
      if (row.lineNo !== undefined) {
        const key = keyOf([row.lineNo, ...content]);
        if (seen.has(key)) continue;
        seen.add(key);
      }
      seq += 1;
      written += 1;
      insert.run(receiptNo, fileNo, seq, row.lineNo ?? null, ...content);
    }
    return written;
  };
}

function contentOf(row: ScanRow, names: Dictionaries): Content {
  return [
    names.productNo(row.productId, row.description),
    row.quantityMilli,
    row.weightMilli ?? null,
    row.netCents ?? null,
    row.discountCents ?? null,
    row.offerId ?? null,
    row.lineType,
  ];
}

/** Only the offer's id could hold the mark between the parts, and it stands before one of five words. */
function keyOf(line: readonly [lineNo: number, ...Content]): string {
  return line.join('|');
}

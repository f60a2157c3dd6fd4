import { lineColumns, lineTypeOf } from '../../history/line-columns.ts';
import type { LineType } from '../../ingest/rows.ts';
import type { Day } from '../../shared/day.ts';
import { NO_VALUE } from '../../shared/none.ts';
import type { ProductId } from '../../shared/product-id.ts';
import type { Db } from '../sqlite.ts';
import { loadReceipt } from './line-content.ts';

/** A line of a receipt with what the register says it took off by itself. */
export type PromotedLine = {
  readonly productId: ProductId;
  readonly lineType: LineType;
  readonly quantityMilli: number;
  readonly weightMilli: number | undefined;
  /** What the shopper paid for the line, and what was taken off it; undefined: the register does not say. */
  readonly netCents: number | undefined;
  readonly discountCents: number | undefined;
  readonly offerId: string | undefined;
};

export type PromotedReceipt = {
  readonly receiptNo: number;
  readonly storeId: string;
  readonly registerId: string;
  readonly day: Day;
  readonly transactionId: string;
  readonly cardId: string | undefined;
  readonly listCode: string | undefined;
  readonly lines: readonly PromotedLine[];
};

/** Receipts with offers that registers applied by themselves, and which of them the ledger has not been told of. */
export function promotionQueue(db: Db) {
  type Row = {
    receipt_no: number;
    store_id: string;
    register_id: string;
    day: Day;
    transaction_id: string;
    card_id: string | null;
    list_code: string | null;
    lines: Uint8Array;
  };
  // A receipt of a file that is half read may lack lines. Ordered by what they say, not by when they came.
  const pending = db
    .prepare<[], number>(
      `SELECT receipt_no FROM promoted_receipt CROSS JOIN receipt USING (receipt_no) JOIN store USING (store_no)
       JOIN feed_file USING (file_no) WHERE pending = 1 AND feed_file.state = 'done'
       ORDER BY day, store_id, register_id, transaction_id`,
    )
    .pluck();
  const read = db.prepare<[number], Row>(
    `SELECT receipt_no, store_id, register_id, day, transaction_id, iif(kind = 'list', NULL, card_id) AS card_id, list_code, lines
     FROM receipt JOIN store USING (store_no) LEFT JOIN card USING (card_no) WHERE receipt_no = ?`,
  );
  const productId = db
    .prepare<[number], ProductId>('SELECT product_id FROM product WHERE product_no = ?')
    .pluck();
  const done = db.prepare('UPDATE promoted_receipt SET pending = 0 WHERE receipt_no = ?');
  const remember = db.prepare('UPDATE promotions_told SET reports = ?');
  const reportsTold = db.prepare<[], number>('SELECT reports FROM promotions_told').pluck();
  const columns = lineColumns();

  const linesOf = (bytes: Uint8Array): PromotedLine[] => {
    const of = loadReceipt(bytes, columns);
    return Array.from({ length: of.count }, (_, at) => {
      const known = (value: number | undefined) =>
        value === undefined || Number.isNaN(value) ? undefined : value;
      const weight = of.weightMilli[at];
      return {
        productId: productId.get(of.productNo[at] ?? 0) as ProductId,
        lineType: lineTypeOf(of.lineType[at]),
        quantityMilli: of.quantityMilli[at] ?? 0,
        weightMilli: weight === NO_VALUE ? undefined : weight,
        netCents: known(of.netCents[at]),
        discountCents: known(of.discountCents[at]),
        offerId: of.offerIds[at],
      };
    });
  };

  return {
    /** Numbers of receipts, by day, store, register and transaction. */
    pending: (): number[] => pending.all(),
    find: (receiptNo: number): PromotedReceipt | undefined => {
      const row = read.get(receiptNo);
      if (row === undefined) return undefined;
      return {
        receiptNo: row.receipt_no,
        storeId: row.store_id,
        registerId: row.register_id,
        day: row.day,
        transactionId: row.transaction_id,
        cardId: row.card_id ?? undefined,
        listCode: row.list_code ?? undefined,
        lines: linesOf(row.lines),
      };
    },
    /** The ledger knows them. */
    told: (receiptNos: readonly number[]): void => {
      db.transaction(() => {
        for (const receiptNo of receiptNos) done.run(receiptNo);
      }).immediate();
    },
    /** So many reports the ledger has. Killed before this, we know of fewer, and ask no more of it than that. */
    remember: (reports: number): void => void remember.run(reports),
    /** A ledger with fewer reports than it had is another one than ours, a backup say: it is told all of them again. */
    tellAgain: (reports: number): void => {
      if (reports < (reportsTold.get() ?? 0)) db.exec('UPDATE promoted_receipt SET pending = 1');
    },
  };
}

/** Marks a receipt that is new. */
export function promotionMarker(db: Db): (receiptNo: number) => void {
  const mark = db.prepare('INSERT OR REPLACE INTO promoted_receipt (receipt_no, pending) VALUES (?, 1)');
  return (receiptNo) => void mark.run(receiptNo);
}

import { decodeHistory, encodeHistory, HistoryFormatError } from '../../history/codec.ts';
import { type Derived, historyAsOf } from '../../history/derive.ts';
import type { HistoryLine, HouseholdHistory } from '../../history/household-history.ts';
import { type LineColumns, lineColumns, lineTypeOf } from '../../history/line-columns.ts';
import { decodeReceipt } from '../../history/receipt-lines.ts';
import { truncateHistory } from '../../history/truncate.ts';
import { type Day, day } from '../../shared/day.ts';
import { type Db, writeIfFree } from '../sqlite.ts';
import { goodsBackReader } from './returns.ts';

type ReceiptRow = { day: Day; receipt_no: number; lines: Uint8Array };

type CacheRow = { exact_from: Day; history: Uint8Array };

/** Beyond every day of a feed: deriving as of it takes all lines. */
export const END_OF_TIME = day(84_005);

/** The history of one household as of the reader's day. */
export type HistoryOf = (householdNo: number) => HouseholdHistory;

/**
 * Histories as of a day: from the cache where a household's last derivation still answers for its lines, else from the
 * lines, and then the cache is renewed. All that `work` asks for is read from one state of the database and saved
 * together, unless somebody else is writing or has written meanwhile: then it stays marked, and the next reader derives it.
 */
export function historyReader(db: Db): <T>(asOf: Day, work: (historyOf: HistoryOf) => T) => T {
  const cached = db.prepare<[number], CacheRow>(
    `SELECT exact_from, history FROM household_history AS saved WHERE household_no = ?
       AND NOT EXISTS (SELECT 1 FROM dirty_household WHERE household_no = saved.household_no)`,
  );
  const deriver = lineDeriver(db);
  const save = saver(db);

  const reader = (asOf: Day, renewed: Derived[]): HistoryOf => {
    const derive = deriver();
    return (householdNo) => {
      const known = decodeCached(householdNo, cached.get(householdNo));
      if (known !== undefined && asOf >= known.exactFrom) return truncateHistory(known.history, asOf);
      if (known === undefined) {
        const derived = derive(householdNo, END_OF_TIME);
        renewed.push(derived);
        if (asOf >= derived.exactFrom) return truncateHistory(derived.history, asOf);
      }
      return derive(householdNo, asOf).history;
    };
  };
  return <T>(asOf: Day, work: (historyOf: HistoryOf) => T): T =>
    db
      .transaction((): T => {
        const renewed: Derived[] = [];
        const result = work(reader(asOf, renewed));
        save(renewed);
        return result;
      })
      .deferred();
}

/** Derives from the lines, whatever the cache says; to be asked for anew in each transaction. */
export function lineDeriver(db: Db): () => (householdNo: number, asOf: Day) => Derived {
  const selectReceipts = db.prepare<[number], ReceiptRow>(
    'SELECT day, receipt_no, lines FROM card JOIN receipt USING (card_no) WHERE card.household_no = ?',
  );
  const columns = lineColumns();
  const noSpend = db.prepare<[], number>('SELECT product_no FROM product WHERE spend = 0').pluck();
  const goodsBack = goodsBackReader(db);
  return () => {
    // Asked anew each time: the product feed may have changed its mind since.
    const outsideSpend = new Set(noSpend.all());
    const countsAsSpend = (productNo: number): boolean => !outsideSpend.has(productNo);
    return (householdNo, asOf) =>
      historyAsOf(
        householdNo,
        selectReceipts.all(householdNo).flatMap((receipt) => toLines(receipt, columns)),
        asOf,
        countsAsSpend,
        goodsBack(householdNo),
      );
  };
}

function saver(db: Db): (renewed: readonly Derived[]) => void {
  const save = db.prepare(
    `INSERT INTO household_history (household_no, exact_from, history) VALUES (?, ?, ?)
     ON CONFLICT (household_no) DO UPDATE SET exact_from = excluded.exact_from, history = excluded.history`,
  );
  const clean = db.prepare('DELETE FROM dirty_household WHERE household_no = ?');
  return (renewed) => {
    if (renewed.length === 0) return;
    writeIfFree(() => {
      for (const { history, exactFrom } of renewed) {
        save.run(history.householdNo, exactFrom, encodeHistory(history));
        clean.run(history.householdNo);
      }
    });
  };
}

/** `undefined`: there is nothing that answers for the lines, be it that it was never saved, is marked, or is unreadable. */
function decodeCached(householdNo: number, row: CacheRow | undefined): Derived | undefined {
  if (row === undefined) return undefined;
  try {
    return { history: decodeHistory(householdNo, row.history), exactFrom: row.exact_from };
  } catch (error) {
    // Written by another version of the program, or damaged: it is only a cache.
    if (error instanceof HistoryFormatError) return undefined;
    throw error;
  }
}

function toLines({ day, receipt_no: receiptNo, lines }: ReceiptRow, columns: LineColumns): HistoryLine[] {
  columns.count = 0;
  decodeReceipt(lines, columns);
  return Array.from({ length: columns.count }, (_, at): HistoryLine => {
    const net = columns.netCents[at] ?? Number.NaN;
    return {
      day,
      receiptNo,
      productNo: columns.productNo[at] ?? 0,
      quantityMilli: columns.quantityMilli[at] ?? 0,
      netCents: Number.isNaN(net) ? null : net,
      lineType: lineTypeOf(columns.lineType[at]),
    };
  });
}

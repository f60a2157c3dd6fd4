import { decodeHistory, encodeHistory, HistoryFormatError } from '../../history/codec.ts';
import { type Derived, historyAsOf } from '../../history/derive.ts';
import type { HistoryLine, HouseholdHistory } from '../../history/household-history.ts';
import { truncateHistory } from '../../history/truncate.ts';
import { type Day, day } from '../../shared/day.ts';
import { type Db, writeIfFree } from '../sqlite.ts';
import { goodsBackReader } from './returns.ts';

type LineRow = {
  day: Day;
  receipt_no: number;
  product_no: number;
  quantity_milli: number;
  net_cents: number | null;
  line_type: HistoryLine['lineType'];
};

type CacheRow = { dirty: number; exact_from: Day | null; history: Uint8Array | null };

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
    'SELECT dirty, exact_from, history FROM household_history WHERE household_no = ?',
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
  const selectLines = db.prepare<[number], LineRow>(
    `SELECT receipt.day, receipt.receipt_no, product_no, quantity_milli, net_cents, line_type
     FROM card JOIN receipt USING (card_no) JOIN scan_line USING (receipt_no)
     WHERE card.household_no = ? AND superseded_in IS NULL`,
  );
  const noSpend = db.prepare<[], number>('SELECT product_no FROM product WHERE spend = 0').pluck();
  const goodsBack = goodsBackReader(db);
  return () => {
    // Asked anew each time: the product feed may have changed its mind since.
    const outsideSpend = new Set(noSpend.all());
    const countsAsSpend = (productNo: number): boolean => !outsideSpend.has(productNo);
    return (householdNo, asOf) =>
      historyAsOf(
        householdNo,
        selectLines.all(householdNo).map(toLine),
        asOf,
        countsAsSpend,
        goodsBack(householdNo),
      );
  };
}

function saver(db: Db): (renewed: readonly Derived[]) => void {
  const save = db.prepare(
    `INSERT INTO household_history (household_no, dirty, exact_from, history) VALUES (?, 0, ?, ?)
     ON CONFLICT (household_no) DO UPDATE SET dirty = 0, exact_from = excluded.exact_from, history = excluded.history`,
  );
  return (renewed) => {
    if (renewed.length === 0) return;
    writeIfFree(() => {
      for (const { history, exactFrom } of renewed) {
        save.run(history.householdNo, exactFrom, encodeHistory(history));
      }
    });
  };
}

/** `undefined`: there is nothing that answers for the lines, be it that it was never saved, is marked, or is unreadable. */
function decodeCached(householdNo: number, row: CacheRow | undefined): Derived | undefined {
  if (row === undefined || row.dirty === 1 || row.exact_from === null || row.history === null)
    return undefined;
  try {
    return { history: decodeHistory(householdNo, row.history), exactFrom: row.exact_from };
  } catch (error) {
    // Written by another version of the program, or damaged: it is only a cache.
    if (error instanceof HistoryFormatError) return undefined;
    throw error;
  }
}

function toLine(row: LineRow): HistoryLine {
  return {
    day: row.day,
    receiptNo: row.receipt_no,
    productNo: row.product_no,
    quantityMilli: row.quantity_milli,
    netCents: row.net_cents,
    lineType: row.line_type,
  };
}

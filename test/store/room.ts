import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RowOf, ScanRow } from '../../src/ingest/rows.ts';
import { columnsOfRows } from '../../src/ingest/scan-columns.ts';
import { cents } from '../../src/shared/cents.ts';
import { type Day, day } from '../../src/shared/day.ts';
import type { ProductId } from '../../src/shared/product-id.ts';
import { type HistoryStore, openHistory } from '../../src/store/history/history-store.ts';
import { addLineFunctions } from '../../src/store/history/line-functions.ts';
import { type Db, openDatabase } from '../../src/store/sqlite.ts';
import { newDatabases } from '../support/new-databases.ts';

export const MIGRATIONS = {
  history: join(import.meta.dirname, '../../src/store/history'),
  ledger: join(import.meta.dirname, '../../src/store/ledger'),
};

/** A directory of its own; gone when the test ends. */
export function dataDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'duelist-store-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A second connection to one of the databases, for looking and for doing what the store's own functions never do. */
export function connect(dir: string, which: keyof typeof MIGRATIONS): Db {
  const db = openDatabase(join(newDatabases(dir, which), `${which}.db`), MIGRATIONS[which], addLineFunctions);
  onTestFinished(() => void db.close());
  return db;
}

export function openHistoryIn(dir: string): HistoryStore {
  const history = openHistory(newDatabases(dir, 'history'));
  onTestFinished(() => history.close());
  return history;
}

export const TODAY: Day = day(20_000);

/** One can of soup for 1.00 on receipt T1 of store S1, without a card, unless told otherwise. */
export function scan(over: Partial<Omit<ScanRow, 'productId'>> & { productId?: string } = {}): ScanRow {
  const { productId = 'soup', ...rest } = over;
  return {
    storeId: 'S1',
    registerId: 'R1',
    transactionId: 'T1',
    lineNo: undefined,
    day: TODAY,
    secondOfDay: undefined,
    cardId: undefined,
    description: undefined,
    quantityMilli: 1000,
    weightMilli: undefined,
    netCents: cents(100),
    discountCents: undefined,
    offerId: undefined,
    lineType: 'sale',
    listCode: undefined,
    ...rest,
    productId: productId as ProductId,
  };
}

export type ScanFile = { readonly name: string; readonly rows: readonly ScanRow[] };

/** The household of a list: list 1 was made for H1; any other code is none of ours. */
export const householdOfList = (code: string): string | undefined => (code === 'L1' ? 'H1' : undefined);

/**
 * Take some batches of a file in, as the command does: each batch with its count in one transaction, from where the file
 * stands; when all are in, the receipts that other files had too are settled two at a time, and the file is done.
 */
export function takeIn(
  history: HistoryStore,
  file: ScanFile,
  batchRows = 2,
  batches = Number.POSITIVE_INFINITY,
): void {
  const key = { feed: 'scans', sha256: file.name.padStart(64, '0'), layoutSha256: '' } as const;
  for (let left = batches; left > 0; left--) {
    const known = history.files.find(key);
    if (known?.state === 'done') return;
    const rows = file.rows.slice(known?.recordsDone ?? 0).slice(0, batchRows);
    if (rows.length === 0) {
      settle(history, known?.fileNo ?? history.files.begin(key, file.name, undefined));
      return;
    }
    history.inTransaction(() => {
      const fileNo = known?.fileNo ?? history.files.begin(key, file.name, undefined);
      const counts = history.scanWriter(fileNo, householdOfList)(columnsOfRows(rows));
      history.files.advance(fileNo, { records: rows.length, ...counts, rejectedByReason: {} });
    });
  }
}

function settle(history: HistoryStore, fileNo: number): void {
  for (let more = true; more; ) {
    more = history.inTransaction(() => {
      const counts = history.settleResent(fileNo, 2);
      if (counts === undefined) history.files.finish(fileNo);
      else history.files.advance(fileNo, { records: 0, ...counts, rejectedByReason: {} });
      return counts !== undefined;
    });
  }
}

export function file(name: string, ...rows: readonly ScanRow[]): ScanFile {
  return { name, rows };
}

export function household(
  householdId: string,
  cardIds: readonly string[],
  over: Partial<RowOf['households']> = {},
): RowOf['households'] {
  return {
    householdId,
    cardIds,
    alternateIds: [],
    name: undefined,
    address1: undefined,
    address2: undefined,
    city: undefined,
    state: undefined,
    postalCode: undefined,
    country: undefined,
    homeStoreId: undefined,
    language: undefined,
    mailConsent: true,
    email: undefined,
    largePrint: false,
    joinedDay: undefined,
    emailConsent: undefined,
    imb: undefined,
    ...over,
  };
}

export function product(productId: string, over: Partial<RowOf['products']> = {}): RowOf['products'] {
  return {
    productId: productId as ProductId,
    description: productId,
    brand: undefined,
    manufacturer: undefined,
    label: undefined,
    department: undefined,
    category: undefined,
    subcategory: undefined,
    need: undefined,
    size: undefined,
    unit: undefined,
    restricted: 'none',
    sensitive: false,
    spend: true,
    status: 'active',
    replaces: undefined,
    ...over,
  };
}

export type StoredReceipt = {
  readonly key: string;
  readonly cardId: string | null;
  readonly lines: readonly string[];
};

/** Every line of every version of every receipt. */
const SCAN_LINES = `(
  SELECT receipt_no, file_no, NULL AS superseded_in, receipt_line.* FROM receipt JOIN receipt_line(receipt.lines)
  UNION ALL
  SELECT receipt_no, file_no, superseded_in, receipt_line.* FROM superseded_receipt JOIN receipt_line(superseded_receipt.lines))`;

type LineRow = { key: string; card_id: string | null; line: string; version: string; superseded: number };

const LINES = `
  SELECT store_id || '/' || register_id || '/' || day || '/' || transaction_id AS key, card_id,
    product_id || ' ' || CAST(quantity_milli AS INTEGER) || ' ' || coalesce(CAST(scan_line.net_cents AS INTEGER), '-') || ' '
      || line_type AS line,
    feed_file.name AS version, superseded_in IS NOT NULL AS superseded
  FROM receipt JOIN store USING (store_no) LEFT JOIN card USING (card_no)
  LEFT JOIN ${SCAN_LINES} AS scan_line USING (receipt_no) LEFT JOIN product USING (product_no)
  LEFT JOIN feed_file ON feed_file.file_no = scan_line.file_no`;

/** The current lines of all receipts, by receipt; lines as a sorted multiset. */
export function currentReceipts(db: Db): StoredReceipt[] {
  const receipts = new Map<string, { cardId: string | null; lines: string[] }>();
  for (const row of db.prepare<[], LineRow>(`${LINES} ORDER BY key`).all()) {
    const receipt = receipts.get(row.key) ?? { cardId: row.card_id, lines: [] };
    if (row.superseded === 0 && row.line !== null) receipt.lines.push(row.line);
    receipts.set(row.key, receipt);
  }
  return [...receipts].map(([key, { cardId, lines }]) => ({ key, cardId, lines: lines.sort() }));
}

/** The lines of one receipt that no longer hold, each with the file that brought it and the file that superseded it. */
export function supersededLines(db: Db): string[] {
  return db
    .prepare<[], string>(
      `SELECT product_id || ' of ' || brought.name || ', superseded in ' || by_file.name
       FROM ${SCAN_LINES} AS scan_line JOIN product USING (product_no) JOIN feed_file AS brought USING (file_no)
       JOIN feed_file AS by_file ON by_file.file_no = superseded_in ORDER BY 1`,
    )
    .pluck()
    .all();
}

import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { HouseholdHistory } from '../../../src/history/household-history.ts';
import type { RowOf, ScanRow } from '../../../src/ingest/rows.ts';
import { columnsOfRows } from '../../../src/ingest/scan-columns.ts';
import type { Day } from '../../../src/shared/day.ts';
import type { ProductId } from '../../../src/shared/product-id.ts';
import { lineDeriver } from '../../../src/store/history/derived.ts';
import { type HistoryStore, openHistory } from '../../../src/store/history/history-store.ts';
import type { CarriedReturn } from '../../../src/store/history/returns.ts';
import type { HistoryEvent } from './history-events.ts';

const HOUSEHOLD = {
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
} satisfies Omit<RowOf['households'], 'householdId' | 'cardIds'>;

const PRODUCT = {
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
  status: 'active',
  replaces: undefined,
} satisfies Omit<RowOf['products'], 'productId' | 'description' | 'spend'>;

/** A store, and a look into it beside its own functions. */
export class HistoryRoom {
  readonly #store: HistoryStore;
  readonly #db: Database.Database;
  readonly #fromLines: ReturnType<typeof lineDeriver>;
  readonly #returns: CarriedReturn[] = [];
  #files = 0;

  constructor(dir: string) {
    this.#store = openHistory(dir);
    this.#db = new Database(join(dir, 'history.db'));
    this.#fromLines = lineDeriver(this.#db);
  }

  happen(event: HistoryEvent): void {
    const store = this.#store;
    switch (event.tag) {
      case 'file':
        this.#takeIn(event.rows, event.hasWholeDays);
        return;
      case 'move':
        store.inTransaction(() => {
          const { cardId, householdId } = event;
          store.storeMaster('households', { ...HOUSEHOLD, householdId, cardIds: [cardId] });
        });
        return;
      case 'merge':
      case 'unmerge': {
        const both = event.tag === 'merge' ? [event.part, event.into] : [];
        store.carryKinship({ members: new Map(both.map((id) => [id, event.into])), reissued: [] });
        return;
      }
      case 'spend':
        store.inTransaction(() => {
          const { productId, spend } = event;
          const names = { productId: productId as ProductId, description: productId };
          store.storeMaster('products', { ...PRODUCT, ...names, spend });
        });
        return;
      case 'ledger-return':
        this.#returns.push(event.back);
        store.returns.carry({
          after: (returnId, limit) =>
            this.#returns.filter((back) => back.returnId > returnId).slice(0, limit),
        });
        return;
      case 'drop':
        store.retention.begin(event.before);
        for (const _ of store.retention.drop());
    }
  }

  /** As the command does, in two batches. */
  #takeIn(rows: readonly ScanRow[], hasWholeDays: boolean): void {
    const store = this.#store;
    const name = `file-${++this.#files}`;
    const key = { feed: 'scans', sha256: name.padStart(64, '0'), layoutSha256: '' } as const;
    const half = Math.ceil(rows.length / 2);
    const fileNo = store.inTransaction(() => store.files.begin(key, name, undefined));
    for (const batch of [rows.slice(0, half), rows.slice(half)]) {
      store.inTransaction(() => store.scanWriter(fileNo, () => undefined)(columnsOfRows(batch)));
    }
    while (store.inTransaction(() => store.settleResent(fileNo, 3)) !== undefined);
    store.inTransaction(() => store.files.finish(fileNo));
    if (hasWholeDays) store.inTransaction(() => store.withdrawMissing(fileNo));
  }

  /** Ids of the households that are marked. */
  marked(): string[] {
    return this.#ids('SELECT household_id FROM dirty_household JOIN household USING (household_no)');
  }

  /** Ids of the households whose statistics are kept. */
  derived(): string[] {
    return this.#ids('SELECT household_id FROM household_history JOIN household USING (household_no)');
  }

  /** All histories as a plan reads them, what is marked being derived first; ordered by household id. */
  renewed(asOf: Day): HouseholdHistory[] {
    for (const _ of this.#store.marked.batches());
    return [...this.#store.households.batches(asOf, undefined)].flat().map(({ history }) => history);
  }

  /** One more than the highest product number. */
  productCount(): number {
    return (
      1 + (this.#db.prepare<[], number | null>('SELECT max(product_no) FROM product').pluck().get() ?? -1)
    );
  }

  /** A history, without the renewal of what is marked that a reader brings with it. */
  peek(householdNo: number, asOf: Day): HouseholdHistory {
    const isMarked = this.#db
      .prepare('SELECT 1 FROM dirty_household WHERE household_no = ?')
      .get(householdNo);
    if (isMarked === undefined) return this.#store.households.history(householdNo, asOf);
    return this.#fromLines()(householdNo, asOf).history;
  }

  householdNo(householdId: string): number {
    return this.#store.households.find(householdId)?.householdNo ?? -1;
  }

  productNumbers(): (productId: string) => number {
    const rows = this.#db
      .prepare<[], [string, number]>('SELECT product_id, product_no FROM product')
      .raw()
      .all();
    const numbers = new Map(rows);
    return (productId) => numbers.get(productId) ?? -1;
  }

  knowsProduct(productId: string): boolean {
    return this.productNumbers()(productId) >= 0;
  }

  supersededDays(): number[] {
    return this.#db
      .prepare<[], number>('SELECT day FROM superseded_receipt JOIN receipt USING (receipt_no) ORDER BY day')
      .pluck()
      .all();
  }

  close(): void {
    this.#db.close();
    this.#store.close();
  }

  #ids(sql: string): string[] {
    return this.#db.prepare<[], string>(`${sql} ORDER BY household_id`).pluck().all();
  }
}

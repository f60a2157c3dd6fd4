import { join } from 'node:path';
import type { Feed, RowOf } from '../../ingest/rows.ts';
import type { Day } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { ProductIds } from '../../shared/product-id.ts';
import { closeDatabase, openDatabase } from '../sqlite.ts';
import type { Stored } from '../upsert.ts';
import { dictionaries } from './dictionaries.ts';
import { masterFacts } from './facts.ts';
import { feedFiles } from './files.ts';
import { householdReader } from './households.ts';
import { masterWriters } from './masters.ts';
import { resentSettler } from './resent.ts';
import { type HouseholdOfList, scanWriter } from './scans.ts';

/** The feeds whose rows are kept in this database one by one, by key. */
export type MasterFeed = Exclude<Feed, 'scans' | 'suppressions'>;

export type HistoryStore = ReturnType<typeof openHistory>;

export type HistorySummary = {
  readonly firstDay: Day | undefined;
  readonly lastDay: Day | undefined;
  readonly receipts: number;
  readonly households: number;
  readonly products: number;
  readonly files: number;
};

/** `history.db`: all that the feeds can rebuild. */
export function openHistory(dataDir: string) {
  const db = openDatabase(join(dataDir, 'history.db'), import.meta.dirname);
  const names = dictionaries(db);
  const masters = masterWriters(db, names);
  const files = feedFiles(db);

  /** One transaction; numbers given inside it are forgotten when it fails. */
  const inTransaction = <T>(work: () => T): T => {
    try {
      return db.transaction(work).immediate();
    } catch (error) {
      names.forget();
      throw error;
    }
  };

  return {
    files,
    inTransaction,
    facts: masterFacts(db),
    households: householdReader(db),
    scanWriter: (fileNo: number, householdOfList: HouseholdOfList) =>
      scanWriter(db, names, fileNo, householdOfList),
    settleResent: resentSettler(db),
    storeMaster: <F extends MasterFeed>(feed: F, row: RowOf[F]): Stored =>
      (masters[feed] as (row: RowOf[F]) => Stored)(row),
    productIds: (): ProductIds | undefined =>
      db.prepare<[], ProductIds>("SELECT value FROM setting WHERE name = 'product_ids'").pluck().get(),
    rememberProductIds: (ids: ProductIds): void => {
      const known = db
        .prepare<[], ProductIds>("SELECT value FROM setting WHERE name = 'product_ids'")
        .pluck()
        .get();
      if (known !== undefined && known !== ids) throw mixedProductIds(known, ids);
      db.prepare("INSERT OR IGNORE INTO setting (name, value) VALUES ('product_ids', ?)").run(ids);
    },
    /** How much there is of what, for people. */
    summary: (): HistorySummary => {
      type Row = {
        first: Day | null;
        last: Day | null;
        receipts: number;
        households: number;
        products: number;
        files: number;
      };
      const row = db
        .prepare<[], Row>(
          `SELECT (SELECT min(day) FROM receipt) AS first, (SELECT max(day) FROM receipt) AS last,
             (SELECT count(*) FROM receipt) AS receipts, (SELECT count(*) FROM household) AS households,
             (SELECT count(*) FROM product) AS products, (SELECT count(*) FROM feed_file) AS files`,
        )
        .get();
      return {
        firstDay: row?.first ?? undefined,
        lastDay: row?.last ?? undefined,
        receipts: row?.receipts ?? 0,
        households: row?.households ?? 0,
        products: row?.products ?? 0,
        files: row?.files ?? 0,
      };
    },
    close: (): void => closeDatabase(db),
  };
}

function mixedProductIds(known: ProductIds, asked: ProductIds): UserError {
  return new UserError(
    'product-ids',
    `this chain's products are named by ${known} ids; ${asked} was asked for`,
    {
      exitCode: EXIT.badConfig,
      next: `Set product_ids = "${known}" in the layout or in duelist.toml, or start a new data directory.`,
    },
  );
}

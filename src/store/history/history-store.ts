import { join } from 'node:path';
import type { Feed, RowOf } from '../../ingest/rows.ts';
import type { Day } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { ProductId, ProductIds } from '../../shared/product-id.ts';
import { purge } from '../erase.ts';
import { closeDatabase, keepLittle, openDatabase, type Preparation } from '../sqlite.ts';
import type { Stored } from '../upsert.ts';
import { addedSettler } from './added.ts';
import { arrivalReader } from './arrivals.ts';
import { buyerReader } from './buyers.ts';
import { cacheChecker } from './cache-check.ts';
import { cardFacts } from './card-facts.ts';
import { markedDeriver } from './derived.ts';
import { dictionaries } from './dictionaries.ts';
import { masterFacts } from './facts.ts';
import { fedBackRows } from './fed-back.ts';
import { feedFiles } from './files.ts';
import { forgetter, type Named } from './forget.ts';
import { householdReader } from './households.ts';
import { type Kinship, kinshipCarrier } from './kinship.ts';
import { addLineFunctions } from './line-functions.ts';
import { masterWriters } from './masters.ts';
import { peopleReader } from './people.ts';
import { promotionQueue } from './promotions.ts';
import { resentSettler } from './resent.ts';
import { retention } from './retention.ts';
import { carriedReturns } from './returns.ts';
import { type HouseholdOfList, scanWriter } from './scans.ts';
import { storeDayBook } from './store-days.ts';
import { storeFileBook } from './store-files.ts';
import { successionReader } from './successions.ts';
import { visitReader } from './visits.ts';
import { missingWithdrawer } from './withdraw.ts';

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
export function openHistory(dataDir: string, preparation?: Preparation) {
  const path = join(dataDir, 'history.db');
  const db = openDatabase(path, import.meta.dirname, addLineFunctions, preparation);
  // The pages that an ingest changes again and again go into the file once for many commits.
  db.pragma('wal_autocheckpoint = 8192');
  const names = dictionaries(db);
  const masters = masterWriters(db, names);
  const files = feedFiles(db);
  const forget = forgetter(db);
  const carryKinship = kinshipCarrier(db, names);
  const isKnown = db.prepare<[string], number>('SELECT known FROM product WHERE product_id = ?').pluck();
  const fedBack = fedBackRows(db);
  const [settleAdded, settleResent] = [addedSettler(db), resentSettler(db)];

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
    successions: successionReader(db),
    /** Statistics of everybody whose lines have changed; see {@link markedDeriver}. */
    marked: markedDeriver(db),
    cache: cacheChecker(db),
    people: peopleReader(db),
    buyers: buyerReader(db),
    cards: cardFacts(db),
    visits: visitReader(db),
    forget: {
      ...forget,
      /** One household, in one transaction; numbers known from before it are forgotten, too. */
      erase: (named: Named, listCodes: readonly string[], pseudonym: string) => {
        const erased = inTransaction(() => forget.erase(named, listCodes, pseudonym));
        names.forget();
        return erased;
      },
    },
    arrivals: arrivalReader(db),
    storeDays: storeDayBook(db),
    storeFiles: storeFileBook(db),
    returns: carriedReturns(db),
    promotions: promotionQueue(db),
    /** Bring cards and receipts in line with what the ledger knows of who is who. */
    carryKinship: (kinship: Kinship) => inTransaction(() => carryKinship(kinship)),
    retention: retention(db),
    scanWriter: (fileNo: number, householdOfList: HouseholdOfList) =>
      scanWriter(db, names, fileNo, householdOfList),
    withdrawMissing: missingWithdrawer(db),
    fedBack,
    /** Receipts that a whole file has of other files, too: see the two settlers. */
    settleResent: (fileNo: number, limit: number) =>
      (fedBack.isFedBack(fileNo) ? settleAdded : settleResent)(fileNo, limit),
    /** @param fileNo The feed file that brings it. */
    storeMaster: <F extends MasterFeed>(feed: F, row: RowOf[F], fileNo?: number): Stored =>
      (masters[feed] as (row: RowOf[F], fileNo?: number) => Stored)(row, fileNo),
    /** Whether a products row names it. */
    isKnownProduct: (productId: ProductId): boolean => isKnown.get(productId) === 1,
    hasProducts: (): boolean =>
      db.prepare('SELECT 1 FROM product WHERE known = 1 LIMIT 1').get() !== undefined,
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
    /** Leave no old copy of some texts in the database's files; undefined: whatever was erased. */
    purge: (texts: readonly string[] | undefined) => purge(db, path, texts),
    /** What is read once is not kept: for a thread that goes through all of it. */
    keepLittle: (): void => keepLittle(db),
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

import { join } from 'node:path';
import Database from 'better-sqlite3';

const DATABASES = ['history.db', 'ledger.db'] as const;
type DatabaseName = (typeof DATABASES)[number];

/** Columns that say when something was done and by which process, not what. */
const CLOCK_COLUMNS: ReadonlySet<string> = new Set([
  'audit.at',
  'hold.held_at',
  'hold.lifted_at',
  'recalled_product.recalled_at',
  'withdrawal.withdrawn_at',
  'withdrawal.finished_at',
  'recalled_product.lifted_at',
  'feed_file.seen_on',
  'feed_file.taken_on',
  'file_arrival.day',
  'night.started',
  'night.ended',
  'night.pid',
  'night_phase.started',
  'night_phase.ended',
  'night_phase.pid',
]);

/**
 * All that the databases of a data directory say: a text per row, sorted, `database table [values]`. Equal dumps are
 * equal content; pages, free lists and logs do not matter, nor does the place of the directory.
 */
export function logicalDump(dataDir: string, names: readonly DatabaseName[] = DATABASES): string[] {
  return names
    .flatMap((name) => withDatabase(join(dataDir, name), (db) => dumpDatabase(db, name)))
    .map((row) => row.replaceAll(dataDir, '(data)'))
    .sort();
}

function dumpDatabase(db: Database.Database, name: string): string[] {
  const tables = db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )
    .pluck()
    .all();
  return tables.flatMap((table) => {
    const select = db.prepare<[], unknown[]>(`SELECT * FROM "${table}"`).raw();
    const clocks = select.columns().map((column) => CLOCK_COLUMNS.has(`${table}.${column.name}`));
    const toText = (value: unknown, column: number): unknown => {
      if (clocks[column] === true) return '(time)';
      return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
    };
    return select.all().map((row) => `${name} ${table} ${JSON.stringify(row.map(toText))}`);
  });
}

/** What SQLite itself finds wrong in either database: nothing, in a sound one. */
export function faultsOf(dataDir: string): string[] {
  return DATABASES.flatMap((name) =>
    withDatabase(join(dataDir, name), (db) => [
      ...db
        .prepare<[], string>('PRAGMA integrity_check')
        .pluck()
        .all()
        .filter((finding) => finding !== 'ok')
        .map((finding) => `${name}: ${finding}`),
      ...db
        .prepare<[], { table: string; parent: string }>('PRAGMA foreign_key_check')
        .all()
        .map(({ table, parent }) => `${name}: a row of ${table} has no ${parent}`),
    ]),
  );
}

/** The first few rows that only one of two dumps has, with a sign for whose they are; empty: they are equal. */
export function differences(expected: readonly string[], actual: readonly string[], most = 6): string[] {
  const missing = subtract(expected, actual).map((row) => `- ${row}`);
  const added = subtract(actual, expected).map((row) => `+ ${row}`);
  return [...missing.slice(0, most), ...added.slice(0, most)].map((row) => row.slice(0, 300));
}

/** Rows of `from` that `rows` has not, each as often as it is missing. */
function subtract(from: readonly string[], rows: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1);
  return from.filter((row) => {
    const left = counts.get(row) ?? 0;
    counts.set(row, left - 1);
    return left <= 0;
  });
}

/** One query over one database of a data directory at rest. */
export function query<Row>(dataDir: string, name: DatabaseName, sql: string): Row[] {
  return withDatabase(join(dataDir, name), (db) => db.prepare<[], Row>(sql).all());
}

function withDatabase<T>(path: string, use: (db: Database.Database) => T): T {
  const db = new Database(path, { fileMustExist: true });
  try {
    return use(db);
  } finally {
    db.close();
  }
}

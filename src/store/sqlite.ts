import { closeSync, fchmodSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { EXIT, UserError } from '../shared/errors.ts';
import { prepareLate } from './late-statements.ts';

export type Db = Database.Database;

/** When a store's statements are prepared: for whoever stays and is waited for, at once; else when they are first run. */
export type Preparation = 'at-once' | 'late';

/** How long a writer waits for another one's transaction before it gives up, in milliseconds. */
const BUSY_TIMEOUT_MS = 20_000;
/** Pages kept in memory, in KiB (SQLite counts them as negative). */
const CACHE_KIB = 32_768;
/** Of new databases, in bytes. Of twice the usual size, pages are split half as often: a sixth off storing receipts. */
const PAGE_BYTES = 8192;

/**
 * Open one of the two databases and bring its schema up to date.
 *
 * @param migrationsDir Folder of `NNNN_name.sql` files, applied in order, each with its record in one transaction.
 * @param addFunctions Gives the connection the functions that its SQL uses, migrations included.
 * @throws UserError 78 `schema-newer` when the file was written by a newer version of the program; 74
 *   `database-damaged` when it is no database any more.
 */
export function openDatabase(
  path: string,
  migrationsDir: string,
  addFunctions: (db: Db) => void = () => undefined,
  preparation: Preparation = 'late',
): Db {
  makePrivateFile(path);
  const db = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    // Of a database that has pages already it changes nothing.
    db.pragma(`page_size = ${PAGE_BYTES}`);
    // WAL: readers never wait for a writer. FULL: what a lane was told survives a power cut.
    useWriteAheadLog(db);
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    db.pragma(`cache_size = -${CACHE_KIB}`);
    addFunctions(db);
    migrate(db, path, migrationsDir);
    if (preparation === 'late') prepareLate(db);
    return db;
  } catch (error) {
    db.close();
    throw isDamage(error) ? damaged(path, error) : error;
  }
}

/** SQLite does not wait for whoever opens a new file at the same moment and turns the log on, too. */
function useWriteAheadLog(db: Db): void {
  for (let waitedMs = 0; ; waitedMs += PAUSE_MS) {
    try {
      db.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || waitedMs >= BUSY_TIMEOUT_MS) throw error;
      letLanesIn();
    }
  }
}

/**
 * Make an empty file that only its owner can read, unless there is one. SQLite would go by the umask, and gives the files
 * beside a database (WAL, journal) the mode of the database. Never opens what is there: closing it again would give up the
 * locks that this process holds on it.
 */
export function makePrivateFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    const handle = openSync(path, 'wx', 0o600);
    fchmodSync(handle, 0o600);
    closeSync(handle);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Fold the WAL into the file and close: a copy of the directory at rest is then complete. */
export function closeDatabase(db: Db): void {
  if (!db.open) return;
  // Where another process is in the middle of something, its own exit does the fold: a lane must not wait for the night.
  db.pragma('busy_timeout = 0');
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    // A full disk, a damaged page: what was committed stays in the log, and what went wrong before is what matters.
    if (!(error instanceof Database.SqliteError)) throw error;
  }
  db.close();
}

/** For a thread that reads from one end to the other: what it keeps in memory it hardly comes back to. */
export function keepLittle(db: Db): void {
  db.pragma('cache_size = -2048');
}

/**
 * Write, at the end of a transaction that has read, what can as well be written another time. There SQLite waits for
 * nobody, and refuses also when another process has written since the first read: what was derived is then stale.
 *
 * @returns Whether it was written.
 */
export function writeIfFree(write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}

/**
 * Do what can as well be done another time, without waiting for whoever is writing.
 *
 * @returns What it returned; undefined when somebody else was writing.
 */
export function ifFree<T>(db: Db, work: () => T): T | undefined {
  db.pragma('busy_timeout = 0');
  try {
    return work();
  } catch (error) {
    if (isBusy(error)) return undefined;
    throw error;
  } finally {
    db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  }
}

/** Long enough for whoever waits to look again: SQLite's waiters look every 25 ms for their first quarter of a second. */
const PAUSE_MS = 25;

/**
 * Stand back between two transactions of a long row of them. SQLite keeps no queue: who waits looks now and then, and
 * would find the next transaction begun each time. Measured while 20,000 lists were issued without it: a lane waited
 * up to 2.5 s.
 */
export function letLanesIn(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
}

/** Another connection has the lock that was asked for. */
export function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

/** The database itself has failed (full, locked, damaged), and not one of its rules: a whole transaction is then lost. */
export function isOfTheDatabase(error: unknown): boolean {
  return error instanceof Database.SqliteError && !error.code.startsWith('SQLITE_CONSTRAINT');
}

/** The file is no sound database: found when it is opened, or in the middle of any work. */
export function isDamage(error: unknown): boolean {
  return (
    error instanceof Database.SqliteError &&
    (error.code === 'SQLITE_NOTADB' || error.code.startsWith('SQLITE_CORRUPT'))
  );
}

function damaged(path: string, cause: unknown): UserError {
  return new UserError('database-damaged', `${path} is not a database any more`, {
    exitCode: EXIT.io,
    at: { file: path },
    next: 'Restore the last backup. history.db can also be moved away and rebuilt from the feeds; ledger.db cannot.',
    cause,
  });
}

/** First line of a migration that rebuilds a table to which others refer. */
const REBUILDS = '-- foreign-keys: off';

type Migration = { readonly version: number; readonly name: string };

function migrationsIn(dir: string): Migration[] {
  return readdirSync(dir)
    .filter((name) => /^\d{4}_.*\.sql$/.test(name))
    .sort()
    .map((name) => ({ version: Number(name.slice(0, 4)), name }));
}

function migrate(db: Db, path: string, dir: string): void {
  const migrations = migrationsIn(dir);
  const newest = migrations.at(-1)?.version ?? 0;
  const found = schemaVersion(db);
  if (found > newest) throw newerSchema(path, found, newest);
  if (found === newest) return;
  db.exec(`CREATE TABLE IF NOT EXISTS schema_migration (
    version INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT`);
  for (const { version, name } of migrations) {
    if (version <= found) continue;
    const sql = readFileSync(join(dir, name), 'utf8');
    // Inside a transaction the switch does nothing: a step that rebuilds a table that others refer to needs it before.
    const rebuilds = sql.startsWith(REBUILDS);
    if (rebuilds) db.pragma('foreign_keys = OFF');
    // IMMEDIATE, and asked again inside: two processes may open a new directory at once.
    db.transaction(() => {
      if (schemaVersion(db) >= version) return;
      db.exec(sql);
      if (rebuilds) requireWhole(db, name);
      db.prepare('INSERT INTO schema_migration (version, name) VALUES (?, ?)').run(version, name);
    }).immediate();
    if (rebuilds) db.pragma('foreign_keys = ON');
  }
}

function requireWhole(db: Db, name: string): void {
  const broken = db.pragma('foreign_key_check') as unknown[];
  if (broken.length > 0) throw new Error(`${name} leaves ${broken.length} rows without what they refer to`);
}

function schemaVersion(db: Db): number {
  const table = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'schema_migration'").get();
  if (table === undefined) return 0;
  return db.prepare<[], number>('SELECT coalesce(max(version), 0) FROM schema_migration').pluck().get() ?? 0;
}

function newerSchema(path: string, found: number, known: number): UserError {
  return new UserError(
    'schema-newer',
    `${path} has schema ${found}; this program knows schemas up to ${known}`,
    {
      exitCode: EXIT.badConfig,
      at: { file: path },
      next: 'It was written by a newer duelist. Install that version again, or restore a backup made with this one.',
    },
  );
}

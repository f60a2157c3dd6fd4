import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { EXIT, UserError } from '../shared/errors.ts';

export type Db = Database.Database;

/** How long a writer waits for another one's transaction before it gives up, in milliseconds. */
const BUSY_TIMEOUT_MS = 20_000;

/**
 * Open one of the two databases and bring its schema up to date.
 *
 * @param migrationsDir Folder of `NNNN_name.sql` files, applied in order, each with its record in one transaction.
 * @throws UserError (78) when the file was written by a newer version of the program.
 */
export function openDatabase(path: string, migrationsDir: string): Db {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const db = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    // WAL: readers never wait for a writer. FULL: what a lane was told survives a power cut.
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    db.pragma('cache_size = -65536');
    migrate(db, path, migrationsDir);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Fold the WAL into the file and close: a copy of the directory at rest is then complete. */
export function closeDatabase(db: Db): void {
  if (!db.open) return;
  // Another process may still be reading; then its own exit does the fold.
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

type Migration = { readonly version: number; readonly name: string; readonly sql: string };

function readMigrations(dir: string): Migration[] {
  return readdirSync(dir)
    .filter((name) => /^\d{4}_.*\.sql$/.test(name))
    .sort()
    .map((name) => ({ version: Number(name.slice(0, 4)), name, sql: readFileSync(join(dir, name), 'utf8') }));
}

function migrate(db: Db, path: string, dir: string): void {
  const migrations = readMigrations(dir);
  const newest = migrations.at(-1)?.version ?? 0;
  if (schemaVersion(db) > newest) throw newerSchema(path, schemaVersion(db), newest);
  if (schemaVersion(db) === newest) return;
  db.exec(`CREATE TABLE IF NOT EXISTS schema_migration (
    version INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT`);
  for (const migration of migrations) {
    // IMMEDIATE, and asked again inside: two processes may open a new directory at once.
    db.transaction(() => {
      if (schemaVersion(db) >= migration.version) return;
      db.exec(migration.sql);
      db.prepare('INSERT INTO schema_migration (version, name) VALUES (?, ?)').run(
        migration.version,
        migration.name,
      );
    }).immediate();
  }
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

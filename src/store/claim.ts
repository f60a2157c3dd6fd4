import Database from 'better-sqlite3';
import { isBusy } from './sqlite.ts';

/** Whoever is about to end gets this long, in milliseconds. */
const PATIENCE_MS = 5_000;

/**
 * Whether no other process has a database open. To change its journal mode SQLite needs it for itself alone; as a side
 * effect the write-ahead log is folded into the file.
 *
 * @throws what SQLite says of a file that cannot be read.
 */
export function isAlone(path: string): boolean {
  const db = new Database(path, { fileMustExist: true, timeout: PATIENCE_MS });
  try {
    return db.pragma('journal_mode = DELETE', { simple: true }) === 'delete';
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  } finally {
    db.close();
  }
}

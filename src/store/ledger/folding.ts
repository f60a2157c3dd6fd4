import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Db } from '../sqlite.ts';

/** Pages of the write-ahead log, and how many of them are in the database's file already. */
export type Folded = { readonly pages: number; readonly folded: number };

/**
 * Who folds the write-ahead log. By itself SQLite does within every hundredth commit or so, and whoever commits just then
 * waits for all of it: a server under load leaves that to a thread with a connection of its own, and only now and then takes
 * the short rest, so that the log begins anew.
 */
export function folding(db: Db) {
  return {
    leaveToOthers: (): void => void db.pragma('wal_autocheckpoint = 0'),
    /** Fold what is left and begin the log anew, unless somebody else is writing. */
    rest: (): void => {
      const [waitsMs] = db.pragma('busy_timeout') as { timeout: number }[];
      db.pragma('busy_timeout = 0');
      db.pragma('wal_checkpoint(RESTART)');
      db.pragma(`busy_timeout = ${waitsMs?.timeout ?? 0}`);
    },
  };
}

/** A connection that does nothing but fold, beside those that write. */
export function openFolder(dataDir: string): { readonly fold: () => Folded; readonly close: () => void } {
  const db = new Database(join(dataDir, 'ledger.db'), { fileMustExist: true, timeout: 0 });
  // Of the log only what has reached the disk is folded, and the file before the log is used anew.
  db.pragma('synchronous = FULL');
  return {
    fold: () => {
      const [result] = db.pragma('wal_checkpoint(PASSIVE)') as { log: number; checkpointed: number }[];
      return { pages: result?.log ?? 0, folded: result?.checkpointed ?? 0 };
    },
    close: () => void db.close(),
  };
}

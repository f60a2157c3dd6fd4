import Database from 'better-sqlite3';
import { EXIT, UserError } from '../shared/errors.ts';
import { isBusy, makePrivateFile } from './sqlite.ts';

/** Reading or writing the holder's name takes no longer than this, in milliseconds. */
const NOTE_TIMEOUT_MS = 1000;

/** Who holds the lock, for the message of whoever comes second. */
export type LockHolder = { readonly pid: number; readonly started: string; readonly phase: string };

/**
 * Take the run lock: an open exclusive transaction on a small database of its own. The kernel drops it with the process,
 * however that ends; no time-out can mistake a slow run for a dead one. It is a POSIX lock: whoever holds it must not open
 * and close the lock file by other means (to copy it, say), since that would give the lock away.
 *
 * @param notePath Small database that names the holder; readable while the lock is held.
 * @returns A function that releases the lock.
 * @throws UserError (75) that names the holder.
 */
export function takeRunLock(lockPath: string, notePath: string, holder: LockHolder): () => void {
  makePrivateFile(lockPath);
  makePrivateFile(notePath);
  const lock = new Database(lockPath, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    if (!isBusy(cause)) throw cause;
    const other = readHolder(notePath);
    const who =
      other === undefined ? 'another run' : `${other.phase} (pid ${other.pid}, since ${other.started})`;
    throw new UserError('locked', `${who} is working in this data directory`, {
      exitCode: EXIT.locked,
      next: 'Wait for it to end and run this again; nothing was changed.',
      cause,
    });
  }
  const release = (): void => {
    lock.exec('ROLLBACK');
    lock.close();
  };
  try {
    writeHolder(notePath, holder);
  } catch (error) {
    release();
    throw error;
  }
  return release;
}

/**
 * What the holder is doing now, for whoever comes second. Nothing is decided by it: while somebody else reads the note, an
 * older one may stay.
 */
export function noteRunPhase(notePath: string, holder: LockHolder): void {
  try {
    writeHolder(notePath, holder);
  } catch (error) {
    if (!isBusy(error)) throw error;
  }
}

function writeHolder(path: string, holder: LockHolder): void {
  const db = new Database(path, { timeout: NOTE_TIMEOUT_MS });
  try {
    db.exec(
      'CREATE TABLE IF NOT EXISTS holder (id INTEGER PRIMARY KEY CHECK (id = 1), pid INTEGER, started TEXT, phase TEXT) STRICT',
    );
    const note = db.prepare('INSERT OR REPLACE INTO holder VALUES (1, ?, ?, ?)');
    note.run(holder.pid, holder.started, holder.phase);
  } finally {
    db.close();
  }
}

/** Who took the lock last; whether the lock is still held, the note does not say. */
export function readHolder(path: string): LockHolder | undefined {
  const db = new Database(path, { timeout: NOTE_TIMEOUT_MS });
  try {
    return db.prepare<[], LockHolder>('SELECT pid, started, phase FROM holder').get();
  } catch {
    // The holder has the lock but has not written its name yet.
    return undefined;
  } finally {
    db.close();
  }
}

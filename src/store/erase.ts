import { existsSync, openSync, readSync, statSync } from 'node:fs';
import { type Db, isBusy } from './sqlite.ts';

const CHUNK_BYTES = 1 << 20;

/** From now on, what this connection deletes is overwritten with zeros, not only unlinked. */
export function eraseForGood(db: Db): void {
  db.pragma('secure_delete = ON');
}

/** Files opened for looking, by path. */
const opened = new Map<string, number>();

/**
 * Whether a database's file has one of some texts anywhere in it, be it in a page that is long free.
 *
 * The file stays open as long as the process runs: to close it would drop the locks that SQLite holds on it in this
 * process, and another one would take the database for unused.
 *
 * @param texts Short ones are found by chance.
 */
function mentions(path: string, texts: readonly string[]): boolean {
  if (!existsSync(path)) return false;
  const needles = texts.filter((text) => text !== '').map((text) => Buffer.from(text, 'utf8'));
  const overlap = Math.max(0, ...needles.map((needle) => needle.length - 1));
  const buffer = Buffer.alloc(CHUNK_BYTES + overlap);
  const handle = opened.get(path) ?? openSync(path, 'r');
  opened.set(path, handle);
  for (let at = 0, kept = 0; ; ) {
    const read = readSync(handle, buffer, kept, CHUNK_BYTES, at);
    if (read === 0) return false;
    at += read;
    const filled = buffer.subarray(0, kept + read);
    if (needles.some((needle) => filled.includes(needle))) return true;
    kept = Math.min(overlap, filled.length);
    filled.copyWithin(0, filled.length - kept);
  }
}

/**
 * Leave no old copy of some texts in a database's files: fold the log into the file, and where a copy is still in a page
 * that was freed or divided some day, write the whole database anew.
 *
 * @param texts undefined: nobody knows them any more, and the database is written anew in any case.
 * @param bytesMax A larger file is not written anew: whoever writes to it would wait too long.
 * @returns `kept`: old copies could not be overwritten, for its size or since others are at work in it; ask again later.
 */
export function purge(
  db: Db,
  path: string,
  texts: readonly string[] | undefined,
  bytesMax = Number.POSITIVE_INFINITY,
): 'clean' | 'rewritten' | 'kept' {
  if (!fold(db)) return 'kept';
  if (texts !== undefined && !mentions(path, texts) && !mentions(`${path}-wal`, texts)) return 'clean';
  if (statSync(path).size > bytesMax) return 'kept';
  try {
    db.exec('VACUUM');
  } catch (error) {
    if (isBusy(error)) return 'kept';
    throw error;
  }
  return fold(db) ? 'rewritten' : 'kept';
}

/** Fold the write-ahead log into the file and cut it off; false: somebody still needs it. */
function fold(db: Db): boolean {
  const [result] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
  return result?.busy === 0;
}

import { knownFault } from '../faults.ts';

/** What was read, or why it could not be. */
export type Attempt<T> = { readonly value: T | undefined; readonly why: string | undefined };

/** Faults that mean that what was to be read is lost; any other (no room, no right, somebody else at work) can be mended. */
const LOST = new Set(['database-damaged', 'schema-newer', 'toml', 'register-format']);
/** What a disk says of places that it cannot read any more. */
const UNREADABLE = /^(?:EIO|SQLITE_IOERR_(?:READ|SHORT_READ|CORRUPTFS|DATA))$/;

/**
 * Read what may be damaged. That it cannot be read is the reason for many a restore: it is said, and does not stop it.
 *
 * @throws what stands in the way of reading and can be mended.
 */
export function tryReading<T>(read: () => T | undefined): Attempt<T> {
  try {
    return { value: read(), why: undefined };
  } catch (error) {
    const known = knownFault(error);
    const code = String((error as { code?: unknown } | null)?.code);
    // A damaged page may also be read as rows that were never written: whatever that leads to is damage, too.
    if (known !== undefined && !LOST.has(known.code) && !UNREADABLE.test(code)) throw error;
    return { value: undefined, why: known?.message ?? String(error) };
  }
}

import { accessSync, constants } from 'node:fs';

/**
 * Where SQLite puts its temporary files: the first of these folders in which it may write.
 * Source: "Temporary Files Used By SQLite", section 5 (sqlite.org/tempfiles.html).
 */
export function sqliteTemporaryDir(): string {
  const { SQLITE_TMPDIR, TMPDIR } = process.env;
  const dirs = [SQLITE_TMPDIR, TMPDIR, '/var/tmp', '/usr/tmp', '/tmp'];
  return dirs.find((dir) => dir !== undefined && dir !== '' && isWritable(dir)) ?? '.';
}

function isWritable(dir: string): boolean {
  try {
    accessSync(dir, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

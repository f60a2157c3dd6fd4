import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Sizes of all files under a directory, in bytes. */
export function bytesUnder(dir: string): number {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The newest schema of a database that this program knows. */
export function newestSchema(name: 'history' | 'ledger'): number {
  const versions = readdirSync(join(import.meta.dirname, name))
    .map((file) => /^(\d{4})_.*\.sql$/.exec(file)?.[1])
    .filter((version) => version !== undefined)
    .map(Number);
  return Math.max(0, ...versions);
}

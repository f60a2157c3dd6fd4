import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pageFaults } from '../../store/checks.ts';
import { databaseDamaged, knownFault } from '../faults.ts';

const NAMES = ['history.db', 'ledger.db'];

/**
 * What is behind an error that ended a command. A damaged page may be noticed as such; or its rows are read as something
 * that they never were, and it looks like a bug of ours: then the pages are looked at before it is called one.
 *
 * @returns The fault of the databases that are damaged, else the error as it was.
 */
export function explainByDamage(dataDir: string, error: unknown): unknown {
  const known = knownFault(error);
  if (known !== undefined && known.code !== 'database-damaged') return error;
  const damaged = NAMES.map((name) => join(dataDir, name)).filter(
    (path) => existsSync(path) && seemsDamaged(path),
  );
  return damaged.length === 0 ? error : databaseDamaged(damaged.join(' and '), error);
}

function seemsDamaged(path: string): boolean {
  try {
    return pageFaults(path, 'quick').length > 0;
  } catch {
    // It cannot even be looked at (a full disk, a file that is gone); the error at hand says more.
    return false;
  }
}

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHistory } from '../../src/store/history/history-store.ts';
import { openLedger } from '../../src/store/ledger/ledger-store.ts';

type Which = 'history' | 'ledger';

const made = new Map<Which, Uint8Array>();

/**
 * Put empty databases where there are none, as the program makes them: that takes all migrations that there ever were, some
 * 60 ms for the two; copied they take one.
 *
 * @returns The directory.
 */
export function newDatabases(dir: string, ...some: readonly Which[]): string {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  for (const which of some) {
    const path = join(dir, `${which}.db`);
    if (existsSync(path)) continue;
    const bytes = made.get(which) ?? make(which);
    made.set(which, bytes);
    writeFileSync(path, bytes, { mode: 0o600 });
  }
  return dir;
}

function make(which: Which): Uint8Array {
  const dir = mkdtempSync(join(tmpdir(), 'duelist-new-'));
  // Closed, all of it is in the one file.
  (which === 'history' ? openHistory : openLedger)(dir).close();
  const bytes = readFileSync(join(dir, `${which}.db`));
  rmSync(dir, { recursive: true });
  return bytes;
}

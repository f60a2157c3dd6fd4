import { copyFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../shared/errors.ts';
import { readMarks } from '../../store/backup.ts';
import { pageFaults, referenceFaults } from '../../store/checks.ts';
import { openHistory } from '../../store/history/history-store.ts';
import { openLedger } from '../../store/ledger/ledger-store.ts';
import type { Context } from '../context.ts';
import { loadKeys } from '../keys.ts';
import { makePrivateDirectory } from '../permissions.ts';
import { describeLedgerFaults } from './ledger-faults.ts';
import { type Manifest, readManifest, verifyFiles } from './manifest.ts';

const NAMES = ['history.db', 'ledger.db'] as const;

/**
 * Restore a backup into a scratch folder, as a restore would, and look at it with our own eyes: files by their hashes,
 * every page, every reference, money in counts and cents, keys.
 *
 * @returns What is wrong, in words; empty: it restores.
 */
export async function checkBackup(
  context: Context,
  dir: string,
  manifest: Manifest,
  scratch: string,
): Promise<string[]> {
  try {
    await verifyFiles(dir, readManifest(dir));
    for (const { path } of manifest.files) {
      makePrivateDirectory(dirname(join(scratch, path)));
      copyFileSync(join(dir, path), join(scratch, path));
    }
    const faults: string[] = [];
    for (const name of NAMES) {
      await context.breathe();
      faults.push(...pageFaults(join(scratch, name), 'deep').map((fault) => `${name}: ${fault}`));
      await context.breathe();
      faults.push(...referenceFaults(join(scratch, name)).map((fault) => `${name}: ${fault}`));
    }
    return faults.length > 0 ? faults : openCopy(scratch, manifest);
  } catch (error) {
    if (error instanceof UserError && error.code !== 'stopped') return [error.message];
    throw error;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Open it as every command does: migrations, keys, money. */
function openCopy(scratch: string, manifest: Manifest): string[] {
  const history = openHistory(scratch);
  const ledger = openLedger(scratch);
  try {
    loadKeys(scratch, ledger);
    const marks = readMarks(join(scratch, 'history.db'), join(scratch, 'ledger.db'));
    const lost = Object.entries(manifest.rows.ledger).filter(([table, rows]) =>
      table === 'schema_migration' ? false : marks.ledger.rows[table] !== rows,
    );
    return [
      ...lost.map(
        ([table, rows]) => `ledger.db: ${marks.ledger.rows[table] ?? 0} rows of ${table}, not ${rows}`,
      ),
      ...describeLedgerFaults(ledger),
    ];
  } finally {
    history.close();
    ledger.close();
  }
}

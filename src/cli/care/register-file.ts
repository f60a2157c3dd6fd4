import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { day, formatDay } from '../../shared/day.ts';
import type { LedgerStore } from '../../store/ledger/ledger-store.ts';
import { csvLine, writeWhole } from '../files.ts';
import { REGISTER_FILE } from '../people/register.ts';

/**
 * Who was forgotten stays forgotten: the register of the data directory, of the replaced ledger and of the backup together
 * go into the restored one. Lines that cannot be read are left to the register's own check.
 *
 * @returns How many the backup did not know.
 */
export function mergeRegister(
  dataDir: string,
  fresh: string,
  ledger: LedgerStore,
  present: ReadonlyMap<string, number> | undefined,
): number {
  const known = new Map([...ledger.forgotten.digests()].map(([digest, on]) => [digest, formatDay(on)]));
  for (const [digest, on] of readLines(join(fresh, REGISTER_FILE))) known.set(digest, on);
  const before = known.size;
  for (const [digest, on] of present ?? []) if (!known.has(digest)) known.set(digest, formatDay(day(on)));
  for (const [digest, on] of readLines(join(dataDir, REGISTER_FILE))) {
    if (!known.has(digest)) known.set(digest, on);
  }
  if (known.size > 0) {
    const rows = [...known].sort(([a], [b]) => (a < b ? -1 : 1)).map((row) => csvLine(row));
    writeWhole(join(fresh, REGISTER_FILE), csvLine(['digest', 'day']) + rows.join(''));
  }
  return known.size - before;
}

function readLines(path: string): [string, string][] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .slice(1)
    .flatMap((line): [string, string][] => {
      const [digest = '', on = ''] = line.split(',').map((cell) => cell.trim());
      return /^[0-9a-f]{64}$/.test(digest) ? [[digest, on]] : [];
    });
}

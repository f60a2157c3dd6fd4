import { closeSync, existsSync, fsyncSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { keyedHash } from '../../lists/keyed-hash.ts';
import { type Day, formatDay, parseDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { Context } from '../context.ts';
import { csvLine, syncDirectory, writeWhole } from '../files.ts';
import { loadKeys } from '../keys.ts';

/** The register outside of the database: it goes with every backup, and is newer than what a backup brings back. */
export const REGISTER_FILE = 'forgotten.csv';
const HEADER = csvLine(['digest', 'day']);
/** Characters of a digest that tell forgotten households apart in the ledger. */
const PSEUDONYM_DIGITS = 16;
/** Answers kept in memory: a file names the same cards again and again. */
const REMEMBERED_MAX = 500_000;

export type IdKind = 'household' | 'card' | 'alternate';

/** Who was forgotten: asked by id, since it knows no ids itself. */
export type Register = {
  readonly size: number;
  /** The day on which an id was forgotten; undefined: it was not. */
  readonly dayOf: (kind: IdKind, id: string) => Day | undefined;
};

/**
 * The register, its two copies brought in step: whichever of the ledger and the file knows of somebody, both do.
 *
 * @throws UserError (78) for a file that is not what we wrote.
 */
export function openRegister(context: Context): Register {
  const days = reconcile(context);
  if (days.size === 0) return { size: 0, dayOf: () => undefined };
  const digestOf = digester(context);
  const asked = new Map<string, Day | undefined>();
  return {
    size: days.size,
    dayOf: (kind, id) => {
      const key = `${kind}|${id}`;
      if (asked.has(key)) return asked.get(key);
      if (asked.size >= REMEMBERED_MAX) asked.clear();
      const day = days.get(digestOf(kind, id));
      asked.set(key, day);
      return day;
    },
  };
}

/** Write ids into the register, on the disk before anything is erased. */
export function registerIds(context: Context, ids: readonly (readonly [IdKind, string])[], today: Day): void {
  const digestOf = digester(context);
  const known = reconcile(context);
  const added = ids.map(([kind, id]) => [digestOf(kind, id), today] as const);
  const all = new Map([...added, ...known]);
  writeRegister(context.dataDir, all);
  context.ledger.forgotten.register(all);
}

/** The name that stands for a forgotten household where money has to be somebody's. */
export function pseudonymOf(context: Context, householdId: string): string {
  return `forgotten:${digester(context)('household', householdId).slice(0, PSEUDONYM_DIGITS)}`;
}

/** Keyed, so that whoever has the register and no key cannot try ids out. The oldest key: it is never taken out of use. */
function digester(context: Context): (kind: IdKind, id: string) => string {
  const key = loadKeys(context.dataDir, context.ledger).at(-1);
  if (key === undefined) throw new Error('a chain has a key');
  return (kind, id) => keyedHash(key.secret, `forgotten|${kind}|${id.normalize('NFC')}`).toString('hex');
}

function reconcile({ dataDir, ledger }: Context): Map<string, Day> {
  const stored = ledger.forgotten.digests();
  const written = readRegister(join(dataDir, REGISTER_FILE));
  const missing = [...written].filter(([digest]) => !stored.has(digest));
  if (missing.length > 0) ledger.forgotten.register(missing);
  const all = new Map([...written, ...stored]);
  if (all.size > written.size) writeRegister(dataDir, all);
  return all;
}

function readRegister(path: string): Map<string, Day> {
  if (!existsSync(path)) return new Map();
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return new Map(
    lines.slice(1).map((line, at) => {
      const [digest = '', text = ''] = line.split(',');
      const day = parseDay(text.trim());
      if (/^[0-9a-f]{64}$/.test(digest) && day !== undefined) return [digest, day];
      throw new UserError('register-format', 'the register of forgotten households is damaged', {
        exitCode: EXIT.badConfig,
        at: { file: path, line: at + 2 },
        next: 'Put the file back from your newest backup: without it, feeds bring back who asked to be forgotten.',
      });
    }),
  );
}

function writeRegister(dataDir: string, digests: ReadonlyMap<string, Day>): void {
  const path = join(dataDir, REGISTER_FILE);
  const rows = [...digests].sort(([a], [b]) => (a < b ? -1 : 1));
  writeWhole(path, HEADER + rows.map(([digest, day]) => csvLine([digest, formatDay(day)])).join(''));
  const handle = openSync(path, 'r');
  fsyncSync(handle);
  closeSync(handle);
  syncDirectory(dirname(path));
}

import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bytesUnder } from '../../lib/bytes-under.ts';
import { type Use, useOf } from './process-use.ts';

const LAUNCHER = fileURLToPath(new URL('../../../src/duelist.js', import.meta.url));
const script = (name: string): string => fileURLToPath(new URL(`./${name}-process.ts`, import.meta.url));

/** What one ingest of ours took, and what it left. */
export type Ours = {
  readonly store: Use;
  readonly derive: Use;
  /** The same file once more. */
  readonly again: Use;
  /** All files of the data directory at rest, before and after the histories are derived. */
  readonly storedBytes: number;
  readonly derivedBytes: number;
};

/** `duelist ingest scans`, as a process of its own. @throws Error unless it read so many lines and stored some. */
export async function ingest(dataDir: string, path: string, lines: number): Promise<Use> {
  const use = await useOf(process.execPath, [
    ...[LAUNCHER, 'ingest', 'scans', path],
    ...['--data', dataDir, '--json'],
  ]);
  const { lines_read: read, lines_rejected: rejected } = JSON.parse(use.stdout);
  if (read !== lines) throw new Error(`${read} of ${lines} lines of ${path} were read`);
  if (rejected > lines / 100) throw new Error(`${rejected} lines of ${path} were rejected`);
  return use;
}

/** Derive the history of every household, as the next reader does. */
export function derive(dataDir: string): Promise<Use> {
  return useOf(process.execPath, [script('derive'), dataDir]);
}

/** A fresh data directory, from the first line to the histories of all households. */
export async function ingestAnew(dataDir: string, path: string, lines: number): Promise<Ours> {
  rmSync(dataDir, { recursive: true, force: true });
  const store = await ingest(dataDir, path, lines);
  const storedBytes = bytesUnder(dataDir);
  const again = await ingest(dataDir, path, lines);
  const derived = await derive(dataDir);
  return { store, again, derive: derived, storedBytes, derivedBytes: bytesUnder(dataDir) };
}

/** Types of a table for a peer; a column that is not here is text. */
const TYPES: Readonly<Record<string, string>> = {
  transaction_id: 'INTEGER',
  store_id: 'INTEGER',
  register_id: 'INTEGER',
  line_no: 'INTEGER',
  card_id: 'INTEGER',
  quantity: 'REAL',
  weight: 'REAL',
  net_amount: 'REAL',
  discount_amount: 'REAL',
};

/** The shell of SQLite, into a typed table without an index; journal and syncing as it has them by itself. */
export async function sqliteImport(scratch: string, path: string): Promise<Use> {
  const database = freshFile(scratch, 'import.db');
  const columns = headerOf(path).map((name) => `${name} ${TYPES[name] ?? 'TEXT'}`);
  const script = `CREATE TABLE scan (${columns.join(', ')});\n.import --csv --skip 1 '${path}' scan\n`;
  const use = await useOf('sqlite3', ['-batch', '-bail', database], script);
  rmSync(database);
  return use;
}

export async function duckdbTable(scratch: string, path: string): Promise<Use> {
  const database = freshFile(scratch, 'import.duckdb');
  const use = await useOf(process.execPath, [script('duckdb'), path, database]);
  rmSync(database);
  return use;
}

export function csvParse(path: string): Promise<Use> {
  return useOf(process.execPath, [script('csv-parse'), path]);
}

/** Versions of the peers that are here; `undefined`: this one is not. */
export function peerVersions(): Readonly<Record<'sqlite3' | 'duckdb', string | undefined>> {
  const said = (command: string, args: readonly string[]): string | undefined => {
    const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
    return status === 0 && stdout.trim() !== '' ? stdout.trim().split(' ')[0] : undefined;
  };
  return {
    sqlite3: said('sqlite3', ['--version']),
    duckdb: said(process.execPath, [script('duckdb')]),
  };
}

function freshFile(scratch: string, name: string): string {
  mkdirSync(scratch, { recursive: true });
  const path = join(scratch, name);
  rmSync(path, { force: true });
  return path;
}

function headerOf(path: string): string[] {
  const handle = openSync(path, 'r');
  const start = Buffer.alloc(4096);
  const read = readSync(handle, start);
  closeSync(handle);
  return start.toString('utf8', 0, read).split(/\r?\n/, 1)[0]?.split(',') ?? [];
}

import { copyFileSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { EXIT, UserError } from '../../shared/errors.ts';
import { openHistory } from '../../store/history/history-store.ts';
import { type LedgerStore, openLedger } from '../../store/ledger/ledger-store.ts';
import { takeRunLock } from '../../store/run-lock.ts';
import { newestSchema } from '../../store/schemas.ts';
import { makePrivateFile } from '../../store/sqlite.ts';
import { requireDirectory } from '../context.ts';
import { writeWhole } from '../files.ts';
import { loadKeys } from '../keys.ts';
import type { CommonOptions } from '../options.ts';
import { keepPrivate, makePrivateDirectory, requireOwner } from '../permissions.ts';
import type { World } from '../world.ts';
import { tryReading } from './attempt.ts';
import { carryOver } from './carry-over.ts';
import { lookedAfterFiles } from './kept-files.ts';
import { type Manifest, readManifest, verifyFiles } from './manifest.ts';
import {
  ACTS_FILE,
  feedFilesSince,
  type PresentLedger,
  REPLAY_FILE,
  readPresentLedger,
  reopenToLanes,
} from './present.ts';
import { type Found, type RestoreReport, reportOf } from './restore-report.ts';
import { beginPreparing, besideDir, decideSwap, endSwap, freshDir, PREPARING, RESTORING } from './swap.ts';

/** What the command said, in the folder that has what was replaced. */
const REPORT_FILE = 'restore.json';

/**
 * Bring a backup into a data directory. What is there is moved aside, never deleted. Everything is prepared first, beside;
 * then the files change places. Killed anywhere, the same command ends what it began.
 *
 * @throws UserError 65/66/74 for a backup that is not whole, 78 for one of a newer program, 75 while others work on it.
 */
export async function restoreFrom(
  world: World,
  options: CommonOptions,
  from: string,
  by: string,
): Promise<RestoreReport> {
  const dataDir = resolve(world.cwd, options.data);
  keepPrivate(dataDir);
  requireDirectory(dataDir, true);
  requireOwner(world, dataDir);
  const holder = { pid: world.pid, started: world.now().toISOString(), phase: 'restore' };
  const release = takeRunLock(join(dataDir, 'run.lock'), join(dataDir, 'run-holder.db'), holder);
  try {
    if (existsSync(join(dataDir, RESTORING))) return endSwap<RestoreReport>(dataDir).report;
    return await restoreInto(world, dataDir, resolve(world.cwd, from), by);
  } finally {
    release();
  }
}

async function restoreInto(world: World, dataDir: string, from: string, by: string): Promise<RestoreReport> {
  const manifest = readManifest(from);
  refuseNewer(manifest, from);
  await verifyFiles(from, manifest);
  const now = world.now();
  try {
    beginPreparing(dataDir);
    copyFresh(from, manifest, freshDir(dataDir));
    // Before anything that is there is touched: it opens, and its keys are the ones that signed its lists.
    openFresh(dataDir, () => undefined);
    const present = tryReading(() => presentLedger(dataDir, manifest, by, now));
    const feeds = tryReading(() => presentFeeds(dataDir, manifest));
    const kept = openFresh(dataDir, (ledger) => carryOver(dataDir, ledger, manifest, present.value, by, now));
    return swap(dataDir, from, manifest, { present, feeds, kept, now });
  } catch (error) {
    if (!existsSync(join(dataDir, RESTORING))) giveUp(dataDir, by, now);
    throw error;
  }
}

/** Nothing was replaced: the lanes get their ledger back, and what was prepared goes. */
function giveUp(dataDir: string, by: string, now: Date): void {
  try {
    rmSync(join(dataDir, PREPARING), { recursive: true, force: true });
    reopenToLanes(dataDir, by, now);
  } catch {
    // What went wrong first is what is told. A ledger that stayed closed says so at every lane, until the next restore.
  }
}

function refuseNewer(manifest: Manifest, from: string): void {
  for (const name of ['history', 'ledger'] as const) {
    const known = newestSchema(name);
    const found = manifest.schema_versions[name];
    if (found <= known) continue;
    throw new UserError(
      'schema-newer',
      `the backup's ${name}.db has schema ${found}; this program knows schemas up to ${known}`,
      {
        exitCode: EXIT.badConfig,
        at: { file: join(from, `${name}.db`) },
        next: `It was made by duelist ${manifest.program}. Install that version or a newer one. Nothing was changed.`,
      },
    );
  }
}

function copyFresh(from: string, manifest: Manifest, to: string): void {
  for (const { path } of manifest.files) {
    makePrivateDirectory(dirname(join(to, path)));
    makePrivateFile(join(to, path));
    copyFileSync(join(from, path), join(to, path));
  }
}

/** The prepared databases, brought up to date by being opened. */
function openFresh<T>(dataDir: string, work: (ledger: LedgerStore) => T): T {
  const dir = freshDir(dataDir);
  const history = openHistory(dir);
  try {
    const ledger = openLedger(dir);
    try {
      loadKeys(dir, ledger);
      return work(ledger);
    } finally {
      ledger.close();
    }
  } finally {
    history.close();
  }
}

function presentLedger(
  dataDir: string,
  manifest: Manifest,
  by: string,
  now: Date,
): PresentLedger | undefined {
  const size = statSync(join(dataDir, 'ledger.db'), { throwIfNoEntry: false })?.size ?? 0;
  return size === 0 ? undefined : readPresentLedger(dataDir, manifest, by, now, besideDir(dataDir));
}

function presentFeeds(dataDir: string, manifest: Manifest): string[] | undefined {
  const size = statSync(join(dataDir, 'history.db'), { throwIfNoEntry: false })?.size ?? 0;
  return size === 0 ? undefined : feedFilesSince(dataDir, manifest.watermarks.last_file_no);
}

function swap(dataDir: string, from: string, manifest: Manifest, found: Found): RestoreReport {
  const there = presentPaths(dataDir);
  const stamp = found.now.toISOString().replace(/\D/g, '').slice(0, 14);
  const replaced = there.length === 0 ? undefined : freeName(dataDir, `replaced-${stamp}`);
  const fresh = [
    ...new Set([...manifest.files.map(({ path }) => path), ...lookedAfterFiles(freshDir(dataDir))]),
  ];
  const report = reportOf(dataDir, from, manifest, replaced, found);
  const order = (path: string): number => Number(path === 'ledger.db');
  const told = found.present.value === undefined ? [] : [REPLAY_FILE, ACTS_FILE];
  writeWhole(join(besideDir(dataDir), REPORT_FILE), `${JSON.stringify(report, undefined, 2)}\n`);
  decideSwap(dataDir, {
    replaced,
    present: there,
    fresh: fresh.sort((a, b) => order(a) - order(b)),
    beside: [...told, REPORT_FILE],
    report,
  });
  return endSwap<RestoreReport>(dataDir).report;
}

/** Everything that makes a chain what it is, as far as it is there, with what SQLite keeps beside its databases. */
function presentPaths(dataDir: string): string[] {
  const databases = ['history.db', 'ledger.db'].flatMap((name) =>
    ['', '-wal', '-shm', '-journal'].map((end) => name + end),
  );
  const others = tryReading(() => lookedAfterFiles(dataDir)).value ?? [
    'duelist.toml',
    'keys',
    'forgotten.csv',
  ];
  return [...databases, ...others].filter((path) => existsSync(join(dataDir, path)));
}

function freeName(dataDir: string, wanted: string): string {
  const taken = new Set(readdirSync(dataDir));
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (!taken.has(name)) return name;
  }
}

import { copyFileSync, existsSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { EXIT, UserError } from '../../shared/errors.ts';
import { copyDatabase, readMarks } from '../../store/backup.ts';
import { takeRunLock } from '../../store/run-lock.ts';
import { makePrivateFile } from '../../store/sqlite.ts';
import type { Context } from '../context.ts';
import { syncDirectory, syncFile, writeWhole } from '../files.ts';
import { keepPrivate, makePrivateDirectory } from '../permissions.ts';
import { VERSION } from '../table/commands.ts';
import { checkBackup } from './check-backup.ts';
import { lookedAfterFiles } from './kept-files.ts';
import { describeBackup, fingerprintFiles, MANIFEST, type Manifest } from './manifest.ts';

/** Says that a folder was begun by a backup, so that it may be removed by the next one. */
const BEGUN = '.duelist-backup';

export type BackedUp = {
  /** Where it is; a backup that failed its check has `.failed` at the end of its name. */
  readonly dir: string;
  readonly manifest: Manifest;
  readonly bytes: number;
  /** What the check found; empty: it restores. */
  readonly faults: readonly string[];
};

/**
 * Copy a data directory while it is in use, and check that the copy restores. Takes no run lock, and no lane waits.
 * Killed, it leaves `DIR.part` and no more, which the next run removes.
 *
 * @throws UserError 73 when `DIR` is there and not empty, 75 when another backup is being made.
 */
export async function backUp(context: Context, out: string): Promise<BackedUp> {
  const dir = resolve(context.world.cwd, out);
  requireEmpty(dir);
  const { dataDir, world } = context;
  const holder = { pid: world.pid, started: world.now().toISOString(), phase: 'backup' };
  const release = takeRunLock(join(dataDir, 'backup.lock'), join(dataDir, 'backup-holder.db'), holder);
  const part = `${dir}.part`;
  try {
    clearBegun(part);
    const manifest = await copyAll(context, part);
    const faults = await checkBackup(context, part, manifest, join(part, 'check'));
    return finish(context, manifest, part, dir, faults);
  } catch (error) {
    // A disk that is full needs the room; what was half copied is of no use.
    if (existsSync(join(part, BEGUN))) rmSync(part, { recursive: true, force: true });
    throw error;
  } finally {
    release();
  }
}

function requireEmpty(dir: string): void {
  if (!existsSync(dir)) return;
  if (statSync(dir).isDirectory() && readdirSync(dir).length === 0) return;
  throw new UserError('backup-out', `${dir} is there already`, {
    exitCode: EXIT.cannotCreate,
    at: { file: dir },
    next: 'Name a new folder, for example one with the date: --out backups/$(date +%F)',
  });
}

/** Remove what a killed backup left; anything else under that name is not ours. */
function clearBegun(part: string): void {
  if (existsSync(part) && !existsSync(join(part, BEGUN))) {
    throw new UserError('backup-out', `${part} is in the way, and no backup began it`, {
      exitCode: EXIT.cannotCreate,
      at: { file: part },
      next: 'Move it away, or name another folder.',
    });
  }
  rmSync(part, { recursive: true, force: true });
  keepPrivate(part);
  makePrivateDirectory(part);
  makePrivateFile(join(part, BEGUN));
}

/** History first: what crosses the two databases goes to the ledger last, and a copy must not know more than its ledger. */
async function copyAll(context: Context, part: string): Promise<Manifest> {
  const { dataDir, world } = context;
  const takenAt = world.now().toISOString();
  copyPrivately(dataDir, part, 'history.db');
  await context.breathe();
  const ledgerTakenAt = world.now().toISOString();
  copyPrivately(dataDir, part, 'ledger.db');
  await context.breathe();
  const paths = ['history.db', 'ledger.db'];
  for (const path of lookedAfterFiles(dataDir)) {
    const to = join(part, path);
    makePrivateDirectory(dirname(to));
    makePrivateFile(to);
    copyFileSync(join(dataDir, path), to);
    paths.push(path);
  }
  for (const path of paths) syncFile(join(part, path));
  const marks = readMarks(join(part, 'history.db'), join(part, 'ledger.db'));
  const manifest = describeBackup(marks, await fingerprintFiles(part, paths), {
    program: VERSION,
    taken_at: takenAt,
    ledger_taken_at: ledgerTakenAt,
  });
  writeWhole(join(part, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`);
  syncFile(join(part, MANIFEST));
  return manifest;
}

function copyPrivately(dataDir: string, part: string, name: string): void {
  // Into an empty file that is there: it keeps its mode.
  makePrivateFile(join(part, name));
  copyDatabase(join(dataDir, name), join(part, name));
}

/** Give the backup its name: the one it was asked for, or one that says that it does not restore. */
function finish(
  context: Context,
  manifest: Manifest,
  part: string,
  dir: string,
  faults: readonly string[],
): BackedUp {
  const good = faults.length === 0;
  const target = good ? dir : freeName(`${dir}.failed`);
  if (good && existsSync(dir)) rmdirSync(dir);
  renameSync(part, target);
  rmSync(join(target, BEGUN));
  syncDirectory(target);
  syncDirectory(dirname(target));
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  note(context, { dir: target, manifest, bytes, faults });
  return { dir: target, manifest, bytes, faults };
}

function freeName(wanted: string): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (!existsSync(name)) return name;
  }
}

/** What `doctor` and the audit know of it afterwards. That it cannot be noted down makes no good backup bad. */
function note(context: Context, { dir, manifest, bytes, faults }: BackedUp): void {
  const facts = { dir, taken_at: manifest.taken_at, bytes, faults };
  context.log.info('backup', facts);
  try {
    if (faults.length === 0) {
      const last = { schema: 'duelist.last-backup/1', taken_at: manifest.taken_at, dir, bytes };
      writeWhole(join(context.dataDir, 'last-backup.json'), `${JSON.stringify(last)}\n`);
    }
    context.audit(context.actor(undefined), 'backup', `backup ${basename(dir)}`, facts);
  } catch (error) {
    context.warn(`the backup is good, but it could not be noted down: ${(error as Error).message}`);
  }
}

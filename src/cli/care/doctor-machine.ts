import { existsSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { day, formatDay } from '../../shared/day.ts';
import { newestTimes } from '../../store/checks.ts';
import { readHolder } from '../../store/run-lock.ts';
import { todayIn } from '../night/today.ts';
import { permissionFaults } from '../permissions.ts';
import type { Finding, Patient } from './doctor-types.ts';

const MB = 1_000_000;
const HOUR_MS = 3_600_000;
/** Clocks of two machines, and a time change that is not one. */
const CLOCK_SLACK_MS = 300_000;
/** Below this the next transaction may fail. */
const FREE_BYTES_MIN = 64 * MB;
/** A log of this size is one that nobody has folded in. */
const WAL_BYTES_MAX = 256 * MB;
const BACKUP_HOURS_MAX = 48;
const NAMED_MAX = 3;

export function permissionCheck({ dataDir }: Patient): Finding {
  const faults = permissionFaults(dataDir);
  if (faults.length === 0) return { state: 'ok', detail: "everything is its owner's alone" };
  const named = faults.slice(0, NAMED_MAX).map(({ path, fault }) => `${path} (${fault})`);
  const more = faults.length > NAMED_MAX ? ` and ${faults.length - NAMED_MAX} more` : '';
  // Another owner's file stops the next run; a mode lets others look.
  const state = faults.some(({ fault }) => fault === 'other-owner') ? 'fail' : 'warn';
  const next = faults
    .slice(0, NAMED_MAX)
    .map(({ mend }) => mend)
    .join('; ');
  return { state, detail: `${named.join(', ')}${more}`, next };
}

/** What was written down as the future, or a clock that has gone back, which looks the same. */
export function clockCheck({ world, dataDir, config }: Patient): Finding {
  const now = world.now();
  const times = newestTimes(join(dataDir, 'history.db'), join(dataDir, 'ledger.db'));
  const written = [times.act, lastRun(dataDir)].filter((time) => time !== undefined);
  const ahead = written.filter((time) => Date.parse(time) > now.getTime() + CLOCK_SLACK_MS).sort();
  const newest = ahead.at(-1);
  if (newest !== undefined) {
    return {
      state: 'fail',
      detail: `the clock says ${now.toISOString()}, but something was done at ${newest}`,
      next: 'Set the clock right before the next night: days decide what is due and what has expired.',
    };
  }
  const tomorrow = todayIn(config?.chain.timezone, now) + 1;
  const early = [
    ['receipts', times.receiptDay] as const,
    ['redemptions', times.redemptionDay] as const,
  ].flatMap(([what, on]) => (on !== undefined && on > tomorrow ? [`${what} of ${formatDay(day(on))}`] : []));
  if (early.length === 0) return { state: 'ok', detail: now.toISOString() };
  return {
    state: 'warn',
    detail: `there are ${early.join(' and ')}, which is in the future`,
    next: 'A register has the wrong date, or this machine has.',
  };
}

function lastRun(dataDir: string): string | undefined {
  const { ended } = readJson(join(dataDir, 'last-run.json'));
  return typeof ended === 'string' ? ended : undefined;
}

/** {} for a file that is not there or cannot be read: it is only a note. */
function readJson(path: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

/** Room for what is there once more: a restore prepares the whole copy before it moves anything. */
export function diskCheck({ dataDir }: Patient): Finding {
  const { bavail, bsize } = statfsSync(dataDir);
  const free = bavail * bsize;
  const used = ['history.db', 'ledger.db'].reduce((sum, name) => sum + sizeOf(join(dataDir, name)), 0);
  const detail = `${inMb(free)} free, databases of ${inMb(used)}`;
  const next = 'Make room: old prints, logs and replaced-… folders are the first to go.';
  if (free < FREE_BYTES_MIN) return { state: 'fail', detail, next };
  return free < used
    ? { state: 'warn', detail: `${detail}: too little for a restore`, next }
    : { state: 'ok', detail };
}

function inMb(bytes: number): string {
  return `${Math.floor(bytes / MB).toLocaleString('en-US')} MB`;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

export function walCheck({ dataDir }: Patient): Finding {
  const logs = ['history.db-wal', 'ledger.db-wal'].map((name) => ({
    name,
    size: sizeOf(join(dataDir, name)),
  }));
  const detail = logs.map(({ name, size }) => `${name} ${inMb(size)}`).join(', ');
  if (logs.every(({ size }) => size <= WAL_BYTES_MAX)) return { state: 'ok', detail };
  return {
    state: 'warn',
    detail,
    next: 'Some process reads for very long, or was killed while it did. The next command that ends alone folds them in.',
  };
}

export function backupCheck({ dataDir, world }: Patient): Finding {
  const { taken_at: takenAt, dir } = readJson(join(dataDir, 'last-backup.json'));
  const next = 'duelist backup --out DIR, from cron, onto another machine';
  if (typeof takenAt !== 'string') return { state: 'warn', detail: 'none was made that is known here', next };
  const hours = Math.floor((world.now().getTime() - Date.parse(takenAt)) / HOUR_MS);
  const detail = `${hours} hours old, ${String(dir)}`;
  return hours > BACKUP_HOURS_MAX ? { state: 'warn', detail, next } : { state: 'ok', detail };
}

/** Who took the lock last. The lock itself is not touched: to look at it could turn a run away that begins right now. */
export function holderCheck({ dataDir }: Patient): Finding {
  const note = join(dataDir, 'run-holder.db');
  const holder = existsSync(note) ? readHolder(note) : undefined;
  if (holder === undefined) return { state: 'ok', detail: 'nobody so far' };
  const { phase, pid, started } = holder;
  const alive = existsSync('/proc/self') ? existsSync(`/proc/${pid}`) : undefined;
  const words = { true: 'is there', false: 'has ended', undefined: 'may be there' }[String(alive)] ?? '';
  return { state: 'ok', detail: `last: ${phase} since ${started}; its process ${pid} ${words}` };
}

import { statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { firstKeptDay } from '../../history/kept-months.ts';
import { type Day, formatDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { Context } from '../context.ts';
import { sqliteTemporaryDir } from './sqlite-temporary.ts';

/** Space given back when the file has so large a share of free pages, lines dropped or not: a killed run left it so. */
const FREE_SHARE_MAX = 0.1;

export type Retained = {
  /** `kept-all`: no age is configured. `nothing-due`: this month's lines went before. */
  readonly status: 'kept-all' | 'nothing-due' | 'would-drop' | 'dropped';
  /** Lines before this day are gone, or would be. */
  readonly before: Day | undefined;
  readonly receipts: number;
  readonly lines: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** false: others were at work in the file; the space is used again, or given back the next time. */
  readonly gaveBack: boolean;
};

/** Whether lines are to go: the configured age is by whole months, so once a month; or a run was killed. */
export function isRetentionDue(context: Context, asOf: Day): boolean {
  const before = targetOf(context, asOf);
  const { retention } = context.history;
  if (before === undefined) return false;
  return retention.unfinished() !== undefined || before !== retention.boundary();
}

/**
 * Drop lines older than the configured age, keep what the statistics are made of, and give the space back. Killed anywhere,
 * it goes on with the next run.
 *
 * @throws UserError 65 when a file that was cut off has receipts of those days, 74 when the disk has no room for the
 *   copy by which the space is given back. Nothing was dropped then.
 */
export async function retainLines(context: Context, asOf: Day, isDryRun: boolean): Promise<Retained> {
  const { history, dataDir } = context;
  const before = targetOf(context, asOf);
  const bytesBefore = bytesOf(dataDir);
  const isDue = isRetentionDue(context, asOf);
  const none = { before, receipts: 0, lines: 0, bytesBefore, bytesAfter: bytesBefore, gaveBack: true };
  if (before === undefined) return { status: 'kept-all', ...none };
  const old = history.retention.count(before);
  if (isDryRun) return { status: isDue ? 'would-drop' : 'nothing-due', ...none, ...old };
  if (isDue) {
    requireWholeFiles(context, before);
    requireRoom(dataDir, bytesBefore);
    history.inTransaction(() => history.retention.begin(before));
    const progress = context.progress('dropping old lines', old.receipts);
    for (const receipts of history.retention.drop()) {
      progress.advance(receipts);
      await context.breathe();
    }
    progress.done();
  }
  const isWorthIt = isDue || history.retention.freeShare() > FREE_SHARE_MAX;
  const gaveBack = !isWorthIt || history.purge(undefined) === 'rewritten';
  const outcome = { before, ...old, bytesBefore, bytesAfter: bytesOf(dataDir), gaveBack };
  context.log.info('retention', { ...outcome, before: formatDay(before) });
  return { status: isDue ? 'dropped' : 'nothing-due', ...outcome };
}

/** Never back: what is gone is gone, whatever the configuration says now. */
function targetOf({ config, history }: Context, asOf: Day): Day | undefined {
  const months = config.retention.lines_months;
  const boundary = history.retention.boundary();
  const wanted = months === undefined ? undefined : firstKeptDay(asOf, months);
  if (wanted === undefined) return history.retention.unfinished();
  return boundary === undefined || wanted > boundary ? wanted : boundary;
}

function requireWholeFiles({ history }: Context, before: Day): void {
  const [name] = history.retention.halfRead(before);
  if (name === undefined) return;
  throw new UserError('file-half-read', `${name} was cut off, and has receipts before ${formatDay(before)}`, {
    exitCode: EXIT.badInput,
    next: 'Half of a receipt must not go. Take the file in again (it goes on where it stood), then run this again.',
  });
}

/** To give space back, SQLite writes the whole file once more, beside the other temporary files, and then into the log. */
function requireRoom(dataDir: string, bytes: number): void {
  const temporary = sqliteTemporaryDir();
  const isOneDisk = statSync(temporary).dev === statSync(dataDir).dev;
  for (const dir of new Set([dataDir, temporary])) {
    const { bavail, bsize } = statfsSync(dir);
    const need = isOneDisk ? 2 * bytes : bytes;
    if (bavail * bsize >= need) continue;
    throw new UserError('disk-full', `there are ${mb(bavail * bsize)} free, and ${mb(need)} are needed`, {
      exitCode: EXIT.io,
      at: { file: dir },
      next: 'history.db is written anew to give its space back. Nothing was dropped. Make room, or name a larger disk in SQLITE_TMPDIR.',
    });
  }
}

function bytesOf(dataDir: string): number {
  return statSync(join(dataDir, 'history.db')).size;
}

export function mb(bytes: number): string {
  return `${Math.ceil(bytes / 1_000_000).toLocaleString('en-US')} MB`;
}

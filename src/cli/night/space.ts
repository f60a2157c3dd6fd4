import { existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { EXIT, UserError } from '../../shared/errors.ts';
import { isPlanDue, nightlyCycles } from './cycles.ts';
import { listInbox } from './inbox.ts';
import type { NightRun } from './run-types.ts';

const MB = 1_000_000;
/** What the databases and their logs grow by for each byte of a feed: rows and indexes, once in the log and once folded in. */
const GROWTH_PER_BYTE = 2;
/** Bytes of prints per list before any were measured here: a sheet of two pages, alone and in its spool. */
const SHEET_BYTES = 60_000;

/** Something that will take room, for the message. */
type Need = { readonly dir: string; readonly bytes: number; readonly why: string };

/**
 * Whether the disks have room for tonight, asked before anything is changed.
 *
 * @throws UserError (74) with the figures.
 */
export function requireSpace(run: NightRun): void {
  const keepBytes = run.context.config.night.free_mb_min * MB;
  for (const needs of byDisk([feedNeed(run), printNeed(run)])) {
    const [first] = needs;
    if (first === undefined) continue;
    const dir = existing(first.dir);
    const { bavail, bsize } = statfsSync(dir);
    const need = needs.reduce((sum, { bytes }) => sum + bytes, keepBytes);
    if (bavail * bsize < need) throw tooFull(dir, bavail * bsize, need, needs, keepBytes);
  }
}

function feedNeed({ context, places }: NightRun): Need {
  const { files, bytes } = listInbox(places.inboxDir);
  return { dir: context.dataDir, bytes: bytes * GROWTH_PER_BYTE, why: `${files.length} files in the inbox` };
}

function printNeed(run: NightRun): Need {
  const { ledger, history } = run.context;
  const measured = ledger.nights.cycles().filter(({ sheets }) => sheets > 0);
  const sheets = measured.reduce((sum, cycle) => sum + cycle.sheets, 0);
  const each = sheets === 0 ? SHEET_BYTES : measured.reduce((sum, { bytes }) => sum + bytes, 0) / sheets;
  const unprinted = nightlyCycles(run).filter(({ progress }) => progress.printed === undefined);
  const last = ledger.cycles.all().at(-1)?.lists ?? history.households.count();
  const lists = unprinted.reduce((sum, { cycle }) => sum + cycle.lists, 0) + (isPlanDue(run) ? last : 0);
  return { dir: run.places.outDir, bytes: Math.ceil(lists * each), why: `about ${lists} lists to print` };
}

/** What lands on the same disk, together. */
function byDisk(needs: readonly Need[]): Need[][] {
  const disks = new Map<number, Need[]>();
  for (const need of needs) {
    const { dev } = statSync(existing(need.dir));
    disks.set(dev, [...(disks.get(dev) ?? []), need]);
  }
  return [...disks.values()];
}

/** The folder, or the nearest one above it that is there already. */
function existing(dir: string): string {
  return existsSync(dir) ? dir : existing(dirname(dir));
}

function tooFull(
  dir: string,
  free: number,
  need: number,
  needs: readonly Need[],
  keepBytes: number,
): UserError {
  const mb = (bytes: number): string => `${Math.ceil(bytes / MB).toLocaleString('en-US')} MB`;
  const parts = [
    `${mb(keepBytes)} to stay free (night.free_mb_min)`,
    ...needs.map(({ bytes, why }) => `${mb(bytes)} for ${why}`),
  ];
  return new UserError('disk-full', `the disk has ${mb(free)} free, and tonight needs ${mb(need)}`, {
    exitCode: EXIT.io,
    at: { file: dir },
    next: [...parts, 'Nothing was changed. Make room and run this again.'].join('\n'),
  });
}

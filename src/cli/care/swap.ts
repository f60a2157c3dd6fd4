import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncDirectory, syncFile, writeWhole } from '../files.ts';
import { makePrivateDirectory } from '../permissions.ts';

/** A restore that is prepared in full, in the data directory: what is inside only has to change places. */
export const RESTORING = 'restoring';
/** One that is being prepared; of no meaning when it is found. */
export const PREPARING = 'restoring.part';
const PLAN = 'plan.json';
const FRESH = 'new';
const BESIDE = 'beside';

export type SwapPlan<Report> = {
  /** Folder of the data directory that takes what was there; undefined: nothing was. */
  readonly replaced: string | undefined;
  /** Paths that were there. */
  readonly present: readonly string[];
  /** Paths that take their place. The ledger is the last one. */
  readonly fresh: readonly string[];
  /** Files about what was replaced, which go into its folder. */
  readonly beside: readonly string[];
  /** What the command will say, kept so that a run that ends another's swap can say it. */
  readonly report: Report;
};

/** Where the new files are prepared. */
export function freshDir(dataDir: string): string {
  return join(dataDir, PREPARING, FRESH);
}

/** Where the files about what is replaced are prepared. */
export function besideDir(dataDir: string): string {
  return join(dataDir, PREPARING, BESIDE);
}

/** An empty place to prepare in; what a killed run had prepared there is removed. */
export function beginPreparing(dataDir: string): void {
  rmSync(join(dataDir, PREPARING), { recursive: true, force: true });
  makePrivateDirectory(freshDir(dataDir));
  makePrivateDirectory(besideDir(dataDir));
}

/** Everything is prepared: from here on the swap happens, by this run or by the next one. */
export function decideSwap<Report>(dataDir: string, plan: SwapPlan<Report>): void {
  const dir = join(dataDir, PREPARING);
  for (const path of plan.fresh) syncFile(join(dir, FRESH, path));
  writeWhole(join(dir, PLAN), `${JSON.stringify(plan)}\n`);
  syncFile(join(dir, PLAN));
  syncDirectory(dir);
  renameSync(dir, join(dataDir, RESTORING));
  syncDirectory(dataDir);
}

/** Move what was there aside, then the new files into their places. Killed anywhere, it is ended by being run again. */
export function endSwap<Report>(dataDir: string): SwapPlan<Report> {
  const dir = join(dataDir, RESTORING);
  const plan = JSON.parse(readFileSync(join(dir, PLAN), 'utf8')) as SwapPlan<Report>;
  const { replaced } = plan;
  if (replaced !== undefined) {
    // What is aside already was moved by an earlier run, and under its old name there may be the new file by now.
    for (const path of plan.present) {
      if (!existsSync(join(dataDir, replaced, path))) moveIfThere(dataDir, path, join(dataDir, replaced));
    }
    for (const path of plan.beside) moveIfThere(join(dir, BESIDE), path, join(dataDir, replaced));
    syncDirectory(join(dataDir, replaced));
  }
  for (const path of plan.fresh) moveIfThere(join(dir, FRESH), path, dataDir);
  syncDirectory(dataDir);
  // By one rename first: half removed under its name, it would look like a swap that is still to be ended.
  rmSync(join(dataDir, PREPARING), { recursive: true, force: true });
  renameSync(dir, join(dataDir, PREPARING));
  rmSync(join(dataDir, PREPARING), { recursive: true, force: true });
  return plan;
}

function moveIfThere(from: string, path: string, to: string): void {
  if (!existsSync(join(from, path))) return;
  makePrivateDirectory(dirname(join(to, path)));
  renameSync(join(from, path), join(to, path));
}

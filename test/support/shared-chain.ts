import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  approve,
  copyData,
  ingestChain,
  PLAN_DAY,
  release,
  takeFits,
} from '../../scripts/proof/support/chain.ts';
import { prepareNight } from '../../scripts/proof/support/night-chain.ts';
import { parseDay } from '../../src/shared/day.ts';
import { planHere, succeedHere, succeedInTurnHere } from './here.ts';

/** Names the folder that the test files of one run share; workers inherit it. */
const SHARED = 'VITEST_SHARED_CHAINS';

/** Before and after a whole run of the tests. */
export function setup(): (() => void) | undefined {
  // Each project of the run asks; they share one folder.
  if (process.env[SHARED] !== undefined) return undefined;
  const dir = mkdtempSync(join(tmpdir(), 'duelist-shared-'));
  process.env[SHARED] = dir;
  return () => rmSync(dir, { recursive: true, force: true });
}

/** What is made by the real commands once in a run, for copying. @returns Its folder, which nobody may write into. */
async function shared(name: string, make: (dir: string) => Promise<unknown>): Promise<string> {
  const dir = join(process.env[SHARED] ?? '', name);
  if (existsSync(dir)) return dir;
  const mine = `${dir}.${process.pid}`;
  await make(mine);
  // Whoever was faster has made the same.
  if (existsSync(dir)) rmSync(mine, { recursive: true });
  else renameSync(mine, dir);
  return dir;
}

/** A data directory with all feeds of the made-up chain, and its scans before a day; without a fit. */
async function takenInOnly(dataDir: string, untilDay = PLAN_DAY): Promise<string> {
  const made = await shared(`until-${untilDay}`, (dir) => succeedInTurnHere(ingestChain(dir, untilDay)));
  return copyData(made, dataDir);
}

/** The same with the fit of that day in force: the first plan of every copy would fit anew, 1.7 s of CPU each. */
export async function takenIn(dataDir: string, untilDay = PLAN_DAY): Promise<string> {
  // `9999` is after all of them, and no day to plan on.
  if (parseDay(untilDay) === undefined) return takenInOnly(dataDir, untilDay);
  const made = await shared(`fitted-${untilDay}`, async (dir) => {
    await takenInOnly(dir, untilDay);
    const planned = copyData(dir, `${dir}.planned`);
    await planHere(planned, untilDay);
    takeFits(planned, dir);
    rmSync(planned, { recursive: true });
  });
  return copyData(made, dataDir);
}

/** And with cycle 1 planned, for all households on `PLAN_DAY`: a draft. */
export async function planned(dataDir: string): Promise<string> {
  const made = await shared('planned', async (dir) => {
    await takenIn(dir);
    await planHere(dir);
  });
  return copyData(made, dataDir);
}

/** And with that cycle approved and released. */
export async function released(dataDir: string): Promise<string> {
  const made = await shared('released', async (dir) => {
    await planned(dir);
    await succeedInTurnHere([approve(dir, '1'), release(dir, '1')]);
  });
  return copyData(made, dataDir);
}

/** The eve of a busy night, see `prepareNight`, in which so many of the chain's households get lists. */
export async function nightEve(dataDir: string, households: number): Promise<string> {
  const made = await shared(`eve-${households}`, async (dir) => {
    const scratch = `${dir}.scratch`;
    renameSync(await prepareNight(scratch, households, succeedHere), dir);
    rmSync(scratch, { recursive: true });
  });
  return copyData(made, dataDir);
}

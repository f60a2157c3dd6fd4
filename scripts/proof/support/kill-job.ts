import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Dice } from '../../simulate/random.ts';
import { copyData } from './chain.ts';
import { differences, faultsOf, query } from './dump.ts';
import { killAfter, killWhen, timeWork } from './killer.ts';
import { type Beside, duelist, type Ran } from './program.ts';

/** Runs a command line to its end. */
type Runs = (args: readonly string[]) => Promise<Ran>;

/** Share of the kills of plan and release that wait until something shows, instead of for a moment. */
const AIMED_SHARE = 0.5;
/** Moments are drawn up to a little beyond the undisturbed duration: the last step counts, too. */
const OVERTIME = 1.05;

/** One command that is killed, from one state of a data directory. */
export type Job = {
  readonly name: string;
  readonly base: string;
  readonly args: (data: string) => string[];
  /** Finds a row of the ledger as soon as something of the work is to be seen: when an aimed kill strikes. */
  readonly begun?: string;
  /** Finds a row when the work is half done: begun, and not yet for anybody's eyes. */
  readonly half?: string;
  readonly killsInARow: number;
  /** Rows that must be equal in the end. */
  readonly dump: (data: string) => string[];
  /** What must hold right after a kill, seen through a copy. */
  readonly inspect: (copy: string) => string[] | Promise<string[]>;
};

export type Tally = {
  kills: number;
  landed: number;
  half: number;
  /** How long the work takes just now, in milliseconds: what else the machine does changes that by a factor. */
  workMs: number;
  /** And how long it took undisturbed. */
  readonly undisturbedMs: number;
  readonly failures: string[];
};

/** A kill that came too late makes the next ones earlier; one that struck lets them come a little later again. */
const SOONER = 0.7;
const LATER = 1.06;

/**
 * Kill a command again and again, in directories of their own below `work`; `work/undisturbed` is what a run leaves that
 * nobody disturbs.
 *
 * @param runs Runs the command again after its kills, undisturbed.
 */
export async function killOne(
  job: Job,
  work: string,
  kills: number,
  dice: Dice,
  runs: Runs = duelist,
): Promise<Tally> {
  mkdirSync(work, { recursive: true });
  const calm = copyData(job.base, join(work, 'undisturbed'));
  const { ran, workMs } = await timeWork(job.args(calm), calm);
  if (ran.code !== 0) throw new Error(`${job.name} fails undisturbed: ${ran.stderr}`);
  const expected = job.dump(calm);
  const tally: Tally = { kills: 0, landed: 0, half: 0, workMs, undisturbedMs: workMs, failures: [] };
  for (let trial = 0; tally.kills < kills; trial++) {
    const data = copyData(job.base, join(work, `trial-${trial}`));
    const moments: string[] = [];
    for (let row = 0; row < job.killsInARow && tally.kills < kills; row++) {
      // What an earlier kill has left to do takes less time.
      const { moment, struck } = await killOnce(job, data, tally.workMs / (row + 1), dice, tally);
      moments.push(moment);
      if (!struck) break;
    }
    const faults = await judgeEnd(job, data, expected, runs);
    tally.failures.push(
      ...faults.map((fault) => `${job.name}, trial ${trial} (${moments.join(', ')}): ${fault}`),
    );
    rmSync(data, { recursive: true });
  }
  return tally;
}

/** One kill, and a look at what it left. @returns Its moment, for messages, and whether it struck before the end. */
async function killOnce(
  job: Job,
  data: string,
  workMs: number,
  dice: Dice,
  tally: Tally,
): Promise<{ moment: string; struck: boolean }> {
  const aimed = job.begun !== undefined && dice.chance(AIMED_SHARE);
  const delayMs = dice.unit() * workMs * OVERTIME;
  const beside: Beside = aimed ? killWhen(data, job.begun ?? '') : killAfter(data, delayMs);
  const { code }: Ran = await duelist(job.args(data), beside);
  const moment = aimed ? 'as it showed' : `${Math.round(delayMs)} of ${Math.round(workMs)} ms`;
  tally.kills += 1;
  tally.workMs *= code === undefined ? LATER : SOONER;
  if (code === undefined) tally.landed += 1;
  else if (code !== 0) tally.failures.push(`${job.name} (${moment}) ended with ${code} before it was killed`);
  const copy = copyData(data, `${data}-left`);
  if (job.half !== undefined && query(copy, 'ledger.db', job.half).length > 0) tally.half += 1;
  tally.failures.push(...(await job.inspect(copy)).map((fault) => `${job.name} (${moment}): ${fault}`));
  rmSync(copy, { recursive: true });
  return { moment, struck: code === undefined };
}

async function judgeEnd(job: Job, data: string, expected: readonly string[], runs: Runs): Promise<string[]> {
  const again = await runs(job.args(data));
  if (again.code !== 0) return [`run again, it ended with ${again.code}: ${again.stderr}`];
  return [...faultsOf(data), ...differences(expected, job.dump(data))];
}

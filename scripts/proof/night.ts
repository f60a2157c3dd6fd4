/**
 * SIGKILL anywhere in a whole night, then the night again: both databases, the prints, the review pages and the inbox end
 * as after an undisturbed night, byte by byte, list codes included; and a third run has nothing to do.
 *
 *     npm run proof -- night [--count KILLS] [--seed N]
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Proof, Proven } from '../lib/proof-report.ts';
import { Dice } from '../simulate/random.ts';
import { copyData } from './support/chain.ts';
import { differences, faultsOf, logicalDump, query } from './support/dump.ts';
import { killAfter, killWhen, timeWork } from './support/killer.ts';
import { NIGHT, prepareNight } from './support/night-chain.ts';
import { type Beside, duelist, type Ran } from './support/program.ts';

export const title = 'SIGKILL anywhere in a night: the next run ends as an undisturbed one';

const KILLS = 100;
/** Share of the kills that wait for a phase, and strike somewhere in it. */
const AIMED_SHARE = 0.6;
/** Kills of one night, one after the other, before it may run to its end. */
const KILLS_IN_A_ROW = 2;
/** A kill that comes when the night is over is none; after so many times the kills that were asked for it is given up. */
const ATTEMPTS_PER_KILL = 3;
/** What an earlier kill has left to do takes less time. */
const SOONER = 0.7;
const LATER = 1.06;

const args = (data: string): string[] => ['nightly', '--as-of', NIGHT, '--data', data];

export const run: Proof = async ({ seed, count = KILLS, say }) => {
  const scratch = mkdtempSync(join(tmpdir(), 'duelist-night-'));
  try {
    return await killNights(scratch, await prepareNight(scratch), { kills: count, seed, say });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

type KillOptions = {
  readonly kills: number;
  readonly seed: number;
  readonly say: (line: string) => void;
  /** Runs a night that nobody kills; absent: as a process of its own. */
  readonly runs?: (args: readonly string[]) => Promise<Ran>;
};

/** The night after `eve`, killed so many times. */
export async function killNights(
  scratch: string,
  eve: string,
  { kills, seed, say, runs = duelist }: KillOptions,
): Promise<Proven> {
  const calm = copyData(eve, join(scratch, 'undisturbed'));
  const { ran, workMs } = await timeWork(args(calm), calm);
  // One file of the inbox cannot be read: all else is done, and the exit code says so.
  if (ran.code !== 65) throw new Error(`the night ends with ${ran.code} undisturbed: ${ran.stderr}`);
  const expected = traceOf(calm);
  const busy = busyPhases(calm);
  const dice = new Dice(seed).stream(7, 0);
  const tally = { kills: 0, landed: 0, workMs };
  const struck = new Map<string, number>();
  const failures: string[] = [];
  const goesOn = (): boolean => tally.landed < kills && tally.kills < ATTEMPTS_PER_KILL * kills;
  for (let trial = 0; goesOn(); trial++) {
    const data = copyData(eve, join(scratch, `trial-${trial}`));
    const moments: string[] = [];
    for (let row = 0; row < KILLS_IN_A_ROW && goesOn(); row++) {
      const { beside, moment } = aim(data, dice, tally.workMs / (row + 1), busy);
      const { code, stderr } = await duelist(args(data), beside);
      tally.kills += 1;
      moments.push(moment);
      tally.workMs *= code === undefined ? LATER : SOONER;
      if (code !== undefined) {
        if (code !== 65) failures.push(`trial ${trial} (${moment}) ended with ${code}: ${stderr}`);
        break;
      }
      tally.landed += 1;
      const phase = openPhase(data, scratch);
      struck.set(phase, (struck.get(phase) ?? 0) + 1);
    }
    const faults = await judge(data, expected, runs);
    failures.push(...faults.map((fault) => `trial ${trial} (${moments.join(', ')}): ${fault}`));
    if (trial % 10 === 9) say(`${tally.kills} kills, ${failures.length} failures\n`);
    rmSync(data, { recursive: true });
  }
  const byPhase = Object.fromEntries(
    [...struck].sort().map(([phase, times]) => [`killed in ${phase}`, times]),
  );
  return {
    count: tally.kills,
    failures,
    figures: { 'killed before the end': `${tally.landed} of ${tally.kills}`, ...byPhase },
  };
}

/** Either a moment of the whole night, or one of a phase that has something to do. */
function aim(
  data: string,
  dice: Dice,
  workMs: number,
  busy: readonly { phase: string; ms: number }[],
): { beside: Beside; moment: string } {
  if (!dice.chance(AIMED_SHARE)) {
    const delayMs = dice.unit() * workMs;
    return { beside: killAfter(data, delayMs), moment: `${Math.round(delayMs)} of ${Math.round(workMs)} ms` };
  }
  const { phase, ms } = busy[Math.floor(dice.unit() * busy.length)] ?? { phase: 'plan', ms: 0 };
  const delayMs = dice.unit() * ms;
  const sql = `SELECT 1 FROM night_phase WHERE phase = '${phase}'`;
  const beside: Beside = (kill) => {
    let timer: NodeJS.Timeout | undefined;
    const stop = killWhen(
      data,
      sql,
    )(() => {
      timer ??= setTimeout(kill, delayMs);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  };
  return { beside, moment: `${Math.round(delayMs)} ms into ${phase}` };
}

/** Phases of the undisturbed night and how long they took. */
function busyPhases(data: string): { phase: string; ms: number }[] {
  return query<{ phase: string; started: string; ended: string }>(
    data,
    'ledger.db',
    'SELECT phase, started, ended FROM night_phase',
  ).map(({ phase, started, ended }) => ({ phase, ms: Date.parse(ended) - Date.parse(started) }));
}

/** The phase that a killed run was in, seen through a copy: looking is a repair. */
function openPhase(data: string, scratch: string): string {
  const copy = copyData(data, join(scratch, 'left'));
  const [row] = query<{ phase: string }>(
    copy,
    'ledger.db',
    "SELECT phase FROM night_phase WHERE state = 'running'",
  );
  rmSync(copy, { recursive: true });
  return row?.phase ?? 'no phase';
}

async function judge(
  data: string,
  expected: readonly string[],
  runs: (args: readonly string[]) => Promise<Ran>,
): Promise<string[]> {
  const again = await runs(args(data));
  // The run that ends the night answers for its refused file, unless a killed one had ended it already.
  if (again.code !== 65 && again.code !== 0)
    return [`run again, it ended with ${again.code}: ${again.stderr}`];
  const faults = [...faultsOf(data), ...differences(expected, traceOf(data))];
  const third = await runs(args(data));
  if (third.code !== 0 || third.stdout + third.stderr !== '')
    faults.push(`with nothing to do it ended with ${third.code}: ${third.stdout}${third.stderr}`);
  return [...faults, ...differences(expected, traceOf(data)).map((row) => `after a third run: ${row}`)];
}

/**
 * All that a night leaves: rows, prints and pages by hash, names in the inbox. Whoever writes the review pages a second
 * time, because a kill came before it was written down, is in the audit a second time: that is what happened.
 */
export function traceOf(data: string): string[] {
  const rows = logicalDump(data).map((row) => row.replace(/^ledger\.db audit \[\d+,/, 'ledger.db audit ['));
  const pagesAgain = (row: string, index: number): boolean =>
    row.startsWith('ledger.db audit ') && row.includes('"review"') && rows.indexOf(row) < index;
  return [
    ...rows.filter((row, index) => !pagesAgain(row, index)),
    ...filesBelow(data, 'out').map((name) => `${name} ${hashOf(join(data, name), data)}`),
    ...filesBelow(data, 'review').map((name) => `${name} ${hashOf(join(data, name), data)}`),
    ...filesBelow(data, 'quarantine').map((name) => `${name} ${hashOf(join(data, name), data)}`),
    ...filesBelow(data, 'inbox'),
  ].sort();
}

function filesBelow(data: string, folder: string): string[] {
  if (!existsSync(join(data, folder))) return [];
  return readdirSync(join(data, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(data.length + 1));
}

function hashOf(path: string, data: string): string {
  const bytes = readFileSync(path);
  const text = path.endsWith('.html') ? bytes.toString('utf8').replaceAll(data, '(data)') : bytes;
  return createHash('sha256').update(text).digest('hex');
}

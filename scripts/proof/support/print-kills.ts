import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Dice } from '../../simulate/random.ts';
import { copyData } from './chain.ts';
import { type Changes, countChanges, killAtChange } from './cutter.ts';
import { differences, faultsOf, logicalDump, query } from './dump.ts';
import { killAfter, timeWork } from './killer.ts';
import { duelist, type Ran } from './program.ts';

/** Kills in a row before a run may end: what was resumed must be resumable. */
const KILLS_IN_A_ROW = 4;
/** Of the moments: by the clock; at any change of a file; the rest at one of the last part's, each in its turn. */
const [BY_CLOCK, ANYWHERE] = [0.25, 0.25];
/** Of the rows of kills: over what a whole run has left; with something that a person does before the last run. */
const [OVER_WHOLE, WITH_CHANGE] = [0.2, 0.3];
/** A row whose runs all end before their kill is made again, so many times as there are kills. */
const ROWS_PER_KILL = 3;

/** A command that fills a folder from a data directory. */
export type FolderJob = {
  readonly name: string;
  readonly base: string;
  readonly args: (data: string, out: string) => string[];
  /** What the undisturbed run has besides. */
  readonly calmly: readonly string[];
  /** The file with which the run's last part begins: when all that is many is written. */
  readonly lastPart: string;
  /** Where this file is, the folder is whole. */
  readonly manifest: string;
  /** What somebody does between a kill and the next run, by which some of it must not go out any more. */
  readonly change: readonly string[];
};

/** What a run leaves that nobody disturbs. */
type Whole = {
  /** SHA-256 by name below the folder. */
  readonly files: ReadonlyMap<string, string>;
  readonly ran: Ran;
  readonly rows: readonly string[];
  readonly workMs: number;
};

export type FolderTally = {
  kills: number;
  landed: number;
  rows: number;
  readonly left: Map<string, number>;
  readonly failures: string[];
};

/** Kill a job again and again, in directories of their own below `work`. */
export async function killFolderJob(
  job: FolderJob,
  work: string,
  kills: number,
  dice: Dice,
): Promise<FolderTally> {
  mkdirSync(work, { recursive: true });
  const first = await undisturbed(job, join(work, 'whole'), false);
  const wholes = [first, await undisturbed(job, join(work, 'changed'), true)];
  const { workMs } = first;
  const changes = await changesOf(job, join(work, 'changes'));
  const tally: FolderTally = { kills: 0, landed: 0, rows: 0, left: new Map(), failures: [] };
  const room = { job, work, wholes, changes, workMs, dice, tally };
  while (tally.landed < kills && tally.rows < ROWS_PER_KILL * kills) {
    const dir = join(work, `row-${tally.rows}`);
    const faults = await killRow(room, dir, kills - tally.landed);
    tally.failures.push(...faults.map((fault) => `${job.name}, row ${tally.rows}: ${fault}`));
    tally.rows += 1;
    rmSync(dir, { recursive: true });
  }
  return tally;
}

type Room = {
  readonly job: FolderJob;
  readonly work: string;
  /** Without the change, and with it. */
  readonly wholes: readonly Whole[];
  readonly changes: Changes;
  readonly workMs: number;
  readonly dice: Dice;
  readonly tally: FolderTally;
};

/** Some kills, each of the run that follows the one before, and a run that ends. @returns What is wrong then. */
async function killRow(room: Room, dir: string, most: number): Promise<string[]> {
  const { job, work, wholes, dice, tally } = room;
  const data = copyData(job.base, join(dir, 'data'));
  const out = join(dir, 'out');
  if (dice.chance(OVER_WHOLE)) copyData(join(work, 'whole', 'out'), out);
  const isChanged = dice.chance(WITH_CHANGE);
  const moments: string[] = [];
  const faults: string[] = [];
  const inARow = Math.min(1 + dice.below(KILLS_IN_A_ROW), most);
  for (let kill = 0; kill < inARow; kill++) {
    const { moment, ran } = await killOnce(room, data, out);
    moments.push(moment);
    tally.kills += 1;
    if (ran.code !== undefined) {
      faults.push(...wrongAnswer(ran, wholes[0], out));
      break;
    }
    tally.landed += 1;
    const left = stateOf(job, out);
    tally.left.set(left, (tally.left.get(left) ?? 0) + 1);
    faults.push(...leftFaults(out, job, wholes), ...listFaults(data, job.base, `${data}-left`));
  }
  if (isChanged) await mustRun([...job.change, '--data', data]);
  const whole = wholes[isChanged ? 1 : 0];
  if (whole === undefined) throw new Error('two wholes');
  const ran = await duelist(job.args(data, out));
  faults.push(
    ...wrongAnswer(ran, whole, out),
    ...differences(linesOf(whole.files), linesOf(hashesBelow(out))),
    ...faultsOf(data),
    ...differences(whole.rows, rowsOf(data, isChanged)),
    ...listFaults(data, job.base, `${data}-left`),
  );
  return faults.map((fault) => `(${[...moments, ...(isChanged ? ['a change'] : [])].join(', ')}) ${fault}`);
}

async function killOnce(room: Room, data: string, out: string): Promise<{ moment: string; ran: Ran }> {
  const { job, dice, changes, workMs, tally } = room;
  const args = job.args(data, out);
  const kind = dice.unit();
  if (kind < BY_CLOCK) {
    const delayMs = dice.unit() * workMs;
    const moment = `${Math.round(delayMs)} of ${Math.round(workMs)} ms`;
    return { moment, ran: await duelist(args, killAfter(data, delayMs)) };
  }
  const isLast = kind >= BY_CLOCK + ANYWHERE;
  const at = isLast ? (tally.kills * 7 + tally.rows) % changes.last : dice.below(changes.all);
  const from = isLast ? { from: job.lastPart } : {};
  const moment = isLast ? `change ${at} from ${job.lastPart}` : `change ${at}`;
  return { moment, ran: await killAtChange(args, { under: out, at, ...from }) };
}

async function undisturbed(job: FolderJob, dir: string, isChanged: boolean): Promise<Whole> {
  const data = copyData(job.base, join(dir, 'data'));
  const out = join(dir, 'out');
  if (isChanged) await mustRun([...job.change, '--data', data]);
  const { ran, workMs } = await timeWork([...job.args(data, out), ...job.calmly], data);
  if (ran.stdout === '') throw new Error(`${job.name} fails undisturbed: ${ran.stderr}`);
  const answer = { ...ran, stdout: said(ran, out) };
  return { files: hashesBelow(out), ran: answer, rows: rowsOf(data, isChanged), workMs };
}

async function changesOf(job: FolderJob, dir: string): Promise<Changes> {
  const data = copyData(job.base, join(dir, 'data'));
  const out = join(dir, 'out');
  const changes = await countChanges(job.args(data, out), out, job.lastPart, join(dir, 'count'));
  rmSync(dir, { recursive: true });
  return changes;
}

async function mustRun(args: readonly string[]): Promise<void> {
  const ran = await duelist(args);
  if (ran.code !== 0) throw new Error(`duelist ${args.join(' ')} ended with ${ran.code}: ${ran.stderr}`);
}

/** An answer is the same after whatever came before. */
function wrongAnswer(ran: Ran, whole: Whole | undefined, out: string): string[] {
  if (ran.code === whole?.ran.code && said(ran, out) === whole?.ran.stdout && ran.stderr === '') return [];
  return [`ended with ${ran.code}, not ${whole?.ran.code}: ${ran.stdout}${ran.stderr}`];
}

function said({ stdout }: Ran, out: string): string {
  return stdout.replaceAll(out, '(out)');
}

/** What is there under its name is whole at every moment, and the manifest says so of all of it. */
function leftFaults(out: string, { manifest }: FolderJob, wholes: readonly Whole[]): string[] {
  const files = [...hashesBelow(out)].filter(([name]) => !/\.part$|^unfinished\//.test(name));
  const torn = files
    .filter(([name, hash]) => wholes.every((whole) => whole.files.get(name) !== hash))
    .map(([name]) => `${name} is there and not whole`);
  if (!existsSync(join(out, manifest))) return torn;
  const there = new Map(files);
  const whole = wholes.find(({ files: of }) => of.get(manifest) === there.get(manifest));
  const missing = differences(linesOf(whole?.files ?? new Map()), linesOf(there));
  return [...torn, ...missing.map((line) => `${manifest} is there, and not all that it says: ${line}`)];
}

/** Every list is the one that was planned, under its one number. Seen through a copy: looking is a repair. */
function listFaults(data: string, base: string, left: string): string[] {
  const copy = copyData(data, left);
  const faults = differences(listsOf(base), listsOf(copy));
  rmSync(copy, { recursive: true });
  return faults.map((row) => `lists: ${row}`);
}

function listsOf(data: string): string[] {
  return query(
    data,
    'ledger.db',
    'SELECT list_id, list_code, household_id, arm, state FROM list JOIN cycle USING (cycle_id)',
  ).map((row) => JSON.stringify(row));
}

/**
 * All rows of the ledger. Each run says in the audit that it was begun; and what was held first, by the print or by a person who
 * came between, depends on who came first.
 */
function rowsOf(data: string, isChanged: boolean): string[] {
  const rows = new Set(
    logicalDump(data).map((row) =>
      row.replace(/^ledger\.db audit \[\d+,/, 'ledger.db audit [').replace(/"out\\*":\\*"[^"]*"/, '(out)'),
    ),
  );
  if (!isChanged) return [...rows].sort();
  const held =
    'SELECT list.list_id, cause, preflight, reason, hold.held_by FROM list LEFT JOIN hold ON hold_id = list.held_by';
  return [
    ...[...rows]
      .filter((row) => !/^ledger\.db (?:hold|list|sqlite_sequence) /.test(row))
      .map((row) => row.replace(/\\"hold_id\\":\d+/, '(hold)')),
    ...query(data, 'ledger.db', held).map((row) => JSON.stringify(row)),
  ].sort();
}

function stateOf({ lastPart, manifest }: FolderJob, out: string): string {
  if (!existsSync(out)) return 'nothing';
  const names = readdirSync(out);
  if (names.includes(manifest)) return names.includes('unfinished') ? 'all, and its record' : 'all';
  if (names.some((name) => name.startsWith(lastPart))) return 'a last part begun';
  const unfinished = join(out, 'unfinished');
  return existsSync(unfinished) && readdirSync(unfinished).length > 0 ? 'some spools' : 'a beginning';
}

function hashesBelow(dir: string): Map<string, string> {
  const names = existsSync(dir) ? readdirSync(dir, { recursive: true, withFileTypes: true }) : [];
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    files.map((path) => [
      path.slice(dir.length + 1),
      createHash('sha256').update(readFileSync(path)).digest('hex'),
    ]),
  );
}

function linesOf(files: ReadonlyMap<string, string>): string[] {
  return [...files].map(([name, hash]) => `${name} ${hash}`);
}

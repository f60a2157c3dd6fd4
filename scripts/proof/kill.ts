/**
 * SIGKILL in the middle of ingest, plan and release, then the same command again: what is there in the end is what an
 * undisturbed run leaves, row by row, and nothing that was half released could be redeemed.
 *
 *     npm run proof -- kill [--count KILLS] [--seed N]
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Proof, Proven } from '../lib/proof-report.ts';
import { Dice } from '../simulate/random.ts';
import {
  approve,
  concatenate,
  copyData,
  FIXTURES_DIR,
  ingestMasters,
  PLAN_DAY,
  planCycle,
  scanPaths,
  takeFits,
} from './support/chain.ts';
import { logicalDump, query } from './support/dump.ts';
import { type Job, killOne } from './support/kill-job.ts';
import { duelist, type Ran } from './support/program.ts';

export const title = 'SIGKILL in the middle of ingest, plan and release loses nothing and doubles nothing';

const KILLS = 200;
/** Kills in a row before an ingest may run to its end: a file that was resumed must be resumable. */
const INGEST_KILLS_IN_A_ROW = 3;

export const run: Proof = async ({ seed, count = KILLS, say }) => {
  const scratch = mkdtempSync(join(tmpdir(), 'duelist-kill-'));
  try {
    return await killAll(scratch, { kills: count, seed, say });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

type NamedJob = Job & { readonly name: 'ingest' | 'plan' | 'release' };
type KillOptions = {
  readonly kills: number;
  readonly seed: number;
  readonly say: (line: string) => void;
  /** How a command is run that nobody disturbs; absent: as a process of its own. */
  readonly runs?: Runs;
};
type Runs = (args: readonly string[]) => Promise<Ran>;

/** All three commands; of the kills, three tenths go to ingest and to plan, two fifths to release. */
export async function killAll(
  scratch: string,
  { kills, seed, say, runs = duelist }: KillOptions,
): Promise<Proven> {
  const jobs = await prepareJobs(scratch, runs);
  const shares = {
    ingest: Math.round(kills * 0.3),
    plan: Math.round(kills * 0.3),
    release: Math.round(kills * 0.4),
  };
  const figures: Record<string, string | number> = {};
  const failures: string[] = [];
  for (const [index, job] of jobs.entries()) {
    const tally = await killOne(
      job,
      join(scratch, `run-${job.name}`),
      shares[job.name],
      new Dice(seed).stream(2, index),
      runs,
    );
    figures[`${job.name}, killed before its end`] = `${tally.landed} of ${tally.kills}`;
    if (job.half !== undefined) figures[`${job.name}, left half done`] = tally.half;
    failures.push(...tally.failures);
    say(`${job.name}: ${tally.kills} kills, ${tally.failures.length} failures`);
  }
  return { count: shares.ingest + shares.plan + shares.release, failures, figures };
}

async function prepareJobs(scratch: string, runs: Runs): Promise<NamedJob[]> {
  const succeed = async (args: readonly string[]): Promise<Ran> => {
    const ran = await runs(args);
    if (ran.code === 0) return ran;
    throw new Error(`${args[0]} ended with ${ran.code}: ${ran.stderr}`);
  };
  const [masters, ingested, approved] = ['masters', 'ingested', 'approved'].map((name) =>
    join(scratch, name),
  );
  if (masters === undefined || ingested === undefined || approved === undefined)
    throw new Error('three bases');
  const days = concatenate(
    scanPaths(FIXTURES_DIR).filter((path) => !path.includes('resent')),
    join(scratch, 'scans.csv'),
  );
  const resent = corrected(join(FIXTURES_DIR, 'scans-2026-07-12-resent.csv'), join(scratch, 'resent.csv'));
  const ingest = (data: string): string[] => ['ingest', 'scans', days, resent, '--data', data];
  // A key of its own in each directory would be a seal of its own.
  mkdirSync(join(masters, 'keys'), { recursive: true });
  writeFileSync(join(masters, 'keys', '1.key'), `${'5a'.repeat(32)}\n`, { mode: 0o600 });
  for (const args of ingestMasters(masters)) await succeed(args);
  copyData(masters, ingested);
  await succeed(ingest(ingested));
  copyData(ingested, approved);
  const cycle = await planCycle(approved, PLAN_DAY, 'all', succeed);
  // A plan is killed when its first list is there, behind the fit.
  takeFits(approved, ingested);
  await succeed(approve(approved, cycle));
  const sample = sampleList(approved, scratch);
  return [
    {
      name: 'ingest',
      base: masters,
      args: ingest,
      killsInARow: INGEST_KILLS_IN_A_ROW,
      dump: logicalDump,
      inspect: () => [],
    },
    {
      name: 'plan',
      base: ingested,
      args: (data) => ['plan', '--as-of', PLAN_DAY, '--households', 'all', '--data', data],
      begun: 'SELECT 1 FROM list UNION ALL SELECT 1 FROM cycle WHERE complete = 1 LIMIT 1',
      half: 'SELECT 1 FROM list WHERE NOT EXISTS (SELECT 1 FROM cycle WHERE complete = 1) LIMIT 1',
      killsInARow: 1,
      dump: (data) => logicalDump(data, ['ledger.db']),
      inspect: inspectPlan,
    },
    {
      name: 'release',
      base: approved,
      args: (data) => ['release', '--cycle', cycle, '--data', data],
      begun: "SELECT 1 FROM issued_offer UNION ALL SELECT 1 FROM cycle WHERE state = 'released' LIMIT 1",
      half: "SELECT 1 FROM issued_offer WHERE NOT EXISTS (SELECT 1 FROM cycle WHERE state = 'released') LIMIT 1",
      killsInARow: 1,
      dump: (data) => logicalDump(data, ['ledger.db']),
      inspect: (copy) => inspectRelease(copy, sample, runs),
    },
  ];
}

/** The day that came twice, this time with other amounts on every ninth line: a correction, not a repetition. */
function corrected(from: string, to: string): string {
  const [header = '', ...lines] = readFileSync(from, 'utf8').trimEnd().split('\n');
  const column = header.split(',').indexOf('net_amount');
  const changed = lines.map((line, index) => {
    if (index % 9 !== 0) return line;
    const cells = line.split(',');
    cells[column] = '0.77';
    return cells.join(',');
  });
  writeFileSync(to, `${[header, ...changed].join('\n')}\n`);
  return to;
}

/** A cycle is there with all its lists or not at all. */
function inspectPlan(copy: string): string[] {
  type Row = { cycle_id: number; state: string; lists: number; written: number };
  return query<Row>(
    copy,
    'ledger.db',
    `SELECT cycle_id, state, lists, (SELECT count(*) FROM list WHERE list.cycle_id = cycle.cycle_id) AS written
     FROM cycle WHERE complete = 1`,
  )
    .filter(({ state, lists, written }) => state !== 'draft' || lists === 0 || lists !== written)
    .map(
      ({ cycle_id: id, state, lists, written }) =>
        `cycle ${id} is ${state}, ${written} of ${lists} lists written`,
    );
}

type Sample = { readonly code: string; readonly basket: string };

/** A list that a lane would pay, once it is released. */
function sampleList(data: string, scratch: string): Sample {
  type Row = { list_code: string; product_id: string; regular_price_cents: number };
  const rows = query<Row>(
    data,
    'ledger.db',
    `SELECT list_code, product_id, regular_price_cents FROM list JOIN list_line USING (list_id)
     WHERE section = 'special' AND product_id IS NOT NULL ORDER BY list_id DESC`,
  );
  const code = rows[0]?.list_code ?? '';
  const lines = rows
    .filter((row) => row.list_code === code)
    .map((row, index) =>
      [index + 1, row.product_id, 6, row.regular_price_cents, 6 * row.regular_price_cents].join(','),
    );
  const basket = join(scratch, 'sample-basket.csv');
  writeFileSync(
    basket,
    ['line_no,product_id,quantity,unit_price_cents,amount_cents', ...lines, ''].join('\n'),
  );
  return { code, basket };
}

/** Until the cycle itself is released, nothing of it is worth anything; from then on, everything is. */
async function inspectRelease(copy: string, { code, basket }: Sample, runs: Runs): Promise<string[]> {
  const state = query<{ state: string }>(copy, 'ledger.db', 'SELECT state FROM cycle')[0]?.state;
  const { code: exit, stdout } = await runs([
    ...['redeem', '--store', '101', '--register', '1', '--transaction', 'probe', '--day', '2026-10-24'],
    ...['--list', code, '--basket', basket, '--data', copy],
  ]);
  return exit === (state === 'released' ? 0 : 1) ? [] : [`the cycle is ${state}, and a lane said ${stdout}`];
}

/**
 * SIGKILL in the middle of print, with one thread and with more, of approve and of email, at moments of the clock and at single
 * changes of files; then the same command again, perhaps after somebody has held a list or taken consent back: folder, ledger and
 * answer are what an undisturbed run leaves, byte by byte, and what lies there after a kill is whole.
 *
 *     npm run proof -- print [--count KILLS] [--seed N]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Proof, Proven } from '../lib/proof-report.ts';
import { Dice } from '../simulate/random.ts';
import { logicalDump, query } from './support/dump.ts';
import { type Job, killOne } from './support/kill-job.ts';
import { type PrintChain, printChain } from './support/print-chain.ts';
import { type FolderJob, killFolderJob } from './support/print-kills.ts';

export const title =
  'SIGKILL in the middle of print, approve and email: the next run ends as an undisturbed one';

const KILLS = 200;
const HOUSEHOLDS = 250;
/** Purpose of the dice's stream. */
const STREAM = 13;
const SHARES = { 'print, 1 thread': 0.35, 'print, 2 threads': 0.25, email: 0.25, approve: 0.15 };

export const run: Proof = async ({ seed, count = KILLS, say }) => {
  const scratch = mkdtempSync(join(tmpdir(), 'duelist-print-'));
  try {
    const chain = await printChain(scratch, HOUSEHOLDS, seed);
    return await killPrints(scratch, chain, { kills: count, seed, say });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

type KillOptions = { readonly kills: number; readonly seed: number; readonly say: (line: string) => void };

async function killPrints(
  scratch: string,
  chain: PrintChain,
  { kills, seed, say }: KillOptions,
): Promise<Proven> {
  const figures: Record<string, string | number> = { lists: listsOf(chain.draft) };
  const failures: string[] = [];
  let count = 0;
  for (const [index, job] of [printJob(chain, 1), printJob(chain, 2), emailJob(chain)].entries()) {
    const most = Math.round(kills * SHARES[job.name]);
    const work = join(scratch, `job-${index}`);
    const tally = await killFolderJob(job, work, most, new Dice(seed).stream(STREAM, index));
    rmSync(work, { recursive: true });
    count += tally.kills;
    failures.push(...tally.failures);
    figures[`${job.name}, killed before its end`] = `${tally.landed} of ${tally.kills}`;
    for (const [left, times] of [...tally.left].sort()) figures[`${job.name}, left ${left}`] = times;
    say(`${job.name}: ${tally.kills} kills, ${tally.failures.length} failures`);
  }
  const approve = await killOne(
    approveJob(chain),
    join(scratch, 'approve'),
    Math.round(kills * SHARES.approve),
    new Dice(seed).stream(STREAM, 3),
  );
  figures['approve, killed before its end'] = `${approve.landed} of ${approve.kills}`;
  figures['approve, left with holds and without its seal'] = approve.half;
  say(`approve: ${approve.kills} kills, ${approve.failures.length} failures`);
  return { count: count + approve.kills, failures: [...failures, ...approve.failures], figures };
}

/** By it the undisturbed runs are known: with any number of threads the others write the same. */
const ONE_THREAD = ['--set', 'print.threads=1'];

type Named = FolderJob & { readonly name: keyof typeof SHARES };

function printJob({ draft, hold }: PrintChain, threads: 1 | 2): Named {
  return {
    name: `print, ${threads} ${threads === 1 ? 'thread' : 'threads'}` as Named['name'],
    base: draft,
    args: (data, out) => [
      ...['print', '--cycle', '1', '--out', out, '--data', data, '--set', `print.threads=${threads}`],
    ],
    calmly: ONE_THREAD,
    lastPart: 'spools.csv',
    manifest: 'manifest.csv',
    change: hold,
  };
}

function emailJob({ released, consent }: PrintChain): Named {
  return {
    name: 'email',
    base: released,
    args: (data, out) => [
      ...['email', '--cycle', '1', '--out', out, '--data', data, '--set', 'print.threads=2'],
    ],
    calmly: ONE_THREAD,
    lastPart: 'not-emailed.csv',
    manifest: 'emails.csv',
    change: consent,
  };
}

function approveJob({ draft }: PrintChain): Job {
  const holds = 'SELECT 1 FROM hold WHERE preflight IS NOT NULL';
  return {
    name: 'approve',
    base: draft,
    args: (data) => ['approve', '--cycle', '1', '--by', 'Ann', '--data', data],
    begun: `${holds} LIMIT 1`,
    half: `${holds} AND EXISTS (SELECT 1 FROM cycle WHERE seal IS NULL) LIMIT 1`,
    killsInARow: 2,
    dump: (data) => logicalDump(data, ['ledger.db']),
    inspect: sealFaults,
  };
}

/** What is sealed was looked at, and holds what was found. */
function sealFaults(data: string): string[] {
  type Row = { state: string; seal: string | null; seen: string | null; held: number };
  return query<Row>(
    data,
    'ledger.db',
    `SELECT state, seal, preflight_seal AS seen, held_lists AS held FROM cycle`,
  )
    .filter(({ state, seal, seen, held }) =>
      state === 'draft' ? seal !== null : seal === null || seal !== seen || held === 0,
    )
    .map(
      ({ state, seal, seen, held }) =>
        `the cycle is ${state}, sealed ${seal}, seen ${seen}, ${held} lists held`,
    );
}

function listsOf(data: string): number {
  const sql = 'SELECT count(*) AS lists FROM list WHERE list_code IS NOT NULL';
  return query<{ lists: number }>(data, 'ledger.db', sql)[0]?.lists ?? 0;
}

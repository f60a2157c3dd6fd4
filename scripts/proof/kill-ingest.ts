/**
 * SIGKILL in the middle of a long ingest of several files, with lines that nobody can read and a file of corrections; then
 * the same command again: databases and quarantine are what an undisturbed run leaves.
 *
 *     npm run proof -- kill-ingest [--count KILLS] [--seed N]
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Proof, Proven } from '../lib/proof-report.ts';
import { Dice } from '../simulate/random.ts';
import { query } from './support/dump.ts';
import { type Job, killOne } from './support/kill-job.ts';
import { contentOf, LONG, registerFiles } from './support/register-files.ts';

export const title =
  'SIGKILL in the middle of a long ingest loses nothing and doubles nothing, quarantine included';

const KILLS = 200;
const KILLS_IN_A_ROW = 3;
/** Purpose of the dice's stream. */
const STREAM = 11;

export const run: Proof = async ({ seed, count = KILLS, say }) => {
  const scratch = mkdtempSync(join(tmpdir(), 'duelist-kill-'));
  try {
    return await killIngest(scratch, { kills: count, seed, size: LONG, say });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

type Options = {
  readonly kills: number;
  readonly seed: number;
  readonly size: typeof LONG;
  readonly say: (line: string) => void;
};

export async function killIngest(scratch: string, { kills, seed, size, say }: Options): Promise<Proven> {
  const files = registerFiles(scratch, size, seed);
  const base = join(scratch, 'base');
  // A key of its own in each directory would be a seal of its own.
  mkdirSync(join(base, 'keys'), { recursive: true });
  writeFileSync(join(base, 'keys', '1.key'), `${'5a'.repeat(32)}\n`, { mode: 0o600 });
  let halfRead = 0;
  const job: Job = {
    name: 'ingest',
    base,
    args: (data) => ['ingest', 'scans', ...files, '--data', data, '--json'],
    killsInARow: KILLS_IN_A_ROW,
    dump: contentOf,
    inspect: (copy) => {
      halfRead += openFiles(copy);
      return [];
    },
  };
  const work = join(scratch, 'work');
  const tally = await killOne(job, work, kills, new Dice(seed).stream(STREAM, 0));
  say(`${tally.kills} kills, ${tally.failures.length} failures`);
  return {
    count: tally.kills,
    failures: tally.failures,
    figures: {
      ...linesOf(join(work, 'undisturbed')),
      'undisturbed run, ms': Math.round(tally.undisturbedMs),
      'killed before its end': `${tally.landed} of ${tally.kills}`,
      'left a file half read': halfRead,
    },
  };
}

function linesOf(data: string): Record<string, number> {
  type Row = { read: number; stored: number; duplicate: number };
  const sql =
    'SELECT sum(records_done) AS read, sum(lines_stored) AS stored, sum(lines_duplicate) AS duplicate FROM feed_file';
  const [row] = query<Row>(data, 'history.db', sql);
  const { read = 0, stored = 0, duplicate = 0 } = row ?? {};
  return {
    'lines of five files': read,
    'stored, versions of receipts counted': stored,
    'sent twice': duplicate,
    rejected: read - stored - duplicate,
  };
}

function openFiles(data: string): number {
  const tables = query(data, 'history.db', "SELECT 1 FROM sqlite_schema WHERE name = 'feed_file'");
  if (tables.length === 0) return 0;
  return query(data, 'history.db', "SELECT 1 FROM feed_file WHERE state = 'open'").length;
}

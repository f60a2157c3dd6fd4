/**
 * SIGKILL in the middle of a long ingest, with lines that nobody can read and a file of repeats and corrections; then the
 * same command again: databases and quarantine are what an undisturbed run leaves. Most kills must leave a file half read,
 * or the proof fails: a file that is stored at once or not at all proves little.
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
/** Of the kills that strike, at least so many must leave a file half read; with few kills, chance decides. */
const HALF_READ_SHARE = 0.25;
const KILLS_FOR_SHARE = 100;
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
  const left = new Map<State, number>(STATES.map((state) => [state, 0]));
  const work = join(scratch, 'work');
  const job: Job = {
    name: 'ingest',
    base,
    args: (data) => ['ingest', 'scans', ...files, '--data', data, '--json'],
    killsInARow: KILLS_IN_A_ROW,
    dump: contentOf,
    inspect: (copy) => {
      const state = stateOf(filesIn(copy), filesIn(join(work, 'undisturbed')));
      left.set(state, (left.get(state) ?? 0) + 1);
      return [];
    },
  };
  const tally = await killOne(job, work, kills, new Dice(seed).stream(STREAM, 0));
  say(`${tally.kills} kills, ${tally.failures.length} failures`);
  const halfRead = left.get('a file half read') ?? 0;
  const isTooFew = tally.kills >= KILLS_FOR_SHARE && halfRead < HALF_READ_SHARE * tally.landed;
  return {
    count: tally.kills,
    failures: [
      ...tally.failures,
      ...(isTooFew
        ? [`${halfRead} of ${tally.landed} kills left a file half read: make the files longer`]
        : []),
    ],
    figures: {
      ...linesOf(work),
      'undisturbed run, ms': Math.round(tally.undisturbedMs),
      'killed before its end': `${tally.landed} of ${tally.kills}`,
      ...Object.fromEntries([...left].map(([state, count]) => [`left ${state}`, count])),
    },
  };
}

/** What a kill may leave, by what is committed. */
const STATES = [
  'nothing of any file',
  'a file half read',
  'a file read and not settled',
  'a file done and the next not begun',
  'all done',
] as const;
type State = (typeof STATES)[number];
type FileRow = { readonly sha256: string; readonly state: string; readonly read: number };

function filesIn(data: string): FileRow[] {
  const tables = query(data, 'history.db', "SELECT 1 FROM sqlite_schema WHERE name = 'feed_file'");
  return tables.length === 0
    ? []
    : query(data, 'history.db', 'SELECT sha256, state, records_done AS read FROM feed_file');
}

/** @param whole The files of a run that nobody disturbed. */
function stateOf(files: readonly FileRow[], whole: readonly FileRow[]): State {
  const open = files.find(({ state }) => state === 'open');
  if (open !== undefined) {
    const all = whole.find(({ sha256 }) => sha256 === open.sha256)?.read;
    return open.read === all ? 'a file read and not settled' : 'a file half read';
  }
  if (files.length === 0) return 'nothing of any file';
  return files.length < whole.length ? 'a file done and the next not begun' : 'all done';
}

function linesOf(work: string): Record<string, number> {
  type Row = { read: number; stored: number; duplicate: number };
  const sql =
    'SELECT sum(records_done) AS read, sum(lines_stored) AS stored, sum(lines_duplicate) AS duplicate FROM feed_file';
  const [row] = query<Row>(join(work, 'undisturbed'), 'history.db', sql);
  const { read = 0, stored = 0, duplicate = 0 } = row ?? {};
  return {
    'lines of both files': read,
    'stored, versions of receipts counted': stored,
    'sent twice': duplicate,
    rejected: read - stored - duplicate,
  };
}

import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  approve,
  FIXTURES_DIR,
  ingestMasters,
  PLAN_DAY,
  release,
  scanPaths,
} from '../../scripts/proof/support/chain.ts';
import { succeed } from '../../scripts/proof/support/program.ts';
import { withContext } from '../../src/cli/context.ts';
import { worldIn } from '../cli/world.ts';
import { duelistHere, succeedHere, succeedInTurnHere } from '../support/here.ts';
import { shoppersOf } from '../support/lane.ts';
import { dayAfter, parseRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';

/** What is in a data directory is its owner's alone, whatever commands made it and whatever their umask was. */
const scratch = scratchDirectory();
const data = join(scratch, 'data');
const out = join(scratch, 'out');
const umaskBefore = process.umask();

beforeAll(async () => {
  process.umask(0);
  await succeedInTurnHere([
    ['init', '--data', data],
    ...ingestMasters(data),
    // Two months are enough for lists.
    ['ingest', 'scans', ...scanPaths(FIXTURES_DIR, '2026-08-15', PLAN_DAY), '--data', data],
    ['plan', '--as-of', PLAN_DAY, '--households', 'all', '--data', data],
    ['print', '--cycle', '1', '--limit', '3', '--out', join(data, 'out'), '--data', data],
    approve(data, '1'),
    release(data, '1'),
    ['key', 'rotate', '--data', data],
  ]);
  const lines = parseRecords((await succeedHere(['lists', '--cycle', '1', '--data', data])).stdout);
  const shopper = shoppersOf(lines, scratch).find(({ code }) => code !== '');
  await succeedHere([
    ...['redeem', '--store', '101', '--register', '1', '--transaction', '1', '--day', dayAfter(PLAN_DAY, 5)],
    ...['--list', shopper?.code ?? '', '--basket', shopper?.basket ?? '', '--data', data],
  ]);
  // Rejected rows, a command that fails, the night.
  await duelistHere(['ingest', 'offers', join(import.meta.dirname, 'permissions.test.ts'), '--data', data]);
  await duelistHere(['nightly', '--as-of', dayAfter(PLAN_DAY, 1), '--data', data]);
}, 180_000);
afterAll(() => void process.umask(umaskBefore));

function modesUnder(dir: string): { readonly path: string; readonly mode: string }[] {
  const inside = readdirSync(dir, { recursive: true, withFileTypes: true }).map((entry) =>
    join(entry.parentPath, entry.name),
  );
  return [dir, ...inside].map((path) => {
    const stat = statSync(path);
    return { path, mode: `${stat.isDirectory() ? 'd' : 'f'}${(stat.mode & 0o777).toString(8)}` };
  });
}

describe('after a day of commands that leave nothing of the umask', () => {
  test('the data directory is open to nobody else, down to the last file', () => {
    const modes = modesUnder(data);
    const paths = modes.map(({ path }) => path.slice(data.length + 1));
    expect(paths).toEqual(
      expect.arrayContaining([
        ...['duelist.toml', 'history.db', 'ledger.db', 'run.lock', 'run-holder.db', 'last-run.json'],
        ...['keys/1.key', 'keys/2.key', 'inbox/README.txt', 'logs/duelist.log', 'out/manifest.csv'],
      ]),
    );
    expect(modes.filter(({ mode }) => mode !== 'd700' && mode !== 'f600')).toEqual([]);
  });

  test('nor while a command works: the files beside a database are as closed as the database', async () => {
    const during = await withContext(
      worldIn(scratch).world,
      { data },
      { command: 'test', lock: true },
      (context) => {
        context.audit('tester', 'look', 'nothing');
        context.history.rememberProductIds('gtin');
        return modesUnder(data);
      },
    );
    const beside = during.filter(({ path }) => /-(?:wal|shm)$/.test(path));
    expect(beside.map(({ path }) => path.slice(data.length + 1))).toEqual(
      expect.arrayContaining(['ledger.db-wal', 'ledger.db-shm', 'history.db-wal', 'history.db-shm']),
    );
    expect(during.filter(({ mode }) => mode !== 'd700' && mode !== 'f600')).toEqual([]);
  });
});

test('what is written elsewhere goes by the umask of whoever runs the command', async () => {
  process.umask(0o027);
  mkdirSync(out);
  await succeedInTurnHere([
    ['print', '--cycle', '1', '--limit', '2', '--out', join(out, 'print'), '--data', data],
    ['release', '--cycle', '1', '--out', join(out, 'release'), '--data', data],
    ['predict', '--as-of', PLAN_DAY, '--out', join(out, 'predictions', 'all.csv'), '--data', data],
    ['review', '--cycle', '1', '--static', join(out, 'review'), '--data', data],
  ]);
  // A process inherits its parent's.
  await succeed(['lists', '--cycle', '1', '--out', join(out, 'lists.csv'), '--data', data]);
  process.umask(0);
  const modes = modesUnder(out);
  expect(modes.length).toBeGreaterThan(10);
  expect(modes.filter(({ mode }) => mode !== 'd750' && mode !== 'f640')).toEqual([]);
}, 60_000);

import { spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { traceOf } from '../../scripts/proof/night.ts';
import { copyData, FIXTURES_DIR, MASTER_FEEDS, scanPaths } from '../../scripts/proof/support/chain.ts';
import { differences, query } from '../../scripts/proof/support/dump.ts';
import { killWhen } from '../../scripts/proof/support/killer.ts';
import { NIGHT } from '../../scripts/proof/support/night-chain.ts';
import { documentOf, duelist, type Ran, ROOT } from '../../scripts/proof/support/program.ts';
import { hashesOf } from '../support/files.ts';
import { duelistHere } from '../support/here.ts';
import { dayAfter } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { nightEve } from '../support/shared-chain.ts';

vi.setConfig({ testTimeout: 240_000 });

/** Nights as cron runs them. */
const scratch = scratchDirectory();
/** A small chain has short nights. */
const HOUSEHOLDS = 40;
/** The eve of a night without a fault, which waits for a person; see `night-chain.ts`. */
let eve = '';

beforeAll(async () => {
  eve = await nightEve(join(scratch, 'eve'), HOUSEHOLDS);
  rmSync(join(eve, 'inbox', 'offers-broken.csv'));
  const config = join(eve, 'duelist.toml');
  writeFileSync(config, readFileSync(config, 'utf8').replace('approve = "auto"\n', ''));
}, 240_000);

let copies = 0;
function newEve(): string {
  copies += 1;
  return copyData(eve, join(scratch, `data-${copies}`));
}

/** In this process, but where it matters how one begins and ends: a night from a cold start takes twice as long. */
const nightly = (data: string, ...more: string[]): Promise<Ran> =>
  duelistHere(['nightly', '--as-of', NIGHT, '--data', data, ...more]);

type LastRun = Readonly<Record<string, unknown>> & { readonly summary: string };
function lastRun(data: string): LastRun {
  return JSON.parse(readFileSync(join(data, 'last-run.json'), 'utf8'));
}

type CycleRow = { cycle_id: number; as_of: number; state: string; lists: number };
const cyclesOf = (data: string): CycleRow[] =>
  query<CycleRow>(data, 'ledger.db', 'SELECT cycle_id, as_of, state, lists FROM cycle ORDER BY cycle_id');

/** As cron starts it: no environment, no terminal, the root folder. */
function runBare(args: readonly string[]): Promise<Ran> {
  const child = spawn(
    '/usr/bin/env',
    ['-i', 'PATH=/usr/bin:/bin', process.execPath, join(ROOT, 'src/duelist.js'), ...args],
    { cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? undefined, stdout, stderr }));
  });
}

test('a night without an environment is silent, leaves its line, and has nothing to do the second time', async () => {
  const data = newEve();
  const first = await runBare(['nightly', '--as-of', NIGHT, '--data', data]);
  expect(first).toEqual({ code: 0, stdout: '', stderr: '' });
  const { summary, ...report } = lastRun(data);
  expect(report).toMatchObject({
    schema: 'duelist.nightly/1',
    as_of: NIGHT,
    state: 'done',
    exit_code: 0,
    did: true,
  });
  const cycle = cyclesOf(data).at(-1);
  const page = join(data, 'review', `cycle-${cycle?.cycle_id}`, 'index.html');
  expect(summary).toMatch(
    new RegExp(
      `^OK: ${cycle?.lists} lists due, ${cycle?.lists} printed, 0 held, 0 stores late, .*review waiting: cycle ${cycle?.cycle_id} at ${page}, last cycle: \\d+ % of due lines bought, naive list \\d+ %, predicted \\d+ %$`,
    ),
  );
  expect(existsSync(page)).toBe(true);
  expect(cycle?.state).toBe('draft');

  const trace = traceOf(data);
  const second = await nightly(data, '--json');
  expect([second.code, second.stderr]).toEqual([0, '']);
  const said = documentOf<LastRun>(second);
  expect(said).toMatchObject({ schema: 'duelist.nightly/1', did: false, exit_code: 0 });
  expect(said.summary).toMatch(/^OK: nothing due/);
  expect(differences(trace, traceOf(data))).toEqual([]);
});

test('a refused file is moved with its reason, stops no other, and is not complained of twice', async () => {
  const data = newEve();
  writeFileSync(join(data, 'inbox', 'offers-broken.csv'), 'no,such,columns\n1,2,3\n');
  const rows = Array.from({ length: 20 }, (_, n) => `101,x${n},2026-02-30,plu:4011,1,0.99`);
  const bad = [
    'store_id,transaction_id,timestamp,product_id,quantity,net_amount',
    ...rows,
    '101,ok,2026-10-19,plu:4011,1,0.99',
    '',
  ];
  writeFileSync(join(data, 'inbox', 'scans-bad.csv'), bad.join('\n'));
  const first = await nightly(data);
  expect(first.code).toBe(65);
  expect(first.stdout).toBe('');
  expect(first.stderr).toContain('error[files-refused]: 2 files of the inbox could not be taken in');
  expect(first.stderr).toContain('offers-broken.csv: feed-columns');
  expect(first.stderr).toContain('scans-bad.csv: too-many-rejected');
  const refused = join(data, 'inbox', 'refused', NIGHT);
  expect(readdirSync(refused).sort()).toEqual([
    'offers-broken.csv',
    'offers-broken.csv.why.txt',
    'scans-bad.csv',
    'scans-bad.csv.why.txt',
  ]);
  expect(readFileSync(join(refused, 'offers-broken.csv.why.txt'), 'utf8')).toContain(
    'has no column offer_id',
  );
  expect(lastRun(data).summary).toMatch(/^CHECK: .*refused: offers-broken.csv scans-bad.csv/);
  expect(cyclesOf(data).at(-1)?.state).toBe('draft');
  expect(await nightly(data)).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('a second night at the same time is sent away in one line that names the first and what it does', async () => {
  const data = newEve();
  const before = 'a line of the night before';
  writeFileSync(join(data, 'last-run.json'), before);
  let second: Promise<Ran> | undefined;
  const seen = killWhen(data, "SELECT 1 FROM night_phase WHERE phase = 'print'");
  const first = await duelist(['nightly', '--as-of', NIGHT, '--data', data], (_kill) =>
    seen(() => {
      second = duelist(['nightly', '--as-of', NIGHT, '--data', data]).then((ran) => {
        expect(readFileSync(join(data, 'last-run.json'), 'utf8')).toBe(before);
        return ran;
      });
    }),
  );
  expect(first).toEqual({ code: 0, stdout: '', stderr: '' });
  const { code, stdout, stderr } = (await second) ?? { code: -1, stdout: '', stderr: '' };
  expect([code, stdout]).toEqual([75, '']);
  expect(stderr).toMatch(
    /^error\[locked\]: nightly, in (?:print|preflight|review) \(pid \d+, since \d{4}-[^)]+Z\) is working in this data directory\n$/,
  );
});

test('a file that is only half there waits for the next run, which takes it without planning again', async () => {
  const data = newEve();
  const whole = readFileSync(join(FIXTURES_DIR, 'scans-2026-10-20.csv'), 'utf8');
  const path = join(data, 'inbox', 'scans-2026-10-20.csv');
  writeFileSync(path, whole.slice(0, whole.length / 2).replace(/\n$/, ''));
  writeFileSync(join(data, 'inbox', 'scans-2026-10-21.csv.part'), whole.slice(0, 100));
  expect(await nightly(data)).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(lastRun(data).summary).toContain('half written: scans-2026-10-20.csv');
  expect(existsSync(path)).toBe(true);
  const planned = cyclesOf(data);
  const lists = hashesOf(join(data, 'out'));

  writeFileSync(path, whole);
  expect(await nightly(data)).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(lastRun(data).summary).toContain('1 file came after the plan');
  expect(existsSync(join(data, 'inbox', 'taken', NIGHT, 'scans-2026-10-20.csv'))).toBe(true);
  expect([cyclesOf(data), hashesOf(join(data, 'out'))]).toEqual([planned, lists]);
  const rows = query<{ n: number }>(
    data,
    'history.db',
    'SELECT count(*) AS n FROM receipt WHERE day = 20746',
  );
  expect(rows[0]?.n).toBeGreaterThan(10);
});

test('more late stores than may be stop the night before a list is made; their files let it go on', async () => {
  const data = newEve();
  const name = 'scans-2026-10-19.csv';
  const [header = '', ...lines] = readFileSync(join(data, 'inbox', name), 'utf8')
    .trimEnd()
    .split('\n');
  const column = header.split(',').indexOf('store_id');
  const of101 = (line: string): boolean => line.split(',')[column] === '101';
  writeFileSync(join(data, 'inbox', name), [header, ...lines.filter((line) => !of101(line)), ''].join('\n'));
  const before = cyclesOf(data).map(({ cycle_id }) => cycle_id);
  const strict = ['--set', 'night.stores_late_max=0'];
  const late = await nightly(data, ...strict);
  expect(late.code).toBe(65);
  expect(late.stderr).toContain('error[stores-late]: 1 stores have sent nothing for 2026-10-19');
  expect(late.stderr).toContain('store 101 has sent to 2026-10-18');
  expect(cyclesOf(data).map(({ cycle_id }) => cycle_id)).toEqual(before);
  expect(lastRun(data)).toMatchObject({ state: 'failed', exit_code: 65, error: { phase: 'stores' } });

  writeFileSync(join(data, 'inbox', 'scans-101-late.csv'), [header, ...lines.filter(of101), ''].join('\n'));
  expect((await nightly(data, ...strict)).code).toBe(0);
  expect(cyclesOf(data)).toHaveLength(before.length + 1);
  expect(lastRun(data).summary).toContain('0 stores late');
});

test('a disk without room stops the night before anything is changed, with figures', async () => {
  const data = newEve();
  const before = traceOf(data);
  const { code, stderr } = await nightly(data, '--set', 'night.free_mb_min=9000000');
  expect(code).toBe(74);
  expect(stderr).toMatch(/error\[disk-full\]: the disk has [\d,]+ MB free, and tonight needs 9,000,\d{3} MB/);
  expect(differences(before, traceOf(data))).toEqual([]);
  expect(lastRun(data)).toMatchObject({ state: 'failed', exit_code: 74, error: { code: 'disk-full' } });
});

test('a dry run says what the night will do, and leaves everything as it is', async () => {
  const data = newEve();
  const before = hashesOf(data);
  const dry = await nightly(data, '--dry-run', '--json');
  expect([dry.code, dry.stderr]).toEqual([0, '']);
  expect(hashesOf(data)).toEqual(before);
  const text = await nightly(data, '--dry-run');
  expect(text.stdout).toMatch(/^dry run, nothing was changed\. OK: \d+ lists due/);
  expect(hashesOf(data)).toEqual(before);

  const real = documentOf<LastRun & { phases: { phase: string }[] }>(await nightly(data, '--json'));
  const told = documentOf<LastRun & { phases: { phase: string }[] }>(dry);
  const counts = ({ phases }: typeof real) => phases.map((phase) => ({ ...phase, seconds: 0 }));
  expect(counts(told)).toEqual(counts(real));
});

test('after two weeks away one run takes all files and plans once, and nobody twice', async () => {
  const data = join(scratch, 'away');
  mkdirSync(join(data, 'inbox'), { recursive: true });
  writeFileSync(
    join(data, 'duelist.toml'),
    '[plan]\nrefit_days = 28\n[night]\nreview = false\nfree_mb_min = 0\n',
  );
  const put = (paths: readonly string[]): void => {
    for (const path of paths) copyFileSync(path, join(data, 'inbox', path.slice(FIXTURES_DIR.length + 1)));
  };
  const night = (asOf: string): Promise<Ran> => duelistHere(['nightly', '--as-of', asOf, '--data', data]);
  put(MASTER_FEEDS.map((feed) => join(FIXTURES_DIR, `${feed}.csv`)));
  const households = readFileSync(join(FIXTURES_DIR, 'households.csv'), 'utf8').split('\n');
  writeFileSync(join(data, 'inbox', 'households.csv'), `${households.slice(0, HOUSEHOLDS).join('\n')}\n`);
  put(scanPaths(FIXTURES_DIR, '', '2026-10-01'));
  expect(await night('2026-10-01')).toEqual({ code: 0, stdout: '', stderr: '' });
  for (const args of [
    ['approve', '--cycle', '1', '--by', 'Ann'],
    ['release', '--cycle', '1'],
  ])
    expect((await duelistHere([...args, '--data', data])).code).toBe(0);

  put(scanPaths(FIXTURES_DIR, '2026-10-01', '2026-10-19'));
  expect(await night('2026-10-19')).toEqual({ code: 0, stdout: '', stderr: '' });
  const twice = (): unknown[] =>
    query(
      data,
      'ledger.db',
      `SELECT household_id FROM list JOIN cycle USING (cycle_id) WHERE state = 'draft' GROUP BY 1 HAVING count(*) > 1`,
    );
  expect(cyclesOf(data).map(({ state }) => state)).toEqual(['closed', 'draft']);
  // Feeds go on, nobody approves: the households of the draft are not planned again while it can still go out.
  put(scanPaths(FIXTURES_DIR, '2026-10-19', '2026-10-20'));
  expect((await night('2026-10-20')).code).toBe(0);
  expect((await night(dayAfter('2026-10-19', 4))).code).toBe(0);
  expect(cyclesOf(data)).toHaveLength(2);
  expect(twice()).toEqual([]);
  // A clock that was set back finds its night done, or nothing to plan.
  expect((await night('2026-10-19')).code).toBe(0);
  expect((await night('2026-10-18')).code).toBe(0);
  expect(cyclesOf(data)).toHaveLength(2);
  // Its paper can be in no home any more: it lapses, and they are due again.
  expect((await night(dayAfter('2026-10-19', 5))).code).toBe(0);
  expect(cyclesOf(data).map(({ state }) => state)).toEqual(['closed', 'withdrawn', 'draft']);
  expect(lastRun(data).summary).toContain('cycle 2 lapsed without approval');
  // All but those that no longer qualify, for want of receipts.
  expect(cyclesOf(data)[2]?.lists).toBeGreaterThan(0.8 * (cyclesOf(data)[1]?.lists ?? 0));
});

test('the monitor hears of the start and the end; one that is not there changes nothing', async () => {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => heard.push(`${request.url} ${text}`));
    request.on('end', () => response.end());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}`;
  const data = newEve();
  const ran = await nightly(
    data,
    ...['--set', `night.heartbeat_start=${address}/s3cret/start`],
    ...['--set', `night.heartbeat_success=${address}/s3cret`],
    ...['--set', 'night.heartbeat_failure=http://127.0.0.1:9/s3cret/fail'],
  );
  expect(ran).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(heard).toEqual([expect.stringMatching(/^\/s3cret\/start /), `/s3cret ${lastRun(data).summary}`]);
  const full = [
    '--set',
    'night.free_mb_min=9000000',
    '--set',
    'night.heartbeat_failure=http://127.0.0.1:9/s3cret/fail',
  ];
  expect((await nightly(data, ...full)).code).toBe(74);
  expect(
    JSON.stringify(lastRun(data)) + readFileSync(join(data, 'logs', 'duelist.log'), 'utf8'),
  ).not.toContain('s3cret');
  server.close();
});

test('prints that were damaged before they were checked are noticed, and printed anew by the next run', async () => {
  const data = newEve();
  expect((await nightly(data)).code).toBe(0);
  const dirs = join(data, 'out', `cycle-${cyclesOf(data).at(-1)?.cycle_id}`);
  const good = hashesOf(dirs);
  const [sheet = ''] = readdirSync(join(dirs, 'lists')).sort();
  writeFileSync(join(dirs, 'lists', sheet), 'half a sheet');
  writeFileSync(join(dirs, 'spool-001.pdf'), '%PDF-1.7\n%%EOF\n');
  query(data, 'ledger.db', 'UPDATE night_cycle SET checked = NULL RETURNING cycle_id');
  const broken = await nightly(data);
  expect(broken.code).toBe(74);
  expect(broken.stderr).toContain(`${sheet} is not what the manifest says`);
  expect(broken.stderr).toContain('spool-001.pdf has not its ');
  expect((await nightly(data)).code).toBe(0);
  expect(hashesOf(dirs)).toEqual(good);
});

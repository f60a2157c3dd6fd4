import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { asCron, installPackage } from '../support/installed.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const MASTERS = ['products', 'prices', 'aisles', 'offers', 'extras', 'suppressions'];
/** A small chain has a short night; it prints enough for two threads. */
const HOUSEHOLDS = 60;

const temp = mkdtempSync(join(tmpdir(), 'duelist-installed-'));
afterAll(() => rmSync(temp, { recursive: true, force: true }));

const installed = installPackage(temp);
if ('why' in installed) console.log(`skipped: the installed package, ${installed.why}`);
const app = 'app' in installed ? installed.app : '';
const duelist = join(app, 'node_modules/.bin/duelist');
const data = join(temp, 'chain');

/** With the Node of the tests as the system's own. */
const cron = (line: string) => asCron(process.execPath, temp, line);

describe.skipIf('why' in installed)('an installed package', () => {
  test('brings its production libraries and none of the workshop', () => {
    const libraries = readdirSync(join(app, 'node_modules'));
    expect(libraries).toEqual(expect.arrayContaining(['better-sqlite3', 'commander', 'duelist', 'pdfkit']));
    expect(libraries.filter((name) => ['vitest', 'typescript', 'node', '@biomejs'].includes(name))).toEqual(
      [],
    );
  });

  test('sets a chain up, takes feeds in and runs its night from a crontab line, in silence', () => {
    expect(cron(`${duelist} init --data ${data}`)).toMatchObject({ status: 0, stderr: '' });
    const stores = cron(`${duelist} ingest stores ${join(FIXTURES, 'stores.csv')} --data ${data}`);
    expect([stores.status, stores.stderr]).toEqual([0, '']);
    for (const feed of MASTERS) cpSync(join(FIXTURES, `${feed}.csv`), join(data, 'inbox', `${feed}.csv`));
    const households = readFileSync(join(FIXTURES, 'households.csv'), 'utf8').split('\n');
    writeFileSync(join(data, 'inbox', 'households.csv'), `${households.slice(0, HOUSEHOLDS).join('\n')}\n`);
    for (const name of readdirSync(FIXTURES)) {
      if (/^scans-2026-(?:08|09|10)/.test(name)) cpSync(join(FIXTURES, name), join(data, 'inbox', name));
    }
    // Threads begin at files of their own.
    const night = `${duelist} nightly --data ${data} --as-of 2026-11-02 --set plan.threads=2 --set print.threads=2`;
    expect(cron(night)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    const run = JSON.parse(readFileSync(join(data, 'last-run.json'), 'utf8'));
    expect(run).toMatchObject({ schema: 'duelist.nightly/1', exit_code: 0 });
    expect(run.summary).toMatch(/^OK: \d+ lists due/);
    expect(cron(night)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    const status = JSON.parse(cron(`${duelist} status --json --data ${data}`).stdout);
    expect(status.cycles).toMatchObject([{ cycle_id: 1, as_of: '2026-11-02', state: 'draft' }]);
  });

  test('runs the demo', () => {
    const ran = cron(`${duelist} demo --json --out ${join(temp, 'demo')}`);
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    const demo = JSON.parse(ran.stdout);
    for (const file of [demo.spool, demo.manifest]) expect(existsSync(file)).toBe(true);
  });

  test('has a manual page that man can find', () => {
    const page = join(app, 'node_modules/duelist/dist/manual/duelist.8');
    expect(readFileSync(page, 'utf8')).toContain('.SH NAME');
    const { man } = JSON.parse(readFileSync(join(app, 'node_modules/duelist/package.json'), 'utf8'));
    expect(join(app, 'node_modules/duelist', man)).toBe(page);
  });

  const old = oldNode();
  test.skipIf(old === undefined)('says in one sentence under an old Node what it needs', () => {
    const ran = asCron(old ?? '', temp, `${duelist} status --data ${data}`);
    expect(ran).toMatchObject({ status: 69, stdout: '' });
    expect(ran.stderr).toMatch(/^duelist needs Node 22\.14 or newer .*; this is Node \d+\.\d+\.\d+ .*\n$/);
  });
});

/** A Node before 22 that this machine has outside of any node_modules. */
function oldNode(): string | undefined {
  const found = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '' && !folder.includes('node_modules'))
    .map((folder) => join(folder, 'node'))
    .find((node) => existsSync(node) && isBefore22(node));
  if (found === undefined) console.log('skipped: no Node before 22 on this machine to be refused under');
  return found;
}

function isBefore22(node: string): boolean {
  return Number(/^v(\d+)/.exec(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout)?.[1]) < 22;
}

import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { copyData } from '../../../scripts/proof/support/chain.ts';
import type { Ran } from '../../../scripts/proof/support/program.ts';
import { run } from '../../../src/cli/run.ts';
import { succeedHere } from '../../support/here.ts';
import { scratchDirectory } from '../../support/scratch.ts';
import { worldIn } from '../world.ts';

const scratch = scratchDirectory();
const sound = join(scratch, 'sound');
/** A day on which everything in it lies behind. */
const TODAY = new Date(Date.UTC(2040, 0, 1, 12));

beforeAll(async () => {
  await succeedHere(['init', '--data', sound]);
  const scans = join(scratch, 'scans.csv');
  const header = 'store_id,transaction_id,line_no,timestamp,card_id,product_id,quantity,net_amount';
  const lines = Array.from({ length: 40 }, (_, n) =>
    [
      101,
      n + 1,
      1,
      `2026-10-${String((n % 20) + 1).padStart(2, '0')} 09:00`,
      `C${n % 4}`,
      'plu:4011',
      1,
      1.25,
    ].join(','),
  );
  writeFileSync(scans, [header, ...lines, ''].join('\n'));
  await succeedHere(['ingest', 'scans', scans, '--data', sound]);
  // Now every household's statistics are derived.
  await succeedHere(['predict', '--as-of', '2026-10-21', '--out', join(scratch, 'p.csv'), '--data', sound]);
  await succeedHere(['backup', '--out', join(scratch, 'backup'), '--data', sound]);
});

type Document = {
  readonly schema: string;
  readonly ok: boolean;
  readonly checks: readonly { name: string; state: string; detail: string; next: string | null }[];
  readonly ledger: Record<string, { count: number; cents: number }> | null;
};

async function doctor(dir: string, now: Date, ...args: string[]): Promise<{ ran: Ran; document: Document }> {
  const { world, said } = worldIn(scratch, {
    argv: ['doctor', ...args, '--data', dir, '--json'],
    now: () => now,
  });
  await run(world);
  const ran = { code: said.exitCode ?? 0, stdout: said.stdout, stderr: said.stderr };
  return { ran, document: JSON.parse(said.stdout) };
}

/** What is not in order, by check. */
async function findings(dir: string, now = TODAY, ...args: string[]) {
  const { ran, document } = await doctor(dir, now, ...args);
  const wrong = document.checks.filter(({ state }) => state !== 'ok');
  expect(document.ok).toBe(wrong.every(({ state }) => state !== 'fail'));
  expect(ran.code).toBe(document.ok ? 0 : 1);
  return new Map(wrong.map(({ name, state, detail, next }) => [name, `${state}: ${detail} -> ${next}`]));
}

/** A copy that is its owner's alone, as the original. */
function copy(name: string): string {
  const dir = copyData(sound, join(scratch, name));
  for (const path of ['', 'inbox', 'keys', 'logs', 'quarantine']) chmodSync(join(dir, path), 0o700);
  return dir;
}

function changed(name: string, sql: string): string {
  const dir = copy(name);
  const db = new Database(join(dir, 'history.db'));
  db.unsafeMode();
  db.pragma('foreign_keys = OFF');
  db.exec(sql);
  db.close();
  return dir;
}

describe('a sound data directory', () => {
  test.each([[[]], [['--deep']]])('has nothing wrong, and its account adds up %j', async (args) => {
    const { ran, document } = await doctor(sound, new Date(), ...args);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(document).toMatchObject({ schema: 'duelist.doctor/1', ok: true });
    expect(document.checks.filter(({ state }) => state === 'fail')).toEqual([]);
    expect(Object.keys(document.ledger ?? {}).sort()).toEqual(
      ['expired', 'issued', 'open', 'redeemed', 'reserved', 'withdrawn'].sort(),
    );
    const names = document.checks.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test('is told in lines of their own, one a check', async () => {
    const { world, said } = worldIn(scratch, { argv: ['doctor', '--data', sound], now: () => new Date() });
    await run(world);
    const lines = said.stdout.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(12);
    for (const line of lines) expect(line).toMatch(/^(?:ok {4}|WARN {2}|FAIL {2})\S/);
  });
});

describe('doctor finds', () => {
  type Row = readonly [what: string, check: string, dir: () => string, finding: RegExp, now: Date];
  const ROWS: readonly Row[] = [
    [
      'statistics that are not what the receipts say',
      'statistics',
      () =>
        changed('stats', 'UPDATE household_history SET exact_from = exact_from + 1 WHERE household_no = 2'),
      /^fail: .*C1/,
      TODAY,
    ],
    [
      'a calendar that is not what the receipts say',
      'calendar',
      () =>
        changed(
          'calendar',
          'UPDATE store_day SET receipts = receipts + 1 WHERE day = (SELECT max(day) FROM store_day)',
        ),
      /^fail: store days that are not what their receipts say: \S+ 20/,
      TODAY,
    ],
    [
      'a row without what it refers to',
      'history.db: references',
      () => changed('refs', 'DELETE FROM store'),
      /^fail: .*40 rows of receipt without their store/,
      TODAY,
    ],
    [
      'a file that is half taken in',
      'feeds',
      () => changed('half', "UPDATE feed_file SET state = 'open'"),
      /^warn: .*scans\.csv/,
      TODAY,
    ],
    [
      'an act of the future: the clock has gone back',
      'clock',
      () => sound,
      /^fail: the clock says 2020-01-01.* -> Set the clock/,
      new Date(Date.UTC(2020, 0, 1)),
    ],
    [
      'receipts of the future',
      'clock',
      () =>
        changed(
          'future',
          `UPDATE receipt SET day = 40000; DELETE FROM household_history; DELETE FROM store_day;
           INSERT INTO store_day SELECT store_no, day, count(*), sum(line_count), sum(net_cents), 0, min(file_no), max(file_no)
           FROM receipt GROUP BY store_no, day`,
        ),
      /^warn: .*receipts of 2079/,
      TODAY,
    ],
    [
      'a database that others can read',
      'permissions',
      () => {
        const dir = copy('mode');
        chmodSync(join(dir, 'ledger.db'), 0o644);
        return dir;
      },
      /^warn: .*ledger\.db .*chmod/,
      TODAY,
    ],
    [
      'a key that others can read',
      'keys',
      () => {
        const dir = copy('key');
        chmodSync(join(dir, 'keys', '1.key'), 0o640);
        return dir;
      },
      /^fail: .*chmod 600/,
      TODAY,
    ],
    [
      'laws that nobody has looked at for long',
      'law',
      () => sound,
      /^warn: reviewed more than a year ago: alcohol \*.*restricted\.csv/,
      TODAY,
    ],
    ['a backup that is old', 'backup', () => sound, /^warn: \d+ hours old, .*duelist backup/, TODAY],
    [
      'a configuration that cannot be read',
      'configuration',
      () => {
        const dir = copy('config');
        writeFileSync(join(dir, 'duelist.toml'), '[plan\n');
        return dir;
      },
      /^fail: .*duelist\.toml/,
      TODAY,
    ],
  ];

  test.each(ROWS)('%s', async (_, check, dir, finding, now) => {
    const found = await findings(dir(), now);
    expect(found.get(check)).toMatch(finding);
    // And nothing else that has nothing to do with it.
    const others = [...found.keys()].filter(
      (name) => ![check, 'backup', 'permissions', 'law'].includes(name),
    );
    expect(others).toEqual([]);
  });

  test('an index that does not say what its table says only when it looks deep', async () => {
    const dir = changed(
      'index',
      `PRAGMA writable_schema = ON;
       UPDATE sqlite_schema SET sql = 'CREATE INDEX receipt_card ON receipt (receipt_no)' WHERE name = 'receipt_card'`,
    );
    expect((await findings(dir)).has('history.db: pages')).toBe(false);
    expect((await findings(dir, TODAY, '--deep')).get('history.db: pages')).toMatch(/receipt_card/);
  });
});

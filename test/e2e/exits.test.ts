import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { copyData, FIXTURES_DIR } from '../../scripts/proof/support/chain.ts';
import { differences, logicalDump, query } from '../../scripts/proof/support/dump.ts';
import { documentOf, duelist } from '../../scripts/proof/support/program.ts';
import { duelistHere, succeedHere } from '../support/here.ts';
import { headerOf, readRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';

/** What whoever scripts against the program relies on when something is wrong: exit codes, and what was left alone. */
const scratch = scratchDirectory();
const data = join(scratch, 'data');
const scans = join(scratch, 'scans.csv');
const basket = join(scratch, 'basket.csv');

beforeAll(async () => {
  await succeedHere(['init', '--data', data]);
  await succeedHere(['ingest', 'products', join(FIXTURES_DIR, 'products.csv'), '--data', data]);
  writeFileSync(scans, scanFile(10, []));
  writeFileSync(basket, 'line_no,product_id,quantity,unit_price_cents,amount_cents\n1,plu:4011,1,62,62\n');
});

/** A scans file with good lines on receipts of their own, and then others as they are given. */
function scanFile(good: number, others: readonly string[]): string {
  const lines = Array.from({ length: good }, (_, n) => `101,${n + 1},1,2026-10-01 09:00,C1,plu:4011,1,1.25`);
  const header = 'store_id,transaction_id,line_no,timestamp,card_id,product_id,quantity,net_amount';
  return [header, ...lines, ...others, ''].join('\n');
}

const redeemOf = (path: string): string[] => [
  'redeem',
  '--store',
  '1',
  '--register',
  '1',
  '--transaction',
  '1',
  '--day',
  '2026-10-20',
  '--basket',
  path,
];

const REFUSED: readonly (readonly [string, number, string[], RegExp])[] = [
  ['an option that does not exist', 64, ['status', '--colour'], /colour/],
  ['a command that does not exist', 64, ['plann'], /plan\b/],
  ['a feed that does not exist', 64, ['ingest', 'scan', scans], /scans/],
  ['a required option left out', 64, ['plan'], /--as-of/],
  ['a day that no calendar has', 64, ['plan', '--as-of', '2026-02-30'], /2026-02-30/],
  [
    'a horizon of no days',
    64,
    ['predict', '--as-of', '2026-10-18', '--horizon', '0', '--out', 'p.csv'],
    /horizon/,
  ],
  ['neither a list nor a card', 64, redeemOf(basket), /--list/],
  ['a feed file that is not there', 66, ['ingest', 'scans', join(scratch, 'none.csv')], /none\.csv/],
  ['a basket that is not there', 66, [...redeemOf(join(scratch, 'none.csv')), '--card', 'C1'], /none\.csv/],
  ['a configuration that is not there', 66, ['status', '--config', join(scratch, 'none.toml')], /none\.toml/],
  ['a cycle that is not there', 66, ['lists', '--cycle', '7'], /7/],
  ['a household that is not there', 66, ['explain', '--household', 'H999999'], /H999999/],
];

describe('answers with its exit code, says why, and changes nothing:', () => {
  test.each(REFUSED)('%s (%d)', async (_, code, args, reason) => {
    const before = logicalDump(data);
    const ran = await duelistHere([...args, '--data', data]);
    expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code, stdout: '' });
    expect(ran.stderr).toMatch(reason);
    expect(ran.stderr).not.toContain('    at ');
    expect(differences(before, logicalDump(data))).toEqual([]);
  });

  test.each([
    ['a cycle that is not there', 66, 'cycle-unknown', ['lists', '--cycle', '7']],
    ['an option that is not there', 64, 'commander.unknownOption', ['status', '--nothing']],
  ])('with --json in one document, too: %s (%d)', async (_, code, fault, args) => {
    const ran = await duelistHere([...args, '--data', data, '--json']);
    expect(ran.code).toBe(code);
    expect(documentOf(ran)).toMatchObject({ schema: 'duelist.error/1', code: fault, exit_code: code });
    expect(ran.stderr).not.toBe('');
  });

  test('a data directory that is not there (66), and none is made', async () => {
    const ran = await duelist(['status', '--data', join(scratch, 'nowhere')]);
    expect(ran.code).toBe(66);
    expect(existsSync(join(scratch, 'nowhere'))).toBe(false);
  });
});

describe('a scans file with faults', () => {
  const bad = [
    '101,90,1,2026-13-01 09:00,C1,plu:4011,1,1.25',
    '101,91,1,2026-10-01 09:00,C1,plu:4011,1,"1,25"',
  ];

  test('above the threshold keeps the good lines, puts the others aside with their place, and ends with 65', async () => {
    const dir = copyData(data, join(scratch, 'faults'));
    const path = join(scratch, 'faults.csv');
    writeFileSync(path, scanFile(8, bad));
    const ran = await duelist(['ingest', 'scans', path, '--data', dir, '--json']);
    expect(ran.code).toBe(65);
    const document = documentOf<{ quarantine: string }>(ran);
    expect(document).toMatchObject({
      schema: 'duelist.ingest/1',
      lines_read: 10,
      lines_stored: 8,
      lines_rejected: 2,
    });
    expect(query(dir, 'history.db', 'SELECT sum(line_count) AS lines FROM receipt')).toEqual([{ lines: 8 }]);
    expect(headerOf(document.quarantine)).toMatch(/^file,line,column,reason,/);
    const rows = readRecords(document.quarantine);
    expect(rows.map((row) => ['file', 'line', 'column', 'raw'].map(row))).toEqual([
      ['faults.csv', '10', 'timestamp', bad[0]],
      ['faults.csv', '11', 'net_amount', bad[1]],
    ]);
    const moved = copyData(dir, join(scratch, 'faults-moved'));
    const again = await duelistHere(['ingest', 'scans', path, '--data', moved, '--json']);
    expect(documentOf(again)).toMatchObject({
      lines_stored: 0,
      lines_rejected: 2,
      quarantine: document.quarantine.replace(dir, moved),
    });
  });

  test('below the threshold is taken in without a word', async () => {
    const dir = copyData(data, join(scratch, 'few-faults'));
    const path = join(scratch, 'few-faults.csv');
    writeFileSync(path, scanFile(98, bad));
    const ran = await duelistHere(['ingest', 'scans', path, '--data', dir, '--json']);
    expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 0, stderr: '' });
    expect(documentOf(ran)).toMatchObject({ lines_stored: 98, lines_rejected: 2 });
  });

  test('that lacks a required column is refused as a whole, and nothing of it is kept', async () => {
    const dir = copyData(data, join(scratch, 'no-column'));
    const path = join(scratch, 'no-column.csv');
    writeFileSync(path, scanFile(3, []).replace('product_id', 'article'));
    const before = logicalDump(dir);
    const ran = await duelistHere(['ingest', 'scans', path, '--data', dir]);
    expect(ran.code).toBe(65);
    expect(ran.stderr).toContain('product_id');
    expect(differences(before, logicalDump(dir))).toEqual([]);
  });
});

describe('another run at work', () => {
  test('is named and waited for (75), but neither readers nor lanes wait', async () => {
    const lock = new Database(join(data, 'run.lock'));
    lock.exec('BEGIN EXCLUSIVE');
    try {
      const before = logicalDump(data);
      for (const args of [['ingest', 'scans', scans], ['plan', '--as-of', '2026-10-18'], ['init']]) {
        const ran = await duelist([...args, '--data', data]);
        expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code: 75, stdout: '' });
        expect(ran.stderr).toContain('error[locked]');
      }
      expect(differences(before, logicalDump(data))).toEqual([]);
      expect((await duelist(['status', '--data', data])).code).toBe(0);
      const lane = await duelist([...redeemOf(basket), '--card', 'C1', '--data', data, '--json']);
      expect(documentOf(lane)).toMatchObject({ status: 'rejected' });
    } finally {
      lock.close();
    }
  });
});

describe('a data directory that is not as it must be (78):', () => {
  const spoilt = (name: string, spoil: (dir: string) => void): string => {
    const dir = copyData(data, join(scratch, name));
    spoil(dir);
    return dir;
  };
  const key = (dir: string): string => join(dir, 'keys', '1.key');
  const CASES: readonly (readonly [string, (dir: string) => void, RegExp])[] = [
    [
      'unknown key',
      (dir) => writeFileSync(join(dir, 'duelist.toml'), '[plan]\nvalid_day = 14\n'),
      /valid_days/,
    ],
    ['no TOML', (dir) => writeFileSync(join(dir, 'duelist.toml'), '[plan\n'), /duelist\.toml/],
    [
      'other signing key',
      (dir) => writeFileSync(key(dir), `${'0123456789abcdef'.repeat(4)}\n`),
      /not the key/,
    ],
    ['key that others can read', (dir) => chmodSync(key(dir), 0o644), /chmod 600/],
  ];

  test.each(CASES)('%s', async (name, spoil, reason) => {
    const dir = spoilt(name, spoil);
    const before = logicalDump(dir);
    const ran = await duelistHere(['plan', '--as-of', '2026-10-18', '--data', dir]);
    expect(ran.code).toBe(78);
    expect(ran.stderr).toMatch(reason);
    expect(differences(before, logicalDump(dir))).toEqual([]);
  });

  test('products named in another way than before', async () => {
    const layout = join(scratch, 'opaque.toml');
    writeFileSync(layout, 'feed = "scans"\nproduct_ids = "opaque"\n');
    const ran = await duelistHere(['ingest', 'scans', scans, '--layout', layout, '--data', data]);
    expect(ran.code).toBe(78);
  });
});

describe('a new data directory', () => {
  test('has a configuration with comments, an inbox, and a key for its owner alone; init again leaves them', async () => {
    expect(existsSync(join(data, 'inbox'))).toBe(true);
    const key = readFileSync(join(data, 'keys', '1.key'), 'utf8');
    expect(key).toMatch(/^[0-9a-f]{64}\n$/);
    expect(readFileSync(join(data, 'duelist.toml'), 'utf8')).toMatch(/^control_percent = 5$/m);
    const ran = await duelistHere(['init', '--data', data, '--json']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(documentOf(ran)).toMatchObject({ schema: 'duelist.init/1', made: false });
    expect(readFileSync(join(data, 'keys', '1.key'), 'utf8')).toBe(key);
  });

  test('in which nobody qualifies plans nothing, which is no fault', async () => {
    const ran = await duelistHere(['plan', '--as-of', '2026-10-18', '--data', data, '--json']);
    expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 0, stderr: '' });
    expect(documentOf(ran)).toMatchObject({ schema: 'duelist.plan/1', cycle_id: null, lists: 0 });
  });

  test('cannot be written where a file is in the way (73)', async () => {
    writeFileSync(join(scratch, 'file'), '');
    mkdirSync(join(scratch, 'folder'));
    const predict = ['predict', '--as-of', '2026-10-18', '--data', data, '--out'];
    const below = await duelist([...predict, join(scratch, 'file', 'p.csv')]);
    const folder = await duelist([...predict, join(scratch, 'folder')]);
    expect([below.code, folder.code]).toEqual([73, 73]);
  });
});

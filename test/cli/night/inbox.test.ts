import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  listInbox,
  moveAside,
  moveStrayMarks,
  type ReadyRule,
  readinessOf,
} from '../../../src/cli/night/inbox.ts';

let inbox = '';
beforeEach(() => {
  inbox = mkdtempSync(join(tmpdir(), 'duelist-inbox-'));
});
afterEach(() => rmSync(inbox, { recursive: true, force: true }));

const NOW_MS = Date.UTC(2026, 10, 22, 1, 30);
const MINUTE_MS = 60_000;
const RULE: ReadyRule = { ready: 'name', quietMs: 2 * MINUTE_MS, nowMs: NOW_MS };

function put(name: string, content: string | Buffer = 'a,b\n1,2\n', minutesAgo = 60): void {
  writeFileSync(join(inbox, name), content);
  const at = new Date(NOW_MS - minutesAgo * MINUTE_MS);
  utimesSync(join(inbox, name), at, at);
}

async function readiness(name: string, rule: Partial<ReadyRule> = {}): Promise<string> {
  const file = listInbox(inbox).files.find((each) => each.name === name);
  if (file === undefined) throw new Error(`${name} is not listed`);
  return (await readinessOf(file, { ...RULE, ...rule })).tag;
}

describe('the inbox', () => {
  test('lists what describes before what happened, a correction after what it corrects', () => {
    const names = [
      'scans-2026-11-20-resent.csv',
      'scans-2026-11-21.csv.gz',
      'scans-2026-11-20.csv',
      'suppressions.csv',
      'offers_week47.csv',
      'households.csv',
      'stores.csv',
      'productsNEW.csv',
    ];
    for (const name of names) put(name);
    expect(listInbox(inbox).files.map(({ name, feed }) => [name, feed])).toEqual([
      ['stores.csv', 'stores'],
      ['productsNEW.csv', 'products'],
      ['households.csv', 'households'],
      ['offers_week47.csv', 'offers'],
      ['suppressions.csv', 'suppressions'],
      ['scans-2026-11-20.csv', 'scans'],
      ['scans-2026-11-20-resent.csv', 'scans'],
      ['scans-2026-11-21.csv.gz', 'scans'],
    ]);
  });

  test.each([
    'scans.csv.part',
    'scans.csv.tmp',
    'scans.csv.filepart',
    'scans.csv.crdownload',
    '.scans.csv',
    'README.txt',
  ])('leaves %s alone without a word', (name) => {
    put(name);
    expect(listInbox(inbox)).toEqual({ files: [], unknown: [], alone: [], bytes: 0 });
  });

  test('names what belongs to no feed', () => {
    for (const name of ['stock.csv', 'scans.xlsx', 'Scan.csv', 'notes']) put(name);
    mkdirSync(join(inbox, 'scans-folder.csv'));
    mkdirSync(join(inbox, 'taken'));
    expect(listInbox(inbox).unknown).toEqual([
      'Scan.csv',
      'notes',
      'scans-folder.csv',
      'scans.xlsx',
      'stock.csv',
    ]);
  });

  test('may be missing', () => {
    expect(listInbox(join(inbox, 'none')).files).toEqual([]);
  });
});

describe('a file', () => {
  test.each<[string, string, number, string]>([
    ['a whole one', 'a,b\n1,2\n', 0, 'whole'],
    ['one without a last newline that rests', 'a,b\n1,2', 3, 'whole'],
    ['one without a last newline that was changed a moment ago', 'a,b\n1,2', 1, 'half-written'],
    ['one whose change is still to come, on a clock that was set back', 'a,b\n1,2', -1, 'half-written'],
    ['one from a clock that runs hours ahead', 'a,b\n1,2', -300, 'whole'],
    ['an empty one that was just begun', '', 0, 'half-written'],
  ])('is judged by its end: %s', async (_, content, minutesAgo, expected) => {
    put('scans.csv', content, minutesAgo);
    expect(await readiness('scans.csv')).toBe(expected);
  });

  test('is whole with its mark beside it, where the sender makes marks', async () => {
    put('scans.csv', 'a,b\n1,2', 0);
    expect(await readiness('scans.csv', { ready: 'done-file' })).toBe('half-written');
    put('scans.csv.done', '');
    expect(await readiness('scans.csv', { ready: 'done-file' })).toBe('whole');
    expect(listInbox(inbox).unknown).toEqual([]);
  });

  test('waits for its control file, where its feed has one; a control file without its file is named', async () => {
    put('scans.csv');
    expect(await readiness('scans.csv', { control: ['scans'] })).toBe('half-written');
    expect(await readiness('scans.csv', { control: ['offers'] })).toBe('whole');
    put('scans.csv.control.json');
    put('scans-2.csv.control.json');
    expect(await readiness('scans.csv', { control: ['scans'] })).toBe('whole');
    const { files, unknown, alone } = listInbox(inbox);
    expect([files.length, unknown, alone]).toEqual([1, [], ['scans-2.csv.control.json']]);
  });

  test('is whole when it has been quiet, where that is the rule', async () => {
    put('scans.csv', 'a,b\n1,2\n', 1);
    expect(await readiness('scans.csv', { ready: 'quiet' })).toBe('half-written');
    put('scans.csv', 'a,b\n1,2', 3);
    expect(await readiness('scans.csv', { ready: 'quiet' })).toBe('whole');
  });

  const packed = gzipSync('a,b\n1,2\n'.repeat(5000));
  test.each<[string, Buffer, number, string]>([
    ['a whole one', packed, 0, 'whole'],
    ['one that breaks off', packed.subarray(0, packed.length - 20), 10, 'half-written'],
    ['one that broke off days ago', packed.subarray(0, packed.length - 20), 3 * 24 * 60, 'broken'],
    ['one that is no gzip', Buffer.from('a,b\n1,2\n'), 10, 'broken'],
  ])('is unpacked to see whether it is whole: %s', async (_, content, minutesAgo, expected) => {
    put('scans.csv.gz', content, minutesAgo);
    expect(await readiness('scans.csv.gz')).toBe(expected);
  });
});

describe('a file that was dealt with', () => {
  test('moves to its day, with its mark; a name that is there gets a number', () => {
    for (let time = 1; time <= 3; time++) {
      put('scans.csv.gz', gzipSync('x'));
      put('scans.csv.gz.done', '');
      if (time === 2) put('scans.csv.gz.control.json');
      moveAside(inbox, 'scans.csv.gz', 'taken', '2026-11-22');
    }
    expect(readdirSync(join(inbox, 'taken', '2026-11-22')).sort()).toEqual([
      'scans.2.csv.gz',
      'scans.2.csv.gz.control.json',
      'scans.2.csv.gz.done',
      'scans.3.csv.gz',
      'scans.3.csv.gz.done',
      'scans.csv.gz',
      'scans.csv.gz.done',
    ]);
    expect(listInbox(inbox)).toEqual({ files: [], unknown: [], alone: [], bytes: 0 });
  });

  test('is refused with its reason there before it is', () => {
    put('offers.csv');
    mkdirSync(join(inbox, 'refused', '2026-11-22', 'offers.csv'), { recursive: true });
    moveAside(inbox, 'offers.csv', 'refused', '2026-11-22', 'no such columns\n');
    expect(readdirSync(join(inbox, 'refused', '2026-11-22')).sort()).toEqual([
      'offers.2.csv',
      'offers.2.csv.why.txt',
      'offers.csv',
    ]);
    // Killed before the move, the next run writes the same reason under the same name.
    put('scans.csv');
    writeFileSync(join(inbox, 'refused', '2026-11-22', 'scans.csv.why.txt'), 'half a rea');
    moveAside(inbox, 'scans.csv', 'refused', '2026-11-22', 'no such columns\n');
    expect(readFileSync(join(inbox, 'refused', '2026-11-22', 'scans.csv.why.txt'), 'utf8')).toBe(
      'no such columns\n',
    );
  });

  test('takes a mark along that a killed run left behind, and no other', () => {
    put('scans.csv');
    moveAside(inbox, 'scans.csv', 'taken', '2026-11-22');
    put('scans.csv.done', '');
    put('offers.csv.done', '');
    moveStrayMarks(inbox, '2026-11-22');
    expect(existsSync(join(inbox, 'taken', '2026-11-22', 'scans.csv.done'))).toBe(true);
    expect(existsSync(join(inbox, 'offers.csv.done'))).toBe(true);
  });
});

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  approve,
  concatenate,
  copyData,
  FIXTURES_DIR,
  PLAN_DAY,
  release,
  scanPaths,
} from '../../scripts/proof/support/chain.ts';
import { MAY_CHANGE_USER, MAY_MOUNT, mountReadOnly, smallDisk } from '../../scripts/proof/support/disks.ts';
import { differences, faultsOf, logicalDump } from '../../scripts/proof/support/dump.ts';
import { documentOf, type Ran, ROOT } from '../../scripts/proof/support/program.ts';
import { duelistHere, succeedHere } from '../support/here.ts';
import { type Shopper, shoppersOf } from '../support/lane.ts';
import { dayAfter, parseRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { planned, takenIn } from '../support/shared-chain.ts';

/** Disks that are full, shut or rotten: words and an exit code, never a crash, and the next run makes it good. */
const scratch = scratchDirectory();
const stage = (name: string): string => join(scratch, name);
let shopper: Shopper;
let late: string;

beforeAll(async () => {
  // Other accounts have to find the way into it.
  chmodSync(scratch, 0o755);
  const dir = stage('ingested');
  await takenIn(dir);
  await planned(stage('planned'));
  for (const made of [dir, stage('planned')]) await succeedHere(['init', '--data', made]);
  const lists = await succeedHere(['lists', '--cycle', '1', '--data', stage('planned')]);
  const [first] = shoppersOf(parseRecords(lists.stdout), scratch);
  if (first === undefined) throw new Error('nobody has two specials');
  shopper = first;
  await succeedHere(approve(copyData(stage('planned'), stage('approved')), '1'));
  await succeedHere(release(copyData(stage('approved'), stage('released')), '1'));
  await succeedHere(['backup', '--out', stage('backup'), '--data', stage('released')]);
  late = concatenate(scanPaths(FIXTURES_DIR, PLAN_DAY), join(scratch, 'late.csv'));
}, 120_000);

const redeem = (dir: string): string[] => [
  ...['redeem', '--store', '101', '--register', '1', '--transaction', 't', '--day', dayAfter(PLAN_DAY, 6)],
  ...['--list', shopper.code, '--basket', shopper.basket, '--data', dir],
];

/** What is said of a run, so that a failure shows it. */
const told = ({ code, stderr }: Ran): string => `${code} ${stderr}`;

/** What the databases say, but for the hour of a restore. */
const dump = (dir: string): string[] =>
  logicalDump(dir).filter((row) => !/^ledger\.db (?:restoration|audit) /.test(row));

type Case = {
  readonly from: string;
  readonly args: (dir: string) => string[];
  /** Kilobytes left free: none, and so many that it fails in the middle of its work. */
  readonly room: readonly number[];
};

const CASES: Readonly<Record<string, Case>> = {
  ingest: { from: 'ingested', args: (dir) => ['ingest', 'scans', late, '--data', dir], room: [0, 100] },
  plan: {
    from: 'ingested',
    args: (dir) => ['plan', '--as-of', PLAN_DAY, '--households', 'all', '--data', dir],
    room: [500],
  },
  print: {
    from: 'planned',
    args: (dir) => ['print', '--cycle', '1', '--limit', '20', '--out', join(dir, 'print'), '--data', dir],
    room: [300],
  },
  release: {
    from: 'approved',
    args: (dir) => ['release', '--cycle', '1', '--out', join(dir, 'out'), '--data', dir],
    room: [100],
  },
  redeem: { from: 'released', args: redeem, room: [0, 20] },
  backup: {
    from: 'released',
    args: (dir) => ['backup', '--out', join(dir, 'copy'), '--data', dir],
    room: [2500],
  },
  restore: {
    from: 'released',
    args: (dir) => ['restore', '--from', stage('backup'), '--by', 'Ann', '--data', dir],
    room: [2500],
  },
};

describe.skipIf(!MAY_MOUNT)('a full disk (skipped where this account may not mount one)', () => {
  test.each(Object.entries(CASES))(
    'stops %s with words (74), and with room it ends as if nothing had been',
    async (name, given) => {
      const undisturbed = copyData(stage(given.from), stage(`whole-${name}`));
      await succeedHere(given.args(undisturbed));
      const expected = dump(undisturbed);
      for (const [turn, leaveKb] of given.room.entries()) {
        const disk = smallDisk(stage(`disk-${name}-${turn}`), 48);
        try {
          const dir = copyData(stage(given.from), join(stage(`disk-${name}-${turn}`), 'data'));
          disk.fill(leaveKb);
          const ran = await duelistHere(given.args(dir));
          expect(told(ran)).toMatch(/^74 error\[(?:io|disk-full)\]/);
          expect(ran.stderr).toContain('Make room');
          disk.clear();
          expect(faultsOf(dir)).toEqual([]);
          await succeedHere(given.args(dir));
          expect(differences(expected, dump(dir))).toEqual([]);
          expect(readdirSync(dir).filter((entry) => /part$|^restoring/.test(entry))).toEqual([]);
        } finally {
          disk.remove();
        }
      }
    },
  );

  test('leaves the lane its answer when only the log has no room', async () => {
    const disk = smallDisk(stage('disk-log'), 48);
    try {
      const dir = copyData(stage('released'), join(stage('disk-log'), 'data'));
      // A log that is a folder can never be written; the ledger can.
      const day = new Date().toISOString().slice(0, 10);
      for (const name of [day, dayAfter(day, 1)])
        copyData(stage('backup'), join(dir, 'lanes', `lanes-${name}.ndjson`));
      const ran = await duelistHere([...redeem(dir), '--json']);
      expect(documentOf(ran)).toMatchObject({ status: 'redeemed' });
    } finally {
      disk.remove();
    }
  });
});

describe.skipIf(!MAY_MOUNT)('a disk that is read-only (skipped where this account may not mount one)', () => {
  let shut: () => void;
  const dir = (): string => stage('shut');

  beforeAll(() => {
    shut = mountReadOnly(stage('released'), dir());
  });
  afterAll(() => shut());

  const COMMANDS: Readonly<Record<string, () => string[]>> = {
    status: () => ['status', '--data', dir()],
    ingest: () => ['ingest', 'scans', late, '--data', dir()],
    redeem: () => redeem(dir()),
    backup: () => ['backup', '--out', stage('never'), '--data', dir()],
    restore: () => ['restore', '--from', stage('backup'), '--by', 'Ann', '--data', dir()],
  };

  test.each(Object.entries(COMMANDS))('is told by %s (73)', async (_, args) => {
    const ran = await duelistHere(args());
    expect(told(ran)).toMatch(/^73 error\[not-writable\]/);
    expect(ran.stderr).toContain('permissions');
  });

  test('is told by doctor, line by line', async () => {
    const ran = await duelistHere(['doctor', '--data', dir()]);
    expect(ran).toMatchObject({ code: 1, stderr: '' });
    expect(ran.stdout).toMatch(/^FAIL {2}databases .*access/m);
  });
});

describe.skipIf(!MAY_CHANGE_USER)('another account (skipped where this one cannot become it)', () => {
  const NOBODY = '65534';
  const asNobody = (args: readonly string[]): Ran => {
    const launcher = join(ROOT, 'src/duelist.js');
    const account = ['--reuid', NOBODY, '--regid', NOBODY, '--clear-groups'];
    const ran = spawnSync('setpriv', [...account, process.execPath, launcher, ...args], { encoding: 'utf8' });
    return { code: ran.status ?? undefined, stdout: ran.stdout, stderr: ran.stderr };
  };

  test('does not work in a directory that is not its own (77)', () => {
    const dir = copyData(stage('released'), stage('owned'));
    chmodSync(dir, 0o755);
    for (const args of [['status', '--data', dir], redeem(dir), ['doctor', '--data', dir]]) {
      const ran = asNobody(args);
      expect(told(ran)).toMatch(/^77 error\[other-owner\]/);
    }
  });

  test.each([
    ['history.db', 0o400],
    ['quarantine', 0o500],
  ])('is told that %s is read-only (73), and goes on when it is not', async (name, mode) => {
    const dir = copyData(stage('ingested'), stage(`shut-${name}`));
    const late = stage(`late-${name}.csv`);
    writeFileSync(late, `${readFileSync(scanPaths(FIXTURES_DIR, PLAN_DAY)[0] ?? '', 'utf8')}cut off,\n`);
    const args = ['ingest', 'scans', late, '--data', dir];
    spawnSync('chown', ['-R', NOBODY, dir]);
    chmodSync(join(dir, name), mode);
    expect(told(asNobody(args))).toMatch(/^73 error\[not-writable\]/);
    spawnSync('chown', ['-R', '0', dir]);
    chmodSync(join(dir, name), 0o700);
    const ran = await succeedHere([...args, '--json']);
    expect(documentOf(ran)).toMatchObject({ lines_stored: expect.any(Number), lines_rejected: 1 });
    const { lines_read: read, lines_stored: stored } = documentOf<Record<string, number>>(ran);
    expect([faultsOf(dir), stored]).toEqual([[], (read ?? 0) - 1]);
  });

  test('is told that its own directory is shut (73)', () => {
    const dir = copyData(stage('released'), stage('shut-own'));
    spawnSync('chown', ['-R', NOBODY, dir]);
    chmodSync(dir, 0o500);
    const ran = asNobody(['ingest', 'scans', late, '--data', dir]);
    expect(told(ran)).toMatch(/^73 error\[not-writable\]/);
  });
});

/** Bytes without a pattern, the same on every run: the low half of a linear congruential generator's state (glibc's). */
function noise(length: number): Buffer {
  let state = 1991;
  const next = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state >> 16;
  };
  return Buffer.from(Uint8Array.from({ length }, next));
}

/** Overwrite a page of a database: the root of a table or an index, by name. */
function spoil(dir: string, name: 'history' | 'ledger', object: string, bytes: Buffer): string {
  const path = join(dir, `${name}.db`);
  const db = new Database(path, { readonly: true });
  const page = db
    .prepare<[string], number>('SELECT rootpage FROM sqlite_schema WHERE name = ?')
    .pluck()
    .get(object);
  const size = Number(db.pragma('page_size', { simple: true }));
  db.close();
  if (page === undefined) throw new Error(`${name}.db has no ${object}`);
  const handle = openSync(path, 'r+');
  writeSync(handle, bytes, 0, Math.min(bytes.length, size), (page - 1) * size);
  closeSync(handle);
  return path;
}

describe('a damaged page', () => {
  type Damage = readonly [name: 'history' | 'ledger', object: string, args: (dir: string) => string[]];
  const status = (dir: string): string[] => ['status', '--data', dir];
  const ingest = (dir: string): string[] => ['ingest', 'scans', late, '--data', dir];
  const plan = (dir: string): string[] => ['plan', '--as-of', dayAfter(PLAN_DAY, 14), '--data', dir];
  const DAMAGES: readonly Damage[] = [
    ['history', 'feed_file', status],
    ['history', 'receipt', ingest],
    ['history', 'sqlite_autoindex_receipt_1', ingest],
    ['history', 'receipt', plan],
    ['ledger', 'cycle', status],
    ['ledger', 'list', redeem],
    ['ledger', 'sqlite_autoindex_list_1', redeem],
    ['ledger', 'issued_offer', redeem],
    ['ledger', 'redemption', redeem],
  ];

  test.each(DAMAGES)(
    'of %s.db (%s) is told with the way out (74), and found by doctor',
    async (name, object, args) => {
      for (const [kind, bytes] of [
        ['ones', Buffer.alloc(1 << 16, 255)],
        ['noise', noise(1 << 16)],
      ] as const) {
        const dir = copyData(stage('released'), stage(`page-${name}-${object}-${kind}`));
        spoil(dir, name, object, bytes);
        const ran = await duelistHere(args(dir));
        expect(told(ran)).toMatch(/^74 error\[database-damaged\]/);
        expect(ran.stderr).toContain(`${name}.db`);
        expect(ran.stderr).toContain('duelist restore --from');
        const doctor = await duelistHere(['doctor', '--data', dir]);
        expect(doctor).toMatchObject({ code: 1, stderr: '' });
        expect(doctor.stdout).toMatch(new RegExp(`^FAIL {2}${name}\\.db: pages`, 'm'));
        rmSync(dir, { recursive: true });
      }
    },
  );

  test('of the ledger does not keep a backup from coming back, but it is not copied into one', async () => {
    const dir = copyData(stage('released'), stage('rotten'));
    spoil(dir, 'ledger', 'redemption', Buffer.alloc(4096, 255));
    const out = stage('rotten-copy');
    expect((await duelistHere(['backup', '--out', out, '--data', dir])).code).toBe(74);
    expect([existsSync(out), existsSync(`${out}.part`)]).toEqual([false, false]);
    const back = await succeedHere([
      'restore',
      '--from',
      stage('backup'),
      '--by',
      'Ann',
      '--data',
      dir,
      '--json',
    ]);
    expect(documentOf(back)).toMatchObject({
      restored: { since_backup: null, unreadable: expect.any(String), replaced: expect.any(String) },
    });
    expect(faultsOf(dir)).toEqual([]);
    expect((await duelistHere(['doctor', '--data', dir])).code).toBe(0);
  });
});

describe('a database that is not there as it was', () => {
  const without = (name: string, change: (dir: string) => void): string => {
    const dir = copyData(stage('released'), stage(name));
    change(dir);
    return dir;
  };
  type Loss = readonly [what: string, code: number, change: (dir: string) => void, reason: RegExp];
  const LOSSES: readonly Loss[] = [
    [
      'a ledger of no bytes',
      74,
      (dir) => truncateSync(join(dir, 'ledger.db')),
      /^74 error\[ledger-missing\]/,
    ],
    [
      'a history of no bytes',
      74,
      (dir) => truncateSync(join(dir, 'history.db')),
      /^74 error\[database-damaged\]/,
    ],
    ['a ledger that is gone', 74, (dir) => rmSync(join(dir, 'ledger.db')), /^74 error\[ledger-missing\]/],
    ['a key that is gone', 78, (dir) => rmSync(join(dir, 'keys', '1.key')), /^78 error\[key-missing\]/],
    [
      'a ledger of a newer program',
      78,
      (dir) => {
        const db = new Database(join(dir, 'ledger.db'));
        db.exec("INSERT INTO schema_migration VALUES (999, '0999_future.sql')");
        db.close();
      },
      /^78 error\[schema-newer\]/,
    ],
  ];

  test.each(LOSSES)(
    '%s is told (%d), nothing is made in its place, and doctor finds it',
    async (what, _, change, reason) => {
      const dir = without(what, change);
      const before = readdirSync(dir).sort();
      expect(told(await duelistHere(redeem(dir)))).toMatch(reason);
      expect(readdirSync(dir).sort()).toEqual(before);
      const doctor = await duelistHere(['doctor', '--data', dir]);
      expect(doctor).toMatchObject({ code: 1, stderr: '' });
      expect(doctor.stdout).toMatch(/^FAIL/m);
      expect(
        readdirSync(dir)
          .filter((entry) => !/-(?:wal|shm)$/.test(entry))
          .sort(),
      ).toEqual(before);
    },
  );

  test('a history that was moved away is rebuilt from the feeds: that is no loss', async () => {
    const dir = without('moved', (copy) => rmSync(join(copy, 'history.db')));
    expect((await duelistHere(['status', '--data', dir])).code).toBe(0);
  });
});

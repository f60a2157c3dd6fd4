import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXIT, UserError } from '../../src/shared/errors.ts';
import { openHistory } from '../../src/store/history/history-store.ts';
import { addLineFunctions } from '../../src/store/history/line-functions.ts';
import { openLedger } from '../../src/store/ledger/ledger-store.ts';
import { closeDatabase, type Db, openDatabase } from '../../src/store/sqlite.ts';
import { otherProcess } from './processes.ts';
import { connect, dataDir, file, MIGRATIONS, openHistoryIn, scan, takeIn } from './room.ts';

const BOTH = Object.entries(MIGRATIONS) as [keyof typeof MIGRATIONS, string][];

function migrationsOf(...files: readonly string[]): string {
  const dir = join(dataDir(), 'migrations');
  mkdirSync(dir);
  for (const [place, sql] of files.entries()) writeFileSync(join(dir, `000${place + 1}_step.sql`), sql);
  return dir;
}

function tables(db: Db): string[] {
  return db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1",
    )
    .pluck()
    .all();
}

function errorOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

test('every statement that the stores know is one that their schemas take', () => {
  const dir = dataDir();
  openHistory(dir, 'at-once').close();
  openLedger(dir, 'at-once').close();
});

test('a statement that is prepared late answers in the form that was asked for', () => {
  const db = openDatabase(join(dataDir(), 'x.db'), MIGRATIONS.ledger);
  const wrong = db.prepare('SELECT * FROM nowhere');
  expect(() => wrong.all()).toThrow('no such table: nowhere');
  const sql = 'SELECT 1 AS a, 2 AS b UNION ALL SELECT 3, 4';
  expect(db.prepare(sql).all()).toEqual([
    { a: 1, b: 2 },
    { a: 3, b: 4 },
  ]);
  expect(db.prepare(sql).pluck().all()).toEqual([1, 3]);
  expect([...db.prepare(sql).raw().iterate()]).toEqual([
    [1, 2],
    [3, 4],
  ]);
  const used = db.prepare(sql);
  expect(used.get()).toEqual({ a: 1, b: 2 });
  expect(used.pluck().get()).toBe(1);
  expect(db.prepare('SELECT :x + ?').pluck().get(1, { x: 2 })).toBe(3);
  db.close();
});

describe('migrations', () => {
  const good = 'CREATE TABLE a (x INTEGER) STRICT;';
  const broken =
    'CREATE TABLE b (x INTEGER) STRICT; INSERT INTO a VALUES (1); CREATE TABLE b (y INTEGER) STRICT;';

  test('one that fails half-way leaves neither its tables, nor its rows, nor its record; the one before it stays', () => {
    const path = join(dataDir(), 'x.db');
    expect(errorOf(() => openDatabase(path, migrationsOf(good, broken)))).toBeDefined();
    const db = openDatabase(path, migrationsOf(good));
    expect(tables(db)).toEqual(['a', 'schema_migration']);
    expect(db.prepare('SELECT version FROM schema_migration').pluck().all()).toEqual([1]);
    expect(db.prepare('SELECT * FROM a').all()).toEqual([]);
    db.close();
  });

  test('the next program goes on where the one before stopped, once', () => {
    const path = join(dataDir(), 'x.db');
    openDatabase(path, migrationsOf(good)).close();
    const more = migrationsOf(good, 'INSERT INTO a VALUES (7);');
    for (const _again of [1, 2]) {
      const db = openDatabase(path, more);
      expect(db.prepare('SELECT x FROM a').pluck().all()).toEqual([7]);
      db.close();
    }
  });

  test.each(BOTH)(
    'a %s database of a newer program is refused with 78 and left as it is',
    (which, migrations) => {
      const path = join(dataDir(), `${which}.db`);
      const db = openDatabase(path, migrations, addLineFunctions);
      db.exec("INSERT INTO schema_migration VALUES (9000, '9000_future.sql')");
      closeDatabase(db);
      const refused = errorOf(() => openDatabase(path, migrations));
      expect(refused).toBeInstanceOf(UserError);
      expect(refused).toMatchObject({ code: 'schema-newer', exitCode: EXIT.badConfig, at: { file: path } });
      expect(String(refused)).toContain('schema 9000');
    },
  );

  test('a file that is no database is named as damaged, and not taken for a bug of ours', () => {
    const path = join(dataDir(), 'ledger.db');
    writeFileSync(path, 'this was a database before the disk broke\n'.repeat(200));
    const refused = errorOf(() => openDatabase(path, MIGRATIONS.ledger));
    expect(refused).toMatchObject({ code: 'database-damaged', exitCode: EXIT.io, at: { file: path } });
  });

  test('processes that open a new directory at once all succeed', async () => {
    const dir = join(dataDir(), 'new');
    const openers = Array.from({ length: 4 }, () =>
      otherProcess(`
        const { openHistory } = await src('store/history/history-store.ts');
        const { openLedger } = await src('store/ledger/ledger-store.ts');
        say('ready');
        await new Promise((resolve) => process.stdin.once('data', resolve));
        openHistory(${JSON.stringify(dir)}).close();
        openLedger(${JSON.stringify(dir)}).close();
        process.exit(0);`),
    );
    await Promise.all(openers.map(({ said }) => said('ready')));
    for (const opener of openers) opener.go();
    for (const { ended } of openers) expect(await ended).toEqual({ code: 0, stderr: '' });
    for (const [which, migrations] of BOTH) {
      const steps = readdirSync(migrations).filter((name) => name.endsWith('.sql'));
      const applied = connect(dir, which)
        .prepare('SELECT name FROM schema_migration ORDER BY version')
        .pluck();
      expect(applied.all()).toEqual(steps.sort());
    }
  });
});

describe.each(BOTH)('the %s database', (which) => {
  test('waits for the disk at every commit, lets readers read, and keeps references whole', () => {
    const db = connect(dataDir(), which);
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(db.pragma('foreign_key_check')).toEqual([]);
  });

  test('has STRICT tables only', () => {
    const db = connect(dataDir(), which);
    type Listed = { name: string; strict: number };
    const all = db
      .prepare<[], Listed>(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'",
      )
      .all();
    const ours = all.filter(({ name }) => !name.startsWith('sqlite_'));
    expect(ours.length).toBeGreaterThan(8);
    expect(ours.filter(({ strict }) => strict !== 1)).toEqual([]);
  });
});

describe('closing', () => {
  test('folds the log in, so that the .db files alone are complete', () => {
    const dir = dataDir();
    const history = openHistory(dir);
    takeIn(history, file('a', scan(), scan()));
    const ledger = openLedger(dir);
    ledger.keys.remember(3, 'a'.repeat(64));
    history.close();
    ledger.close();
    const copy = dataDir();
    for (const name of ['history.db', 'ledger.db']) copyFileSync(join(dir, name), join(copy, name));
    expect(openHistoryIn(copy).summary()).toMatchObject({ receipts: 1, files: 1 });
    expect(connect(copy, 'ledger').prepare('SELECT key_id FROM signing_key').pluck().all()).toEqual([3]);
  });

  test('folds the log in also while another connection is open and idle', () => {
    const dir = dataDir();
    connect(dir, 'history');
    const history = openHistory(dir);
    takeIn(history, file('a', scan()));
    history.close();
    const copy = dataDir();
    copyFileSync(join(dir, 'history.db'), join(copy, 'history.db'));
    expect(openHistoryIn(copy).summary().receipts).toBe(1);
  });

  test('waits for nobody who is in the middle of something, and loses nothing', () => {
    const dir = dataDir();
    const other = connect(dir, 'history');
    const history = openHistory(dir);
    takeIn(history, file('a', scan()));
    other.exec('BEGIN IMMEDIATE');
    // A writer waits for another one for twenty seconds; a close must not.
    history.close();
    other.exec('ROLLBACK');
    expect(openHistoryIn(dir).summary().receipts).toBe(1);
  }, 10_000);
});

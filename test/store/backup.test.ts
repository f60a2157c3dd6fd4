import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyDatabase, readMarks } from '../../src/store/backup.ts';
import { pageFaults } from '../../src/store/checks.ts';
import { isAlone } from '../../src/store/claim.ts';
import { makePrivateFile } from '../../src/store/sqlite.ts';
import { makeCycle, offer, openLedgerIn, plannedList, redeem } from './ledger-room.ts';
import { otherProcess } from './processes.ts';
import { connect, dataDir, file, openHistoryIn, scan, takeIn } from './room.ts';

test('a copy is the state of one instant, whoever writes meanwhile', async () => {
  const dir = dataDir();
  const db = connect(dir, 'history');
  db.exec('CREATE TABLE pair (a INTEGER, b INTEGER); INSERT INTO pair VALUES (0, 0)');
  const writer = otherProcess(`
    const { openDatabase } = await src('store/sqlite.ts');
    const db = openDatabase(${JSON.stringify(join(dir, 'history.db'))}, ${JSON.stringify(join(import.meta.dirname, '../../src/store/history'))});
    const step = db.transaction(() => {
      db.exec('UPDATE pair SET a = a + 1; INSERT INTO pair VALUES (0, 0); UPDATE pair SET b = b + 1 WHERE rowid = 1');
    });
    say('writing');
    for (;;) step.immediate();
  `);
  await writer.said('writing');
  for (const turn of [1, 2, 3, 4, 5]) {
    const copy = join(dir, `copy-${turn}.db`);
    makePrivateFile(copy);
    copyDatabase(join(dir, 'history.db'), copy);
    expect(pageFaults(copy, 'deep')).toEqual([]);
    const other = new (db.constructor as typeof import('better-sqlite3'))(copy, { readonly: true });
    expect(
      other
        .prepare('SELECT a - b AS left, (SELECT count(*) FROM pair) - b AS over FROM pair WHERE rowid = 1')
        .get(),
    ).toEqual({
      left: 0,
      over: 1,
    });
    other.close();
    expect(statSync(copy).mode & 0o077).toBe(0);
  }
  writer.kill();
});

test('what was deleted is in no page of a copy', () => {
  const dir = dataDir();
  const db = connect(dir, 'history');
  db.exec("CREATE TABLE secret (text TEXT); INSERT INTO secret VALUES ('Kowalski of Elm Street')");
  db.exec('PRAGMA secure_delete = OFF; DELETE FROM secret');
  db.pragma('wal_checkpoint(TRUNCATE)');
  const has = (path: string): boolean => readFileSync(path).includes('Kowalski');
  const copy = join(dir, 'copy.db');
  copyDatabase(join(dir, 'history.db'), copy);
  expect([has(join(dir, 'history.db')), has(copy)]).toEqual([true, false]);
});

test('the marks say how far each database has come', () => {
  const dir = dataDir();
  const history = openHistoryIn(dir);
  takeIn(history, file('f1', scan()));
  const ledger = openLedgerIn(dir);
  const soup = offer('O1');
  makeCycle(ledger, { lists: [plannedList('H1', [soup])], offers: [soup] });
  redeem(ledger, { householdId: 'H1' });
  const marks = readMarks(join(dir, 'history.db'), join(dir, 'ledger.db'));
  expect(marks.history).toMatchObject({ lastFileNo: 1, lastReceiptDay: 20_000, rows: { receipt: 1 } });
  expect(marks.ledger).toMatchObject({
    lastRedemptionId: 1,
    lastEntryId: 1,
    lastReturnId: 0,
    cycles: [{ cycleId: 1, state: 'released' }],
    rows: { redemption: 1 },
  });
});

test('a database is alone only when no other process has it open', async () => {
  const dir = dataDir();
  connect(dir, 'ledger').close();
  const path = join(dir, 'ledger.db');
  expect(isAlone(path)).toBe(true);
  const lane = otherProcess(`
    const { openLedger } = await src('store/ledger/ledger-store.ts');
    const ledger = openLedger(${JSON.stringify(dir)});
    say('open');
    setInterval(() => ledger.cycles.all(), 1000);
  `);
  await lane.said('open');
  expect(isAlone(path)).toBe(false);
  lane.kill();
  await lane.ended;
  expect(isAlone(path)).toBe(true);
});

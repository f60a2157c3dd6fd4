import { describe, expect, test } from 'vitest';
import type { Db } from '../../src/store/sqlite.ts';
import { HISTORY } from './history-rows.ts';
import { LEDGER } from './ledger-rows.ts';
import { connect, dataDir, type MIGRATIONS } from './room.ts';
import type { Row, Tables } from './rows.ts';

function insert(db: Db, table: string, row: Row): void {
  const columns = Object.keys(row);
  const marks = columns.map(() => '?').join(', ');
  db.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks})`).run(...Object.values(row));
}

/** The good rows of all tables before the named one: what a row of it refers to. */
function roomFor(which: keyof typeof MIGRATIONS, tables: Tables, name: string): Db {
  const db = connect(dataDir(), which);
  for (const [other, { good }] of Object.entries(tables)) {
    if (other === name) break;
    insert(db, other, good);
  }
  return db;
}

function codeOf(work: () => void): string {
  try {
    work();
  } catch (error) {
    return String((error as { code?: unknown }).code);
  }
  return 'accepted';
}

/** Refused for what the row says; where it is a repetition, because the good row is there. */
const REFUSED = /^SQLITE_CONSTRAINT_(?:CHECK|NOTNULL|FOREIGNKEY|DATATYPE)$/;
const REPEATED = /^SQLITE_CONSTRAINT_(?:UNIQUE|PRIMARYKEY|ROWID)$/;

describe.each([
  ['history', HISTORY],
  ['ledger', LEDGER],
] as const)('%s.db refuses', (which, tables: Tables) => {
  test.each(Object.entries(tables))('in %s', (name, { good, bad }) => {
    const db = roomFor(which, tables, name);
    for (const [what, over] of Object.entries(bad)) {
      const twice = what.endsWith(' twice');
      db.exec('BEGIN');
      if (twice) insert(db, name, good);
      const code = codeOf(() => insert(db, name, { ...good, ...over }));
      expect([what, code]).toEqual([what, expect.stringMatching(twice ? REPEATED : REFUSED)]);
      db.exec('ROLLBACK');
    }
    insert(db, name, good);
    expect(db.prepare(`SELECT count(*) FROM ${name}`).pluck().get()).toBe(1);
  });

  test('something in every table', () => {
    const names = connect(dataDir(), which)
      .prepare<[], string>("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
      .pluck()
      .all();
    // What ledger entries and draws must be is in ledger.test.ts, where there is something to redeem; that an entry is claimed
    // once, in settle.test.ts. A single number has no other row.
    const elsewhere = ['schema_migration', 'ledger_entry', 'offer_draw', 'claimed_entry', 'promotions_told'];
    const ours = names.filter((name) => !name.startsWith('sqlite_') && !elsewhere.includes(name));
    expect(Object.keys(tables).sort()).toEqual(ours.sort());
  });
});

import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { voidEntries } from '../../src/checkout/void.ts';
import { day } from '../../src/shared/day.ts';
import { type Db, openDatabase } from '../../src/store/sqlite.ts';
import { codeOf, openLedgerIn, redeem } from './ledger-room.ts';
import { LEDGER } from './ledger-rows.ts';
import { connect, dataDir, MIGRATIONS } from './room.ts';

/** A ledger as it was before issued offers could take another's place: a list of three, one redeemed, one voided. */
function oldLedger(dir: string): Db {
  const before = join(dir, 'before');
  mkdirSync(before);
  for (const name of readdirSync(MIGRATIONS.ledger).filter((file) => /^000[12]_.*\.sql$/.test(file)))
    copyFileSync(join(MIGRATIONS.ledger, name), join(before, name));
  const db = openDatabase(join(dir, 'ledger.db'), before);
  onTestFinished(() => void db.close());
  db.pragma('foreign_keys = ON');
  for (const table of ['cycle', 'list', 'offer_terms', 'offer_product']) insert(db, table, {});
  db.exec("UPDATE cycle SET lists = 1; UPDATE list SET list_code = '0000000000000001'");
  db.exec(`UPDATE offer_terms SET terms = '${TERMS}'`);
  for (const line_no of [1, 2, 3]) {
    insert(db, 'list_line', { line_no });
    insert(db, 'issued_offer', { issued_offer_id: line_no, line_no });
  }
  for (const redemption_id of [1, 2]) {
    insert(db, 'redemption', { redemption_id, transaction_id: `T${redemption_id}` });
    db.exec(`UPDATE issued_offer SET state = 'redeemed', redemption_id = ${redemption_id}, applications = 1
      WHERE issued_offer_id = ${redemption_id};
      INSERT INTO ledger_entry (kind, issued_offer_id, redemption_id, basket_line_no, product_id, quantity_milli, amount_cents,
        funder_cents, store_cents) VALUES ('commit', ${redemption_id}, ${redemption_id}, 1, 'soup', 1000, 100, 60, 40)`);
  }
  db.exec(`UPDATE redemption SET state = 'voided' WHERE redemption_id = 2;
    INSERT INTO ledger_entry (kind, issued_offer_id, redemption_id, basket_line_no, product_id, quantity_milli, amount_cents,
      funder_cents, store_cents, reverses) VALUES ('void', 2, 2, 1, 'soup', -1000, -100, -60, -40, 2);
    UPDATE issued_offer SET state = 'open', redemption_id = NULL, applications = 0 WHERE issued_offer_id = 2`);
  return db;
}

const TERMS = JSON.stringify({
  offerId: 'O1',
  version: 1,
  funderId: 'F1',
  kind: 'cents_off',
  valueCents: 100,
  percentBasisPoints: 0,
  buyQuantity: 1,
  getQuantity: 1,
  products: [],
  productsExcluded: [],
  issueStart: 0,
  issueEnd: 84_000,
  redeemStart: 0,
  redeemEnd: 84_000,
  limitTransaction: 1,
  funderPercent: 60,
  handlingFeeCents: 0,
  audience: 'any',
  valuesBySegment: {},
  stack: 'exclusive',
  onVoid: 'restore',
  onReturn: 'restore',
  stores: [],
  restricted: 'none',
});

function insert(db: Db, table: string, over: Readonly<Record<string, unknown>>): void {
  const row = { ...LEDGER[table]?.good, ...over };
  const known = db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table);
  const columns = Object.keys(row).filter((name) => known.includes(name));
  const values = columns.map((name) => (row as Record<string, unknown>)[name]);
  db.prepare(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  ).run(...values);
}

const TABLES = ['issued_offer', 'ledger_entry', 'redemption', 'offer_draw', 'list', 'list_line', 'cycle'];

test('a ledger with paper, payments and a void in it keeps every row and every rule', () => {
  const dir = dataDir();
  const old = oldLedger(dir);
  const rowsOf = (db: Db, columns: (table: string) => string): unknown[] =>
    TABLES.map((table) => db.prepare(`SELECT ${columns(table)} FROM ${table} ORDER BY 1, 2`).all());
  const columns = new Map(
    TABLES.map((table) => [
      table,
      old.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table).join(', '),
    ]),
  );
  const before = rowsOf(old, (table) => columns.get(table) ?? '*');
  const rules = ruleNames(old);
  old.close();

  const ledger = openLedgerIn(dir);
  const db = connect(dir, 'ledger');
  expect(rowsOf(db, (table) => columns.get(table) ?? '*')).toEqual(before);
  expect(db.pragma('foreign_key_check')).toEqual([]);
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
  // That one holds for reservations too by now, under another name.
  const renamed = new Map([['ledger_entry_void_once', 'ledger_entry_undone_once']]);
  expect(rules.filter((name) => !ruleNames(db).includes(renamed.get(name) ?? name))).toEqual([]);
  expect(db.prepare('SELECT replaces, withdrawal_id FROM issued_offer').all()).toEqual(
    new Array(3).fill({ replaces: null, withdrawal_id: null }),
  );

  // It goes on as before: what is open pays once, and a void brings it back.
  const ask = { listCode: codeOf(1), transactionId: 'T9', day: day(20_005) };
  const { decision, redemptionId } = redeem(ledger, ask);
  expect(decision).toMatchObject({ tag: 'redeemed', spent: [{ issuedOfferId: 2 }] });
  expect(ledger.redemptions.void(redemptionId ?? -1, voidEntries)).toMatchObject({ tag: 'voided' });
  for (const [sql, says] of REFUSED) expect(() => db.exec(sql)).toThrow(says);
});

function ruleNames(db: Db): string[] {
  return db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type IN ('trigger', 'index') AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .pluck()
    .all();
}

const COPY = `INSERT INTO issued_offer (list_id, line_no, offer_id, offer_version, household_id, face_value_cents,
  terms_value_cents, state, replaces, withdrawal_id) SELECT list_id, line_no, offer_id, offer_version, household_id,
  face_value_cents, terms_value_cents, 'open',`;

const REFUSED: readonly (readonly [sql: string, says: string])[] = [
  [`${COPY} NULL, NULL FROM issued_offer WHERE issued_offer_id = 2`, 'UNIQUE'],
  [
    `${COPY} 2, 1 FROM issued_offer WHERE issued_offer_id = 2`,
    'only what is withdrawn from the same line is replaced',
  ],
  [
    'UPDATE issued_offer SET replaces = 1, withdrawal_id = 1 WHERE issued_offer_id = 2',
    'only its state changes',
  ],
  ['DELETE FROM issued_offer WHERE issued_offer_id = 3', 'is on paper'],
  ["UPDATE issued_offer SET state = 'redeemed', redemption_id = 2 WHERE issued_offer_id = 1", 'spent once'],
  ['DELETE FROM ledger_entry', 'append-only'],
];

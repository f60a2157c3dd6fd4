import { describe, expect, test } from 'vitest';
import { day } from '../../src/shared/day.ts';
import { openLedger } from '../../src/store/ledger/ledger-store.ts';
import type { Db } from '../../src/store/sqlite.ts';
import { connect, dataDir, MIGRATIONS } from './room.ts';

const DIGEST = 'b'.repeat(64);
const PSEUDONYM = `forgotten:${DIGEST.slice(0, 16)}`;

/** A ledger with one offer on one household's paper, and one look at it. */
function ledgerWithPaper(): { db: Db; dir: string } {
  const dir = dataDir();
  const db = connect(dir, 'ledger');
  db.exec(`
    INSERT INTO cycle (cycle_id, as_of, valid_from, valid_until, households, inputs_sha256, complete, state, lists, seal, approved_by)
    VALUES (1, 20000, 20004, 20017, 'all', '${DIGEST}', 1, 'released', 1, '${DIGEST}', 'Ann');
    INSERT INTO list (list_id, cycle_id, household_id, arm, list_code, drop_no, drops, home_store_id, mail, addressee, weekly_spend_cents,
      list_kind, standing)
    VALUES (1, 1, 'H1', 'treatment', '1234567890123456', 0, 1, '101', 1, '{"name":"Jo Doe","addressLines":["1 Elm St"]}', 5000,
      'declining', '{"kind":{"kind":"declining","recentTrips":2}}');
    INSERT INTO list_line (list_id, line_no, section, product_id, need, description, reason, probability, facts)
    VALUES (1, 1, 'due', 'soup', 'soup', 'Soup', 'staple', 0.9, '{}');
    INSERT INTO list_line (list_id, line_no, section, product_id, need, description, reason, probability, offer_id, offer_version,
      offer_value_cents, terms_value_cents, facts)
    VALUES (1, 2, 'special', 'tea', 'tea', 'Tea', 'deal-on-usual', 0.5, 'O1', 1, 100, 100,
      '{"purchases":3,"lastDay":19990,"gapDays":7,"offer":{"kind":"cents_off","relation":"loyal","usage":"heavy","segment":{"loyalty":"switcher"},"favoured":true,"taper":{}}}');
    INSERT INTO offer_terms (offer_id, version, terms, sha256) VALUES ('O1', 1, '{}', '${DIGEST}');
    INSERT INTO issued_offer (list_id, line_no, offer_id, offer_version, household_id, face_value_cents, terms_value_cents, state)
    VALUES (1, 2, 'O1', 1, 'H1', 100, 100, 'open');
    INSERT INTO suppression (household_id, reason) VALUES ('H1', 'moved');
    INSERT INTO hold (kind, household_id, reason, held_by, held_at) VALUES ('household', 'H1', 'Jo Doe asked', 'Ann', '2026-01-01');
    INSERT INTO audit (at, actor, act, subject, detail) VALUES ('2026-01-01', 'Ann', 'explain', 'household H1', '{"card":"4807919317"}');
  `);
  return { db, dir };
}

describe('until somebody is in the register', () => {
  test.each([
    ['no issued offer changes hands', `UPDATE issued_offer SET household_id = '${PSEUDONYM}'`],
    ['no audit entry changes', `UPDATE audit SET subject = 'household ${PSEUDONYM}'`],
  ])('%s', (_, sql) => {
    const { db } = ledgerWithPaper();
    expect(() => db.exec(sql)).toThrow(/on paper|append-only/);
    db.exec(`INSERT INTO forgotten (digest, day) VALUES ('${DIGEST}', 20010)`);
    expect(() => db.exec(sql)).not.toThrow();
  });
});

describe('also then', () => {
  test.each([
    ['an issued offer goes to nobody else', "UPDATE issued_offer SET household_id = 'H2'"],
    [
      'nothing else on paper changes with it',
      `UPDATE issued_offer SET household_id = '${PSEUDONYM}', face_value_cents = 1`,
    ],
    ['an audit entry is about nobody else', "UPDATE audit SET subject = 'household H2'"],
    ['nobody else did it', `UPDATE audit SET subject = 'household ${PSEUDONYM}', actor = 'Bea'`],
    ['it was at no other time', `UPDATE audit SET subject = 'household ${PSEUDONYM}', at = '2026-01-02'`],
    ['no audit entry goes', 'DELETE FROM audit'],
    ['nobody leaves the register', 'DELETE FROM forgotten'],
  ])('%s', (_, sql) => {
    const { db } = ledgerWithPaper();
    db.exec(`INSERT INTO forgotten (digest, day) VALUES ('${DIGEST}', 20010)`);
    expect(() => db.exec(sql)).toThrow(/on paper|append-only|stays forgotten/);
  });
});

test('erasing leaves of a list what was promised, and of its household nothing', () => {
  const { db, dir } = ledgerWithPaper();
  const ledger = openLedger(dir);
  ledger.forgotten.register([[DIGEST, day(20_010)]]);
  const erased = ledger.forgotten.erase('H1', PSEUDONYM, day(20_010));
  expect(erased).toEqual({ lists: 1, draftLists: 0, offersWithdrawn: 1, suppressions: 1, reopened: [] });
  expect(ledger.forgotten.erase('H1', PSEUDONYM, day(20_011))).toMatchObject({
    lists: 0,
    offersWithdrawn: 0,
  });
  ledger.close();
  expect(
    db
      .prepare(
        'SELECT household_id, mail, home_store_id, weekly_spend_cents, list_kind, standing, forgotten_on FROM list',
      )
      .get(),
  ).toEqual({
    household_id: PSEUDONYM,
    mail: 0,
    home_store_id: null,
    weekly_spend_cents: 0,
    list_kind: null,
    standing: null,
    forgotten_on: 20_010,
  });
  expect(db.prepare('SELECT line_no, probability, facts FROM list_line').all()).toEqual([
    { line_no: 2, probability: null, facts: '{"offer":{"kind":"cents_off"}}' },
  ]);
  expect(db.prepare('SELECT household_id, state, face_value_cents FROM issued_offer').all()).toEqual([
    { household_id: PSEUDONYM, state: 'withdrawn', face_value_cents: 100 },
  ]);
  expect(db.prepare('SELECT household_id, reason FROM hold').get()).toEqual({
    household_id: PSEUDONYM,
    reason: '(forgotten)',
  });
});

/** What forgetting does to every column that can name a person. A new column has to be thought of. */
const PERSONAL: Readonly<Record<string, string>> = {
  'history card.card_id': 'deleted',
  'history card.household_no': 'deleted',
  'history card.own_household_no': 'deleted',
  'history card_base.card_no': 'deleted',
  'history card_claim.card_id': 'deleted',
  'history card_claim.household_no': 'deleted',
  'history carried_return.household_id': 'pseudonym',
  'history home_store_claim.household_no': 'deleted',
  'history household_member.household_id': 'deleted',
  'history reissued_card.card_id': 'pseudonym',
  'history reissued_card.former_card_no': 'emptied',
  'history household.address_1': 'deleted',
  'history household.address_2': 'deleted',
  'history household.email': 'deleted',
  'history household.household_id': 'deleted',
  'history household.household_no': 'deleted',
  'history household.name': 'deleted',
  'history dirty_household.household_no': 'deleted',
  'history household_history.household_no': 'deleted',
  'history preference.household_id': 'deleted',
  'history receipt.card_no': 'emptied',
  'history card.card_no': 'deleted',
  'history receipt.list_code': 'emptied',
  'history resent_receipt.card_no': 'emptied',
  'history resent_receipt.list_code': 'emptied',
  'ledger earlier_list.list_code': 'stays: a number on paper that leads to a list of nobody',
  'ledger hold.household_id': 'pseudonym',
  'ledger hold.list_household_id': 'pseudonym',
  'ledger household_event.card_id': 'pseudonym',
  'ledger household_event.household_id': 'pseudonym',
  'ledger household_member.household_id': 'pseudonym',
  'ledger ignored.household_id': 'deleted',
  'ledger issued_offer.household_id': 'pseudonym',
  'ledger list.addressee': 'emptied',
  'ledger list.household_id': 'pseudonym',
  'ledger list.list_code': 'stays: a number on paper that leads to a list of nobody',
  'ledger suppression.household_id': 'deleted',
};
/** Names and addresses of shops, files and funders. */
const NOBODYS =
  /^(?:history (?:store|feed_file|setting|extra)|ledger (?:night_file|schema_migration)|history schema_migration)\./;

test('every column that can name a person is dealt with', () => {
  const columns = (['history', 'ledger'] as const).flatMap((which) =>
    connect(dataDir(), which)
      .prepare<[], string>(
        `SELECT m.name || '.' || c.name FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'`,
      )
      .pluck()
      .all()
      .map((column) => `${which} ${column}`),
  );
  expect(Object.keys(MIGRATIONS)).toEqual(['history', 'ledger']);
  const personal = columns.filter(
    (column) =>
      /household_(?:id|no)$|card_(?:id|no)$|list_code$|\.(?:name|email|address\w*|addressee)$/.test(column) &&
      !NOBODYS.test(column),
  );
  expect(personal.sort()).toEqual(Object.keys(PERSONAL).sort());
});

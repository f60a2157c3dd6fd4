import { describe, expect, test } from 'vitest';
import { decideReturn, returnHash } from '../../src/checkout/return.ts';
import { voidEntries } from '../../src/checkout/void.ts';
import { claimLines } from '../../src/settle/claims.ts';
import { day } from '../../src/shared/day.ts';
import type { ProductId } from '../../src/shared/product-id.ts';
import { CHECKS } from '../../src/store/ledger/identity-checks.ts';
import type { LedgerStore } from '../../src/store/ledger/ledger-store.ts';
import type { Db } from '../../src/store/sqlite.ts';
import { AS_OF, CAN, codeOf, makeCycle, offer, openLedgerIn, plannedList, redeem } from './ledger-room.ts';
import { connect, dataDir } from './room.ts';

const OFFERS = [
  offer('O1', { funderId: 'Acme', funderPercent: 50 }),
  offer('O2', { funderId: 'Bolt', onReturn: 'consume' }, ['bread']),
];
const BREAD = { ...CAN, lineNo: 2, productId: 'bread' as ProductId };
const NEXT = day(AS_OF + 14);

/**
 * A ledger that has seen it all. Cycle 1 (lists 1 and 2, list 3 of the control group) is closed; cycle 2 (lists 4 to 6) is
 * out; cycle 3 is approved and half issued. Redemption 1 stands, 2 is voided, 3 has its soup back (open again) and its
 * bread (consumed), 4 was told late.
 */
function room() {
  const dir = dataDir();
  const ledger = openLedgerIn(dir);
  const paper = (...names: readonly string[]) => names.map((name) => plannedList(name, OFFERS));
  const lists = [...paper('H1', 'H2'), plannedList('H3', OFFERS, 'control')];
  const first = makeCycle(ledger, { offers: OFFERS, lists });
  const pay = (list: number, transactionId: string, onDay = AS_OF + 5): number =>
    redeem(ledger, { listCode: codeOf(list), transactionId, lines: [CAN, BREAD], day: day(onDay) })
      .redemptionId ?? -1;
  pay(1, 'T1');
  Array.from(ledger.closing.expire(first));
  ledger.closing.close(first);
  makeCycle(ledger, { offers: OFFERS, lists: paper('H4', 'H5', 'H6'), asOf: NEXT });
  makeCycle(ledger, { offers: OFFERS, lists: paper('H7'), asOf: day(NEXT + 30), state: 'approved' });
  Array.from(ledger.issuer.issue(3));
  ledger.redemptions.void(pay(4, 'T2', NEXT + 5), voidEntries);
  const third = pay(5, 'T3', NEXT + 5);
  for (const lineNo of [1, 2]) giveBack(ledger, third, lineNo);
  pay(2, 'late');
  const period = { fromDay: AS_OF, toDay: day(NEXT + 40) };
  ledger.settlements.begin(period, { by: 'Ann', at: new Date(0) });
  Array.from(ledger.settlements.takeEntries());
  ledger.settlements.end(claimLines);
  return { dir, ledger };
}

function giveBack(ledger: LedgerStore, redemptionId: number, lineNo: number): void {
  const request = { redemptionId, lineNo, quantityMilli: undefined, key: undefined, day: undefined };
  const note = { by: 'Ann', at: new Date(0), contentHash: returnHash(request) };
  expect(ledger.returns.take(request, note, decideReturn).tag).toBe('returned');
}

describe('a sound ledger', () => {
  test('comes to what was issued: per cycle, offer and funder, in number and in money', () => {
    const check = room().ledger.identity();
    expect(check.faults).toEqual([]);
    expect(check.ok).toBe(true);
    const counts = { issued: 10, redeemed: 5, reserved: 0, expired: 0, open: 5, withdrawn: 0 };
    expect(check.counts).toEqual(counts);
    expect(check.cents.redeemed).toBe(500);
    expect(check.perCycle).toMatchObject([
      { cycleId: 1, counts: { issued: 4, redeemed: 4, expired: 0 } },
      { cycleId: 2, counts: { issued: 6, redeemed: 1, open: 5 }, cents: { issued: 600, open: 500 } },
    ]);
    expect(check.perOffer).toMatchObject([
      { offerId: 'O1', funderId: 'Acme', counts: { issued: 5, redeemed: 2, open: 3 } },
      { offerId: 'O2', funderId: 'Bolt', counts: { issued: 5, redeemed: 3, open: 2 } },
    ]);
    expect(check.perFunder.map(({ funderId }) => funderId)).toEqual(['Acme', 'Bolt']);
  });

  test('that is empty is in order', () => {
    expect(openLedgerIn(dataDir()).identity()).toMatchObject({ ok: true, counts: { issued: 0 }, faults: [] });
  });

  test('is read as one state, beside a lane', () => {
    const { dir, ledger } = room();
    const lane = connect(dir, 'ledger');
    lane.exec('BEGIN IMMEDIATE; DELETE FROM offer_draw');
    expect(ledger.identity().ok).toBe(true);
    lane.exec('ROLLBACK');
  });
});

const ON_PAPER = 'what is on paper is not what is in the books, in number';
const OPEN_AFTERWARDS = 'a closed cycle has open offers';
const FACE_VALUE = 'what is on paper is not what is in the books, in face value';

/** What each rule finds, made by hand where no trigger watches. */
const DAMAGES: Readonly<Record<string, readonly [sql: string, where: string]>> = {
  [ON_PAPER]: ['DELETE FROM issued_offer WHERE issued_offer_id = 9', 'cycle 2, offer O1'],
  [FACE_VALUE]: [
    'UPDATE issued_offer SET face_value_cents = 50 WHERE issued_offer_id = 9',
    'cycle 2, offer O1',
  ],
  'a list of the control group has something to redeem': [
    `INSERT INTO issued_offer (list_id, line_no, offer_id, offer_version, household_id, face_value_cents, terms_value_cents, state)
     VALUES (3, 1, 'O1', 1, 'H3', 100, 100, 'expired')`,
    'issued offer 13',
  ],
  'something was taken from a list that was not out': [
    "UPDATE issued_offer SET state = 'withdrawn' WHERE issued_offer_id = 12",
    'issued offer 12',
  ],
  [OPEN_AFTERWARDS]: ["UPDATE cycle SET state = 'closed' WHERE cycle_id = 2", 'cycle 2'],
  'an issued offer is spent by a redemption that is not so': [
    "UPDATE redemption SET state = 'voided' WHERE redemption_id = 1",
    'issued offer 1',
  ],
  'a redeemed offer has no entries': [
    'DELETE FROM ledger_entry WHERE redemption_id = 1 AND issued_offer_id = 1',
    'issued offer 1',
  ],
  'entries are left of an offer that nobody has spent': [
    "UPDATE issued_offer SET state = 'open', redemption_id = NULL, applications = 0 WHERE issued_offer_id = 1",
    'issued offer 1',
  ],
  'an offer was applied another number of times than its lane was told': [
    'UPDATE issued_offer SET applications = 2 WHERE issued_offer_id = 1',
    'issued offer 1',
  ],
  'the entries of a redemption are not its total': [
    'UPDATE redemption SET total_cents = total_cents + 1 WHERE redemption_id = 1',
    'redemption 1',
  ],
  'a voided redemption is not undone': [
    "DELETE FROM ledger_entry WHERE kind = 'void' AND basket_line_no = 1",
    'redemption 2',
  ],
  'more was reversed than was taken': [
    "UPDATE ledger_entry SET funder_cents = funder_cents - 1, store_cents = store_cents + 1 WHERE kind = 'return' AND basket_line_no = 1",
    'entry',
  ],
  'a funder’s draw is not the sum of its entries': [
    "UPDATE offer_draw SET funder_cents = funder_cents + 5 WHERE offer_id = 'O1'",
    'offer O1',
  ],
  'an offer’s uses are not those of its issued offers': [
    "UPDATE offer_draw SET applications = applications + 1 WHERE offer_id = 'O1'",
    'offer O1',
  ],
  'a return is not what its entries take back': [
    'UPDATE ledger_return SET funder_cents = 1, store_cents = 99 WHERE return_id = 1',
    'return 1',
  ],
  'a return has entries without a record': ['DELETE FROM ledger_return WHERE return_id = 1', 'entry'],
  'more came back than was bought': [
    'UPDATE ledger_return SET quantity_milli = 1001 WHERE return_id = 2',
    'line 2 of redemption 3',
  ],
  'more was refunded than was paid': [
    'UPDATE ledger_return SET refund_cents = 201 WHERE return_id = 1',
    'line 1 of redemption 3',
  ],
  'an offer has expired without an entry, or an entry without its offer': [
    "UPDATE issued_offer SET state = 'expired' WHERE issued_offer_id = 9",
    'issued offer 9',
  ],
  'a settlement claims other than its entries': [
    "UPDATE claim_line SET funder_cents = funder_cents + 1 WHERE offer_id = 'O1'",
    'offer O1 in settlement 1',
  ],
  'a reserved offer is not held by its redemption, or one that is held is not reserved': [
    "UPDATE issued_offer SET state = 'reserved' WHERE issued_offer_id = 1",
    'issued offer 1',
  ],
  'a reservation is not what its lane was told': [
    "UPDATE redemption SET state = 'reserved' WHERE redemption_id = 1",
    'redemption 1',
  ],
};

function unwatched(db: Db): void {
  const triggers = db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    .pluck()
    .all();
  db.exec(triggers.map((name) => `DROP TRIGGER ${name};`).join(''));
  db.pragma('foreign_keys = OFF');
  db.pragma('ignore_check_constraints = ON');
}

describe('is found by its name:', () => {
  test('every rule has a damage that it alone is for', () => {
    expect(Object.keys(DAMAGES).sort()).toEqual(
      [ON_PAPER, FACE_VALUE, OPEN_AFTERWARDS, ...Object.keys(CHECKS)].sort(),
    );
  });

  test.each(Object.entries(DAMAGES))('%s', (what, [sql, where]) => {
    const { dir, ledger } = room();
    const db = connect(dir, 'ledger');
    unwatched(db);
    db.exec(sql);
    const check = ledger.identity();
    expect(check.ok).toBe(false);
    const found = check.faults.filter((fault) => fault.what === what);
    expect(found[0]?.where).toMatch(new RegExp(`^${where}`));
    expect(found[0]?.expected).not.toEqual(found[0]?.found);
  });

  test('an expiry that is counted twice, and one that is left over', () => {
    const { dir, ledger } = room();
    const db = connect(dir, 'ledger');
    unwatched(db);
    db.exec(`INSERT INTO ledger_entry (kind, issued_offer_id, quantity_milli, amount_cents, funder_cents, store_cents)
      VALUES ('expire', 9, 1000, 0, 0, 0)`);
    const found = ledger.identity().faults;
    expect(found).toEqual([
      {
        what: 'an offer has expired without an entry, or an entry without its offer',
        where: 'issued offer 9',
        expected: 0,
        found: 1000,
      },
    ]);
  });

  test('a funder’s draw that was never written', () => {
    const { dir, ledger } = room();
    const db = connect(dir, 'ledger');
    unwatched(db);
    db.exec("DELETE FROM offer_draw WHERE offer_id = 'O2'");
    expect(ledger.identity().faults).toMatchObject([
      { where: 'offer O2', expected: 200, found: 0 },
      { where: 'offer O2', expected: 3, found: 0 },
    ]);
  });

  test('a thousand damages, the first of each kind', () => {
    const { dir, ledger } = room();
    const db = connect(dir, 'ledger');
    unwatched(db);
    db.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
      INSERT INTO ledger_entry (kind, issued_offer_id, quantity_milli, amount_cents, funder_cents, store_cents,
        reverses, redemption_id, basket_line_no, product_id)
      SELECT 'void', 1, 0, 0, 0, 0, 5000 + i, 1, 1, 'soup' FROM n`);
    expect(ledger.identity().faults).toHaveLength(20);
  });
});

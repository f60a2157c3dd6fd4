import { describe, expect, test } from 'vitest';
import { cents } from '../../src/shared/cents.ts';
import { type Day, day } from '../../src/shared/day.ts';
import { EXIT, UserError } from '../../src/shared/errors.ts';
import { listRow } from '../../src/store/ledger/list-writer.ts';
import { AS_OF, answer, codeOf, makeCycle, offer, openLedgerIn, plannedList, redeem } from './ledger-room.ts';
import { connect, dataDir } from './room.ts';

const o1 = offer('O1');
const NEXT: Day = day(AS_OF + 14);

function room() {
  const dir = dataDir();
  return { dir, ledger: openLedgerIn(dir), db: connect(dir, 'ledger') };
}

function codeOfHousehold(
  ledger: ReturnType<typeof openLedgerIn>,
  householdId: string,
  cycleId: number,
): string {
  return ledger.lists.ofHousehold(householdId, cycleId)?.listCode ?? 'none';
}

describe('issuing', () => {
  test('twice issues once', () => {
    const { ledger } = room();
    const cycleId = makeCycle(ledger, {
      offers: [o1],
      lists: [plannedList('H1', [o1]), plannedList('H2', [o1]), plannedList('H3', [o1], 'control')],
      state: 'approved',
    });
    expect([...ledger.issuer.issue(cycleId)].at(-1)).toBe(2);
    expect([...ledger.issuer.issue(cycleId)].at(-1)).toBe(0);
    expect(ledger.issuer.totals(cycleId)).toEqual({ offers: 2, faceValueCents: 200 });
  });

  test('never passes over a special that cannot be issued', () => {
    const { ledger, db } = room();
    const cycleId = makeCycle(ledger, { offers: [o1], lists: [plannedList('H1', [o1])], state: 'approved' });
    db.exec('PRAGMA ignore_check_constraints = ON; UPDATE list_line SET offer_value_cents = NULL');
    expect(() => [...ledger.issuer.issue(cycleId)]).toThrow(/NOT NULL/);
  });

  test('gives a control list nothing, whoever tries', () => {
    const { ledger, db } = room();
    const control = makeCycle(ledger, { offers: [o1], lists: [plannedList('H1', [o1], 'control')] });
    expect(ledger.issuer.standing(control)).toEqual({ issued: 0, redeemed: 0 });
    const byHand = `INSERT INTO issued_offer (list_id, line_no, offer_id, offer_version, household_id, face_value_cents,
      terms_value_cents, state) VALUES (1, 1, 'O1', 1, 'H1', 100, 100, 'open')`;
    expect(() => db.exec(byHand)).toThrow('a control list has nothing to redeem');
    expect(answer(ledger, { householdId: 'H1' })).toBe('no-list');
    expect(answer(ledger, { listCode: codeOf(1) })).toBe('list-unknown');
  });
});

describe('a list can be redeemed', () => {
  test.each([
    ['draft', 'list-unknown', 'no-list'],
    ['approved', 'list-unknown', 'no-list'],
    ['released', 'redeemed', 'redeemed'],
    ['withdrawn', 'list-withdrawn', 'list-withdrawn'],
  ] as const)('or not: %s, by its code %s, by the card %s', (state, byCode, byCard) => {
    for (const [how, expected] of [
      ['code', byCode],
      ['card', byCard],
    ]) {
      const { ledger } = room();
      const cycleId = makeCycle(ledger, { offers: [o1], lists: [plannedList('H1', [o1])], state });
      const listCode = codeOfHousehold(ledger, 'H1', cycleId);
      expect(answer(ledger, how === 'code' ? { listCode } : { householdId: 'H1' })).toBe(expected);
    }
  });

  test('only after the last of it is issued: offers that a release has issued so far are no one’s yet', () => {
    const { ledger } = room();
    const cycleId = makeCycle(ledger, { offers: [o1], lists: [plannedList('H1', [o1])], state: 'approved' });
    Array.from(ledger.issuer.issue(cycleId));
    expect(answer(ledger, { listCode: codeOf(1) })).toBe('list-unknown');
    ledger.cycles.advance(cycleId, 'approved', 'released');
    expect(answer(ledger, { listCode: codeOf(1) })).toBe('redeemed');
  });
});

describe('a card finds', () => {
  const listFor = (ledger: ReturnType<typeof openLedgerIn>, onDay: number): unknown => {
    const { decision } = redeem(ledger, { householdId: 'H1', day: day(onDay), transactionId: `T${onDay}` });
    return decision.tag === 'rejected' ? decision.reason : decision.listId;
  };
  const lists = [plannedList('H1', [o1])];

  test('the list that is good on the day, not an older one and not the next one', () => {
    const { ledger } = room();
    makeCycle(ledger, { offers: [o1], lists });
    makeCycle(ledger, { offers: [o1], lists, asOf: NEXT });
    expect(listFor(ledger, AS_OF + 3)).toBe('list-not-yet-valid');
    expect(listFor(ledger, AS_OF + 17)).toBe('1');
    expect(listFor(ledger, AS_OF + 18)).toBe('2');
    expect(listFor(ledger, AS_OF + 32)).toBe('list-expired');
  });

  test('the one that was sent instead of a withdrawn one, whichever was made first', () => {
    for (const order of [
      ['withdrawn', 'released'],
      ['released', 'withdrawn'],
    ] as const) {
      const { ledger } = room();
      for (const state of order) makeCycle(ledger, { offers: [o1], lists, state });
      expect(listFor(ledger, AS_OF + 5)).toBe(String(order.indexOf('released') + 1));
    }
  });

  test('a withdrawn one rather than one that is over: that is what the shopper holds', () => {
    const { ledger } = room();
    makeCycle(ledger, { offers: [o1], lists });
    makeCycle(ledger, { offers: [o1], lists, asOf: NEXT, state: 'withdrawn' });
    expect(listFor(ledger, AS_OF + 20)).toBe('list-withdrawn');
  });

  test('the one that has just ended rather than one that has not begun: days of grace may save it', () => {
    const { ledger } = room();
    makeCycle(ledger, { offers: [o1], lists });
    makeCycle(ledger, { offers: [o1], lists, asOf: day(AS_OF + 20) });
    expect(listFor(ledger, AS_OF + 19)).toBe('list-expired');
  });
});

describe('terms that change under their version', () => {
  const dearer = offer('O1', { valueCents: cents(150) });

  test.each(['approved', 'released', 'withdrawn'] as const)('are refused once a cycle is %s', (state) => {
    const { ledger, db } = room();
    makeCycle(ledger, { offers: [o1], lists: [plannedList('H1', [o1])], state });
    const refused = expect(() => ledger.cycles.writeOffers([dearer]));
    refused.toThrow(UserError);
    refused.toThrow(expect.objectContaining({ code: 'offer-version', exitCode: EXIT.badInput }));
    expect(db.prepare('SELECT sha256 FROM offer_terms').pluck().all()).toEqual([o1.sha256]);
    expect(() => ledger.cycles.writeOffers([o1])).not.toThrow();
  });

  test('are replaced while only drafts carry them, and those drafts go: they would print what no lane pays', () => {
    const { ledger, db } = room();
    const other = offer('O2');
    const stale = makeCycle(ledger, { offers: [o1], lists: [plannedList('H1', [o1])], state: 'draft' });
    const fresh = makeCycle(ledger, {
      offers: [other],
      lists: [plannedList('H1', [other])],
      asOf: NEXT,
      state: 'draft',
    });
    ledger.cycles.writeOffers([dearer, other]);
    expect(db.prepare("SELECT sha256 FROM offer_terms WHERE offer_id = 'O1'").pluck().get()).toBe(
      dearer.sha256,
    );
    expect([ledger.cycles.find(stale), ledger.cycles.find(fresh)?.cycleId]).toEqual([undefined, fresh]);
  });

  const productsOf = (db: ReturnType<typeof connect>): unknown[] =>
    db.prepare("SELECT product_id FROM offer_product WHERE role = 'qualifies' ORDER BY 1").pluck().all();

  test('the products of a group may grow once promised, and come and go before', () => {
    const { ledger, db } = room();
    ledger.cycles.writeOffers([offer('O1', {}, ['soup', 'beer'])]);
    ledger.cycles.writeOffers([offer('O1', {}, ['soup', 'stew'])]);
    expect(productsOf(db)).toEqual(['soup', 'stew']);
    makeCycle(ledger, { offers: [offer('O1', {}, ['soup', 'stew'])], lists: [plannedList('H1', [o1])] });
    ledger.cycles.writeOffers([offer('O1', {}, ['chowder'])]);
    expect(productsOf(db)).toEqual(['chowder', 'soup', 'stew']);
  });
});

describe('dropping drafts', () => {
  const lists = [plannedList('H1', [o1]), plannedList('H2', [o1])];

  test('takes the day’s draft and every half-written one, and nothing that went further', () => {
    const { ledger, db } = room();
    const released = makeCycle(ledger, { offers: [o1], lists });
    makeCycle(ledger, { offers: [o1], lists, asOf: NEXT, state: 'draft' });
    const otherDay = makeCycle(ledger, { offers: [o1], lists, asOf: day(NEXT + 1), state: 'draft' });
    const { asOf, validFrom, validUntil, households, inputsSha256 } = ledger.cycles.find(released) ?? {
      ...EMPTY,
    };
    const half = ledger.cycles.begin({ asOf, validFrom, validUntil, households, inputsSha256 });
    ledger.cycles.writeLists(half, lists.map(listRow), codeOf);
    ledger.cycles.dropDrafts(NEXT);
    expect(ledger.cycles.all().map(({ cycleId }) => cycleId)).toEqual([released, otherDay]);
    expect(db.prepare('SELECT DISTINCT cycle_id FROM list ORDER BY 1').pluck().all()).toEqual([
      released,
      otherDay,
    ]);
    expect(db.pragma('foreign_key_check')).toEqual([]);
  });

  test('takes also one whose release was cut off before somebody sent it back to draft', () => {
    const { ledger, db } = room();
    const cycleId = makeCycle(ledger, { offers: [o1], lists, state: 'approved' });
    Array.from(ledger.issuer.issue(cycleId));
    ledger.cycles.advance(cycleId, 'approved', 'draft');
    ledger.cycles.dropDrafts(AS_OF);
    expect(ledger.cycles.all()).toEqual([]);
    expect(db.prepare('SELECT count(*) FROM issued_offer').pluck().get()).toBe(0);
  });

  test('never gives a list’s number or code to another list', () => {
    const { ledger, db } = room();
    makeCycle(ledger, { offers: [o1], lists, state: 'draft' });
    ledger.cycles.dropDrafts(AS_OF);
    makeCycle(ledger, { offers: [o1], lists, state: 'draft' });
    expect(db.prepare('SELECT list_id FROM list ORDER BY 1').pluck().all()).toEqual([3, 4]);
  });
});

const EMPTY = {
  asOf: AS_OF,
  validFrom: AS_OF,
  validUntil: AS_OF,
  households: 'due',
  inputsSha256: '0'.repeat(64),
} as const;

test('the conflicts of a cycle are the households whose earlier list is still good, withdrawn ones not counted', () => {
  const { ledger } = room();
  makeCycle(ledger, { offers: [o1], lists: [plannedList('H1', [o1]), plannedList('H2', [o1], 'control')] });
  makeCycle(ledger, { offers: [o1], lists: [plannedList('H3', [o1])], state: 'withdrawn' });
  const lists = ['H1', 'H2', 'H3'].map((id) => plannedList(id, [o1]));
  const overlapping = makeCycle(ledger, { offers: [o1], lists, asOf: day(AS_OF + 13), state: 'approved' });
  const after = makeCycle(ledger, { offers: [o1], lists, asOf: NEXT, state: 'approved' });
  expect(ledger.issuer.conflicts(overlapping, 5).map(({ householdId }) => householdId)).toEqual(['H1']);
  expect(ledger.issuer.conflicts(after, 5)).toEqual([]);
});

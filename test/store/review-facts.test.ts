import { describe, expect, test } from 'vitest';
import { expectedMicros } from '../../src/review/review-list.ts';
import { day } from '../../src/shared/day.ts';
import { AS_OF, makeCycle, offer, openLedgerIn, plannedList, redeem } from './ledger-room.ts';
import { connect, dataDir } from './room.ts';

const o1 = offer('O1');
const o2 = offer('O2', { limitTransaction: 2 });
const o3 = offer('O3');
const NEXT = day(AS_OF + 14);

function room() {
  const dir = dataDir();
  return { ledger: openLedgerIn(dir), db: connect(dir, 'ledger') };
}

/** Cycle 1 went out to H1, H2, H3 and, unknown to them, withheld H4; cycle 2 is a draft for H1, H3 and new H5. */
function twoCycles() {
  const { ledger, db } = room();
  const lists = [
    plannedList('H1', [o1, o2]),
    plannedList('H2', [o1]),
    plannedList('H3', [o2]),
    plannedList('H4', [o1], 'control'),
  ];
  const first = makeCycle(ledger, { offers: [o1, o2], lists });
  const second = makeCycle(ledger, {
    asOf: NEXT,
    offers: [o1, o2, o3],
    lists: [plannedList('H1', [o1, o3]), plannedList('H3', [o2], 'control'), plannedList('H5', [o3])],
    state: 'draft',
  });
  return { ledger, db, first, second, cycle: { cycleId: second, asOf: NEXT } };
}

describe('the lists before', () => {
  test('are those of each household that went out', () => {
    const { ledger, first, cycle } = twoCycles();
    const before = ledger.review.earlierList('H1', cycle);
    expect(before?.cycleId).toBe(first);
    expect(
      before?.lines.map(({ offerId, offerValueCents, probability }) => [
        offerId,
        offerValueCents,
        probability,
      ]),
    ).toEqual([
      ['O1', 100, 0.5],
      ['O2', 100, 0.5],
    ]);
    expect(ledger.review.earlierList('H4', cycle)).toBeUndefined();
    expect(ledger.review.earlierList('H5', cycle)).toBeUndefined();
    expect(ledger.review.earlierList('H1', { cycleId: first, asOf: AS_OF })).toBeUndefined();
  });

  test('that have none in this cycle are added up, as each list is added up', () => {
    const { ledger, first, cycle } = twoCycles();
    // H2 has no list, and the one of H3 is a ghost now.
    expect(ledger.review.notAgain(first, cycle)).toEqual({
      lists: 2,
      valueCents: 200,
      expectedMicros: 2 * expectedMicros({ probability: 0.5 }, 100),
    });
  });

  test('are not those of a household that had another one in between', () => {
    const { ledger, first } = twoCycles();
    const third = makeCycle(ledger, {
      asOf: day(AS_OF + 28),
      offers: [o1],
      lists: [plannedList('H2', [o1])],
      state: 'approved',
    });
    const fourth = { cycleId: third + 1, asOf: day(AS_OF + 42) };
    expect(ledger.review.notAgain(first, fourth)).toMatchObject({ lists: 2 });
    expect(ledger.review.earlierList('H2', fourth)?.cycleId).toBe(third);
  });

  test('are not a list that is held', () => {
    const { ledger, db } = room();
    const lists = [plannedList('H1', [o1]), plannedList('H2', [o1])];
    const first = makeCycle(ledger, { offers: [o1], lists, state: 'draft' });
    db.exec(`INSERT INTO hold (hold_id, kind, list_id, reason, held_by, held_at) VALUES (9, 'list', 1, 'typo', 'Ann', 'now');
      UPDATE list SET held_by = 9 WHERE household_id = 'H1'; UPDATE cycle SET state = 'approved', seal = '${'a'.repeat(64)}', approved_by = 'Ann'`);
    const next = { cycleId: first + 1, asOf: NEXT };
    expect(ledger.review.earlierList('H1', next)).toBeUndefined();
    expect(ledger.review.earlierList('H2', next)?.cycleId).toBe(first);
    expect(ledger.review.notAgain(first, next)).toMatchObject({ lists: 1 });
    expect(ledger.review.holdsOf(first)).toEqual(
      new Map([[9, { holdId: 9, kind: 'list', offerId: undefined, reason: 'typo', by: 'Ann' }]]),
    );
  });
});

describe('an offer is new', () => {
  test('until a list with it went out', () => {
    const { ledger, first, cycle } = twoCycles();
    expect(ledger.review.newOffers(cycle)).toEqual(new Set(['O3']));
    expect(ledger.review.newOffers({ cycleId: first, asOf: AS_OF })).toEqual(new Set(['O1', 'O2']));
  });

  test('again where the earlier cycle never went out', () => {
    const { ledger } = room();
    makeCycle(ledger, { offers: [o1], lists: [plannedList('H1', [o1])], state: 'approved' });
    const cycleId = makeCycle(ledger, {
      asOf: NEXT,
      offers: [o1],
      lists: [plannedList('H2', [o1])],
      state: 'draft',
    });
    expect(ledger.review.newOffers({ cycleId, asOf: NEXT })).toEqual(new Set(['O1']));
  });
});

describe('what the cycle itself has drawn', () => {
  test('is what its lists have paid and may yet pay, and with that of others the whole account', () => {
    const { ledger, first } = twoCycles();
    redeem(ledger, { householdId: 'H1' });
    const own = ledger.review.ownDraws(first);
    // One can: O1 or O2 came off it; the other one, and those of H2 and H3, are still open.
    const drawn = [...own.values()].reduce((sum, { drawnCents }) => sum + drawnCents, 0);
    expect(drawn).toBeGreaterThan(0);
    for (const [offerId, { drawnCents, openCents }] of own) {
      expect(ledger.issuer.account(offerId, day(AS_OF + 4))).toMatchObject({ drawnCents, openCents });
    }
    expect(ledger.review.ownDraws(first + 1)).toEqual(new Map());
  });
});

test('held offers, newest terms and withdrawn paper are known by the offer', () => {
  const { ledger, db } = twoCycles();
  db.exec(`INSERT INTO hold (hold_id, kind, offer_id, reason, held_by, held_at) VALUES (9, 'offer', 'O1', 'typo', 'Ann', 'now');
    INSERT INTO hold (hold_id, kind, offer_id, reason, held_by, held_at, lifted_by, lifted_at)
    VALUES (8, 'offer', 'O2', 'old', 'Ann', 'now', 'Ann', 'later')`);
  expect([...ledger.review.heldOffers().keys()]).toEqual(['O1']);
  expect(ledger.review.newestTerms('O2')?.limitTransaction).toBe(2);
  expect(ledger.review.newestTerms('O9')).toBeUndefined();
  expect(ledger.review.wasWithdrawn('O1')).toBe(false);
  db.exec(`UPDATE issued_offer SET state = 'withdrawn' WHERE offer_id = 'O1'`);
  expect(ledger.review.wasWithdrawn('O1')).toBe(true);
});

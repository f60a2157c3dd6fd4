import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { voidEntries } from '../../src/checkout/void.ts';
import { faceValueOf } from '../../src/cli/cycle/withdrawals.ts';
import { cents } from '../../src/shared/cents.ts';
import { day } from '../../src/shared/day.ts';
import type { LedgerStore } from '../../src/store/ledger/ledger-store.ts';
import type { NewWithdrawal, Withdrawal } from '../../src/store/ledger/withdrawals.ts';
import {
  AS_OF,
  type Ask,
  codeOf,
  makeCycle,
  offer,
  openLedgerIn,
  plannedList,
  redeem,
} from './ledger-room.ts';
import { connect, dataDir } from './room.ts';

const o1 = offer('O1');
const o2 = offer('O2', { valueCents: cents(60) });
const instead = offer('O9', { valueCents: cents(40) });

function room(households = ['H1', 'H2', 'H3', 'H4', 'H5'], offers = [o1, o2]) {
  const dir = dataDir();
  const ledger = openLedgerIn(dir);
  ledger.cycles.writeOffers([instead]);
  const lists = households.map((id) => plannedList(id, offers));
  const cycleId = makeCycle(ledger, { offers, lists });
  return { ledger, cycleId, db: connect(dir, 'ledger') };
}

function withdrawal(over: Partial<NewWithdrawal> = {}): NewWithdrawal {
  return {
    kind: 'offer',
    id: 'O1',
    lanes: 'refuse',
    replacement:
      over.lanes === 'replace'
        ? { offerId: 'O9', version: 1, termsValueCents: 40, priceCents: undefined }
        : undefined,
    goodOn: day(AS_OF + 5),
    reason: 'wrong price',
    by: 'Ann',
    at: '2026-11-22T10:00:00.000Z',
    ...over,
  };
}

/** Say it, and carry it through. */
function withdraw(ledger: LedgerStore, over: Partial<NewWithdrawal> = {}): Withdrawal {
  ledger.withdrawals.put(withdrawal(over));
  const { kind, id } = withdrawal(over);
  const said = ledger.withdrawals.inForce(kind, id);
  if (said === undefined) throw new Error('it was said');
  Array.from(ledger.withdrawals.settle(ledger.withdrawals.concerned(said), faceValueOf));
  ledger.withdrawals.finish(said.withdrawalId, 'now');
  return said;
}

/** What a scan comes to: offer ids taken and refused, or why not at all. */
function lane(ledger: LedgerStore, ask: Ask): string {
  const { listCode, householdId } = ask;
  ledger.withdrawals.settleForLane({ listCode, householdId }, faceValueOf);
  const { decision } = redeem(ledger, ask);
  const refused = decision.tag === 'already-recorded' ? [] : decision.refused;
  return [
    decision.tag === 'rejected' ? decision.reason : decision.spent.map(({ offerId }) => offerId).join('+'),
    ...refused.map(({ offerId, reason }) => `${offerId} ${reason}`),
  ].join(', ');
}

/** What each line of paper has come to; what took a place and lost it to a later saying is left out. */
const states = (db: ReturnType<typeof connect>): unknown[] =>
  db
    .prepare(
      `SELECT list_id, offer_id, state, replaces IS NOT NULL AS instead, face_value_cents FROM issued_offer
       WHERE replaces IS NULL OR state <> 'withdrawn' ORDER BY list_id, issued_offer_id`,
    )
    .all();

describe('lanes and an offer that was withdrawn', () => {
  test('honour: go on paying', () => {
    const { ledger } = room();
    withdraw(ledger, { lanes: 'honour' });
    expect(lane(ledger, { listCode: codeOf(1) })).toBe('O1, O2 better-offer-on-item');
  });

  test('refuse: say so for this offer, and give the others', () => {
    const { ledger } = room();
    withdraw(ledger);
    expect(lane(ledger, { listCode: codeOf(1) })).toBe('O2, O1 withdrawn');
    expect(lane(ledger, { householdId: 'H2', transactionId: 'T2' })).toBe('O2, O1 withdrawn');
  });

  test('refuse: from the moment it is said, also where nothing has been brought in line yet', () => {
    const { ledger } = room(['H1'], [o1]);
    ledger.withdrawals.put(withdrawal());
    expect(redeem(ledger, { listCode: codeOf(1) }).decision).toMatchObject({
      tag: 'rejected',
      refused: [{ offerId: 'O1', reason: 'withdrawn' }],
    });
  });

  test('refuse after honour and honour after refuse: do what was said last', () => {
    const { ledger } = room();
    withdraw(ledger, { lanes: 'honour' });
    withdraw(ledger, { lanes: 'refuse' });
    expect(lane(ledger, { listCode: codeOf(1) })).toBe('O2, O1 withdrawn');
    withdraw(ledger, { lanes: 'honour' });
    expect(lane(ledger, { listCode: codeOf(2), transactionId: 'T2' })).toBe('O1, O2 better-offer-on-item');
  });

  test('replace: give the other offer once, on the same line', () => {
    const { ledger, db } = room(['H1'], [o1]);
    withdraw(ledger, { lanes: 'replace' });
    expect(db.prepare("SELECT line_no, household_id FROM issued_offer WHERE offer_id = 'O9'").all()).toEqual([
      { line_no: 1, household_id: 'H1' },
    ]);
    expect(lane(ledger, { listCode: codeOf(1) })).toBe('O9, O1 withdrawn');
    expect(lane(ledger, { listCode: codeOf(1), transactionId: 'T2' })).toBe(
      'nothing-taken, O1 withdrawn, O9 used',
    );
  });

  test('replace is final', () => {
    const { ledger } = room();
    withdraw(ledger, { lanes: 'replace' });
    expect(() => withdraw(ledger)).toThrow('households have another offer in its place');
  });

  test.each(['honour', 'refuse', 'replace'] as const)(
    '%s: what was redeemed before stays redeemed',
    (lanes) => {
      const { ledger, db } = room();
      const { redemptionId } = redeem(ledger, { listCode: codeOf(1) });
      withdraw(ledger, { lanes });
      expect(
        db.prepare("SELECT state FROM issued_offer WHERE list_id = 1 AND offer_id = 'O1'").pluck().get(),
      ).toBe('redeemed');
      // Undone, it is what the others' paper is: taken back, and replaced where the others' was.
      ledger.redemptions.void(redemptionId ?? -1, voidEntries);
      expect(lane(ledger, { listCode: codeOf(1), transactionId: 'T2' })).toBe(
        {
          honour: 'O1, O2 better-offer-on-item',
          refuse: 'O2, O1 withdrawn',
          replace: 'O2, O1 withdrawn, O9 better-offer-on-item',
        }[lanes],
      );
    },
  );
});

describe('lanes and a cycle that was withdrawn', () => {
  const cycle = (cycleId: number, lanes: NewWithdrawal['lanes']) =>
    ({ kind: 'cycle', id: String(cycleId), lanes }) as const;

  test('refuse: refuse the list as a whole, at once, and honour it again when that is said', () => {
    const { ledger, cycleId } = room();
    ledger.withdrawals.put(withdrawal(cycle(cycleId, 'refuse')));
    expect(ledger.cycles.find(cycleId)?.state).toBe('withdrawn');
    expect(lane(ledger, { listCode: codeOf(1) })).toBe('list-withdrawn');
    withdraw(ledger, cycle(cycleId, 'honour'));
    expect(ledger.cycles.find(cycleId)?.state).toBe('released');
    expect(lane(ledger, { listCode: codeOf(1), transactionId: 'T2' })).toBe('O1, O2 better-offer-on-item');
  });

  test('replace: give one other offer per list instead of all of its own', () => {
    const { ledger, cycleId, db } = room(['H1', 'H2']);
    redeem(ledger, { listCode: codeOf(2) });
    withdraw(ledger, cycle(cycleId, 'replace'));
    expect(db.prepare("SELECT list_id FROM issued_offer WHERE offer_id = 'O9'").pluck().all()).toEqual([
      1, 2,
    ]);
    expect(lane(ledger, { listCode: codeOf(1), transactionId: 'T2' })).toBe('O9, O1 withdrawn, O2 withdrawn');
    expect(lane(ledger, { listCode: codeOf(2), transactionId: 'T3' })).toBe('O9, O1 used, O2 withdrawn');
  });

  test('replace after an offer of it was replaced by the same: name what comes off, not also as taken back', () => {
    const { ledger, cycleId, db } = room(['H1', 'H2']);
    withdraw(ledger, { lanes: 'replace' });
    withdraw(ledger, cycle(cycleId, 'replace'));
    expect(
      db.prepare("SELECT state FROM issued_offer WHERE list_id = 1 AND offer_id = 'O9'").pluck().all(),
    ).toEqual(['withdrawn', 'open']);
    expect(lane(ledger, { listCode: codeOf(1) })).toBe('O9, O1 withdrawn, O2 withdrawn');
    expect(lane(ledger, { listCode: codeOf(1), transactionId: 'T2' })).toBe(
      'nothing-taken, O1 withdrawn, O2 withdrawn, O9 used',
    );
    // Taken back altogether, it is named as that, once.
    withdraw(ledger, { id: 'O9' });
    expect(lane(ledger, { listCode: codeOf(2), transactionId: 'T3' })).toBe(
      'nothing-taken, O1 withdrawn, O9 withdrawn, O2 withdrawn',
    );
  });

  test('an offer of it that was withdrawn before stays withdrawn when the cycle is honoured', () => {
    const { ledger, cycleId } = room();
    withdraw(ledger);
    withdraw(ledger, cycle(cycleId, 'refuse'));
    withdraw(ledger, cycle(cycleId, 'honour'));
    expect(lane(ledger, { listCode: codeOf(1) })).toBe('O2, O1 withdrawn');
  });
});

test('a withdrawal of what replaced something takes that away, too', () => {
  const { ledger } = room(['H1'], [o1]);
  withdraw(ledger, { lanes: 'replace' });
  withdraw(ledger, { id: 'O9' });
  expect(lane(ledger, { listCode: codeOf(1) })).toBe('nothing-taken, O1 withdrawn, O9 withdrawn');
});

test('a recalled product is named at the lane and gets no special, until it is recalled no more', () => {
  const { ledger } = room(['H1'], [o1]);
  const feed = (...ids: string[]) => ledger.recalls.keepInStep(new Set(ids), 'feed', 'now');
  expect(feed('soup', 'tea')).toEqual({ begun: ['soup', 'tea'], ended: [] });
  expect(feed('soup', 'tea')).toEqual({ begun: [], ended: [] });
  expect(ledger.recalls.put('soup', 'glass', 'Ann', 'now')).toBe(true);
  expect(ledger.recalls.put('soup', 'again', 'Bob', 'now')).toBe(false);
  expect(feed()).toEqual({ begun: [], ended: ['soup', 'tea'] });
  expect(redeem(ledger, { listCode: codeOf(1) }).decision).toMatchObject({
    recalled: [1],
    refused: [{ reason: 'recalled' }],
  });
  expect(redeem(ledger, { listCode: '9' }).decision).toMatchObject({ reason: 'list-unknown', recalled: [1] });
  expect([ledger.recalls.lift('soup', 'Ann', 'now'), ledger.recalls.lift('soup', 'Ann', 'now')]).toEqual([
    true,
    false,
  ]);
  expect(redeem(ledger, { listCode: codeOf(1) }).decision).not.toHaveProperty('recalled');
});

test('paper that was over when it was said stays as it was', () => {
  const { ledger, db } = room(['H1'], [o1]);
  withdraw(ledger, { lanes: 'replace', goodOn: day(AS_OF + 18) });
  expect(db.prepare('SELECT offer_id, state FROM issued_offer').all()).toEqual([
    { offer_id: 'O1', state: 'open' },
  ]);
});

test('the price printed counts for the replacement where the product is its own, else a price that was said', () => {
  const { ledger, db } = room(['H1'], [o1]);
  const half = { kind: 'percent_off', percentBasisPoints: 5000, valueCents: cents(0) } as const;
  ledger.cycles.writeOffers([offer('O8', half), offer('O7', half, ['bread'])]);
  const by = (offerId: string) => ({ offerId, version: 1, termsValueCents: 0, priceCents: 500 });
  withdraw(ledger, { lanes: 'replace', replacement: by('O8') });
  withdraw(ledger, { id: 'O8', lanes: 'replace', replacement: by('O7') });
  expect(db.prepare('SELECT offer_id, face_value_cents FROM issued_offer ORDER BY 1 DESC').all()).toEqual([
    { offer_id: 'O8', face_value_cents: 150 },
    { offer_id: 'O7', face_value_cents: 250 },
    { offer_id: 'O1', face_value_cents: 100 },
  ]);
});

const sayings = fc.array(
  fc.record({
    whole: fc.boolean(),
    lanes: fc.constantFrom('honour', 'refuse', 'replace' as const),
    // Lists brought in line before the run is cut off.
    chunks: fc.nat(3),
  }),
  { minLength: 1, maxLength: 3 },
);

test('cut off between any two chunks, a withdrawal already holds at every lane, and the next run ends where an undisturbed one does', () => {
  fc.assert(
    fc.property(sayings, fc.subarray(['H1', 'H3', 'H5']), (said, shoppers) => {
      const ends = [false, true].map((disturbed) => {
        const { ledger, cycleId, db } = room();
        const atLanes: string[] = [];
        shoppers.forEach((householdId, place) => {
          redeem(ledger, { householdId, transactionId: `before ${place}` });
        });
        for (const { whole, lanes, chunks } of said) {
          const asked = withdrawal(whole ? { kind: 'cycle', id: String(cycleId), lanes } : { lanes });
          if (ledger.withdrawals.inForce(asked.kind, asked.id)?.lanes === 'replace') continue;
          ledger.withdrawals.put(asked);
          if (!disturbed) finishAll(ledger);
          else takeSome(ledger, chunks);
        }
        for (const place of [1, 2, 3, 4, 5]) {
          if (place === 4) continue;
          atLanes.push(lane(ledger, { listCode: codeOf(place), transactionId: `after ${place}` }));
        }
        finishAll(ledger);
        const end = states(db);
        finishAll(ledger);
        expect(states(db)).toEqual(end);
        expect(db.pragma('foreign_key_check')).toEqual([]);
        db.close();
        ledger.close();
        return { atLanes, states: end };
      });
      expect(ends[1]).toEqual(ends[0]);
    }),
    { numRuns: 10 },
  );
});

function takeSome(ledger: LedgerStore, chunks: number): void {
  for (const said of ledger.withdrawals.unfinished()) {
    const steps = ledger.withdrawals.settle(ledger.withdrawals.concerned(said), faceValueOf, 2);
    for (let step = 0; step < chunks; step++) if (steps.next().done === true) break;
  }
}

function finishAll(ledger: LedgerStore): void {
  for (const said of ledger.withdrawals.unfinished()) {
    Array.from(ledger.withdrawals.settle(ledger.withdrawals.concerned(said), faceValueOf));
    ledger.withdrawals.finish(said.withdrawalId, 'now');
  }
}

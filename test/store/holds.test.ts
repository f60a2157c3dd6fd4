import { describe, expect, test } from 'vitest';
import { day } from '../../src/shared/day.ts';
import type { NewHold } from '../../src/store/ledger/holds.ts';
import type { LedgerStore } from '../../src/store/ledger/ledger-store.ts';
import { AS_OF, answer, codeOf, makeCycle, offer, openLedgerIn, plannedList } from './ledger-room.ts';
import { connect, dataDir } from './room.ts';

const o1 = offer('O1');
const LISTS = ['H1', 'H2'].map((id) => plannedList(id, [o1]));
const AT = '2026-11-22T10:00:00.000Z';

function room(state: 'draft' | 'approved' | 'released' = 'draft', lists = LISTS) {
  const dir = dataDir();
  const ledger = openLedgerIn(dir);
  const cycleId = makeCycle(ledger, { offers: [o1], lists, state });
  return { ledger, cycleId, db: connect(dir, 'ledger') };
}

function hold(over: Partial<NewHold> = {}): NewHold {
  return { kind: 'list', id: '1', cause: 'asked', reason: 'rude', heldBy: 'Ann', heldAt: AT, ...over };
}

function heldLists(ledger: LedgerStore, cycleId: number): number[] {
  return [...ledger.lists.ofCycle(cycleId)]
    .filter(({ held }) => held !== undefined)
    .map(({ listId }) => listId);
}

describe('a held list', () => {
  test('is marked, counted, not issued, worth nothing at the lane; its household is due again and may get another', () => {
    const { ledger, cycleId } = room();
    ledger.holds.put(hold());
    expect(ledger.holds.marks.due(cycleId)).toEqual([1]);
    expect(ledger.holds.marks.apply(cycleId)).toBe(1);
    expect(ledger.holds.marks.apply(cycleId)).toBe(0);
    expect(ledger.cycles.find(cycleId)).toMatchObject({ lists: 2, heldLists: 1 });
    ledger.cycles.approve(cycleId, 'Ann', 'a'.repeat(64));
    Array.from(ledger.issuer.issue(cycleId));
    ledger.cycles.advance(cycleId, 'approved', 'released');
    expect(ledger.issuer.totals(cycleId).offers).toBe(1);
    expect(answer(ledger, { listCode: codeOf(1) })).toBe('list-unknown');
    expect(answer(ledger, { householdId: 'H1', transactionId: 'T2' })).toBe('no-list');
    expect(answer(ledger, { listCode: codeOf(2), transactionId: 'T3' })).toBe('redeemed');
    expect([...ledger.cycles.lastLists(day(AS_OF + 14)).keys()]).toEqual(['H2']);
    const next = makeCycle(ledger, { offers: [o1], lists: LISTS, asOf: day(AS_OF + 7), state: 'approved' });
    expect(ledger.issuer.conflicts(next, 5).map(({ householdId }) => householdId)).toEqual(['H2']);
  });

  test('takes back what a release that was cut off had issued of it', () => {
    const { ledger, cycleId, db } = room('approved');
    Array.from(ledger.issuer.issue(cycleId));
    ledger.holds.put(hold());
    ledger.holds.marks.apply(cycleId);
    expect(db.prepare('SELECT DISTINCT list_id FROM issued_offer').pluck().all()).toEqual([2]);
  });

  test('cannot be held or freed any more once its cycle is out', () => {
    const { ledger, cycleId, db } = room('released');
    ledger.holds.put(hold());
    expect(() => ledger.holds.marks.apply(cycleId)).toThrow('on paper');
    expect(() => db.exec('UPDATE list SET held_by = 1')).toThrow('a list is held before release, or never');
  });

  test('is free when the last of its holds is lifted: its own, and that of its household', () => {
    const { ledger, cycleId } = room();
    const own = ledger.holds.put(hold()).hold;
    const household = ledger.holds.put(hold({ kind: 'household', id: 'H1' })).hold;
    ledger.holds.marks.apply(cycleId);
    ledger.holds.lift(own.holdId, 'Bob', AT);
    ledger.holds.marks.apply(cycleId);
    expect(heldLists(ledger, cycleId)).toEqual([1]);
    ledger.holds.lift(household.holdId, 'Bob', AT);
    ledger.holds.marks.apply(cycleId);
    expect(heldLists(ledger, cycleId)).toEqual([]);
  });

  test('of the control group is marked too, and counts as none that would have gone out', () => {
    const { ledger, cycleId } = room('draft', [plannedList('H1', [o1], 'control'), ...LISTS.slice(1)]);
    ledger.holds.put(hold({ kind: 'household', id: 'H1' }));
    ledger.holds.marks.apply(cycleId);
    expect(heldLists(ledger, cycleId)).toEqual([1]);
    expect(ledger.cycles.find(cycleId)).toMatchObject({ lists: 1, ghostLists: 1, heldLists: 0 });
  });
});

describe('holding the same thing again', () => {
  test('keeps the first hold and its reason, until it is lifted', () => {
    const { ledger } = room();
    const first = ledger.holds.put(hold());
    expect(ledger.holds.put(hold({ reason: 'other', heldBy: 'Bob' }))).toEqual({ ...first, already: true });
    ledger.holds.lift(first.hold.holdId, 'Bob', AT);
    expect(ledger.holds.put(hold()).already).toBe(false);
  });

  test('by a person outlasts what the program found, and not the other way round', () => {
    const { ledger } = room();
    const found = ledger.holds.put(hold({ cause: 'empty', heldBy: 'duelist' }));
    const asked = ledger.holds.put(hold());
    expect(asked).toMatchObject({ already: false, hold: { cause: 'asked' } });
    expect(ledger.holds.get(found.hold.holdId)?.liftedBy).toBe('Ann');
    expect(ledger.holds.put(hold({ cause: 'empty', heldBy: 'duelist' }))).toMatchObject({
      already: true,
      hold: { holdId: asked.hold.holdId },
    });
  });
});

test('a day that is planned anew keeps out the households whose lists were held, under their new numbers', () => {
  const { ledger, cycleId } = room();
  ledger.holds.put(hold({ id: '2' }));
  ledger.holds.marks.apply(cycleId);
  ledger.cycles.dropDrafts(AS_OF);
  const again = makeCycle(ledger, { offers: [o1], lists: LISTS, state: 'draft' });
  expect(heldLists(ledger, again)).toEqual([4]);
  expect(ledger.holds.newest('list', '4')).toMatchObject({ reason: 'rude', heldBy: 'Ann' });
  const otherDay = makeCycle(ledger, { offers: [o1], lists: LISTS, asOf: day(AS_OF + 14), state: 'draft' });
  expect(heldLists(ledger, otherDay)).toEqual([]);
});

describe('a rebuilt list', () => {
  const o2 = offer('O2');
  function rebuilt() {
    const { ledger, cycleId, db } = room();
    ledger.cycles.writeOffers([o2]);
    const before = ledger.lists.get(1);
    if (before === undefined) throw new Error('list 1 is there');
    const rebuild = (offers: readonly (typeof o1)[], causes: readonly string[]) =>
      ledger.rebuilds.write([
        { before: ledger.lists.get(1) ?? before, after: plannedList('H1', offers), causes },
      ]);
    return { ledger, cycleId, db, before, rebuild };
  }

  test('keeps its number and code, remembers what it was, and is left alone when it comes out the same', () => {
    const { ledger, cycleId, before, rebuild } = rebuilt();
    expect(rebuild([o1], ['offer:O9'])).toEqual({ changed: [], empty: [] });
    expect(rebuild([o2], ['offer:O1'])).toEqual({ changed: [1], empty: [] });
    const after = ledger.lists.get(1);
    expect(after).toMatchObject({
      listId: 1,
      listCode: before.listCode,
      lines: [{ lineNo: 1, offerId: 'O2' }],
    });
    expect([...ledger.rebuilds.before(cycleId)]).toEqual([
      { listId: 1, changeNo: 1, causes: ['offer:O1'], lines: before.lines },
    ]);
    expect([
      ledger.rebuilds.changedBy(cycleId, 'offer:O1'),
      ledger.rebuilds.changedBy(cycleId, 'offer:O'),
    ]).toEqual([[1], []]);
  });

  test('has a memory that nothing rewrites, and that goes with its draft', () => {
    const { ledger, db, rebuild } = rebuilt();
    rebuild([o2], ['offer:O1']);
    for (const sql of [
      'UPDATE list_before SET causes = \'["x"]\'',
      "UPDATE list_before SET lines = x'00'",
      'DELETE FROM list_before',
    ]) {
      expect(() => db.exec(sql)).toThrow('what a list was stays');
    }
    db.exec('UPDATE list_before SET lines = NULL');
    ledger.cycles.dropDrafts(AS_OF);
    expect(db.prepare('SELECT count(*) FROM list_before').pluck().get()).toBe(0);
  });
});

import { describe, expect, test } from 'vitest';
import { type Day, day } from '../../src/shared/day.ts';
import type { NewEvent } from '../../src/store/ledger/household-event-rows.ts';
import type { LedgerStore } from '../../src/store/ledger/ledger-store.ts';
import {
  AS_OF,
  answer,
  CAN,
  codeOf,
  makeCycle,
  offer,
  openLedgerIn,
  plannedList,
  redeem,
} from './ledger-room.ts';
import { connect, dataDir } from './room.ts';

const at = (minute: number): string => `2026-11-22T11:${String(minute).padStart(2, '0')}:00.000Z`;

function mergeOf(householdId: string, intoId: string): NewEvent {
  return { kind: 'merge', householdId, intoId, reason: 'one kitchen', by: 'Ann', at: at(0), detail: {} };
}

function merge(ledger: LedgerStore, householdId: string, intoId: string): string {
  const added = ledger.households.add(mergeOf(householdId, intoId));
  return added.tag === 'refused' ? added.code : `${added.tag} ${added.event.eventId}`;
}

function unmerge(ledger: LedgerStore, eventId: number): string {
  return ledger.households.undo(eventId, 'Ann', at(9), undefined).tag;
}

const groups = (ledger: LedgerStore): Record<string, string> =>
  Object.fromEntries(ledger.households.members());

describe('merges', () => {
  test('in a chain make one group, and end in any order', () => {
    const ledger = openLedgerIn(dataDir());
    expect(merge(ledger, 'A', 'B')).toBe('done 1');
    expect(merge(ledger, 'B', 'C')).toBe('done 2');
    expect(groups(ledger)).toEqual({ A: 'C', B: 'C', C: 'C' });
    expect(unmerge(ledger, 1)).toBe('done');
    expect(groups(ledger)).toEqual({ B: 'C', C: 'C' });
    expect(merge(ledger, 'A', 'C')).toBe('done 3');
    expect(unmerge(ledger, 2)).toBe('done');
    expect(groups(ledger)).toEqual({ A: 'C', C: 'C' });
    expect(unmerge(ledger, 3)).toBe('done');
    expect(groups(ledger)).toEqual({});
  });

  test('each that is none has a name', () => {
    const ledger = openLedgerIn(dataDir());
    expect(merge(ledger, 'A', 'A')).toBe('merge-itself');
    merge(ledger, 'A', 'B');
    expect(merge(ledger, 'A', 'B')).toBe('already 1');
    expect(merge(ledger, 'A', 'C')).toBe('household-merged');
    expect(merge(ledger, 'D', 'A')).toBe('merge-into-merged');
    // The other way round would make a ring.
    expect(merge(ledger, 'B', 'A')).toBe('merge-into-merged');
    expect(unmerge(ledger, 1)).toBe('done');
    expect(unmerge(ledger, 1)).toBe('already');
    expect(unmerge(ledger, 99)).toBe('unknown');
    expect(merge(ledger, 'B', 'A')).toBe('done 2');
  });

  test('are only ever added, and come along when a ledger is brought back', () => {
    const dir = dataDir();
    const ledger = openLedgerIn(dir);
    merge(ledger, 'A', 'B');
    const backup = openLedgerIn(dataDir());
    merge(backup, 'A', 'B');
    unmerge(ledger, 1);
    merge(ledger, 'C', 'D');
    const db = connect(dir, 'ledger');
    expect(() => db.exec("UPDATE household_event SET into_id = 'X'")).toThrow('append-only');
    expect(() => db.exec('DELETE FROM household_event')).toThrow('append-only');
    expect(() => db.exec('DELETE FROM household_event_undone')).toThrow('append-only');
    expect(backup.restorations.mergeEvents(ledger.restorations.eventRecords())).toBe(2);
    expect(backup.restorations.mergeEvents(ledger.restorations.eventRecords())).toBe(0);
    expect(groups(backup)).toEqual({ C: 'D', D: 'D' });
    expect(backup.households.all()).toEqual(ledger.households.all());
  });
});

describe('two lists of one household', () => {
  const once = offer('O1', { limitHousehold: 1, limitTransaction: 1 });

  function merged(): LedgerStore {
    const ledger = openLedgerIn(dataDir());
    makeCycle(ledger, { lists: [plannedList('A', [once]), plannedList('B', [once])], offers: [once] });
    merge(ledger, 'A', 'B');
    return ledger;
  }

  test('stay good, with either card, and share the limits of the household', () => {
    const ledger = merged();
    expect(answer(ledger, { transactionId: 'T1', listCode: codeOf(1), householdId: 'B' })).toBe('redeemed');
    const second = redeem(ledger, { transactionId: 'T2', listCode: codeOf(2), householdId: 'A' });
    expect(second.decision).toMatchObject({ tag: 'rejected', reason: 'nothing-taken' });
    expect(second.decision.tag === 'rejected' && second.decision.refused).toMatchObject([
      { offerId: 'O1', reason: 'limit-household' },
    ]);
  });

  test('a card takes the paper of its own household first, and that of the other when it has none', () => {
    const ledger = merged();
    const listOf = (householdId: string): string | undefined => {
      const { decision } = redeem(ledger, { transactionId: `by ${householdId}`, householdId, lines: [CAN] });
      return decision.tag === 'redeemed' ? decision.listId : undefined;
    };
    expect(listOf('A')).toBe('1');
    const other = openLedgerIn(dataDir());
    makeCycle(other, { lists: [plannedList('B', [once])], offers: [once] });
    merge(other, 'A', 'B');
    expect(answer(other, { householdId: 'A' })).toBe('redeemed');
  });

  test('what was redeemed stays redeemed once when they part, and each has its own limit again', () => {
    const ledger = merged();
    answer(ledger, { transactionId: 'T1', listCode: codeOf(1), householdId: 'B' });
    unmerge(ledger, 1);
    expect(answer(ledger, { transactionId: 'T2', listCode: codeOf(1), householdId: 'A' })).toBe(
      'nothing-taken',
    );
    expect(answer(ledger, { transactionId: 'T3', listCode: codeOf(2), householdId: 'A' })).toBe(
      'list-of-other-household',
    );
    expect(answer(ledger, { transactionId: 'T4', listCode: codeOf(2), householdId: 'B' })).toBe('redeemed');
  });

  test('a second one is not released while the first is good, whichever of the names it has', () => {
    const ledger = openLedgerIn(dataDir());
    makeCycle(ledger, { lists: [plannedList('A', [once])], offers: [once] });
    const next = makeCycle(ledger, {
      asOf: day(AS_OF + 7),
      lists: [plannedList('B', [once])],
      offers: [once],
      state: 'approved',
    });
    expect(ledger.issuer.conflicts(next, 9)).toEqual([]);
    merge(ledger, 'A', 'B');
    expect(ledger.issuer.conflicts(next, 9)).toMatchObject([{ householdId: 'B', listId: 1 }]);
    // And the next plan waits for it.
    expect(ledger.cycles.lastLists(day(AS_OF + 8)).get('B')).toMatchObject({ validUntil: AS_OF + 24 });
  });
});

describe('the strictest word wins', () => {
  const inForce = (ledger: LedgerStore, on: Day, id: string): string[] =>
    (ledger.suppressions(on).get(id) ?? []).map(({ reason }) => reason);

  test('what keeps one from a list or a letter keeps the other', () => {
    const ledger = openLedgerIn(dataDir());
    const stop = { category: undefined, startDay: undefined, endDay: undefined };
    ledger.storeSuppression({ householdId: 'A', reason: 'no_mail', ...stop });
    ledger.storeSuppression({ householdId: 'B', reason: 'dispute', ...stop });
    merge(ledger, 'A', 'B');
    expect(inForce(ledger, AS_OF, 'B')).toEqual(['no_mail', 'dispute']);
    unmerge(ledger, 1);
    expect(inForce(ledger, AS_OF, 'B')).toEqual(['dispute']);
  });

  test('a hold of one holds the lists of the other', () => {
    const ledger = openLedgerIn(dataDir());
    const soup = offer('O1');
    const cycle = makeCycle(ledger, { lists: [plannedList('B', [soup])], offers: [soup], state: 'draft' });
    merge(ledger, 'A', 'B');
    ledger.holds.put({
      kind: 'household',
      id: 'A',
      reason: 'asked',
      heldBy: 'Ann',
      heldAt: at(1),
      cause: 'asked',
    });
    expect([...ledger.restrictions().heldHouseholds.keys()].sort()).toEqual(['A', 'B']);
    expect(ledger.holds.marks.due(cycle)).toEqual([1]);
    ledger.holds.marks.apply(cycle);
    unmerge(ledger, 1);
    expect(ledger.holds.marks.due(cycle)).toEqual([1]);
  });

  test('a list that was made for one who is part of another by now does not go out', () => {
    const ledger = openLedgerIn(dataDir());
    const soup = offer('O1');
    const wanted = { lists: [plannedList('A', [soup]), plannedList('B', [soup])], offers: [soup] };
    const cycle = makeCycle(ledger, { ...wanted, state: 'approved' });
    merge(ledger, 'A', 'B');
    const reasons = (id: string): string[] =>
      (ledger.suppressionsOfCycle(cycle).get(id) ?? []).map(({ reason }) => reason);
    expect([reasons('A'), reasons('B')]).toEqual([['merged'], []]);
    ledger.cycles.advance(cycle, 'approved', 'released');
    expect(reasons('A')).toEqual([]);
  });
});

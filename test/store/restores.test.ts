import { describe, expect, test } from 'vitest';
import type { LedgerStore } from '../../src/store/ledger/ledger-store.ts';
import { AS_OF, answer, makeCycle, offer, openLedgerIn, plannedList } from './ledger-room.ts';
import { connect, dataDir } from './room.ts';

const SOUP = offer('O1');

function withCycles(): { ledger: LedgerStore; dir: string } {
  const dir = dataDir();
  const ledger = openLedgerIn(dir);
  makeCycle(ledger, { lists: [plannedList('H1', [SOUP])], offers: [SOUP] });
  return { ledger, dir };
}

function record(ledger: LedgerStore, lastCycleId: number): void {
  ledger.restorations.record({
    takenAt: '2026-11-22T03:00:00.000Z',
    restoredAt: '2026-11-22T09:00:00.000Z',
    restoredBy: 'Ann',
    lastCycleId,
    releasedSince: [],
  });
}

describe('a list that a restore brought back', () => {
  test('takes nothing until it is settled, and then what it always took', () => {
    const { ledger } = withCycles();
    record(ledger, 1);
    expect(answer(ledger, { householdId: 'H1' })).toBe('ledger-restored');
    expect(ledger.restorations.atStake()).toEqual({ lists: 1, offers: 1, faceValueCents: 100 });
    ledger.restorations.settle('Ann', '2026-11-22T10:00:00.000Z');
    expect(ledger.restorations.unsettled()).toEqual([]);
    expect(answer(ledger, { householdId: 'H1' })).toBe('redeemed');
  });

  test('is not one of a cycle that was planned after it', () => {
    const { ledger } = withCycles();
    record(ledger, 1);
    makeCycle(ledger, {
      asOf: (AS_OF + 1) as typeof AS_OF,
      lists: [plannedList('H2', [SOUP])],
      offers: [SOUP],
    });
    expect(answer(ledger, { householdId: 'H2' })).toBe('redeemed');
    expect(answer(ledger, { householdId: 'H1', transactionId: 'T2' })).toBe('ledger-restored');
  });

  test('waits for every restore to be settled, and remembers what was replayed and which cycles went out', () => {
    const { ledger } = withCycles();
    record(ledger, 1);
    record(ledger, 7);
    ledger.restorations.countReplayed(3);
    ledger.restorations.wentOut([5, 4]);
    ledger.restorations.wentOut([4]);
    expect(ledger.restorations.unsettled()).toMatchObject([
      { lastCycleId: 1, replayed: 3, releasedSince: [4, 5] },
      { lastCycleId: 7, replayed: 3, releasedSince: [4, 5] },
    ]);
    ledger.restorations.settle('Ann', '2026-11-22T10:00:00.000Z', 5);
    expect(ledger.restorations.unsettled()).toMatchObject([{ lastCycleId: 1 }]);
  });
});

test('numbers that are skipped are given to nobody; the ones that are higher already stay', () => {
  const { ledger, dir } = withCycles();
  ledger.restorations.skipNumbers(
    new Map([
      ['list', 500],
      ['redemption', 90],
      ['cycle', 0],
    ]),
  );
  makeCycle(ledger, {
    asOf: (AS_OF + 14) as typeof AS_OF,
    lists: [plannedList('H1', [SOUP])],
    offers: [SOUP],
  });
  const lists = connect(dir, 'ledger').prepare('SELECT list_id FROM list ORDER BY list_id').pluck().all();
  expect(lists).toEqual([1, 501]);
  expect(ledger.cycles.all().map(({ cycleId }) => cycleId)).toEqual([1, 2]);
  expect(ledger.restorations.numbers().get('redemption')).toBe(90);
});

test('suppressions that another ledger knows are taken over, with the days that it has', () => {
  const { ledger } = withCycles();
  const row = { household_id: 'H1', reason: 'opted_out', category: '', start_day: 20_000, end_day: null };
  expect(ledger.restorations.mergeSuppressions([row])).toBe(1);
  expect(ledger.restorations.mergeSuppressions([row])).toBe(0);
  expect(ledger.restorations.mergeSuppressions([{ ...row, start_day: 19_000 }])).toBe(1);
  expect(ledger.restorations.suppressionRecords()).toEqual([{ ...row, start_day: 19_000 }]);
});

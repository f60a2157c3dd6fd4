import { describe, expect, test } from 'vitest';
import type { PlannedList } from '../../src/lists/planned-list.ts';
import { type Day, day } from '../../src/shared/day.ts';
import type { LedgerStore } from '../../src/store/ledger/ledger-store.ts';
import { AS_OF, answer, codeOf, makeCycle, offer, openLedgerIn, plannedList } from './ledger-room.ts';
import { dataDir } from './room.ts';

const WON = offer('O1', { limitHousehold: 2, taper: [50] });
const FORTNIGHT = 14;

/** A list that has the offer, as to a household of this relation. */
function listFor(householdId: string, relation: string, arm: PlannedList['arm'] = 'treatment'): PlannedList {
  const list = plannedList(householdId, [WON], arm);
  const facts = { offer: { relation, usage: 'heavy' } } as unknown as PlannedList['lines'][number]['facts'];
  return { ...list, lines: list.lines.map((line) => ({ ...line, facts })) };
}

function past(ledger: LedgerStore, householdId: string, before: Day = day(AS_OF + 60)) {
  return ledger.pastOffers([WON.terms], before)('O1', householdId);
}

function cycle(ledger: LedgerStore, no: number, ...lists: readonly PlannedList[]): number {
  return makeCycle(ledger, { asOf: day(AS_OF + no * FORTNIGHT), lists, offers: [WON] });
}

describe('what an offer was to a household', () => {
  test('is its first list that went out: when, and to what segment', () => {
    const ledger = openLedgerIn(dataDir());
    cycle(ledger, 0, listFor('A', 'rival'), listFor('G', 'rival', 'control'));
    cycle(ledger, 1, listFor('A', 'switcher'), listFor('B', 'lapsed'));
    const first = { since: AS_OF + 4, relation: 'rival', usage: 'heavy' };
    expect(past(ledger, 'A')).toEqual({ uses: 0, opening: first });
    expect(past(ledger, 'B')?.opening).toMatchObject({ since: AS_OF + 18, relation: 'lapsed' });
    expect(past(ledger, 'G')).toBeUndefined();
    expect(past(ledger, 'C')).toBeUndefined();
  });

  test('is known as of the day of the plan, and drafts and withdrawn cycles give nothing', () => {
    const ledger = openLedgerIn(dataDir());
    cycle(ledger, 0, listFor('A', 'rival'));
    expect(past(ledger, 'A', AS_OF)).toBeUndefined();
    expect(past(ledger, 'A', day(AS_OF + 1))).toBeDefined();
    const lists = [listFor('B', 'rival')];
    makeCycle(ledger, { asOf: day(AS_OF + 20), lists, offers: [WON], state: 'withdrawn' });
    makeCycle(ledger, { asOf: day(AS_OF + 21), lists, offers: [WON], state: 'approved' });
    expect(past(ledger, 'B')).toBeUndefined();
  });

  test('is still known when that cycle is over: the taper goes on where it stood', () => {
    const ledger = openLedgerIn(dataDir());
    const over = cycle(ledger, 0, listFor('A', 'rival'));
    const before = past(ledger, 'A');
    for (const _expired of ledger.closing.expire(over));
    expect(ledger.closing.close(over)).toBe(true);
    cycle(ledger, 1, listFor('A', 'loyal'));
    expect(past(ledger, 'A')).toEqual(before);
  });

  test('counts what was redeemed, and what those had who are one with it', () => {
    const ledger = openLedgerIn(dataDir());
    cycle(ledger, 0, listFor('A', 'rival'), listFor('B', 'loyal'));
    expect(answer(ledger, { listCode: codeOf(1), householdId: 'A' })).toBe('redeemed');
    expect(past(ledger, 'A')?.uses).toBe(1);
    expect(past(ledger, 'B')?.uses).toBe(0);
    cycle(ledger, 1, listFor('B', 'loyal'));
    ledger.households.add({
      kind: 'merge',
      householdId: 'A',
      intoId: 'B',
      by: 'Ann',
      at: '2026-11-22T01:30:00.000Z',
      reason: 'one kitchen',
      detail: {},
    });
    expect(past(ledger, 'B')).toMatchObject({ uses: 1, opening: { since: AS_OF + 4 } });
  });

  test('is not asked of offers without a taper or a limit', () => {
    const ledger = openLedgerIn(dataDir());
    cycle(ledger, 0, listFor('A', 'rival'));
    const plain = { offerId: 'O1', limitHousehold: undefined };
    expect(ledger.pastOffers([plain], day(AS_OF + 60))('O1', 'A')).toBeUndefined();
    const limited = { offerId: 'O1', limitHousehold: 2 };
    expect(ledger.pastOffers([limited], day(AS_OF + 60))('O1', 'A')).toBeUndefined();
  });
});

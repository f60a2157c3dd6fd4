import { expect, test } from 'vitest';
import { contentHash } from '../../src/checkout/content-hash.ts';
import { decideRedemption } from '../../src/checkout/decide.ts';
import { voidEntries } from '../../src/checkout/void.ts';
import { claimLines } from '../../src/settle/claims.ts';
import { day } from '../../src/shared/day.ts';
import type { LedgerStore } from '../../src/store/ledger/ledger-store.ts';
import { CONFIG } from '../checkout/build.ts';
import {
  AS_OF,
  answer,
  CAN,
  codeOf,
  makeCycle,
  offer,
  openLedgerIn,
  plannedList,
  REQUEST,
  redeem,
} from './ledger-room.ts';
import { connect, dataDir } from './room.ts';

const LAPSES_MS = 600_000;

/** Reserves the first list's special. @returns The redemption's number. */
function reserve(ledger: LedgerStore): number {
  const request = { ...REQUEST, lines: [CAN], listCode: codeOf(1) };
  const { redemptionId } = ledger.redemptions.redeem(
    request,
    {
      contentHash: contentHash(request),
      cardHouseholdId: undefined,
      codeIsOurs: true,
      nowMs: 0,
      reserveUntilMs: LAPSES_MS,
    },
    (asked, facts) => decideRedemption(asked, facts, CONFIG),
  );
  return redemptionId ?? 0;
}

test('a reservation that lapsed and is paid late does not go beyond what the household may have', () => {
  const ledger = openLedgerIn(dataDir());
  const once = offer('O1', { limitHousehold: 1 });
  makeCycle(ledger, { offers: [once], lists: [plannedList('H1', [once])] });
  makeCycle(ledger, { asOf: day(AS_OF + 14), offers: [once], lists: [plannedList('H1', [once])] });
  const redemptionId = reserve(ledger);
  expect(ledger.redemptions.lapse(LAPSES_MS)).toBe(1);
  const later = { transactionId: 'T2', listCode: codeOf(2), day: day(AS_OF + 20) };
  expect(answer(ledger, later)).toBe('redeemed');
  for (const step of ['tender', 'commit'] as const)
    expect(ledger.redemptions[step](redemptionId)).toEqual({ tag: 'rejected', reason: 'lapsed' });
  expect(ledger.identity().faults).toEqual([]);
});

test('a ledger is sound while a settlement is being written, and after it was killed', () => {
  const ledger = openLedgerIn(dataDir());
  const soup = offer('O1');
  makeCycle(ledger, { offers: [soup], lists: [plannedList('H1', [soup])] });
  expect(answer(ledger, { listCode: codeOf(1) })).toBe('redeemed');
  const { settlements } = ledger;
  const period = { fromDay: AS_OF, toDay: day(AS_OF + 30) };
  expect(settlements.begin(period, { by: 'Ann', at: new Date(0) })).toBe(true);
  expect([...settlements.takeEntries()]).toEqual([1]);
  expect(ledger.identity()).toMatchObject({ ok: true, faults: [] });
  settlements.end(claimLines);
  expect(ledger.identity()).toMatchObject({ ok: true, faults: [] });
});

test('a settlement that has nothing to settle does not ask for the lock that lanes need', () => {
  const dir = dataDir();
  const ledger = openLedgerIn(dir);
  const lane = connect(dir, 'ledger');
  lane.exec('BEGIN IMMEDIATE');
  const period = { fromDay: AS_OF, toDay: day(AS_OF + 30) };
  expect(ledger.settlements.begin(period, { by: 'Ann', at: new Date(0) })).toBe(false);
  lane.exec('ROLLBACK');
  lane.close();
});

test('beyond an offer’s total its paper is honoured, at the store’s charge; what is given back counts no more', () => {
  const ledger = openLedgerIn(dataDir());
  const soup = offer('O1', { limitTotal: 1 });
  makeCycle(ledger, { offers: [soup], lists: ['H1', 'H2', 'H3'].map((id) => plannedList(id, [soup])) });
  let visits = 0;
  const paid = (list: number) => {
    visits += 1;
    const { decision, redemptionId } = redeem(ledger, {
      transactionId: `V${visits}`,
      listCode: codeOf(list),
    });
    if (decision.tag !== 'redeemed') throw new Error(decision.tag);
    return {
      redemptionId,
      of: decision.spent.map(({ funderCents, storeCents }) => [funderCents, storeCents]),
    };
  };
  const first = paid(1);
  expect(first.of).toEqual([[100, 0]]);
  expect(paid(2).of).toEqual([[0, 100]]);
  for (const [redemptionId, of] of [
    [first.redemptionId, [[0, 100]]],
    [2, [[100, 0]]],
  ] as const) {
    ledger.redemptions.void(redemptionId ?? 0, voidEntries);
    const { redemptionId: again, of: split } = paid(3);
    expect(split).toEqual(of);
    ledger.redemptions.void(again ?? 0, voidEntries);
    expect(ledger.identity().faults).toEqual([]);
  }
});

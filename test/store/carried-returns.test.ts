import { describe, expect, test } from 'vitest';
import { type Day, day } from '../../src/shared/day.ts';
import type { HistoryStore } from '../../src/store/history/history-store.ts';
import type { CarriedReturn } from '../../src/store/history/returns.ts';
import { connect, dataDir, file, household, openHistoryIn, product, scan, TODAY, takeIn } from './room.ts';

const TOMORROW = day(TODAY + 1);
const FAR = day(TODAY + 100);
const soup = scan({ cardId: 'C1', quantityMilli: 3000, netCents: undefined });

/** One can of the soup that H1 bought today, brought back the same day. */
function goods(returnId: number, over: Partial<CarriedReturn> = {}): CarriedReturn {
  const same = { householdId: 'H1', productId: 'soup', saleDay: TODAY, returnDay: TODAY };
  return { returnId, ...same, quantityMilli: 1000, refundCents: 90, ...over };
}

/** A ledger with these returns. */
const ledger = (...returns: readonly CarriedReturn[]) => ({
  after: (returnId: number, limit: number) =>
    returns.filter((back) => back.returnId > returnId).slice(0, limit),
});

function room() {
  const dir = dataDir();
  const history = openHistoryIn(dir);
  history.inTransaction(() => history.storeMaster('households', household('H1', ['C1'])));
  return { dir, history };
}

function units(history: HistoryStore, asOf: Day = FAR): number[] {
  const householdNo = history.households.find('H1')?.householdNo ?? -1;
  return [...history.households.history(householdNo, asOf).quantityMilli];
}

describe('a return that is carried into the history', () => {
  test('is not bought any more, however often it is carried', () => {
    const { history } = room();
    takeIn(history, file('a', soup));
    expect(units(history)).toEqual([3000]);
    expect([1, 2].map(() => history.returns.carry(ledger(goods(1))))).toEqual([1, 0]);
    expect(units(history)).toEqual([2000]);
    expect(history.returns.carry(ledger(goods(1), goods(2)))).toBe(1);
    expect(units(history)).toEqual([1000]);
  });

  test('waits for its sale, and for its household and product, if nobody knows them yet', () => {
    const dir = dataDir();
    const history = openHistoryIn(dir);
    expect(history.returns.carry(ledger(goods(1)))).toBe(1);
    history.inTransaction(() => history.storeMaster('households', household('H1', ['C1'])));
    expect(units(history)).toEqual([]);
    takeIn(history, file('a', soup));
    expect(units(history)).toEqual([2000]);
  });

  test('holds for a receipt that is corrected afterwards, as far as that still has it', () => {
    const { history } = room();
    takeIn(history, file('a', soup));
    history.returns.carry(ledger(goods(1)));
    expect(units(history)).toEqual([2000]);
    takeIn(history, file('b', { ...soup, quantityMilli: 1000 }));
    expect(units(history)).toEqual([]);
    takeIn(history, file('c', { ...soup, quantityMilli: 5000 }));
    expect(units(history)).toEqual([4000]);
  });

  test('counts once when the register tells of it too, before or after', () => {
    const own = scan({
      ...soup,
      day: TOMORROW,
      transactionId: 'T2',
      lineType: 'return',
      quantityMilli: -1000,
    });
    for (const order of ['first', 'last'] as const) {
      const { history } = room();
      takeIn(history, file('a', soup));
      if (order === 'first') takeIn(history, file('b', own));
      history.returns.carry(ledger(goods(1)));
      expect(units(history)).toEqual([2000]);
      if (order === 'last') takeIn(history, file('b', own));
      expect(units(history)).toEqual([2000]);
    }
  });

  test('was still bought as of the days before', () => {
    const { history } = room();
    takeIn(history, file('a', soup));
    history.returns.carry(ledger(goods(1, { returnDay: day(TODAY + 4) })));
    for (const [later, expected] of [
      [5, [2000]],
      [4, [3000]],
      [5, [2000]],
      [0, []],
    ] as const) {
      expect(units(history, day(TODAY + later))).toEqual(expected);
    }
  });

  test('takes its refund off the spend, once, and not for goods that are no spend', () => {
    const { history } = room();
    takeIn(history, file('a', scan({ cardId: 'C1' })));
    history.returns.carry(ledger(goods(1)));
    const spend = () => {
      const householdNo = history.households.find('H1')?.householdNo ?? -1;
      return [...history.households.history(householdNo, FAR).spendCents];
    };
    expect(spend()).toEqual([10]);
    history.inTransaction(() => history.storeMaster('products', product('soup', { spend: false })));
    expect(spend()).toEqual([]);
  });
});

describe('carrying', () => {
  test('goes through a thousand and more', () => {
    const { history } = room();
    const many = Array.from({ length: 1200 }, (_, place) => goods(place + 1, { quantityMilli: 1 }));
    takeIn(history, file('a', soup));
    expect(history.returns.carry(ledger(...many))).toBe(1200);
    expect(units(history)).toEqual([1800]);
  });

  test('begins anew when the ledger has gone back to a backup', () => {
    const { history } = room();
    takeIn(history, file('a', soup));
    history.returns.carry(ledger(goods(1), goods(2), goods(3, { quantityMilli: 1 })));
    expect(units(history)).toEqual([999]);
    history.returns.carry(ledger(goods(1), goods(2)));
    expect(units(history)).toEqual([1000]);
    history.returns.carry(ledger(goods(1), goods(2, { quantityMilli: 500 })));
    expect(units(history)).toEqual([1500]);
    history.returns.carry(ledger());
    expect(units(history)).toEqual([3000]);
  });

  test('at a desk waits for nobody: what it leaves is carried by the next one', () => {
    const { dir, history } = room();
    takeIn(history, file('a', soup));
    const night = connect(dir, 'history');
    night.exec('BEGIN IMMEDIATE');
    expect(history.returns.carryIfFree(ledger(goods(1)))).toBeUndefined();
    night.exec('ROLLBACK');
    expect(history.returns.carryIfFree(ledger(goods(1)))).toBe(1);
    // A writer waits for another one for twenty seconds.
  }, 10_000);
});

import { describe, expect, test } from 'vitest';
import type { HouseholdHistory } from '../../src/history/household-history.ts';
import { type Day, day } from '../../src/shared/day.ts';
import type { HistoryStore } from '../../src/store/history/history-store.ts';
import type { Kinship } from '../../src/store/history/kinship.ts';
import { connect, dataDir, file, household, openHistoryIn, scan, TODAY, takeIn } from './room.ts';

const END = day(TODAY + 100);
const NOBODY: Kinship = { members: new Map(), reissued: [] };
const on = (later: number): Day => day(TODAY + later);

/** What C1 and nobody bought on ten days: a can on each, two on day 3, of which one came back on day 7. */
function room() {
  const dir = dataDir();
  const history = openHistoryIn(dir);
  const rows = Array.from({ length: 10 }, (_, later) => [
    scan({ transactionId: `T${later}`, cardId: 'C1', day: on(later) }),
    scan({ transactionId: `N${later}`, day: on(later), productId: 'milk' }),
  ]).flat();
  const extra = scan({ transactionId: 'T3', cardId: 'C1', day: on(3) });
  const back = { productId: 'soup', lineType: 'return', quantityMilli: -3000 } as const;
  takeIn(history, file('a', ...rows, extra, scan({ ...back, transactionId: 'B', cardId: 'C1', day: on(7) })));
  return { dir, history, db: connect(dir, 'history') };
}

function drop(history: HistoryStore, before: Day): number {
  history.retention.begin(before);
  return [...history.retention.drop()].reduce((sum, receipts) => sum + receipts, 0);
}

function historyOf(history: HistoryStore, householdId: string, asOf = END): HouseholdHistory {
  return history.households.history(history.households.find(householdId)?.householdNo ?? -1, asOf);
}

describe('lines before a day', () => {
  test('go with their receipts and versions, and leave every history as it was, as of days before it, too', () => {
    const { history, db } = room();
    takeIn(history, file('b', scan({ transactionId: 'T2', cardId: 'C1', day: on(2), quantityMilli: 4000 })));
    const days = [END, on(7), on(5), on(2)];
    const before = days.map((asOf) => historyOf(history, 'C1', asOf));
    expect(history.retention.count(on(6))).toEqual({ receipts: 12, lines: 13 });
    expect(drop(history, on(6))).toBe(12);
    expect(db.prepare('SELECT min(day) FROM receipt').pluck().get()).toBe(on(6));
    expect(db.prepare('SELECT count(*) FROM superseded_receipt').pluck().get()).toBe(0);
    expect(days.map((asOf) => historyOf(history, 'C1', asOf))).toEqual(before);
    db.exec('INSERT OR IGNORE INTO dirty_household SELECT household_no FROM household');
    expect(days.map((asOf) => historyOf(history, 'C1', asOf))).toEqual(before);
    expect([...history.cache.everybody()].flatMap(({ wrong }) => wrong)).toEqual([]);
    expect(history.retention.boundary()).toBe(on(6));
  });

  test('still tell who bought what, and when', () => {
    const { history } = room();
    const buyers = () => [...history.buyers.of('soup', on(2))];
    const [before] = buyers();
    drop(history, on(10));
    expect(buyers()).toEqual([{ ...before, storeIds: [] }]);
    expect([...history.buyers.of('soup', on(10))]).toEqual([]);
    expect([...history.buyers.of('milk', on(2))]).toEqual([]);
  });

  test('are kept count of, so that what is liked stays liked', () => {
    const { history } = room();
    const before = [...history.facts.popularity(END)];
    drop(history, on(4));
    drop(history, on(6));
    expect([...history.facts.popularity(END)]).toEqual(before);
    // As of a day before, nobody knows any more which sales were before that one.
    expect([...history.facts.popularity(on(5))]).toEqual(before.map(() => 0));
  });

  test('go in steps; one that is killed goes on, and comes to the same', () => {
    const [whole, cut] = [room(), room()];
    drop(whole.history, on(6));
    cut.history.retention.begin(on(6));
    const [first] = cut.history.retention.drop();
    expect(first).toBe(6);
    expect(cut.history.retention.unfinished()).toBe(on(6));
    cut.history.close();
    const again = openHistoryIn(cut.dir);
    expect([...again.retention.drop()]).toEqual([6]);
    expect(again.retention.unfinished()).toBeUndefined();
    const tables = ['receipt', 'card_base', 'product_base', 'retention', 'household_history'];
    for (const table of tables) {
      const rows = ({ db }: typeof whole) => db.prepare(`SELECT * FROM ${table}`).all();
      expect(rows(cut), table).toEqual(rows(whole));
    }
    expect([...again.retention.drop()]).toEqual([]);
  });

  test('of a card with more receipts than one transaction takes go in several', () => {
    const history = openHistoryIn(dataDir());
    const many = Array.from({ length: 6_000 }, (_, no) =>
      scan({ transactionId: `T${no}`, cardId: 'C1', day: on(no % 30) }),
    );
    takeIn(history, file('a', ...many), 6_000);
    const before = historyOf(history, 'C1');
    history.retention.begin(on(28));
    expect([...history.retention.drop()]).toEqual([5000, 600]);
    expect(historyOf(history, 'C1')).toEqual(before);
    expect([...history.cache.everybody()]).toEqual([{ compared: 1, marked: 0, wrong: [] }]);
  });

  test('of a file that was cut off are named, since half a receipt must not go', () => {
    const { history } = room();
    const rows = [scan({ transactionId: 'X', day: on(1) }), scan({ transactionId: 'Y', day: on(8) })];
    takeIn(history, file('half', ...rows), 1, 1);
    expect(history.retention.halfRead(on(6))).toEqual(['half']);
    expect(history.retention.halfRead(on(1))).toEqual([]);
  });
});

describe('what is kept of a card', () => {
  test('goes where the card goes', () => {
    const { history } = room();
    const before = historyOf(history, 'C1');
    drop(history, on(6));
    history.inTransaction(() => history.storeMaster('households', household('H1', ['C1'])));
    const { householdNo } = historyOf(history, 'H1');
    expect(historyOf(history, 'H1')).toEqual({ ...before, householdNo });
    expect([...historyOf(history, 'C1').days]).toEqual([]);
  });

  test('is divided with it when it is re-issued, and put together again', () => {
    const [dropped, kept] = [room(), room()];
    drop(dropped.history, on(8));
    const reissued = {
      eventId: 1,
      cardId: 'C1',
      fromDay: on(5),
      formerId: 'H9',
      formerForgotten: false,
      toId: 'H1',
    };
    const base = () => dropped.db.prepare('SELECT card_no, hex(lines) FROM card_base ORDER BY 1').all();
    const before = base();
    for (const { history } of [dropped, kept]) history.carryKinship({ ...NOBODY, reissued: [reissued] });
    for (const id of ['C1', 'H9', 'H1']) {
      for (const asOf of [END, on(4)])
        expect(historyOf(dropped.history, id, asOf).days).toEqual(historyOf(kept.history, id, asOf).days);
    }
    expect(base()).toHaveLength(2);
    dropped.history.carryKinship(NOBODY);
    expect(base()).toEqual(before);
  });

  test('is nobody’s when the household is forgotten', () => {
    const { history, db } = room();
    drop(history, on(6));
    const named = history.forget.namedOne('C1');
    if (named === undefined) throw new Error('nobody to forget');
    history.forget.erase(named, [], 'forgotten:x');
    expect(db.prepare('SELECT count(*) FROM card_base').pluck().get()).toBe(0);
    expect(db.pragma('foreign_key_check')).toEqual([]);
  });
});

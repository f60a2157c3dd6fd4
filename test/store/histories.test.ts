import { describe, expect, test } from 'vitest';
import type { HouseholdHistory } from '../../src/history/household-history.ts';
import type { Day } from '../../src/shared/day.ts';
import { historyReader } from '../../src/store/history/derived.ts';
import type { HistoryStore } from '../../src/store/history/history-store.ts';
import { connect, dataDir, file, household, openHistoryIn, product, scan, TODAY, takeIn } from './room.ts';

const TOMORROW = (TODAY + 1) as Day;
const soup = scan({ cardId: 'C1' });

function historyOf(history: HistoryStore, householdId: string, asOf = TOMORROW): HouseholdHistory {
  const found = history.households.find(householdId);
  if (found === undefined) throw new Error(`no household ${householdId}`);
  return history.households.history(found.householdNo, asOf);
}

const units = (history: HouseholdHistory): number[] => [...history.quantityMilli];

function room() {
  const dir = dataDir();
  return { dir, history: openHistoryIn(dir) };
}

describe('a history that was read before', () => {
  test('is read anew after a line that came without the card on it, for a receipt that has one', () => {
    const { history } = room();
    const half = file('a', soup, scan());
    takeIn(history, half, 1, 1);
    expect(units(historyOf(history, 'C1'))).toEqual([1000]);
    takeIn(history, half, 1);
    expect(units(historyOf(history, 'C1'))).toEqual([2000]);
  });

  test('is read anew when a later line names the card of a receipt that stood for the household of its list', () => {
    const { history } = room();
    const half = file('a', scan({ listCode: 'L1' }), scan({ cardId: 'C1' }));
    takeIn(history, half, 1, 1);
    expect(units(historyOf(history, 'H1'))).toEqual([1000]);
    takeIn(history, half, 1);
    expect([units(historyOf(history, 'H1')), units(historyOf(history, 'C1'))]).toEqual([[], [2000]]);
  });

  test('is read anew when a card finds its household, and when it moves to another one', () => {
    const { history } = room();
    takeIn(history, file('a', soup));
    expect(units(historyOf(history, 'C1'))).toEqual([1000]);
    for (const [to, from] of [
      ['H1', 'C1'],
      ['H2', 'H1'],
    ] as const) {
      history.inTransaction(() => history.storeMaster('households', household(to, ['C1'])));
      expect(units(historyOf(history, to))).toEqual([1000]);
      expect(units(historyOf(history, from))).toEqual([]);
      expect(history.households.householdOfCard('C1')).toBe(to);
    }
  });

  test('is summed anew when the product feed says that goods are no spend, and when it takes that back', () => {
    const { history } = room();
    takeIn(history, file('a', soup));
    expect([...historyOf(history, 'C1').spendCents]).toEqual([100]);
    history.inTransaction(() => history.storeMaster('products', product('soup', { spend: false })));
    expect([...historyOf(history, 'C1').spendCents]).toEqual([]);
    history.inTransaction(() => history.storeMaster('products', product('soup')));
    expect([...historyOf(history, 'C1').spendCents]).toEqual([100]);
  });

  test('is derived anew, and not a failure, when another version of the program wrote it or it is damaged', () => {
    const { dir, history } = room();
    takeIn(history, file('a', soup));
    const expected = historyOf(history, 'C1');
    const db = connect(dir, 'history');
    for (const bytes of [Buffer.from([250, 1, 2]), Buffer.from([1, 9]), Buffer.alloc(0)]) {
      expect(db.prepare('UPDATE household_history SET history = ?').run(bytes).changes).toBe(1);
      expect(historyOf(history, 'C1')).toEqual(expected);
    }
  });

  test('says of earlier days what was so then: goods taken back later were still bought', () => {
    const { history } = room();
    const back = scan({
      cardId: 'C1',
      day: (TODAY + 5) as Day,
      quantityMilli: -1000,
      lineType: 'return',
      transactionId: 'T2',
    });
    takeIn(history, file('a', soup, back));
    // The earlier day first as well: then nothing is cached yet.
    for (const [later, expected] of [
      [5, [1000]],
      [6, []],
      [5, [1000]],
      [0, []],
    ] as const) {
      expect(units(historyOf(history, 'C1', (TODAY + later) as Day))).toEqual(expected);
    }
  });
});

describe('while another process writes', () => {
  test('a history that was overtaken stays marked, so that the next reader derives it', () => {
    const { dir, history } = room();
    takeIn(history, file('a', soup));
    const householdNo = history.households.find('C1')?.householdNo ?? -1;
    const seen = historyReader(connect(dir, 'history'))(TOMORROW, (of) => {
      const before = of(householdNo);
      takeIn(history, file('b', scan({ cardId: 'C1', transactionId: 'T2' })));
      return before;
    });
    expect(units(seen)).toEqual([1000]);
    expect(units(historyOf(history, 'C1'))).toEqual([2000]);
  });

  test('a reader neither waits nor fails', () => {
    const { dir, history } = room();
    takeIn(history, file('a', soup));
    const other = connect(dir, 'history');
    other.exec('BEGIN IMMEDIATE');
    expect(units(historyOf(history, 'C1'))).toEqual([1000]);
    expect([...history.households.batches(TOMORROW, undefined)].flat()).toHaveLength(1);
    other.exec('ROLLBACK');
    takeIn(history, file('b', scan({ cardId: 'C1', transactionId: 'T2' })));
    expect(units(historyOf(history, 'C1'))).toEqual([2000]);
    // A writer waits for another one for twenty seconds.
  }, 10_000);
});

test('batches bring every household that bought before the day once, by id, with the history that it has alone', () => {
  const { history } = room();
  const cards = Array.from({ length: 600 }, (_, place) => `C${(place * 7919) % 600}`);
  takeIn(history, file('a', ...cards.map((cardId) => scan({ cardId, transactionId: cardId }))), 1000);
  takeIn(history, file('b', scan({ cardId: 'late', transactionId: 'late', day: TOMORROW })));
  for (const _again of ['derived', 'cached']) {
    const all = [...history.households.batches(TOMORROW, undefined)].flat();
    expect(all.map(({ household: { householdId } }) => householdId)).toEqual([...cards].sort());
    for (const { household: of, history: bought } of all.slice(0, 5)) {
      expect(history.households.history(of.householdNo, TOMORROW)).toEqual(bought);
    }
  }
});

test('what an ingest marked is derived in batches; one that is cut short leaves the rest marked', () => {
  const { dir, history } = room();
  const cards = Array.from({ length: 1300 }, (_, place) => `C${place}`);
  takeIn(history, file('a', ...cards.map((cardId) => scan({ cardId, transactionId: cardId }))), 2000);
  expect(history.marked.count()).toBe(1300);
  const [first] = history.marked.batches();
  expect(history.marked.count()).toBe(1300 - (first ?? 0));
  expect([...history.marked.batches()]).toEqual([1300 - (first ?? 0)]);
  expect(history.marked.count()).toBe(0);
  const found = [...history.cache.everybody()];
  expect(found.flatMap(({ wrong }) => wrong)).toEqual([]);
  expect(found.reduce((sum, { compared }) => sum + compared, 0)).toBe(1300);
  expect(connect(dir, 'history').prepare('SELECT count(*) FROM dirty_household').pluck().get()).toBe(0);
});

import { expect, test } from 'vitest';
import { type Day, day } from '../../src/shared/day.ts';
import type { HistoryStore } from '../../src/store/history/history-store.ts';
import { dataDir, file, openHistoryIn, product, scan, TODAY, takeIn } from './room.ts';

const on = (later: number): Day => day(TODAY + later);

/** Old cans from day 0 on, new ones from day 4 on; the feed names the new one before or after the receipts. */
function room(feedFirst = true) {
  const history = openHistoryIn(dataDir());
  const feed = () => {
    history.inTransaction(() => {
      history.storeMaster('products', product('old', { status: 'delisted' }));
      history.storeMaster('products', product('new', { replaces: 'old' }));
      history.storeMaster('products', product('newest', { replaces: 'new|gone' }));
    });
  };
  const sold = (later: number, productId: string, cardId?: string) =>
    scan({
      transactionId: `${productId}${later}`,
      day: on(later),
      productId,
      ...(cardId === undefined ? {} : { cardId }),
    });
  if (feedFirst) feed();
  takeIn(
    history,
    file('a', sold(0, 'old', 'C1'), sold(4, 'new', 'C1'), sold(5, 'old', 'C2'), sold(2, 'new')),
  );
  if (!feedFirst) feed();
  return history;
}

/** What stands for the old one as of a day. */
function standsFor(history: HistoryStore, asOf: Day, told = false): string | undefined {
  const { products } = history.facts.catalog();
  const noOf = (id: string) => products.findIndex((one) => one?.productId === id);
  return products[history.successions.asOf(asOf, told)?.[noOf('old')] ?? -1]?.productId;
}

test('a product is stood for by its successor from the day after a card first bought that one', () => {
  for (const history of [room(), room(false)]) {
    expect([on(3), on(4), on(5), on(90)].map((asOf) => standsFor(history, asOf))).toEqual([
      undefined,
      undefined,
      'new',
      'new',
    ]);
  }
});

test('before that, where the question is about days to come, if the feed calls the old one delisted', () => {
  const history = room();
  expect(standsFor(history, on(3), true)).toBe('new');
  history.inTransaction(() => history.storeMaster('products', product('old')));
  expect(standsFor(history, on(3), true)).toBeUndefined();
  expect(standsFor(history, on(5), true)).toBe('new');
});

test('it makes no difference that lines are dropped for their age', () => {
  const history = room();
  history.retention.begin(on(50));
  for (const _ of history.retention.drop());
  expect([on(4), on(5), on(90)].map((asOf) => standsFor(history, asOf))).toEqual([undefined, 'new', 'new']);
});

test('what was sold and voided on one receipt was not bought', () => {
  const history = room();
  const newest = scan({ transactionId: 'V', day: on(6), productId: 'newest', cardId: 'C1' });
  takeIn(history, file('b', newest, { ...newest, lineType: 'void', quantityMilli: -1000 }));
  expect(standsFor(history, on(9))).toBe('new');
  takeIn(history, file('c', { ...newest, transactionId: 'W' }));
  expect(standsFor(history, on(9))).toBe('newest');
});

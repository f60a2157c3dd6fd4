import { expect, test } from 'vitest';
import { CLOSED_AFTER_DAYS, lateStores, type StoreArrival } from '../../src/history/late-stores.ts';
import { addDays, formatDay } from '../../src/shared/day.ts';
import { date } from '../offers/build.ts';

const NEWEST = date('2026-11-21');
const store = (storeId: string, daysBehind: number | undefined): StoreArrival => ({
  storeId,
  lastDay: daysBehind === undefined ? undefined : addDays(NEWEST, -daysBehind),
});
const names = (stores: readonly StoreArrival[]): string[] => stores.map(({ storeId }) => storeId);

test('stores without the newest day are late; one that is silent for weeks is closed', () => {
  const stores = [
    store('101', 0),
    store('102', 1),
    store('103', CLOSED_AFTER_DAYS),
    store('104', CLOSED_AFTER_DAYS + 1),
    store('105', undefined),
  ];
  const { late, silent } = lateStores(stores, NEWEST);
  expect(names(late)).toEqual(['102', '103', '105']);
  expect(names(silent)).toEqual(['104']);
});

test('nobody is late where nothing ever came', () => {
  expect(lateStores([store('101', undefined)], undefined)).toEqual({
    newestDay: undefined,
    late: [],
    silent: [],
  });
});

test('all stores behind the newest day of a store that no feed names are late', () => {
  const { late, newestDay } = lateStores([store('101', 1), store('102', 2)], NEWEST);
  expect([names(late), newestDay === undefined ? '' : formatDay(newestDay)]).toEqual([
    ['101', '102'],
    '2026-11-21',
  ]);
});

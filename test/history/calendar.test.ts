import { describe, expect, test } from 'vitest';
import {
  type CalendarRules,
  type StoreDay,
  type StoreDays,
  storeCalendars,
} from '../../src/history/calendar.ts';
import { closedDays } from '../../src/history/closed-days.ts';
import { addDays, type Day, weekday } from '../../src/shared/day.ts';
import { date } from '../offers/build.ts';

/** A Saturday. */
const LAST = date('2026-11-21');
const RULES: CalendarRules = { isClosed: () => false, shortPercent: 50, lagDays: 1, began: undefined };
const SUNDAY = 6;

type Over = Readonly<Record<string, Partial<StoreDay> | undefined>>;

/** A store with 100 receipts on every day of some weeks but Sundays, and what differs on some days. */
function store(storeId: string, over: Over = {}, { weeks = 20, until = LAST as Day } = {}): StoreDays {
  const days = new Map<Day, StoreDay>();
  for (let day = addDays(LAST, 1 - 7 * weeks); day <= until; day = addDays(day, 1)) {
    const usual = { day, receipts: 100, lines: 900, netCents: 90_000, corrected: 0 };
    const arrived = addDays(day, 1);
    if (weekday(day) !== SUNDAY) days.set(day, { ...usual, arrived, changed: arrived });
  }
  for (const [text, change] of Object.entries(over)) {
    const day = date(text);
    const there = days.get(day);
    if (change === undefined) days.delete(day);
    else if (there !== undefined) days.set(day, { ...there, ...change });
  }
  const known = [...days.keys()].sort((a, b) => a - b);
  return { storeId, firstDay: known[0], lastDay: known.at(-1), days };
}

/** `state` of each day of the last two weeks that is neither on time nor closed. */
function findings(stores: readonly StoreDays[], rules: Partial<CalendarRules> = {}): string[] {
  return storeCalendars(stores, addDays(LAST, -13), LAST, { ...RULES, ...rules }).flatMap(
    ({ storeId, days }) =>
      days
        .filter(({ state }) => state !== 'on-time' && state !== 'closed')
        .map(({ day, state }) => `${storeId} ${day - LAST} ${state}`),
  );
}

describe('the calendar of a store', () => {
  test('has nothing to say of a store that sends every open day; Sundays are learnt', () => {
    expect(findings([store('101')])).toEqual([]);
    const [calendar] = storeCalendars([store('101')], addDays(LAST, -6), LAST, RULES);
    expect(calendar?.days.map(({ state }) => state)).toEqual(['closed', ...Array(6).fill('on-time')]);
    expect(calendar?.days.at(-1)?.usualReceipts).toBe(100);
  });

  test('misses a day on which the store usually has receipts', () => {
    expect(findings([store('101', { '2026-11-19': undefined })])).toEqual(['101 -2 missing']);
  });

  test('misses the newest day of all stores, too: a whole chain can fail to send', () => {
    const stores = ['101', '102'].map((id) => store(id, { '2026-11-21': undefined }));
    expect(findings(stores)).toEqual(['101 0 missing', '102 0 missing']);
  });

  test('misses nothing on a day that is known to be closed, once, every year, or for one store', () => {
    const stores = ['101', '102'].map((id) =>
      store(id, { '2026-11-19': undefined, '2026-11-20': undefined }),
    );
    const isClosed = closedDays([
      { storeId: undefined, when: { month: 11, dayOfMonth: 19 } },
      { storeId: '102', when: { day: date('2026-11-20') } },
    ]);
    expect(findings(stores, { isClosed })).toEqual(['101 -1 missing']);
  });

  test('a closed day does not unlearn its weekday', () => {
    // Closed on five of the eight Thursdays before the last one.
    const closed = [1, 2, 3, 4, 5].map((week) => addDays(date('2026-11-19'), -7 * week));
    const gone = Object.fromEntries(
      closed.map((day) => [new Date(day * 86_400_000).toISOString().slice(0, 10), undefined]),
    );
    const with101 = [store('101', { ...gone, '2026-11-19': undefined })];
    expect(findings(with101)).not.toContain('101 -2 missing');
    const isClosed = closedDays(closed.map((day) => ({ storeId: undefined, when: { day } })));
    expect(findings(with101, { isClosed })).toEqual(['101 -2 missing']);
  });

  test('finds a day short by the median of its weekday, which one wild week does not move', () => {
    const over = { '2026-11-13': { receipts: 5000 }, '2026-11-20': { receipts: 49 } };
    expect(findings([store('101', over)])).toEqual(['101 -1 short']);
    expect(findings([store('101', { '2026-11-20': { receipts: 50 } })])).toEqual([]);
  });

  test('of a small store half the usual is chance', () => {
    const small = (receipts: number): StoreDays => {
      const { days, ...rest } = store('101', { '2026-11-20': { receipts: receipts * 5 } });
      const few = [...days.values()].map((each) => ({ ...each, receipts: each.receipts / 5 }));
      return { ...rest, days: new Map(few.map((each) => [each.day, each])) };
    };
    // Of 20: three standard deviations below are 6.6.
    expect(findings([small(7)])).toEqual([]);
    expect(findings([small(6)])).toEqual(['101 -1 short']);
  });

  test('tells late from back-filled, and corrected from both', () => {
    const late = (days: number) => ({ arrived: addDays(date('2026-11-18'), days) });
    expect(findings([store('101', { '2026-11-18': late(2) })])).toEqual(['101 -3 late']);
    expect(findings([store('101', { '2026-11-18': late(2) })], { lagDays: 2 })).toEqual([]);
    expect(findings([store('101', { '2026-11-18': late(9) })])).toEqual(['101 -3 back-filled']);
    expect(findings([store('101', { '2026-11-18': late(9) })], { began: date('2026-11-20') })).toEqual([]);
    expect(findings([store('101', { '2026-11-18': late(9) })], { began: date('2026-11-19') })).toEqual([
      '101 -3 back-filled',
    ]);
    expect(findings([store('101', { '2026-11-18': { corrected: 3 } })])).toEqual(['101 -3 corrected']);
    expect(findings([store('101', { '2026-11-18': { arrived: undefined } })])).toEqual([]);
  });

  test('expects nothing before the first day, of a store that closed for good, or that never sent', () => {
    const young = store('103', {}, { weeks: 1 });
    const gone = store('104', {}, { until: addDays(LAST, -40) });
    const never: StoreDays = { storeId: '105', firstDay: undefined, lastDay: undefined, days: new Map() };
    const states = (of: StoreDays) =>
      storeCalendars([store('101'), store('102'), of], addDays(LAST, -13), LAST, RULES)[2]?.days.map(
        ({ state }) => state,
      );
    expect(states(young)?.slice(0, 7)).toEqual(Array(7).fill('before'));
    expect(new Set(states(gone))).toEqual(new Set(['gone']));
    expect(new Set(states(never))).toEqual(new Set(['never']));
  });

  test('a store too young for habits follows the others', () => {
    const young = store('103', { '2026-11-19': undefined }, { weeks: 1 });
    expect(findings([store('101'), store('102'), young]).filter((each) => each.includes('missing'))).toEqual([
      '103 -2 missing',
    ]);
  });
});

import { describe, expect, test } from 'vitest';
import { type ActivityRule, judgeActivity, type Visit } from '../../src/history/activity.ts';
import { day } from '../../src/shared/day.ts';

const RULE: ActivityRule = {
  tripsPerDay: 5,
  lanesPerDay: 4,
  storesPerDay: 3,
  busyDays: 3,
  busyPercent: 20,
  overlapMinutes: 10,
  overlaps: 5,
};

const HOUR = 3600;

function visit(on: number, over: Partial<Visit> = {}): Visit {
  return { day: day(20_000 + on), storeId: 'S1', registerId: 'R1', secondOfDay: 12 * HOUR, ...over };
}

/** So many trips on each of some days, an hour apart. */
function trips(days: number, aDay: number, of: (nth: number) => Partial<Visit> = () => ({})): Visit[] {
  return Array.from({ length: days * aDay }, (_, at) => {
    const nth = at % aDay;
    return visit(Math.floor(at / aDay), { secondOfDay: (8 + nth) * HOUR, ...of(nth) });
  });
}

const reasonsOf = (visits: readonly Visit[]): readonly string[] => judgeActivity(visits, RULE).reasons;

describe('no house card is', () => {
  test.each([
    ['a card that was never used', []],
    ['a household that shops twice a day, every day', trips(56, 2)],
    ['one that had a party on two days', [...trips(2, 9), ...trips(20, 1)]],
    [
      'one with three busy days among many',
      [...trips(3, 6), ...trips(30, 1).map((one) => visit(one.day - 19_990))],
    ],
    [
      'a couple that shares a telephone number, and shops at once now and then',
      trips(4, 2, (nth) => ({
        storeId: `S${nth}`,
        secondOfDay: 9 * HOUR + nth * 60,
      })),
    ],
    ['one that drives from store to store', trips(20, 2, (nth) => ({ storeId: `S${nth}` }))],
    ['one whose feed has no times', trips(30, 2, () => ({ secondOfDay: undefined }))],
  ])('%s', (_, visits) => {
    expect(reasonsOf(visits)).toEqual([]);
  });
});

describe('a house card is', () => {
  test.each([
    ['one that a cashier swipes for everybody', trips(10, 30), ['trips']],
    ['one that hangs at every lane', trips(10, 4, (nth) => ({ registerId: `R${nth}` })), ['lanes']],
    ['one that is known in every store', trips(5, 3, (nth) => ({ storeId: `S${nth}` })), ['stores']],
    [
      'one that is in two places at once',
      trips(6, 2, (nth) => ({ storeId: `S${nth}`, secondOfDay: 9 * HOUR + nth * 300 })),
      ['two-places'],
    ],
    ['one that is on shift three days a week', [...trips(3, 8), visit(10), visit(11)], ['trips']],
  ])('%s', (_, visits, reasons) => {
    expect(reasonsOf(visits)).toEqual(reasons);
  });

  test('with the evidence, whatever the order of its trips', () => {
    const visits = trips(10, 6, (nth) => ({ registerId: nth === 0 ? 'R9' : `R${nth % 2}` }));
    const { activity } = judgeActivity(visits, RULE);
    expect(activity).toEqual({
      trips: 60,
      days: 10,
      tripDays: 10,
      laneDays: 0,
      storeDays: 0,
      tripsMost: 6,
      lanesMost: 3,
      storesMost: 1,
      overlaps: 0,
      topLanePercent: 50,
      stores: 1,
    });
    expect(judgeActivity(visits.toReversed(), RULE).activity).toEqual(activity);
  });
});

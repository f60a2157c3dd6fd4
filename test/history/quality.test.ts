import { describe, expect, test } from 'vitest';
import { judgeNight, type StoreNight, TREND_NIGHTS_MIN, worstFirst } from '../../src/history/quality.ts';
import { median, modifiedZ, OUTLIER_SCORE, spreadOf } from '../../src/history/robust.ts';

describe('robust figures', () => {
  test('the median of an even number of values is between the two in the middle', () => {
    expect([median([]), median([3]), median([4, 1]), median([9, 1, 2])]).toEqual([undefined, 3, 2.5, 2]);
  });

  test('the median absolute deviation of the textbook: 1, 1, 2, 2, 4, 6, 9 has 1', () => {
    expect(spreadOf([1, 1, 2, 2, 4, 6, 9])).toEqual({ median: 2, mad: 1, meanDeviation: 15 / 7 });
  });

  test('a value far out is an outlier, and does not hide itself as it does from mean and standard deviation', () => {
    const values = [10, 10, 10, 11, 9, 10, 12, 8, 10, 100];
    const spread = spreadOf(values);
    if (spread === undefined) throw new Error('no spread');
    expect([spread.median, spread.mad]).toEqual([10, 0.5]);
    expect(modifiedZ(100, spread)).toBeCloseTo((0.6745 * 90) / 0.5, 10);
    expect(Math.abs(modifiedZ(12, spread))).toBeLessThan(OUTLIER_SCORE);
  });

  test('where more than half are the same, the mean deviation is the yardstick', () => {
    const spread = spreadOf([10, 10, 10, 10, 10, 10, 10, 100]);
    if (spread === undefined) throw new Error('no spread');
    expect(spread.mad).toBe(0);
    expect(modifiedZ(100, spread)).toBeCloseTo(90 / (1.253314 * 11.25), 10);
    expect(modifiedZ(10, spread)).toBe(0);
    expect(modifiedZ(1, { median: 0, mad: 0, meanDeviation: 0 })).toBe(Number.POSITIVE_INFINITY);
  });
});

const NIGHT: StoreNight = {
  storeId: '101',
  lines: 1000,
  receipts: 100,
  rejectedByReason: {},
  unknownProducts: 0,
  withoutCard: 140,
  withoutLineNo: 0,
  withoutAmount: 0,
  notPositive: 0,
  clockFaults: 0,
  again: 0,
  corrected: 0,
};
const LIMITS = { rejected: { warn: 1, stop: 5 }, unknown_products: { warn: 2 } };

function measured(night: Partial<StoreNight>, before: readonly StoreNight[] = []) {
  const report = judgeNight({ ...NIGHT, ...night }, before, LIMITS);
  return { level: report.level, of: new Map(report.measures.map((each) => [each.measure, each])) };
}

describe('one store in one night', () => {
  test.each([
    [10, 'ok'],
    [11, 'warn'],
    [52, 'warn'],
    [53, 'stop'],
  ])('of 1,000 accepted and %d rejected records: %s', (rejected, level) => {
    expect(measured({ rejectedByReason: { 'day-format': rejected } }).level).toBe(level);
  });

  test('a share of the records read is told for rejections, of the accepted lines for all else', () => {
    const { of } = measured({ lines: 900, rejectedByReason: { 'day-format': 60, 'id-scientific': 40 } });
    expect(of.get('rejected')?.percent).toBe(10);
    expect(measured({ unknownProducts: 21 }).of.get('unknown_products')).toMatchObject({
      percent: 2.1,
      level: 'warn',
    });
  });

  test('of a handful of records nothing is made', () => {
    expect(measured({ lines: 30, rejectedByReason: { 'day-format': 19 } }).level).toBe('ok');
  });

  test('a night without lines has no shares', () => {
    expect(measured({ lines: 0, withoutCard: 0 }).of.get('without_card')?.percent).toBe(0);
  });

  test('the trend needs a week of nights, and then sees what no limit is set for', () => {
    const nights = Array.from({ length: 14 }, (_, at) => ({ ...NIGHT, withoutCard: 135 + at }));
    const few = measured({ withoutCard: 900 }, nights.slice(0, TREND_NIGHTS_MIN - 1));
    expect(few.of.get('without_card')?.score).toBeUndefined();
    const { level, of } = measured({ withoutCard: 900 }, nights);
    expect(level).toBe('ok');
    expect(of.get('without_card')?.usualPercent).toBeCloseTo(14.15, 10);
    expect(of.get('without_card')?.score).toBeGreaterThan(OUTLIER_SCORE);
  });

  test('the worst comes first', () => {
    const judge = (storeId: string, night: Partial<StoreNight>, before: readonly StoreNight[] = []) =>
      judgeNight({ ...NIGHT, ...night, storeId }, before, LIMITS);
    const steady = Array.from({ length: 10 }, (_, at) => ({ ...NIGHT, withoutCard: 135 + at }));
    const order = worstFirst([
      judge('fine', {}),
      judge('few', { rejectedByReason: { encoding: 2 } }),
      judge('warned', { unknownProducts: 30 }),
      judge('stopped', { rejectedByReason: { encoding: 200 } }),
      judge('drifting', { withoutCard: 300 }, steady),
    ]).map(({ storeId }) => storeId);
    expect(order).toEqual(['stopped', 'warned', 'drifting', 'few', 'fine']);
  });
});

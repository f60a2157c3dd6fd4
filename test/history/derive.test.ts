import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EXACT_EVER, historyAsOf } from '../../src/history/derive.ts';
import type { HistoryLine } from '../../src/history/household-history.ts';
import type { Day } from '../../src/shared/day.ts';
import { LAST_DAY, line, someLines } from './lines.ts';

const everything = () => true;

function derive(lines: readonly HistoryLine[], asOf = LAST_DAY) {
  return historyAsOf(1, lines, asOf as Day, everything);
}

/** `[day, units in thousandths]` of product 7. */
function purchases(lines: readonly HistoryLine[]): [number, number][] {
  const { history } = derive(lines);
  const place = history.productNos.indexOf(7);
  if (place < 0) return [];
  const [from, until] = [history.starts[place] ?? 0, history.starts[place + 1] ?? 0];
  return [...history.days.subarray(from, until)].map((day, at) => [
    day,
    history.quantityMilli[from + at] ?? 0,
  ]);
}

const back = (changes: Parameters<typeof line>[0]) =>
  line({ lineType: 'return', quantityMilli: -1000, netCents: -100, ...changes });
const voided = (changes: Parameters<typeof line>[0]) => back({ lineType: 'void', ...changes });

describe('purchase days', () => {
  test.each<[string, HistoryLine[], [number, number][]]>([
    ['a sale is a purchase', [line()], [[10, 1000]]],
    ['two trips of one day are one purchase day', [line(), line({ receiptNo: 99 })], [[10, 2000]]],
    ['a sale of nothing is none', [line({ quantityMilli: 0 })], []],
    ['coupon lines are none', [line({ lineType: 'coupon' })], []],
    ['other lines are none', [line({ lineType: 'other' })], []],
    ['a void cancels its sale', [line(), voided({})], []],
    ['a void cancels a part', [line({ quantityMilli: 3000 }), voided({})], [[10, 2000]]],
    ['a void of another receipt cancels nothing', [line(), voided({ receiptNo: 99 })], [[10, 1000]]],
    ['a void of another product cancels nothing', [line(), voided({ productNo: 8 })], [[10, 1000]]],
    [
      'a void too many does not eat another receipt',
      [line(), voided({}), voided({}), line({ receiptNo: 99 })],
      [[10, 1000]],
    ],
    ['a return on the same day takes it back', [line(), back({ receiptNo: 99 })], []],
    ['a negative sale is a return', [line(), line({ day: 12, quantityMilli: -1000 })], []],
    ['a return takes from its own day first', [line(), line({ day: 12 }), back({ day: 12 })], [[10, 1000]]],
    [
      'a return takes from the latest earlier day',
      [line(), line({ day: 12 }), back({ day: 20 })],
      [[10, 1000]],
    ],
    ['a return walks on', [line(), line({ day: 12 }), back({ day: 20, quantityMilli: -1500 })], [[10, 500]]],
    [
      'a return skips days that are used up',
      [line(), line({ day: 12 }), back({ day: 13 }), back({ day: 14 })],
      [],
    ],
    ['a return does not reach forward', [line({ day: 20 }), back({})], [[20, 1000]]],
    [
      'a return of more than was bought leaves nothing over',
      [line(), back({ day: 12, quantityMilli: -9000 }), line({ day: 15 })],
      [[15, 1000]],
    ],
    ['a return of another product takes nothing', [line(), back({ day: 12, productNo: 8 })], [[10, 1000]]],
    [
      'a receipt of voids alone did not happen, and does not undo another one',
      [line(), voided({ receiptNo: 99 }), line({ receiptNo: 99, lineType: 'coupon' })],
      [[10, 1000]],
    ],
    ['a void beside a return leaves the return alone', [line(), back({ day: 12 }), voided({ day: 12 })], []],
  ])('%s', (_, lines, expected) => {
    expect(purchases(lines)).toEqual(expected);
  });

  test('lines of the as-of day and later are not seen', () => {
    const { history } = derive([line({ day: 10 }), line({ day: 11 }), back({ day: 11 })], 11);
    expect([...history.days]).toEqual([10]);
  });

  test('products are ascending, trips are the days with a purchase left', () => {
    const { history } = derive([
      line({ day: 12, productNo: 9 }),
      line(),
      line({ day: 14 }),
      back({ day: 14 }),
    ]);
    expect([...history.productNos]).toEqual([7, 9]);
    expect([...history.starts]).toEqual([0, 1, 2]);
    expect([...history.tripDays]).toEqual([10, 12]);
  });
});

describe('spend', () => {
  test('is the signed sum by day of all but "other" lines; unknown amounts count nothing', () => {
    const { history } = derive([
      line({ netCents: 250 }),
      line({ netCents: null }),
      line({ lineType: 'coupon', netCents: -50 }),
      line({ lineType: 'other', netCents: 9999 }),
      voided({ netCents: -30 }),
      back({ day: 12, netCents: -120 }),
      line({ day: 15, netCents: null }),
    ]);
    expect([...history.spendDays]).toEqual([10, 12]);
    expect([...history.spendCents]).toEqual([170, -120]);
  });

  test('knows nothing of a receipt that voids and neither sells nor takes back', () => {
    const undone = [
      voided({ receiptNo: 99, netCents: -349 }),
      line({ receiptNo: 99, lineType: 'coupon', netCents: -50 }),
    ];
    expect([...derive([line(), ...undone]).history.spendCents]).toEqual([100]);
    expect([
      ...derive([line(), ...undone, back({ receiptNo: 99, netCents: -1 })]).history.spendCents,
    ]).toEqual([-300]);
  });

  test('leaves out products that are not spend, which are bought all the same', () => {
    const { history } = historyAsOf(1, [line(), line({ productNo: 8 })], 40 as Day, (no) => no !== 7);
    expect([...history.spendCents]).toEqual([100]);
    expect([...history.productNos]).toEqual([7, 8]);
  });
});

describe('exactFrom', () => {
  test.each<[string, HistoryLine[], number]>([
    ['without returns, any day', [line(), voided({})], EXACT_EVER],
    ['a return of its own day reaches nowhere', [line(), back({})], EXACT_EVER],
    ['a return that finds nothing reaches nowhere', [back({ day: 12 })], EXACT_EVER],
    ['the day after a return that reached back', [line(), back({ day: 12 })], 13],
    [
      'the last of several, of whatever product',
      [line(), back({ day: 25 }), line({ productNo: 8 }), back({ day: 12, productNo: 8 })],
      26,
    ],
  ])('%s', (_, lines, expected) => {
    expect(derive(lines).exactFrom).toBe(expected);
  });
});

test('the order of lines does not matter', () => {
  const shuffled = someLines.chain((lines) =>
    fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length })),
  );
  fc.assert(
    fc.property(shuffled, ([lines, reordered]) => {
      expect(derive(reordered)).toEqual(derive(lines));
    }),
  );
});

test('the units left are those bought less those taken back, and never below zero', () => {
  fc.assert(
    fc.property(someLines, (lines) => {
      const { history } = derive(lines);
      expect(history.quantityMilli.every((milli) => milli > 0)).toBe(true);
      const sold = lines.filter((one) => one.lineType === 'sale' && one.quantityMilli > 0);
      const left = history.quantityMilli.reduce((a, b) => a + b, 0);
      expect(left).toBeLessThanOrEqual(sold.reduce((sum, one) => sum + one.quantityMilli, 0));
      expect(new Set(history.days)).toEqual(new Set(history.tripDays));
    }),
  );
});

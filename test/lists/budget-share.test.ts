import { describe, expect, test } from 'vitest';
import { emptyNextLists, PieceTally, shareInPieces, shareOfThisPlan } from '../../src/lists/budget-share.ts';
import { addDays } from '../../src/shared/day.ts';
import { date } from '../offers/build.ts';

const AS_OF = date('2026-03-01');
const PIECE = { mostMilli: 100, sizes: [100] };

function nextLists(byDay: Readonly<Record<number, number>>) {
  const all = emptyNextLists(14);
  for (const [days, households] of Object.entries(byDay)) all[Number(days)] = households;
  return all;
}

describe('the share of a plan', () => {
  test.each([
    ['everybody on one day, no further plan', { 0: 100 }, 13, 1],
    ['everybody on one day, one more plan on the last day', { 0: 100 }, 14, 1 / 2],
    ['everybody on one day, four plans', { 0: 100 }, 42, 1 / 4],
    [
      'a drop of every day of a fortnight',
      Object.fromEntries(Array.from({ length: 14 }, (_, d) => [d, 10])),
      13,
      1 / 14,
    ],
    ['the last day of the window', Object.fromEntries(Array.from({ length: 14 }, (_, d) => [d, 10])), 0, 1],
    ['a large drop today, a small one later', { 0: 90, 7: 10 }, 13, 0.9],
    ['the window ends before the next drop', { 0: 90, 7: 10 }, 6, 1],
    ['nobody at all', {}, 13, 1],
  ])('%s', (_, byDay, lastIn, expected) => {
    expect(shareOfThisPlan(nextLists(byDay), AS_OF, addDays(AS_OF, lastIn))).toBeCloseTo(expected, 12);
  });

  test('whatever drops there are, each household of a window has the same access to a budget', () => {
    const sizes = [31, 7, 55, 12, 40, 3, 29, 18, 66, 5, 21, 34, 9, 14];
    let left = 1_000_000;
    const perHousehold: number[] = [];
    for (let today = 0; today < 14; today++) {
      const next = nextLists(Object.fromEntries(sizes.map((size, drop) => [(drop - today + 14) % 14, size])));
      const part = left * shareOfThisPlan(next, addDays(AS_OF, today), addDays(AS_OF, 13));
      perHousehold.push(part / (sizes[today] ?? 1));
      left -= part;
    }
    expect(Math.max(...perHousehold) / Math.min(...perHousehold)).toBeCloseTo(1, 9);
    expect(left).toBeCloseTo(0, 3);
  });
});

describe('a share in whole pieces', () => {
  test('of no limit is no limit, and all of it stays all that lists can have of it', () => {
    expect(shareInPieces(Number.POSITIVE_INFINITY, 0.1, PIECE, 'D1', AS_OF)).toBe(Number.POSITIVE_INFINITY);
    expect(shareInPieces(777, 1, PIECE, 'D1', AS_OF)).toBe(700);
    expect(shareInPieces(777, 1, { ...PIECE, sizes: undefined }, 'D1', AS_OF)).toBe(777);
  });

  test('holds as many whole pieces by chance as it should, over many offers', () => {
    const limits = Array.from({ length: 4000 }, (_, no) =>
      shareInPieces(1000, 0.025, { ...PIECE, sizes: undefined }, `D${no}`, AS_OF),
    );
    const pieces = limits.map((limit) => Math.floor(limit / 100));
    expect(new Set(pieces)).toEqual(new Set([0, 1]));
    const mean = pieces.reduce((a, b) => a + b, 0) / pieces.length;
    // Four standard errors of a share of a quarter.
    expect(Math.abs(mean - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / pieces.length));
  });

  test('is of whole pieces alone where all are equal', () => {
    const limits = Array.from({ length: 400 }, (_, no) => shareInPieces(1000, 0.025, PIECE, `D${no}`, AS_OF));
    expect(new Set(limits)).toEqual(new Set([0, 100]));
    const tally = new PieceTally(Float64Array.of(1000, 1000, 130, 1000));
    for (const milli of [100, 100, 100]) tally.add(0, milli);
    // What is more than all that is left, no list can ever have.
    for (const milli of [140, 100]) for (const offer of [1, 2]) tally.add(offer, milli);
    for (let size = 1; size < 10; size++) tally.add(3, size);
    expect(tally.pieces()).toEqual([
      PIECE,
      { mostMilli: 140, sizes: [100, 140] },
      PIECE,
      { mostMilli: 9, sizes: undefined },
    ]);
  });

  test.each([
    [317, [300], 300],
    [317, [150, 200], 300],
    [349, [150, 200], 300],
    [350, [150, 200], 350],
    [90, [100, 140], 0],
    [1000, [100, 140], 1000],
  ])('is what lists can take together: of %i in %j, %i', (left, sizes, all) => {
    const piece = { mostMilli: sizes.at(-1) ?? 0, sizes };
    expect(shareInPieces(left, 1, piece, 'D1', AS_OF)).toBe(all);
  });

  test('has room for the largest piece, where it holds few', () => {
    const piece = { mostMilli: 200, sizes: undefined };
    const limits = Array.from({ length: 400 }, (_, no) => shareInPieces(1000, 0.1, piece, `D${no}`, AS_OF));
    expect(new Set(limits)).toEqual(new Set([0, 200]));
    // As much as its share, over many offers.
    expect(Math.abs(limits.reduce((a, b) => a + b, 0) / 400 - 100)).toBeLessThan(4 * (100 / 20));
  });

  test('never takes more than there is', () => {
    for (let no = 0; no < 200; no++)
      expect(shareInPieces(150, 0.9, PIECE, `D${no}`, AS_OF)).toBeLessThanOrEqual(150);
  });
});

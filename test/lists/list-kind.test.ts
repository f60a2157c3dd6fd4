import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { favour } from '../../src/lists/favour.ts';
import { LIST_KINDS, listKindOf } from '../../src/lists/list-kind.ts';
import { day } from '../../src/shared/day.ts';
import { historyOf } from '../offers/build.ts';
import { candidateOf, offerOf } from './build.ts';

const AS_OF = 20_000;

/** Trips every `gap` days, from so many days before the plan's until so many before. */
function trips(gap: number, from: number, until = 1): number[] {
  const days: number[] = [];
  for (let ago = from; ago >= until; ago -= gap) days.push(AS_OF - ago);
  return days;
}

const kindOf = (days: readonly number[], asOf = AS_OF, lapsedDays = 35) =>
  listKindOf(historyOf({ 0: days }), day(asOf), lapsedDays);

describe('a kind of list', () => {
  test.each([
    ['comes every week', trips(7, 365), 'regular'],
    ['never came', [], 'new'],
    ['first came 55 days ago', trips(7, 55), 'new'],
    ['first came 56 days ago', trips(7, 56), 'regular'],
    [
      'came every week, and every other week since eight weeks',
      [...trips(7, 365, 57), ...trips(14, 56)],
      'regular',
    ],
    [
      'came twice a week, and every other week since eight weeks',
      [...trips(3, 365, 57), ...trips(14, 56)],
      'declining',
    ],
    ['came once a fortnight, and not for a month', trips(14, 365, 33), 'regular'],
    ['came every week, not for 36 days', trips(7, 365, 36), 'lapsed'],
    ['came every week, not for 35 days', trips(7, 364, 35), 'regular'],
    [
      'came every week, and every fourth since eight weeks',
      [...trips(7, 364, 57), ...trips(28, 55)],
      'declining',
    ],
    ['comes every three weeks, not for 60 days', trips(21, 365, 60), 'regular'],
    ['came once, 36 days ago', [AS_OF - 36], 'lapsed'],
    ['comes more often than ever', [...trips(14, 365, 57), ...trips(2, 56)], 'regular'],
  ])('%s', (_, days, kind) => {
    expect(kindOf(days).kind).toBe(kind);
  });

  test('of a decline says the trips and since when', () => {
    // 52 trips in the half year before: 16 in eight weeks. 60 % of them is 9.6.
    const days = [...trips(3.5, 365, 57).map(Math.floor), ...trips(14, 56)];
    expect(kindOf(days)).toEqual({
      kind: 'declining',
      firstDay: AS_OF - 365,
      lastDay: AS_OF - 14,
      recentTrips: 4,
      usualTrips: 16,
      since: expect.closeTo(AS_OF - 18, -1),
    });
  });

  test('in decline stays so with single trips more, and is over at four fifths', () => {
    const before = trips(3, 365, 57);
    const kinds = (recent: number) => kindOf([...before, ...trips(56 / recent, 56).map(Math.floor)]).kind;
    // 18.5 trips by its own rate: begins at 11, over from 15.
    expect([5, 9].map(kinds)).toEqual(['declining', 'declining']);
    const came = [...before, ...trips(14, 56)];
    const later = (gap: number, until: number) =>
      kindOf(
        [...came, ...Array.from({ length: Math.floor(until / gap) }, (_, at) => AS_OF + at * gap)],
        AS_OF + until,
      ).kind;
    expect(later(5, 40)).toBe('declining');
    expect(later(3, 56)).toBe('regular');
  });

  test('is the same on other days, and sees nothing of the day itself or after', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(400), { minLength: 1, maxLength: 80 }),
        fc.integer({ min: -9_000, max: 9_000 }),
        (ago, shift) => {
          const days = ago.map((back) => AS_OF - 1 - back);
          const here = kindOf(days);
          const there = kindOf(
            [...days.map((on) => on + shift), AS_OF + shift, AS_OF + shift + 3],
            AS_OF + shift,
          );
          expect(there.kind).toBe(here.kind);
          expect((there.since ?? 0) - (here.since ?? 0)).toBe(here.since === undefined ? 0 : shift);
        },
      ),
      { numRuns: 200 },
    );
  });
});

test('a household in decline has what wins it back first, at twice its saving; others have it as it is', () => {
  const back = candidateOf({
    offer: offerOf({ offerId: 'BACK' }),
    productNo: 1,
    relation: 'lapsed',
    score: 30,
  });
  const basket = candidateOf({ offer: offerOf({ offerId: 'BASKET', kind: 'basket_off' }), score: 20 });
  const usual = candidateOf({
    offer: offerOf({ offerId: 'USUAL' }),
    productNo: 2,
    relation: 'loyal',
    score: 50,
  });
  const found = { candidates: [usual, back, basket], rejections: [], segments: () => new Map() };
  const scores = (kind: (typeof LIST_KINDS)[number]) =>
    favour(found, kind).candidates.map(({ score }) => score);
  expect(LIST_KINDS.map(scores)).toEqual([
    [50, 30, 20],
    [50, 30, 20],
    [50, 60, 40],
    [50, 60, 40],
  ]);
  expect(favour(found, 'declining').candidates.map(({ priced }) => priced)).toEqual(
    found.candidates.map(({ priced }) => priced),
  );
});

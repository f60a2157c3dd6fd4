import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Dice } from '../../scripts/simulate/random.ts';
import {
  addToTally,
  EMPTY_TALLY,
  errorsOf,
  type ListOutcome,
  type ListTally,
} from '../../src/measure/list-score.ts';
import { ratesOf } from '../../src/measure/score-band.ts';
import { historyOf, outcome } from './build.ts';

describe('a due line counts as bought', () => {
  test.each<[string, readonly number[], number]>([
    ['on the first day of the validity', [4], 1],
    ['on its last day', [17], 1],
    ['once, however often', [4, 9, 17], 1],
    ['not on the day before it', [3], 0],
    ['not on the day after it', [18], 0],
    ['when it was bought before, within, and after', [-7, 10, 20], 1],
  ])('%s', (_, days, bought) => {
    expect(addToTally(EMPTY_TALLY, outcome([[1, 0.5]], historyOf({ 1: days })))).toMatchObject({
      lists: 1,
      dueLines: 1,
      bought,
    });
  });

  test('not for a product that nobody knows any more, nor for a household that is gone', () => {
    const tally = addToTally(EMPTY_TALLY, outcome([[undefined, 0.25]], historyOf({ 1: [5] })));
    expect(addToTally(tally, outcome([[1, 0.25]], undefined))).toMatchObject({
      lists: 2,
      shoppers: 1,
      dueLines: 2,
      bought: 0,
      expectedMillionths: 500_000,
      naiveBought: 0,
    });
  });
});

/** Two households by hand: what the products are for, and what was bought of which line. */
function twoHouseholds(): ListTally {
  const first = outcome(
    [
      [1, 0.9],
      [2, 0.15],
      [3, 0.5],
      [4, 0.55],
      [5, 0.3],
      [6, 0.2],
    ],
    // Before the plan everybody was bought every ten days, and 1, 3 and 6 once more.
    historyOf({
      1: [-20, -10, 5],
      2: [-20, -10],
      3: [-20, -10, 8],
      4: [-20, -10],
      5: [-20, -10],
      6: [-20, -10, 17],
    }),
    { specials: [{ productNo: 3, probability: 0.25 }] },
  );
  const second = outcome(
    [
      [1, 1],
      [2, 0.02],
    ],
    historyOf({ 2: [-40, 6] }),
  );
  return [first, second].reduce(addToTally, EMPTY_TALLY);
}

test('lines are counted by probability, by place on the list, and apart for specials', () => {
  const { parts, ...tally } = twoHouseholds();
  expect(tally).toMatchObject({
    lists: 2,
    shoppers: 2,
    dueLines: 8,
    bought: 4,
    expectedMillionths: 3_620_000,
    // The first has all six products on each list; the second knows nothing but 2, and bought it.
    naiveBought: 4,
    favouritesBought: 4,
  });
  expect(parts.probability.map(({ lines, bought }) => [lines, bought])).toEqual([
    ...[
      [0, 0],
      [1, 1],
      [0, 0],
      [1, 0],
      [1, 1],
      [1, 0],
    ], // .02, .15, .2, .3
    ...[
      [0, 0],
      [2, 1],
      [0, 0],
      [0, 0],
      [0, 0],
      [2, 1],
    ], // .5 and .55, .9 and 1
  ]);
  // The sixth by likelihood is 2, of .15.
  expect(parts.place.map(({ lines, bought }) => [lines, bought])).toEqual([
    [7, 4],
    [1, 0],
    [0, 0],
    [0, 0],
  ]);
  expect(parts.place[1]?.expectedMillionths).toBe(150_000);
  expect(parts.special).toEqual([{ lines: 1, bought: 1, expectedMillionths: 250_000 }]);
});

test('errors are those of households, by hand', () => {
  const tally = twoHouseholds();
  // Bought 3 of 6 and 1 of 2: both exactly the half, so the share has no error. Ours less naive: 0 and 0.
  // Expected 2.6 and 1.02: missed by .4 and -.02, which is .19 more and less: 2/1 * (.21^2 + .21^2).
  const { bought, gain, miss } = errorsOf(tally);
  expect([bought, gain]).toEqual([0, 0]);
  expect(miss).toBeCloseTo(Math.sqrt(2 * 2 * 0.21 ** 2), 12);
  const third = addToTally(tally, outcome([[9, 0.5]], historyOf({ 1: [-9, 5] })));
  // Of nine lines four; the third household bought none of its line, and its naive list has the one that it bought.
  const residuals = [3 - (4 / 9) * 6, 1 - (4 / 9) * 2, -4 / 9];
  const gains = [6 / 9, 2 / 9, -1 + 1 / 9];
  const error = (of: number[]): number =>
    Math.sqrt((3 / 2) * of.reduce((sum, each) => sum + each ** 2, 0)) / 9;
  expect(errorsOf(third).bought).toBeCloseTo(error(residuals), 12);
  expect(errorsOf(third).gain).toBeCloseTo(error(gains), 12);
});

test('lists add up to the same in any order', () => {
  const list = fc.tuple(
    fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.double({ min: 0, max: 1, noNaN: true })), {
      maxLength: 5,
    }),
    fc.dictionary(
      fc.integer({ min: 1, max: 5 }).map(String),
      fc.uniqueArray(fc.integer({ min: -60, max: 17 })).map((days) => days.sort((a, b) => a - b)),
    ),
  );
  fc.assert(
    fc.property(fc.array(list, { maxLength: 8 }), (lists) => {
      const outcomes = lists.map(([due, purchases]) => outcome(due, historyOf(purchases)));
      const sum = (all: readonly ListOutcome[]) => all.reduce(addToTally, EMPTY_TALLY);
      expect(sum(outcomes.toReversed())).toEqual(sum(outcomes));
    }),
  );
});

// 20,000 lines with their own true probabilities: the standard error of the share is 0.3 of a percent.
test('probabilities that are true are met', () => {
  const dice = new Dice(1991).stream(1, 1);
  let tally = EMPTY_TALLY;
  for (let list = 0; list < 2000; list++) {
    const lines = Array.from({ length: 10 }, (_, n) => [n + 1, dice.unit()] as const);
    const bought = lines.filter(([, probability]) => dice.chance(probability)).map(([n]) => [n, [9]]);
    tally = addToTally(tally, outcome(lines, historyOf(Object.fromEntries(bought))));
  }
  expect(Math.abs(tally.bought - tally.expectedMillionths / 1e6) / tally.dueLines).toBeLessThan(0.015);
  // Lines are independent here: the error over households is that over lines, the root of sum p (1 - p), 57.7.
  expect((errorsOf(tally).miss ?? 0) / 57.7).toBeCloseTo(1, 1);
});

test('without a due line there is no rate, and with one household no error', () => {
  const rates = (tally: ListTally) => ratesOf({ ...tally, errors: errorsOf(tally) });
  expect(rates(EMPTY_TALLY)).toBeUndefined();
  expect(rates(addToTally(EMPTY_TALLY, outcome([[1, 0.5]], undefined)))).toEqual({
    bought: 0,
    predicted: 0.5,
    naive: 0,
    favourites: 0,
    gain: { share: 0 },
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Dice } from '../../scripts/simulate/random.ts';
import type { HouseholdHistory } from '../../src/history/household-history.ts';
import { addToTally, EMPTY_TALLY, hitRate, type ListOutcome } from '../../src/measure/list-score.ts';
import { addDays } from '../../src/shared/day.ts';
import { date } from '../offers/build.ts';

const AS_OF = date('2026-10-01');
const FROM = addDays(AS_OF, 4);
const UNTIL = addDays(AS_OF, 17);

/** A household's purchase days by product number, as days after planning. */
function historyOf(purchases: Readonly<Record<number, readonly number[]>>): HouseholdHistory {
  const productNos = Object.keys(purchases).map(Number);
  const days: number[] = [];
  const starts = [0];
  for (const productNo of productNos) {
    days.push(...(purchases[productNo] ?? []).map((after) => AS_OF + after));
    starts.push(days.length);
  }
  return {
    householdNo: 1,
    tripDays: Int32Array.from(new Set(days)).sort(),
    spendDays: new Int32Array(),
    spendCents: new Float64Array(),
    productNos: Int32Array.from(productNos),
    starts: Int32Array.from(starts),
    days: Int32Array.from(days),
    quantityMilli: new Int32Array(days.length).fill(1000),
  };
}

function outcome(
  due: readonly (readonly [number | undefined, number])[],
  history: HouseholdHistory | undefined,
  over: Partial<ListOutcome> = {},
): ListOutcome {
  return {
    due: due.map(([productNo, probability]) => ({ productNo, probability })),
    onSpecial: new Set(),
    history,
    asOf: AS_OF,
    validFrom: FROM,
    validUntil: UNTIL,
    listable: () => true,
    ...over,
  };
}

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
    expect(addToTally(tally, outcome([[1, 0.25]], undefined))).toEqual({
      lists: 2,
      shoppers: 1,
      dueLines: 2,
      bought: 0,
      expectedMillionths: 500_000,
      naiveLines: 0,
      naiveBought: 0,
    });
  });
});

test('the naive list has what was bought most often before the plan, as long as the list, and nothing on special', () => {
  const history = historyOf({
    1: [-80, -60, -40, -20, 6], // the favourite, on special
    2: [-70, -50, -30, 10], // next: bought
    3: [-45, -25], // next: not bought
    4: [-90, -10, 8], // as often, bought later than 3: before it
    5: [-1, 5], // once
    6: [-200, -199, -198, -197], // a habit that is over
    7: [-9, -8, -7, -6, -5], // never on a list
  });
  const tally = addToTally(
    EMPTY_TALLY,
    outcome(
      [
        [2, 0.5],
        [3, 0.5],
        [5, 0.5],
      ],
      history,
      { onSpecial: new Set([1]), listable: (productNo) => productNo !== 7 },
    ),
  );
  expect(tally).toMatchObject({ dueLines: 3, bought: 2, naiveLines: 3, naiveBought: 2 });
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
  const rate = hitRate(tally);
  expect(Math.abs((rate?.bought ?? 0) - (rate?.predicted ?? 1))).toBeLessThan(0.015);
});

test('without a due line there is no rate', () => {
  expect(hitRate(EMPTY_TALLY)).toBeUndefined();
  expect(hitRate(addToTally(EMPTY_TALLY, outcome([[1, 0.5]], undefined)))).toEqual({
    bought: 0,
    predicted: 0.5,
    naive: undefined,
  });
});

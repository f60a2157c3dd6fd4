import { expect, test } from 'vitest';
import { favouritesList, meanIntervalList, type NaiveRules } from '../../src/measure/naive-list.ts';
import { AS_OF, historyOf, outcome } from './build.ts';

/** In homes from the 4th to the 17th day after the plan. */
function rules(over: Partial<NaiveRules> = {}): NaiveRules {
  return { ...outcome([], undefined), length: 20, ...over };
}

test('the mean interval: due in the validity, then nearest to it, the shorter gap first, once bought last', () => {
  const history = historyOf({
    1: [-50, -25, -5], // gap 22.5, due on day 17.5: half a day too late
    2: [-30, -10], // gap 20, due on day 10
    3: [-9, -2], // gap 7, due on day 5
    4: [-40, -20], // gap 20, due on day 0: four days too early
    5: [-300, -290], // gap 10, due 280 days ago, which it stays for ever
    6: [-3], // no gap
    7: [-60], // no gap, older
    8: [-5, 5], // bought once before the plan: what came later was not known
    9: [6], // not bought before it
  });
  expect(meanIntervalList(history, rules())).toEqual([3, 2, 1, 4, 5, 6, 8, 7]);
  expect(meanIntervalList(history, rules({ length: 3 }))).toEqual([3, 2, 1]);
  expect(meanIntervalList(history, rules({ length: 0 }))).toEqual([]);
});

test('the favourites: most purchase days of half a year, the newest among equals', () => {
  const history = historyOf({
    1: [-80, -60, -40, -20],
    2: [-45, -25],
    3: [-90, -10, 8], // as often before the plan as 2, and later
    4: [-200, -199, -198, -197], // a habit that is over
    5: [-1],
    6: [7],
  });
  expect(AS_OF).toBeGreaterThan(200);
  expect(favouritesList(history, rules())).toEqual([1, 3, 2, 5]);
});

test.each([
  ['mean interval', meanIntervalList],
  ['favourites', favouritesList],
])('%s: one product for a need, none that may not be listed, none of a need on special', (_, list) => {
  const history = historyOf({
    1: [-21, -14, -7],
    2: [-20, -10],
    3: [-9, -2],
    4: [-30, -25, -20],
    5: [-8, -1],
  });
  // 1 and 4 are of one need, 2 may stand on no list, 5 is on special.
  const needs: Record<number, number> = { 1: 100, 3: 300, 4: 100, 5: 500 };
  const chosen = list(history, rules({ needOf: (productNo) => needs[productNo], onSpecial: new Set([500]) }));
  expect(chosen.toSorted()).toEqual([1, 3]);
});

import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { scheduleDays } from '../../src/cadence/cutoffs.ts';
import { fitObserved } from '../../src/cadence/fit.ts';
import { type Learned, learnChain } from '../../src/cadence/learn.ts';
import { fitModel, modelOf, overAll } from '../../src/cadence/model.ts';
import { scoreHousehold } from '../../src/cadence/score.ts';
import type { HouseholdHistory } from '../../src/history/household-history.ts';
import { truncateHistory } from '../../src/history/truncate.ts';
import type { Day } from '../../src/shared/day.ts';
import { categories, household, named, randomChain } from './chain.ts';

const END = 480 as Day;
const AS_OF = 460 as Day;
const PRODUCTS = categories(0, 0, 1, 1, -1, 2, 2, 2, 3, 3);
const WHOLE = randomChain(5, 150, 10, 0, END);
const WINDOW = { asOf: AS_OF, leadDays: 4, horizonDays: 14 };

function cutTo(day: Day, chain: readonly HouseholdHistory[] = WHOLE): HouseholdHistory[] {
  return chain.map((history) => truncateHistory(history, day)).filter(({ days }) => days.length > 0);
}

function learn(histories: readonly HouseholdHistory[], window = WINDOW, products = PRODUCTS): Learned {
  return overAll(learnChain(products, window), () => histories.map(named));
}

describe('on a chain with history enough', () => {
  let learned: Learned;
  beforeAll(() => {
    learned = learn(cutTo(AS_OF));
  });

  test('the fit is better than the closed form on the window that neither knew, and becomes the model', () => {
    const { tested } = learned;
    expect(tested?.scores.logLoss).toBeLessThan(tested?.closedForm.logLoss ?? 0);
    expect(tested?.scores.ece).toBeLessThan(0.05);
    expect(modelOf(learned).fit).toBe(tested?.fit);
    // Every window was over: the newest day's on the as-of day, the tested ones' on the newest day.
    const days = tested?.fit.days ?? [];
    expect(tested?.heldOutDay).toBe(days.at(-1));
    expect((days.at(-1) ?? 0) + 18).toBeLessThanOrEqual(AS_OF);
    expect(days.map((day) => (AS_OF - day) % 7)).toEqual(days.map(() => 0));
  });

  test('the order of households does not change a bit', () => {
    const shuffled = fc.shuffledSubarray(cutTo(AS_OF), { minLength: cutTo(AS_OF).length });
    fc.assert(
      fc.property(shuffled, (chain) => {
        const again = learn(chain);
        expect(again.tested?.fit).toStrictEqual(learned.tested?.fit);
        expect(again.tested?.scores).toStrictEqual(learned.tested?.scores);
      }),
      { numRuns: 2 },
    );
  });

  test('what is bought on or after the day changes no prediction', () => {
    const now = cutTo(AS_OF);
    const later = cutTo(AS_OF, [
      ...WHOLE.map((history) => withMore(history, AS_OF)),
      household(999, [0, AS_OF], [3, AS_OF + 5]),
    ]);
    expect(learn(later).tested?.fit).toStrictEqual(learned.tested?.fit);
    for (const [place, history] of now.entries()) {
      const scored = scoreHousehold(modelOf(learned), history, WINDOW);
      expect(scoreHousehold(modelOf(learn(later)), later[place] ?? history, WINDOW)).toStrictEqual(scored);
      if (place > 3) break;
    }
  });

  test('the same numbers whatever the numbers of products are', () => {
    const newNo = [4, 2, 5, 0, 9, 1, 8, 3, 6, 7];
    const renamed = {
      ...categories(...newNo.map((_, no) => PRODUCTS.categoryNo[newNo.indexOf(no)] ?? -1)),
      products: newNo.map((_, no) => ({ productId: String(newNo.indexOf(no)) })),
    };
    const moved = cutTo(AS_OF).map((history) => renumbered(history, newNo));
    const again = overAll(learnChain(renamed as never, WINDOW), () => moved.map(named));
    expect(again.tested?.fit).toStrictEqual(learned.tested?.fit);
  });

  test('a fit is of use for its own window only', () => {
    const [history = household(0)] = cutTo(AS_OF);
    expect(() => scoreHousehold(modelOf(learned), history, { ...WINDOW, horizonDays: 7 })).toThrow(
      RangeError,
    );
    expect(() => scoreHousehold(modelOf(learned), history, { ...WINDOW, asOf: END })).toThrow(RangeError);
  });

  test('mean probability and share bought agree, also in the window after the day', () => {
    const truth = new Map(WHOLE.map((history) => [history.householdNo, history]));
    let [chance, bought, pairs] = [0, 0, 0];
    const window = { ...WINDOW, leadDays: 0 };
    const model = fitModel(() => cutTo(AS_OF).map(named), PRODUCTS, window);
    for (const history of cutTo(AS_OF)) {
      const scored = scoreHousehold(model, history, window);
      for (const [place, productNo] of scored.productNos.entries()) {
        chance += scored.probability[place] ?? 0;
        bought += Number(buys(truth.get(history.householdNo), productNo, AS_OF, AS_OF + 14));
        pairs += 1;
      }
    }
    expect(Math.abs(chance - bought) / pairs).toBeLessThan(0.04);
  });
});

describe('where there is too little to learn, the closed form answers', () => {
  const trips = (step: number) => Array.from({ length: Math.floor(460 / step) }, (_, n) => n * step);
  test.each<[string, HouseholdHistory[], number]>([
    ['nobody ever came', [], 460],
    ['one trip', [household(1, [0, 450])], 460],
    ['one household, one product', [household(1, [0, ...trips(7)])], 460],
    ['less than 21 days', randomChain(1, 300, 10, 440, 460), 460],
    ['nothing bought twice', Array.from({ length: 900 }, (_, no) => household(no, [no % 10, no % 400])), 460],
    [
      'everything bought every day',
      Array.from({ length: 40 }, (_, no) => household(no, [0, ...trips(1)], [1, ...trips(1)])),
      460,
    ],
  ])('%s', (_, chain, asOf) => {
    const window = { asOf: asOf as Day, leadDays: 0, horizonDays: 14 };
    const model = fitModel(() => chain.map(named), PRODUCTS, window);
    expect(model.fit).toBeUndefined();
    for (const history of chain.slice(0, 5)) {
      const { probability } = scoreHousehold(model, history, window);
      expect(probability.every((p) => p >= 0 && p <= 1)).toBe(true);
    }
  });

  test('a chain of nine weeks already has a fit', () => {
    const chain = randomChain(2, 400, 10, 0, 65);
    const window = { asOf: 65 as Day, leadDays: 0, horizonDays: 14 };
    expect(learn(chain, window).tested?.fit.days).toEqual([23, 30, 37, 44, 51]);
  });
});

test('a feature that is no number for a single pair is an error that names it, not a worse fit', () => {
  const pairs = 2_000;
  const observed = {
    names: ['due', 'late'],
    rows: Float64Array.from({ length: 2 * pairs }, (_, at) => Math.sin(at)),
    labels: Uint8Array.from({ length: pairs }, (_, row) => (row % 3) & 1),
  };
  expect(fitObserved(observed, observed.names)?.weights).toHaveLength(3);
  observed.rows[2 * 1234 + 1] = Number.NaN;
  expect(() => fitObserved(observed, observed.names)).toThrow('late is no number for some pair');
});

describe('the days of a fit', () => {
  const days = (firstDay: number, asOf: number, leadDays: number, horizonDays: number) =>
    scheduleDays(firstDay, { asOf: asOf as Day, leadDays, horizonDays });

  test('four weeks apart with 400 days of history, a week apart with less', () => {
    const long = days(0, 400, 0, 14);
    expect(long.days).toEqual([22, 50, 78, 106, 134, 162, 190, 218, 246, 274, 302, 330, 358, 386]);
    expect(long.tested).toBe(13);
    const short = days(0, 399, 0, 14);
    expect(short.days.slice(-3)).toEqual([371, 378, 385]);
    expect(short.days.length).toBe(14);
  });

  test('for any window, all are over in time', () => {
    const asOfs = fc.integer({ min: 0, max: 1500 });
    const leads = fc.integer({ min: 0, max: 56 });
    fc.assert(
      fc.property(asOfs, leads, fc.integer({ min: 1, max: 56 }), (asOf, lead, horizon) => {
        const found = days(0, asOf, lead, horizon);
        const newest = found.days.at(-1) ?? 0;
        expect(found.days.every((day) => day >= 21 && day + lead + horizon <= asOf)).toBe(true);
        const tested = found.days.slice(0, found.tested);
        expect(tested.every((day) => day + lead + horizon <= newest)).toBe(true);
        expect(found.days.length === 0 || tested.length > 0).toBe(true);
      }),
    );
  });
});

function buys(
  history: HouseholdHistory | undefined,
  productNo: number,
  from: number,
  until: number,
): boolean {
  const place = history?.productNos.indexOf(productNo) ?? -1;
  if (history === undefined || place < 0) return false;
  const days = history.days.subarray(history.starts[place], history.starts[place + 1]);
  return days.some((day) => day >= from && day < until);
}

function rowsOf(history: HouseholdHistory): [number, ...number[]][] {
  return [...history.productNos].map((productNo, place) => [
    productNo,
    ...history.days.subarray(history.starts[place], history.starts[place + 1]),
  ]);
}

/** Everything that it ever bought, once more from a day on. */
function withMore(history: HouseholdHistory, day: number): HouseholdHistory {
  return household(
    history.householdNo,
    ...rowsOf(history).map(([no, ...days]): [number, ...number[]] => [no, ...days, day, day + 3]),
  );
}

function renumbered(history: HouseholdHistory, newNo: readonly number[]): HouseholdHistory {
  return household(
    history.householdNo,
    ...rowsOf(history).map(([no, ...days]): [number, ...number[]] => [newNo[no] ?? 0, ...days]),
  );
}

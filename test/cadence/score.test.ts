import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type HouseholdScores, scoreHousehold } from '../../src/cadence/score.ts';
import type { HouseholdHistory } from '../../src/history/household-history.ts';
import { categories, household, learn, randomChain, unfitted } from './chain.ts';

const PRODUCTS = categories(0, 0, 1, 1, -1, 2);
const AS_OF = 300;
const CHAIN = randomChain(3, 30, 6, 0, AS_OF);
const POPULATION = learn(PRODUCTS, CHAIN, AS_OF);

function score(history: HouseholdHistory, leadDays: number, horizonDays: number, population = POPULATION) {
  return scoreHousehold(unfitted(population), history, {
    asOf: population.priors.asOf,
    leadDays,
    horizonDays,
  });
}

function rowsOf(history: HouseholdHistory): [number, ...number[]][] {
  return [...history.productNos].map((productNo, place) => [
    productNo,
    ...history.days.subarray(history.starts[place], history.starts[place + 1]),
  ]);
}

const someHousehold = fc.constantFrom(...CHAIN);
const someLead = fc.integer({ min: 0, max: 8 });
const someHorizon = fc.integer({ min: 1, max: 56 });

describe('for any household and window', () => {
  test('probabilities lie in [0, 1], and expected days within the window', () => {
    fc.assert(
      fc.property(someHousehold, someLead, someHorizon, (history, lead, horizon) => {
        const { probability, expectedDay } = score(history, lead, horizon);
        expect(probability.every((p) => p >= 0 && p <= 1)).toBe(true);
        const inside = (day: number) => day >= AS_OF + lead && day < AS_OF + lead + horizon;
        expect(expectedDay.every(inside)).toBe(true);
      }),
    );
  });

  test('a longer window is never less likely', () => {
    fc.assert(
      fc.property(someHousehold, someLead, fc.integer({ min: 1, max: 55 }), (history, lead, horizon) => {
        const shorter = score(history, lead, horizon).probability;
        const longer = score(history, lead, horizon + 1).probability;
        expect(longer.every((p, place) => p >= (shorter[place] ?? 1) - 1e-12)).toBe(true);
      }),
    );
  });

  test('the facts beside the probability are those of the history', () => {
    fc.assert(
      fc.property(someHousehold, (history) => {
        const scores = score(history, 0, 14);
        const rows = rowsOf(history).map(([, ...days]) => days);
        expect([...scores.purchases]).toEqual(rows.map((days) => days.length));
        expect([...scores.lastDay]).toEqual(rows.map((days) => days.at(-1)));
        expect(scores.gapMedianDays.every((days) => days > 0 && Math.round(days * 10) / 10 === days)).toBe(
          true,
        );
      }),
    );
  });
});

describe('what must not matter', () => {
  test('the calendar: shifted by whole days, everything stays and the expected days shift', () => {
    for (const shift of [-20_000, 1, 20_000]) {
      const moved = CHAIN.map((history) =>
        household(
          history.householdNo,
          ...rowsOf(history).map(([no, ...days]): [number, ...number[]] => [
            no,
            ...days.map((day) => day + shift),
          ]),
        ),
      );
      const population = learn(PRODUCTS, moved, AS_OF + shift);
      for (const [place, history] of moved.entries()) {
        const before = score(CHAIN[place] ?? history, 4, 14);
        const after = score(history, 4, 14, population);
        expect(after.probability).toEqual(before.probability);
        expect(after.expectedDay).toEqual(before.expectedDay.map((day) => day + shift));
      }
    }
  });

  test('the numbers of products and households', () => {
    const newNo = [4, 2, 5, 0, 3, 1];
    const renamed = (category: number) => (category < 0 ? -1 : (category + 1) % 3);
    const products = categories(
      ...newNo.map((_, no) => renamed(PRODUCTS.categoryNo[newNo.indexOf(no)] ?? -1)),
    );
    const moved = CHAIN.map((history, place) =>
      household(
        9000 - place,
        ...rowsOf(history).map(([no, ...days]): [number, ...number[]] => [newNo[no] ?? 0, ...days]),
      ),
    );
    const population = learn(products, moved, AS_OF);
    for (const [place, history] of moved.entries()) {
      const before = byProduct(score(CHAIN[place] ?? history, 0, 14));
      const after = byProduct(score(history, 0, 14, population));
      for (const [no, p] of before) expect(after.get(newNo[no] ?? -1)).toBeCloseTo(p, 9);
    }
  });
});

describe('at the edges', () => {
  test('a household that never came has no scores', () => {
    expect(score(household(1), 0, 14).probability.length).toBe(0);
  });

  test('a chain before its first line has priors that hold nothing and break nothing', () => {
    const population = learn(PRODUCTS, [], AS_OF);
    expect(population.priors.logGapMean.every(Number.isFinite)).toBe(true);
    const { probability } = score(household(1, [0, 290]), 0, 14, population);
    expect(probability[0]).toBeGreaterThan(0);
    expect(probability[0]).toBeLessThan(1);
  });

  test('one household that bought one thing once is scored on the fallbacks', () => {
    const only = household(1, [0, 290]);
    const { probability, gapMedianDays } = score(only, 0, 14, learn(PRODUCTS, [only], AS_OF));
    expect(gapMedianDays[0]).toBe(28);
    expect(probability[0]).toBeGreaterThan(0);
    expect(probability[0]).toBeLessThan(1);
  });

  test('clockwork buying, whose gaps have no variance at all, is expected on its day', () => {
    const weekly = household(1, [0, ...Array.from({ length: 30 }, (_, week) => 87 + 7 * week)]);
    const { probability, expectedDay } = score(weekly, 0, 14, learn(PRODUCTS, [weekly], AS_OF));
    // Last bought on day 290, so next on 297, before the window opens; it is due now.
    expect(probability[0]).toBeGreaterThan(0);
    const due = learn(PRODUCTS, [weekly], 291);
    const soon = score(weekly, 0, 14, due);
    expect(soon.probability[0]).toBeGreaterThan(0.9);
    expect(Math.abs((soon.expectedDay[0] ?? 0) - 297)).toBeLessThanOrEqual(1);
    expect(expectedDay[0]).toBeGreaterThanOrEqual(300);
  });

  test('a product bought once is less likely than one bought every week', () => {
    const weekly = Array.from({ length: 30 }, (_, week) => 90 + 7 * week);
    const { probability } = score(household(1, [0, ...weekly], [1, 292]), 0, 14);
    expect(probability[0]).toBeGreaterThan(3 * (probability[1] ?? 1));
  });

  test('a product long given up is all but certain not to be bought', () => {
    const trips = Array.from({ length: 40 }, (_, n) => 20 + 7 * n);
    const { probability } = score(household(1, [0, 20, 27, 34, 41, 48, 55], [1, ...trips]), 0, 14);
    expect(probability[0]).toBeLessThan(0.01);
  });

  test.each([
    [-1, 14],
    [57, 14],
    [0.5, 14],
    [0, 0],
    [0, 57],
    [0, 1.5],
  ])('a window with lead %d and horizon %d is refused', (lead, horizon) => {
    expect(() => score(household(1, [0, 10]), lead, horizon)).toThrow(RangeError);
  });
});

test('with a lead, a weekly product is likelier in the window than its next purchase alone would say', () => {
  // Bought yesterday, every 7 days: with a lead of 8 days the next purchase is mostly over before the window begins.
  const weekly = household(1, [0, ...Array.from({ length: 30 }, (_, week) => AS_OF - 1 - 7 * week)]);
  const late = score(weekly, 8, 7, learn(PRODUCTS, [weekly], AS_OF));
  expect(late.probability[0]).toBeGreaterThan(0.75);
});

function byProduct(scores: HouseholdScores): Map<number, number> {
  return new Map([...scores.productNos].map((no, place) => [no, scores.probability[place] ?? 0]));
}

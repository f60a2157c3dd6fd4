import { beforeAll, describe, expect, test } from 'vitest';
import type { Population } from '../../src/cadence/population.ts';
import { scoreHousehold } from '../../src/cadence/score.ts';
import type { HouseholdHistory } from '../../src/history/household-history.ts';
import type { Day } from '../../src/shared/day.ts';
import { categories, dice, household, learn, normalDice, unfitted } from './chain.ts';

/**
 * A made-up chain whose truth is known: every pair renews with log-normal gaps (whole days, rounded up), its mean log gap
 * drawn around the product's. A sixth of the pairs are given up at some time.
 */
const AS_OF = 500;
const HOUSEHOLDS = 300;
/** Median gap of each product, in days; two categories. */
const PRODUCT_GAP_DAYS = [5, 8, 12, 20, 30, 45];
const PRODUCTS = categories(0, 0, 0, 1, 1, 1);
/** Standard deviations: of a pair's mean log gap around its product's, and of a gap around its pair's mean. */
const BETWEEN = 0.4;
const WITHIN = 0.45;

type TruePair = { readonly days: readonly number[]; readonly gapMedianDays: number };

function simulate(seed: number): TruePair[][] {
  const roll = dice(seed);
  const normal = normalDice(roll);
  return Array.from({ length: HOUSEHOLDS }, () =>
    PRODUCT_GAP_DAYS.map((usual) => {
      const logMean = Math.log(usual) + BETWEEN * normal();
      const until = roll() < 1 / 6 ? AS_OF * roll() : AS_OF + 80;
      const days: number[] = [];
      let day = Math.floor(roll() * 40);
      while (day < until) {
        days.push(day);
        day += Math.ceil(Math.exp(logMean + WITHIN * normal()));
      }
      return { days, gapMedianDays: Math.exp(logMean) };
    }),
  );
}

const truth = simulate(20);
const chain: HouseholdHistory[] = truth.map((pairs, no) =>
  household(
    no,
    ...pairs.map(({ days }, p): [number, ...number[]] => [p, ...days.filter((day) => day < AS_OF)]),
  ),
);

/** Every scored pair: its probability, and whether it was bought in the window. */
function outcomes(population: Population, leadDays: number, horizonDays: number) {
  return chain.flatMap((history, no) => {
    const scores = scoreHousehold(unfitted(population), history, {
      asOf: AS_OF as Day,
      leadDays,
      horizonDays,
    });
    return [...scores.productNos].map((productNo, place) => {
      const start = AS_OF + leadDays;
      const first = truth[no]?.[productNo]?.days.find((day) => day >= start && day < start + horizonDays);
      return {
        p: scores.probability[place] ?? 0,
        bought: first !== undefined,
        lateDays: (first ?? 0) - (scores.expectedDay[place] ?? 0),
        gapRatio: (scores.gapMedianDays[place] ?? 0) / (truth[no]?.[productNo]?.gapMedianDays ?? 1),
        purchases: scores.purchases[place] ?? 0,
      };
    });
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

describe('a simulated chain gives its truth back', () => {
  let population: Population;
  beforeAll(() => {
    population = learn(PRODUCTS, chain, AS_OF);
  });

  test('the spread of mean log gaps, and their variance within a pair', () => {
    // The pairs' spread includes the part that the household's offset explains, which is none here.
    expect(population.logGapSpread).toBeCloseTo(BETWEEN ** 2, 1);
    // Rounding up to whole days blurs the shortest gaps only.
    expect(population.priors.logGapVariance[4]).toBeGreaterThan(0.9 * WITHIN ** 2);
    expect(population.priors.logGapVariance[4]).toBeLessThan(1.1 * WITHIN ** 2);
  });

  test('the median gap of pairs with ten purchases or more, within 5 percent on average', () => {
    const ratios = outcomes(population, 0, 14).filter(({ purchases }) => purchases >= 10);
    expect(ratios.length).toBeGreaterThan(800);
    // A gap is rounded up, by half a day on average.
    expect(mean(ratios.map(({ gapRatio }) => gapRatio))).toBeGreaterThan(0.98);
    expect(mean(ratios.map(({ gapRatio }) => gapRatio))).toBeLessThan(1.1);
  });

  test.each([
    [0, 14],
    [4, 14],
    [0, 7],
    [4, 28],
  ])('lead %d, horizon %d: as many are bought as were foretold, within a tenth', (lead, horizon) => {
    const all = outcomes(population, lead, horizon);
    const foretold = mean(all.map(({ p }) => p));
    const observed = mean(all.map(({ bought }) => (bought ? 1 : 0)));
    expect(Math.abs(foretold / observed - 1)).toBeLessThan(0.1);
  });

  test('within each third of the probabilities, too', () => {
    const all = outcomes(population, 4, 14).sort((a, b) => a.p - b.p);
    for (const third of [0, 1, 2]) {
      const some = all.slice((third * all.length) / 3, ((third + 1) * all.length) / 3);
      const gap = mean(some.map(({ p }) => p)) - mean(some.map(({ bought }) => (bought ? 1 : 0)));
      expect(Math.abs(gap)).toBeLessThan(0.08);
    }
  });

  test('expected days are neither early nor late: half of the purchases come by then', () => {
    const bought = outcomes(population, 4, 14).filter((one) => one.bought);
    const byThen = mean(bought.map(({ lateDays }) => (lateDays <= 0 ? 1 : 0)));
    expect(byThen).toBeGreaterThan(0.45);
    expect(byThen).toBeLessThan(0.65);
  });
});

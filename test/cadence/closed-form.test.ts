import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scoreHousehold } from '../../src/cadence/score.ts';
import type { HouseholdHistory } from '../../src/history/household-history.ts';
import type { Day } from '../../src/shared/day.ts';
import { type Categories, categories, household, learn, randomChain, unfitted } from './chain.ts';
import { naiveProbability } from './naive.ts';

function scores(
  products: Categories,
  chain: readonly HouseholdHistory[],
  asOf: number,
  lead: number,
  days: number,
) {
  const population = learn(products, chain, asOf);
  const answers = new Map<string, number>();
  for (const history of chain) {
    const scored = scoreHousehold(unfitted(population), history, {
      asOf: asOf as Day,
      leadDays: lead,
      horizonDays: days,
    });
    for (const [place, productNo] of scored.productNos.entries()) {
      answers.set(`${history.householdNo}/${productNo}`, scored.probability[place] ?? Number.NaN);
    }
  }
  return answers;
}

function expectClose(actual: Map<string, number>, expected: Map<string, number>) {
  expect([...actual.keys()]).toEqual([...expected.keys()]);
  for (const [pair, probability] of expected) {
    expect(Math.abs((actual.get(pair) ?? Number.NaN) - probability), pair).toBeLessThan(1e-5);
  }
}

describe('a chain of three households, by hand', () => {
  // As of day 100, one category. Household 1 bought product 0 on days 70, 75, 95 (gaps 5 and 20), household 2 on 60
  // and 88 (gap 28), household 3 bought product 1 on 95. First day 60, so silence begins before day 80.
  const chain = [household(1, [0, 70, 75, 95]), household(2, [0, 60, 88]), household(3, [1, 95])];
  const products = categories(0, 0);
  const population = learn(products, chain, 100);

  test('the priors', () => {
    const { priors } = population;
    // 2 of 3 pairs repeat. Product 0: (2 + 10 * 2/3) / (2 + 10); product 1: (0 + 10 * 2/3) / (1 + 10).
    expect(priors.repeatShareChain).toBeCloseTo(2 / 3, 12);
    expect([...priors.repeatShare].map((share) => share.toFixed(6))).toEqual(['0.722222', '0.606061']);
    // ln 100 + ln 28 over 3 gaps: 2.645792; one category, so everything is pulled to itself.
    expect(priors.logGapMean[0]).toBeCloseTo(2.645792, 5);
    expect(priors.logGapMean[1]).toBeCloseTo(2.645792, 5);
    // Only household 1 has two gaps: (ln 4)^2 / 2 = 0.960906 on one degree of freedom.
    expect(priors.logGapVariance[1]).toBeCloseTo(0.960906, 5);
  });

  test('the population: too few pairs for a spread, and nobody fell silent', () => {
    expect(population.logGapSpread).toBe(0.3);
    // Before day 80 there were two first purchases and one second; none was a last one: 0.6 / 4, 0.6 / 3, 0.6 / 2.
    const hazards = [1, 2, 3].map((ordinal) => {
      const odds = population.dropoutOdds[ordinal] ?? 0;
      return odds / (1 + odds);
    });
    expect(hazards[0]).toBeCloseTo(0.15, 12);
    expect(hazards[1]).toBeCloseTo(0.2, 12);
    expect(hazards[2]).toBeCloseTo(0.3, 12);
    // (1 - 0.722222) / 0.722222 over 1/2.
    expect(population.dropoutFactor[0]).toBeCloseTo(0.769231, 6);
  });

  test('the first household', () => {
    // Offset (4.605170 - 2 * 2.645792) / 12 = -0.057201, prior 2.588591; kap 0.960906 / 0.3 = 3.203020;
    // mu (4.605170 + 3.203020 * 2.588591) / 5.203020 = 2.478653; sd sqrt(0.960906 + 0.184684) = 1.070322.
    // F(5) = Phi(-0.812105) = 0.208365, F(19) = Phi(0.435183) = 0.668285: p_ren 0.580974.
    // Odds 0.3 / 0.7 * 0.769231: dropped 0.247934, alive 0.705994: p_mix 0.410164.
    // Trips 70, 75, 95: N_90 = D_90 = 2.580787, q = 2.616898 / 3.080787; v_30 0.090207, v_90 0.096347: p_trip 0.915620.
    const scored = scoreHousehold(unfitted(population), chain[0] ?? household(0), {
      asOf: 100 as Day,
      leadDays: 0,
      horizonDays: 14,
    });
    expect(scored.probability[0]).toBeCloseTo(Math.sqrt(0.410164 * 0.91562), 5);
    expect([...scored.purchases, ...scored.lastDay]).toEqual([3, 95]);
    // e^2.478653 = 11.925.
    expect([...scored.gapMedianDays]).toEqual([11.9]);
  });
});

describe('a plain second writing of the model agrees to 1e-5', () => {
  /** Makes every ratio of the plain writing defined: a pair with two gaps, and one that did not repeat. */
  const anchor = household(1000, [0, 10, 31, 44], [1, 50]);
  const products = categories(0, 0, 1, 2, -1, -1);

  test('on small random chains, products without a category being one of their own', () => {
    const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
    const windows = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 56 }));
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 6 }), windows, (seed, households, [lead, days]) => {
        const chain = [...randomChain(seed, households, 6, 0, 120), anchor].filter(
          (one) => one.days.length > 0,
        );
        const expected = naiveProbability(products, chain, 120, lead, days);
        // The plain writing knows of no delisting: what has gone is due to nobody.
        const { gone } = learn(products, chain, 120).priors.lines;
        for (const pair of expected.keys()) {
          if (gone[Number(pair.split('/')[1])] === 1) expected.set(pair, 0);
        }
        expectClose(scores(products, chain, 120, lead, days), expected);
      }),
      { numRuns: 40 },
    );
  });

  test('on a chain with pairs enough for a spread of its own, and over a year of history', () => {
    const chain = randomChain(7, 25, 6, 0, 500);
    const asOf = 500;
    expect(learn(products, chain, asOf).logGapSpread).not.toBe(0.3);
    expectClose(scores(products, chain, asOf, 0, 14), naiveProbability(products, chain, asOf, 0, 14));
    expectClose(scores(products, chain, asOf, 4, 14), naiveProbability(products, chain, asOf, 4, 14));
  });
});

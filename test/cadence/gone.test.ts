import { describe, expect, test } from 'vitest';
import { scoreHousehold } from '../../src/cadence/score.ts';
import { categories, household, learn, unfitted } from './chain.ts';

const AS_OF = 400;
const HOUSEHOLDS = 12;
const every = (step: number, from: number, until: number): number[] =>
  Array.from({ length: Math.max(0, Math.ceil((until - from) / step)) }, (_, n) => from + n * step);

/** Everybody buys product 0 once a week until the chain's last day, and product 1 until another. */
function fateOf({ buyers = HOUSEHOLDS, until = AS_OF, chainUntil = AS_OF, again = [] as number[] }) {
  const chain = Array.from({ length: HOUSEHOLDS }, (_, no) =>
    household(
      no,
      [0, ...every(7, no % 7, chainUntil)],
      [1, ...(no < buyers ? every(7, no % 7, until) : []), ...again],
    ),
  );
  const population = learn(categories(0, 0), chain, AS_OF);
  const [first] = chain;
  if (first === undefined) throw new Error('no household');
  const window = { asOf: population.priors.asOf, leadDays: 4, horizonDays: 14 };
  const { probability } = scoreHousehold(unfitted(population), first, window);
  const { lines, lastSold } = population.priors;
  return { probability: probability[1], isGone: lines.gone[1] === 1, lastSold: lastSold[1] };
}

describe('a product that everybody bought, and nobody does', () => {
  test.each([28, 40, 61, 100, 168])('for %d days is due to nobody', (days) => {
    const { probability, isGone, lastSold } = fateOf({ until: AS_OF - days });
    // Every day somebody bought it.
    expect({ probability, isGone, lastSold }).toEqual({
      probability: 0,
      isGone: true,
      lastSold: AS_OF - days - 1,
    });
  });

  test('for less than four weeks may only be resting', () => {
    expect(fateOf({ until: AS_OF - 27 }).isGone).toBe(false);
  });

  test('and then somebody buys again is sold again', () => {
    expect(fateOf({ until: AS_OF - 100, again: [AS_OF - 28] }).isGone).toBe(false);
  });

  test('for longer than half a year may come back with its season', () => {
    expect(fateOf({ until: AS_OF - 200 }).isGone).toBe(false);
  });
});

test('what few bought may have no line in four weeks by chance', () => {
  // Two households have eight lines in four weeks, three have twelve.
  expect(fateOf({ buyers: 2, until: AS_OF - 28 }).isGone).toBe(false);
  expect(fateOf({ buyers: 3, until: AS_OF - 28 })).toMatchObject({ probability: 0, isGone: true });
});

test('where no receipts of four weeks came in, nothing is known to be gone', () => {
  expect(fateOf({ until: AS_OF - 28, chainUntil: AS_OF - 28 }).isGone).toBe(false);
});

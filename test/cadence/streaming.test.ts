import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newSnapshots } from '../../src/cadence/gaps.ts';
import { fitModel } from '../../src/cadence/model.ts';
import {
  addToPass2,
  finishPass2,
  mergePass2,
  newPass2,
  type Pass2,
  type Population,
} from '../../src/cadence/population.ts';
import {
  addToPass1,
  finishPass1,
  mergePass1,
  newPass1,
  type Pass1,
  type Priors,
} from '../../src/cadence/priors.ts';
import { scoreHousehold } from '../../src/cadence/score.ts';
import type { HouseholdHistory } from '../../src/history/household-history.ts';
import { truncateHistory } from '../../src/history/truncate.ts';
import type { Day } from '../../src/shared/day.ts';
import { categories, household, learn, learnDays, named, randomChain, unfitted } from './chain.ts';

const AS_OF = 400 as Day;
const PRODUCTS = categories(0, 0, 1, 1, -1, 2);
const CHAIN = randomChain(11, 40, 6, 0, AS_OF);
/** With windows of lines that overlap and that do not. */
const DAYS = [9, 21, 207, 260, 393, AS_OF] as Day[];
const ALONE = learnDays(PRODUCTS, CHAIN, DAYS);

/** What each worker sends back, having seen its households only. */
function firstPass(histories: readonly HouseholdHistory[], days = DAYS): Pass1 {
  const pass = newPass1(PRODUCTS, days);
  for (const history of histories) addToPass1(pass, history, newSnapshots(days));
  return structuredClone(pass);
}

function secondPass(priors: readonly Priors[], histories: readonly HouseholdHistory[]): Pass2 {
  const pass = newPass2(structuredClone(priors));
  for (const history of histories) addToPass2(pass, history, newSnapshots(DAYS));
  return structuredClone(pass);
}

function learnInShares(shares: readonly HouseholdHistory[][]): Population[] {
  const priors = finishPass1(shares.map((share) => firstPass(share)).reduce(mergePass1));
  return finishPass2(shares.map((share) => secondPass(priors, share)).reduce(mergePass2));
}

test('neither the order of households nor their split over workers changes one bit', () => {
  const shuffled = fc.shuffledSubarray(CHAIN, { minLength: CHAIN.length });
  const cuts = fc.array(fc.integer({ min: 0, max: CHAIN.length }), { maxLength: 4 });
  fc.assert(
    fc.property(shuffled, cuts, (chain, places) => {
      const bounds = [0, ...places.sort((a, b) => a - b), chain.length];
      const shares = bounds.slice(1).map((until, share) => chain.slice(bounds[share], until));
      expect(learnInShares(shares)).toStrictEqual(ALONE);
    }),
    { numRuns: 30 },
  );
});

test('many days in one sweep are what each is alone, of histories cut to it, to the bit', () => {
  DAYS.forEach((day, c) => {
    const cut = CHAIN.map((history) => truncateHistory(history, day)).filter(({ days }) => days.length > 0);
    expect(ALONE[c]).toStrictEqual(learn(PRODUCTS, cut, day));
  });
});

test('passes of different days or catalogs do not merge', () => {
  const other = newPass1(PRODUCTS, [399 as Day]);
  expect(() => mergePass1(newPass1(PRODUCTS, [AS_OF]), other)).toThrow(/different days/);
  expect(() => mergePass1(newPass1(PRODUCTS, [AS_OF]), newPass1(categories(0), [AS_OF]))).toThrow(RangeError);
  expect(() => mergePass2(newPass2(finishPass1(firstPass([]))), newPass2(finishPass1(other)))).toThrow(
    RangeError,
  );
});

test('nothing dated on or after the as-of day gets in', () => {
  const late = household(1, [0, 10, AS_OF]);
  expect(() => firstPass([late])).toThrow(/trip on day 400, as of day 400/);
  const population = learn(PRODUCTS, CHAIN, AS_OF);
  const window = { asOf: AS_OF, leadDays: 0, horizonDays: 14 };
  expect(() => scoreHousehold(unfitted(population), late, window)).toThrow(RangeError);
  expect(() => fitModel(() => [named(late)], PRODUCTS, window)).toThrow(RangeError);
});

test('a product that the catalog does not number is refused, not silently mixed up', () => {
  expect(() => firstPass([household(1, [6, 10])])).toThrow(/product 6 of 6/);
});

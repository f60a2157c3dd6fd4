import { describe, expect, test } from 'vitest';
import type { HouseholdHistory } from '../../src/history/household-history.ts';
import { addToTrialTally, emptyTrialTally, trialProbability } from '../../src/lists/trial-rate.ts';
import { indexCatalog } from '../../src/offers/catalog-index.ts';
import { day } from '../../src/shared/day.ts';
import { catalogOf, historyOf } from '../offers/build.ts';
import { seeded, shuffled } from './build.ts';

const AS_OF = day(20_000);
const [TEA, GREEN_TEA, BREAD, SECRET] = [0, 1, 2, 3];
const INDEX = indexCatalog(
  catalogOf([
    { id: 'tea', need: 'tea' },
    { id: 'green-tea', need: 'tea' },
    { id: 'bread', need: 'bread' },
    { id: 'secret', need: 'secret', sensitive: true },
  ]),
);
const NEED_TEA = INDEX.needNo[TEA] ?? -1;
const NEED_BREAD = INDEX.needNo[BREAD] ?? -1;

function chance(households: readonly HouseholdHistory[], needNo: number, windowDays = 14): number {
  const tally = emptyTrialTally(INDEX.needs.length);
  for (const history of households) addToTrialTally(tally, history, INDEX, AS_OF);
  return trialProbability(tally, windowDays)(needNo);
}

/** Days before AS_OF. */
function ago(...days: readonly number[]): number[] {
  return days.map((back) => AS_OF - back);
}

/** Bread since 400 days, so watched for the full half year. */
const old = (more: Readonly<Record<number, readonly number[]>> = {}) =>
  historyOf({ [BREAD]: ago(400, 7), ...more });

describe('the chance of a trial', () => {
  test('is first purchases over days at risk: one of two households, after 122 of its 182 days', () => {
    // 182 days of the one that never bought tea; 122 of the other: days 182 to 61 before, the last one included.
    const expected = 1 - Math.exp((-1 / (182 + 122)) * 14);
    expect(chance([old(), old({ [TEA]: ago(61, 30) })], NEED_TEA)).toBeCloseTo(expected, 12);
  });

  test('counts the day of a purchase as one at risk', () => {
    expect(chance([old({ [TEA]: ago(182) })], NEED_TEA, 1)).toBeCloseTo(1 - Math.exp(-1), 12);
    expect(chance([old({ [TEA]: ago(1) })], NEED_TEA, 182)).toBeCloseTo(1 - Math.exp(-1), 12);
  });

  test('does not count those who bought the need before: they cannot try it any more', () => {
    const trier = old({ [TEA]: ago(61) });
    expect(chance([trier, old({ [TEA]: ago(183) })], NEED_TEA)).toBeCloseTo(chance([trier], NEED_TEA), 12);
  });

  test('goes by the first purchase of the need in whichever product', () => {
    const before = old({ [TEA]: ago(20), [GREEN_TEA]: ago(300, 10) });
    expect(chance([before, old()], NEED_TEA)).toBe(0);
    const within = old({ [TEA]: ago(20), [GREEN_TEA]: ago(61) });
    expect(chance([within], NEED_TEA)).toBeCloseTo(1 - Math.exp(-14 / 122), 12);
  });

  test('takes nothing that a new household buys in its first weeks for a trial', () => {
    // Seen for 60 days and watched for 30: what it bought in the first 30 is its habit, what came after is new.
    const joined = historyOf({ [BREAD]: ago(60, 3), [TEA]: ago(10) });
    expect(chance([joined], NEED_BREAD)).toBe(0);
    expect(chance([joined], NEED_TEA)).toBeCloseTo(1 - Math.exp(-14 / 21), 12);
    expect(chance([historyOf({ [TEA]: ago(1) })], NEED_TEA)).toBe(0);
  });

  test('is nothing without households, without trials, and of a need that steers no offer', () => {
    expect(chance([], NEED_TEA)).toBe(0);
    expect(chance([historyOf({})], NEED_TEA)).toBe(0);
    expect(chance([old()], NEED_TEA)).toBe(0);
    expect(chance([old({ [SECRET]: ago(20) })], INDEX.needs.indexOf('secret'))).toBe(0);
    expect(chance([old()], 99)).toBe(0);
  });

  test('is nothing when everybody bought the need before', () => {
    expect(chance([old(), old()], NEED_BREAD)).toBe(0);
  });

  test('grows with the window and stays a probability', () => {
    const households = [old({ [TEA]: ago(182) })];
    const chances = [1, 7, 14, 56].map((days) => chance(households, NEED_TEA, days));
    expect(chances).toEqual([...chances].sort((a, b) => a - b));
    expect(chances[0]).toBeGreaterThan(0);
    expect(chances.at(-1)).toBeLessThanOrEqual(1);
  });

  test('is the same to the bit in whatever order the households come', () => {
    const below = seeded(2);
    const households = Array.from({ length: 300 }, () =>
      historyOf({ [BREAD]: ago(100 + below(400)), ...(below(3) === 0 ? { [TEA]: ago(1 + below(99)) } : {}) }),
    );
    const expected = chance(households, NEED_TEA);
    expect(expected).toBeGreaterThan(0);
    for (let seed = 1; seed <= 5; seed++) expect(chance(shuffled(households, seed), NEED_TEA)).toBe(expected);
  });

  test('finds a known rate again: one trial in a hundred days', () => {
    const below = seeded(9);
    const households = Array.from({ length: 4_000 }, () => {
      let first = 500;
      while (first > 0 && below(100) !== 0) first -= 1;
      return historyOf({ [BREAD]: ago(500, 2), ...(first > 0 ? { [TEA]: ago(first) } : {}) });
    });
    const rate = -Math.log1p(-chance(households, NEED_TEA, 1));
    // About 140 trials among those who had not bought tea half a year ago: 30 % is 3.5 standard deviations.
    expect(rate).toBeGreaterThan(0.007);
    expect(rate).toBeLessThan(0.013);
  });
});

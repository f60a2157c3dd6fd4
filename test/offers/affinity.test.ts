import { describe, expect, test } from 'vitest';
import { Dice } from '../../scripts/simulate/random.ts';
import { addToAffinityTally, affinitiesOf, emptyAffinityTally } from '../../src/offers/affinity.ts';
import { indexCatalog } from '../../src/offers/catalog-index.ts';
import { shuffled } from '../lists/build.ts';
import { catalogOf } from './build.ts';

const NEEDS = 30;
const nameOf = (need: number): string => `need ${String(need).padStart(2, '0')}`;
/** One product a need, so that a product's number is its need's. */
const index = (over: Readonly<Record<number, object>> = {}) =>
  indexCatalog(
    catalogOf(
      Array.from({ length: NEEDS }, (_, no) => ({ id: `p${no}`, need: nameOf(no), ...(over[no] ?? {}) })),
    ),
  );
const EVERY = Array.from({ length: NEEDS }, (_, no) => no);
type Counts = ReadonlyMap<number, number>;

function affinities(households: readonly Counts[], of = index(), targets: readonly number[] = EVERY) {
  const tally = emptyAffinityTally(of, targets, () => 1);
  for (const counts of households) addToAffinityTally(tally, counts);
  return affinitiesOf(tally);
}

/** Households that buy a few needs or many of them, each need for itself; but who buys need 3 buys 7, with the chance `kin`. */
function chain(seed: number, kin: number): Counts[] {
  const dice = new Dice(seed);
  return Array.from({ length: 1500 }, () => {
    const share = dice.pick(kin === 0 ? [0.15, 0.4, 0.9] : [0.1, 0.2, 0.4]);
    const counts = new Map(EVERY.filter(() => dice.chance(share)).map((need) => [need, 2]));
    if (counts.has(3) && dice.chance(kin)) counts.set(7, 2);
    return counts;
  });
}

describe('what is bought by the same households', () => {
  test('is nothing where only the size of baskets makes it so', () => {
    for (const seed of [1, 2, 3]) expect([...affinities(chain(seed, 0)).keys()]).toEqual([]);
  });

  test('is found where one need does speak for another, and no other pair is', () => {
    const found = affinities(chain(4, 0.9));
    expect([...found.keys()].sort((a, b) => a - b)).toEqual([3, 7]);
    expect(found.get(7)?.map(({ causeNo }) => causeNo)).toEqual([3]);
    const [pair] = found.get(7) ?? [];
    expect(pair?.liftAtLeast).toBeGreaterThan(1.25);
    expect(pair?.liftAtLeast).toBeLessThan(pair?.lift ?? 0);
  });

  test('does not depend on the order of households', () => {
    const households = chain(4, 0.9);
    expect(affinities(shuffled(households, 9))).toEqual(affinities(households));
  });

  test('is counted against households with as many needs, smoothed, and bounded', () => {
    // 40 of 200 households with four needs buy both, 60 the one, 80 the other: 60 x 80 / 200 = 24 by chance.
    const households = [
      ...times(40, [0, 1, 2, 3]),
      ...times(20, [0, 2, 3, 4]),
      ...times(40, [1, 2, 3, 4]),
      ...times(100, [2, 3, 4, 5]),
      // As many who buy nothing else than either: they say nothing of those with four.
      ...times(500, [6]),
    ];
    const [pair] = affinities(households, index(), [1]).get(1) ?? [];
    const byar = 1 - 1 / 360 - 3 / (3 * Math.sqrt(40));
    expect(pair).toBeUndefined();
    const more = [...households, ...times(60, [0, 1, 2, 3]), ...times(400, [2, 3, 4, 5])];
    // 100 buy both; 120 x 140 / 660.
    const expected = (120 * 140) / 660;
    const wide = 1 - 1 / 900 - 3 / (3 * Math.sqrt(100));
    expect(byar).toBeLessThan(wide);
    expect(affinities(more, index(), [1]).get(1)).toEqual([
      {
        causeNo: 0,
        households: 100,
        buyers: 120,
        expected,
        lift: 105 / (expected + 5),
        liftAtLeast: (100 * wide ** 3) / expected,
      },
    ]);
  });

  test.each([
    ['a sensitive need', { sensitive: true }],
    ['a need with alcohol in it', { restricted: 'alcohol' as const }],
    ['infant formula', { restricted: 'infant_formula' as const }],
    ['what is no merchandise', { spend: false }],
  ])('is never told through %s: neither as the one nor as the other', (_, product) => {
    for (const closed of [3, 7]) {
      // Its number among needs is the same; the product beside it is not what it says.
      const of = indexCatalog(
        catalogOf([
          ...EVERY.map((no) => ({ id: `p${no}`, need: nameOf(no) })),
          { id: 'closed', need: nameOf(closed), ...product },
        ]),
      );
      expect([...affinities(chain(4, 0.9), of).keys()]).toEqual([]);
    }
  });

  test('is asked only of needs that an offer is on', () => {
    expect([...affinities(chain(4, 0.9), index(), [7, 8]).keys()]).toEqual([7]);
    expect([...affinities(chain(4, 0.9), index(), []).keys()]).toEqual([]);
  });

  test('counts habits: once in half a year is none', () => {
    const once = chain(4, 0.9).map((counts) => new Map([...counts].map(([need]) => [need, 1])));
    expect([...affinities(once).keys()]).toEqual([]);
  });
});

function times(households: number, needs: readonly number[]): Counts[] {
  return Array.from({ length: households }, () => new Map(needs.map((need) => [need, 2])));
}

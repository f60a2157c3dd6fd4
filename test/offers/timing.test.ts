import { describe, expect, test } from 'vitest';
import { householdScorer } from '../../src/cadence/score.ts';
import type { HouseholdHistory } from '../../src/history/household-history.ts';
import { findCandidates } from '../../src/offers/candidates.ts';
import { indexCatalog } from '../../src/offers/catalog-index.ts';
import { liveOffers } from '../../src/offers/live.ts';
import { bookOffers } from '../../src/offers/offer-book.ts';
import { emptyUsageTally, usageThresholds } from '../../src/offers/usage.ts';
import { addDays } from '../../src/shared/day.ts';
import { categories, household, learn } from '../cadence/chain.ts';
import { candidateHousehold, catalogOf, date, money, selector, terms } from './build.ts';

/** Lists of this day are good from the fourth day on, for a fortnight. */
const AS_OF = date('2026-03-01');
const [LEAD, WINDOW] = [4, 14];
const [MILK, OURS, THEIRS] = [0, 1, 2];
const CATALOG = catalogOf([
  { id: 'milk', need: 'milk' },
  { id: 'ours', brand: 'Roast', need: 'coffee' },
  { id: 'theirs', brand: 'Other', need: 'coffee' },
]);
const INDEX = indexCatalog(CATALOG);
const { live } = liveOffers(
  [terms({ products: [selector('ours')] })],
  { asOf: AS_OF, validFrom: addDays(AS_OF, LEAD), validUntil: addDays(AS_OF, LEAD + WINDOW - 1) },
  new Map(),
  INDEX,
);
const CHAIN = Array.from({ length: 60 }, (_, no) =>
  buyer(no + 1, no % 2 === 0 ? OURS : THEIRS, 1 + (no % 28)),
);
const POPULATION = learn(categories(0, 1, 1), CHAIN, AS_OF);

/** Milk every week, and coffee of one brand every 28 days, two days sooner or later, last so many days ago. */
function buyer(no: number, coffee: number, ago: number): HouseholdHistory {
  const weekly = Array.from({ length: 60 }, (_, back) => AS_OF - 1 - (no % 7) - 7 * back);
  const monthly = Array.from(
    { length: 14 },
    (_, back) => AS_OF - ago - 28 * back + ((back * (no + 1)) % 3) - (back === 0 ? 0 : 1),
  );
  monthly[0] = AS_OF - ago;
  return household(no, [MILK, ...weekly], [coffee, ...monthly]);
}

/** P of the offer on ours for whoever buys a coffee every 28 days; undefined: it is not due. */
function chance(coffee: number, ago: number): number | undefined {
  const history = buyer(99, coffee, ago);
  const scores = householdScorer(
    { population: POPULATION, fit: undefined },
    { asOf: AS_OF, leadDays: LEAD, horizonDays: WINDOW },
  )(history);
  const { candidates } = findCandidates(
    {
      book: bookOffers(live, INDEX, () => 1),
      index: INDEX,
      thresholds: usageThresholds(emptyUsageTally(INDEX.needs.length)),
      asOf: AS_OF,
      windowDays: WINDOW,
      minProbability: 0.05,
      trialProbability: () => 0.05,
      affinities: new Map(),
      rates: () => ({ mean: 1, atMost: undefined }),
    },
    candidateHousehold({}, { history, probabilities: scores.probability, priceOf: () => money('5.00') }),
  );
  return candidates[0]?.probability;
}

describe.each([
  ['on what it buys', OURS],
  ['to switch from what it buys', THEIRS],
])('an offer %s, every 28 days', (_, coffee) => {
  test('is on the list in whose days the next purchase falls', () => {
    // Bought 11 to 24 days ago, the next one is due 4 to 17 days from now.
    for (let ago = 11; ago <= 24; ago++) expect(chance(coffee, ago), `${ago} days ago`).toBeGreaterThan(0.4);
  });

  test('is on no list while it is stocked up, nor when the next purchase will have been made before', () => {
    for (const ago of [1, 3, 6, 29, 31, 40]) expect(chance(coffee, ago), `${ago} days ago`).toBeUndefined();
  });
});

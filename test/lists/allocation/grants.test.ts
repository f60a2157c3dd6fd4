import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDemand,
  type DemandBook,
  emptyDemand,
  grantLimited,
  isGranted,
} from '../../../src/lists/allocation/grants.ts';
import type { BookedOffer } from '../../../src/offers/offer-book.ts';
import { cents } from '../../../src/shared/cents.ts';
import { candidateOf, offerOf, shuffled } from '../build.ts';

type Wish = { readonly householdId: string; readonly score: number; readonly savesCents: number };

function demandFor(offer: BookedOffer, wishes: readonly Wish[]): DemandBook {
  const book = emptyDemand();
  for (const wish of wishes) addDemand(book, wish.householdId, [candidateFor(offer, wish)]);
  return book;
}

function candidateFor(offer: BookedOffer, { score, savesCents }: Wish) {
  const terms = { ...offer.terms, valueCents: cents(savesCents) };
  return candidateOf({ offer: { ...offer, terms }, productNo: 1, need: 'tea', regularCents: 10_000, score });
}

function grantedTo(offer: BookedOffer, wishes: readonly Wish[]): string[] {
  const to = grantLimited(demandFor(offer, wishes), [offer]).get(offer.terms.offerId);
  return [...(to ?? [])].sort();
}

describe('an offer with a budget', () => {
  test('goes to those to whom it is worth most, as far as the money reaches', () => {
    const offer = offerOf({ budgetLeftCents: cents(250) });
    const wishes = [
      { householdId: 'H1', score: 10, savesCents: 100 },
      { householdId: 'H2', score: 40, savesCents: 100 },
      { householdId: 'H3', score: 30, savesCents: 100 },
    ];
    expect(grantedTo(offer, wishes)).toEqual(['H2', 'H3']);
  });

  test('counts every application that the list allows', () => {
    const offer = offerOf({ budgetLeftCents: cents(500), limitTransaction: 3 });
    const wishes = [
      { householdId: 'H1', score: 20, savesCents: 100 },
      { householdId: 'H2', score: 10, savesCents: 100 },
    ];
    expect(grantedTo(offer, wishes)).toEqual(['H1']);
  });

  test('lets a smaller promise have what is too little for a larger one', () => {
    const offer = offerOf({ budgetLeftCents: cents(250) });
    const wishes = [
      { householdId: 'H1', score: 40, savesCents: 200 },
      { householdId: 'H2', score: 30, savesCents: 100 },
      { householdId: 'H3', score: 20, savesCents: 50 },
    ];
    expect(grantedTo(offer, wishes)).toEqual(['H1', 'H3']);
  });

  test('spends its last cent and not one more', () => {
    const wishes = [{ householdId: 'H1', score: 1, savesCents: 100 }];
    expect(grantedTo(offerOf({ budgetLeftCents: cents(100) }), wishes)).toEqual(['H1']);
    expect(grantedTo(offerOf({ budgetLeftCents: cents(99) }), wishes)).toEqual([]);
  });

  test('goes by household id where it is worth the same to all', () => {
    const offer = offerOf({ budgetLeftCents: cents(200) });
    const wishes = ['H3', 'H1', 'H2'].map((householdId) => ({ householdId, score: 7, savesCents: 100 }));
    expect(grantedTo(offer, wishes)).toEqual(['H1', 'H2']);
  });
});

test('an offer with a total counts applications, not lists', () => {
  const wishes = ['H1', 'H2', 'H3'].map((householdId, at) => ({
    householdId,
    score: 9 - at,
    savesCents: 100,
  }));
  expect(grantedTo(offerOf({ usesLeft: 2 }), wishes)).toEqual(['H1', 'H2']);
  expect(grantedTo(offerOf({ usesLeft: 5, limitTransaction: 2 }), wishes)).toEqual(['H1', 'H2']);
  expect(grantedTo(offerOf({ usesLeft: 1, limitTransaction: 2 }), wishes)).toEqual([]);
});

test('an offer without budget or total is for everybody, and nobody queues for it', () => {
  const offer = offerOf();
  const wish = { householdId: 'H1', score: 1, savesCents: 100 };
  const book = demandFor(offer, [wish]);
  expect(book.byOffer.size).toBe(0);
  expect(isGranted(grantLimited(book, [offer]), 'H2', candidateFor(offer, wish))).toBe(true);
});

test('a household that did not ask, or asked in vain, does not get it', () => {
  const offer = offerOf({ budgetLeftCents: cents(100) });
  const rich = { householdId: 'H1', score: 2, savesCents: 100 };
  const poor = { householdId: 'H2', score: 1, savesCents: 100 };
  const grants = grantLimited(demandFor(offer, [rich, poor]), [offer]);
  expect(isGranted(grants, 'H1', candidateFor(offer, rich))).toBe(true);
  expect(isGranted(grants, 'H2', candidateFor(offer, poor))).toBe(false);
  expect(isGranted(grants, 'H3', candidateFor(offer, rich))).toBe(false);
  expect(isGranted(new Map(), 'H1', candidateFor(offer, rich))).toBe(false);
});

test('granting twice gives the same, and leaves the demand as it was', () => {
  const offer = offerOf({ budgetLeftCents: cents(100) });
  const wishes = [
    { householdId: 'H1', score: 1, savesCents: 100 },
    { householdId: 'H2', score: 2, savesCents: 100 },
  ];
  const book = demandFor(offer, wishes);
  const before = JSON.stringify([...book.byOffer]);
  expect(grantLimited(book, [offer])).toEqual(grantLimited(book, [offer]));
  expect(JSON.stringify([...book.byOffer])).toBe(before);
});

describe('whoever wishes for what', () => {
  const wish = fc.record({
    score: fc.integer({ min: 0, max: 9 }),
    savesCents: fc.integer({ min: 1, max: 500 }),
  });
  const scene = fc.record({
    wishes: fc.array(wish, { maxLength: 40 }),
    limitTransaction: fc.integer({ min: 1, max: 4 }),
    budget: fc.option(fc.integer({ min: 1, max: 4_000 }), { nil: undefined }),
    uses: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
    seed: fc.nat(),
  });

  test('funders are never overdrawn, the best come first, and the order of households does not matter', () => {
    fc.assert(
      fc.property(scene, ({ wishes, limitTransaction, budget, uses, seed }) => {
        if (budget === undefined && uses === undefined) return;
        const budgetLeftCents = budget === undefined ? undefined : cents(budget);
        const offer = offerOf({ limitTransaction, budgetLeftCents, usesLeft: uses });
        const named = wishes.map((one, at) => ({ ...one, householdId: `H${String(at).padStart(3, '0')}` }));
        const granted = new Set(grantedTo(offer, named));
        expect([...granted]).toEqual(grantedTo(offer, shuffled(named, seed)));

        const costOf = (one: Wish): number => one.savesCents * limitTransaction;
        const held = named.filter(({ householdId }) => granted.has(householdId));
        const centsHeld = held.reduce((sum, one) => sum + costOf(one), 0);
        expect(centsHeld).toBeLessThanOrEqual(budget ?? Number.POSITIVE_INFINITY);
        expect(held.length * limitTransaction).toBeLessThanOrEqual(uses ?? Number.POSITIVE_INFINITY);

        // Whoever went without had no room left behind those to whom it is worth as much or more.
        for (const one of named) {
          if (granted.has(one.householdId)) continue;
          const before = held.filter(
            (other) =>
              other.score > one.score || (other.score === one.score && other.householdId < one.householdId),
          );
          const spent = before.reduce((sum, other) => sum + costOf(other), 0);
          const tooDear = spent + costOf(one) > (budget ?? Number.POSITIVE_INFINITY);
          const tooMany = (before.length + 1) * limitTransaction > (uses ?? Number.POSITIVE_INFINITY);
          expect(tooDear || tooMany).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RedemptionEntry, voidEntries } from '../../src/checkout/void.ts';
import { cents } from '../../src/shared/cents.ts';

function commit(entryId: number, funder: number, store: number, quantityMilli = 2000): RedemptionEntry {
  return {
    entryId,
    reverses: undefined,
    issuedOfferId: 70 + entryId,
    lineNo: entryId,
    productId: 'soup',
    quantityMilli,
    amountCents: cents(funder + store),
    funderCents: cents(funder),
    storeCents: cents(store),
  };
}

function returned(entryId: number, of: RedemptionEntry, funder: number, store: number): RedemptionEntry {
  return {
    ...commit(entryId, -funder, -store, -1000),
    issuedOfferId: of.issuedOfferId,
    reverses: of.entryId,
  };
}

describe('a void', () => {
  test('undoes every commit of its redemption, to the cent and the unit', () => {
    expect(voidEntries([commit(2, 0, 49), commit(1, 75, 25)])).toEqual([
      {
        reverses: 1,
        issuedOfferId: 71,
        lineNo: 1,
        productId: 'soup',
        quantityMilli: -2000,
        amountCents: -100,
        funderCents: -75,
        storeCents: -25,
      },
      {
        reverses: 2,
        issuedOfferId: 72,
        lineNo: 2,
        productId: 'soup',
        quantityMilli: -2000,
        amountCents: -49,
        funderCents: 0,
        storeCents: -49,
      },
    ]);
  });

  test('after a return undoes only what the return left', () => {
    const first = commit(1, 75, 25);
    expect(voidEntries([returned(3, first, 37, 13), first])).toMatchObject([
      { reverses: 1, quantityMilli: -1000, amountCents: -50, funderCents: -38, storeCents: -12 },
    ]);
  });

  test('of what is already undone is nothing: twice is once', () => {
    const commits = fc.array(fc.tuple(fc.nat({ max: 900 }), fc.nat({ max: 900 })), { maxLength: 8 });
    fc.assert(
      fc.property(commits, (amounts) => {
        const entries = amounts.map(([funder, store], place) => commit(place + 1, funder, store));
        const undo = voidEntries(entries).map((entry, place) => ({ ...entry, entryId: 100 + place }));
        expect(undo).toHaveLength(entries.length);
        expect(voidEntries([...undo, ...entries])).toEqual([]);
        for (const column of ['quantityMilli', 'amountCents', 'funderCents', 'storeCents'] as const) {
          expect([...entries, ...undo].reduce((sum, entry) => sum + entry[column], 0)).toBe(0);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('of another redemption’s return, or of more than was taken, is a bug and says so', () => {
    const first = commit(1, 75, 25);
    expect(() => voidEntries([returned(3, commit(9, 1, 1), 1, 1), first])).toThrow(/reverses no commit/);
    expect(() => voidEntries([first, returned(3, first, 76, 0)])).toThrow(/more than was taken/);
  });
});

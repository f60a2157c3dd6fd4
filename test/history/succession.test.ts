import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { historyAsOf } from '../../src/history/derive.ts';
import {
  boughtAs,
  comingAfter,
  followSuccessors,
  linkSuccessions,
  type SuccessionWord,
  successorsOnSale,
  withSuccessors,
} from '../../src/history/succession.ts';
import { day } from '../../src/shared/day.ts';
import { historyOf } from '../offers/build.ts';
import { LAST_DAY, someLines } from './lines.ts';

const END = day(LAST_DAY);

/** `A<B` says that B takes the place of A; numbers go by the alphabet. */
function words(text: string): SuccessionWord[] {
  const noOf = (id: string): number => id.charCodeAt(0) - 65;
  return text
    .split(' ')
    .map((word) => word.split('<') as [string, string])
    .map(([oldId, newId]) => ({ oldId, newId, oldNo: noOf(oldId), newNo: noOf(newId), active: true }));
}

const everything = (): boolean => true;

describe('what took the place of what', () => {
  test('is followed to the newest that is on sale, past those that are not', () => {
    const chain = linkSuccessions(words('A<B B<C'));
    expect(comingAfter(chain, 0)).toEqual([1, 2]);
    const standing = (onSale: readonly number[]) => successorsOnSale(chain, (no) => onSale.includes(no));
    expect(standing([0, 1, 2])).toEqual(Int32Array.of(2, 2));
    expect(standing([0, 1])).toEqual(Int32Array.of(1));
    expect(standing([2])).toEqual(Int32Array.of(2, 2));
    expect(standing([0])).toBeUndefined();
  });

  test('is ignored in a circle, of one, too, and followed up to it', () => {
    const { next, faults } = linkSuccessions(words('A<B B<C C<A D<A E<E'));
    expect([...next]).toEqual([[3, 0]]);
    expect(faults).toEqual([
      { tag: 'circle', productIds: ['A', 'B', 'C'] },
      { tag: 'circle', productIds: ['E'] },
    ]);
  });

  test('is the first of several by id, one that is sold before one that is not, in whatever order they came', () => {
    const all = words('A<D A<C A<B').map((word) => ({ ...word, active: word.newId !== 'B' }));
    for (const some of [all, all.toReversed()]) {
      const { next, faults } = linkSuccessions(some);
      expect([...next]).toEqual([[0, 2]]);
      expect(faults).toEqual([{ tag: 'contested', productId: 'A', by: ['C', 'D', 'B'] }]);
    }
  });
});

describe('purchases of what was replaced', () => {
  test('are those of what stands for it, a day of both being one', () => {
    const successors = successorsOnSale(linkSuccessions(words('A<D B<D')), everything);
    const bought = historyOf({ 0: [10, 20, 30], 1: [20, 40], 2: [5], 3: [30, 50] });
    const merged = followSuccessors(bought, successors);
    expect(merged).toEqual({
      ...historyOf({ 2: [5], 3: [10, 20, 30, 40, 50] }),
      tripDays: bought.tripDays,
      spendDays: bought.spendDays,
      spendCents: bought.spendCents,
      quantityMilli: Int32Array.of(1000, 1000, 2000, 2000, 1000, 1000),
    });
    expect([...boughtAs(bought, successors)]).toEqual([[3, [0, 1]]]);
  });

  test('are what they would be, had every line had the new number: as of any day', () => {
    fc.assert(
      fc.property(someLines, fc.integer({ min: 0, max: LAST_DAY }), (lines, later) => {
        // Goods that came back are taken off the product that they were: they are left out here.
        const kept = lines.filter(
          ({ lineType, quantityMilli }) => lineType !== 'return' && lineType !== 'void' && quantityMilli >= 0,
        );
        const successors = successorsOnSale(linkSuccessions(words('A<B B<D')), everything);
        const renamed = kept.map((one) => ({ ...one, productNo: one.productNo === 2 ? 2 : 3 }));
        const asOf = day(later);
        const { history } = historyAsOf(1, kept, asOf, everything);
        expect(followSuccessors(history, successors)).toEqual(
          historyAsOf(1, renamed, asOf, everything).history,
        );
      }),
    );
  });

  test('stay as they are, not copied, where nothing was replaced', () => {
    const bought = historyOf({ 2: [5] });
    expect(followSuccessors(bought, undefined)).toBe(bought);
    expect(followSuccessors(bought, Int32Array.of(1))).toBe(bought);
    const { history } = historyAsOf(1, [], END, everything);
    expect(followSuccessors(history, Int32Array.of(1))).toBe(history);
  });
});

test('what was liked under the old number is liked under the new one', () => {
  expect(withSuccessors(Float64Array.of(5, 0, 7, 1), Int32Array.of(3, -1, -1))).toEqual(
    Float64Array.of(0, 0, 7, 6),
  );
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HistoryFormatError } from '../../src/history/codec.ts';
import { condense } from '../../src/history/condense.ts';
import { decodeCondensed, encodeCondensed } from '../../src/history/condensed-codec.ts';
import { historyAsOf } from '../../src/history/derive.ts';
import type { HistoryLine } from '../../src/history/household-history.ts';
import { HouseholdLines } from '../../src/history/household-lines.ts';
import type { Day } from '../../src/shared/day.ts';
import { LAST_DAY, line, someLines } from './lines.ts';
import { linesWithReturns } from './returns.ts';

/** What is kept of lines, as it is read back. */
function kept(...cards: readonly (readonly HistoryLine[])[]): HistoryLine[] {
  const into = new HouseholdLines();
  for (const lines of cards) decodeCondensed(encodeCondensed(condense(lines)), into);
  return into.toLines();
}

const before = (boundary: number) => (each: HistoryLine) => each.day < boundary;
const since = (boundary: number) => (each: HistoryLine) => each.day >= boundary;

test('with what is kept of two cards before a day, a household’s history is the same as of every day, before it, too', () => {
  const cards = fc.tuple(linesWithReturns, someLines, fc.integer({ min: 0, max: LAST_DAY + 1 }));
  fc.assert(
    fc.property(cards, fc.subarray([0, 1, 2, 3]), ([[first, returns], more, boundary], noSpend) => {
      const second = more.map((each) => ({ ...each, receiptNo: each.receiptNo + 1000 }));
      const all = [...first, ...second];
      const few = [
        ...kept(first.filter(before(boundary)), second.filter(before(boundary))),
        ...all.filter(since(boundary)),
      ];
      const countsAsSpend = (productNo: number): boolean => !noSpend.includes(productNo);
      for (const asOf of [LAST_DAY + 10, boundary, boundary - 1, Math.floor(boundary / 2)]) {
        const expected = historyAsOf(1, all, asOf as Day, countsAsSpend, returns);
        expect(historyAsOf(1, few, asOf as Day, countsAsSpend, returns)).toEqual(expected);
      }
    }),
    { numRuns: 150 },
  );
});

test('a month later more is condensed onto what was condensed before, and it is as if it were at once', () => {
  fc.assert(
    fc.property(someLines, fc.integer({ min: 0, max: LAST_DAY }), (lines, boundary) => {
      const step = kept([...kept(lines.filter(before(boundary))), ...lines.filter(since(boundary))]);
      expect(step).toEqual(kept(lines));
      expect(kept(kept(lines))).toEqual(kept(lines));
    }),
    { numRuns: 100 },
  );
});

test('a year of weekly shopping takes about four bytes a line', () => {
  const lines = Array.from({ length: 52 }, (_, week) =>
    Array.from({ length: 20 }, (_, place) =>
      line({ day: 20_000 + 7 * week, productNo: 40 + place * 230, netCents: 99 + 17 * place }),
    ),
  ).flat();
  expect(encodeCondensed(condense(lines)).length / lines.length).toBeLessThan(4.5);
});

describe('what cannot be read', () => {
  const bytes = encodeCondensed(condense([line(), line({ day: 20, productNo: 9, quantityMilli: 2500 })]));
  const read = (of: Uint8Array) => () => decodeCondensed(of, new HouseholdLines());

  test('is refused by name: another format, damage', () => {
    expect(read(Uint8Array.from([9]))).toThrow(HistoryFormatError);
    expect(read(bytes.slice(0, -1))).toThrow(/cannot be read/);
    expect(read(new Uint8Array())).toThrow(HistoryFormatError);
  });

  test('and more units on a day than a line can have are kept', () => {
    const many = [1, 2, 3].map(() => line({ quantityMilli: 2_000_000_000 }));
    const units = kept(many).reduce((sum, { quantityMilli }) => sum + quantityMilli, 0);
    expect(units).toBe(6_000_000_000);
  });
});

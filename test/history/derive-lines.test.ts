import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { historyAsOf } from '../../src/history/derive.ts';
import { linesDeriver } from '../../src/history/derive-lines.ts';
import type { HistoryLine } from '../../src/history/household-history.ts';
import { HouseholdLines } from '../../src/history/household-lines.ts';
import { LINES_MAX } from '../../src/history/line-order.ts';
import { LINE_TYPES } from '../../src/ingest/rows.ts';
import type { Day } from '../../src/shared/day.ts';
import { columnsOf } from './columns.ts';
import { LAST_DAY, line, someLines } from './lines.ts';

// Used for every household in turn, as the store does: nothing of the one before may be left.
const derive = linesDeriver();
const columns = new HouseholdLines();

const outside = (...productNos: readonly number[]): Uint8Array => {
  const flags = new Uint8Array(4);
  for (const productNo of productNos) flags[productNo] = 1;
  return flags;
};

function bothWays(lines: readonly HistoryLine[], asOf: number, noSpend: readonly number[] = []) {
  const readable = historyAsOf(9, lines, asOf as Day, (productNo) => !noSpend.includes(productNo));
  const fast = derive(9, columnsOf(lines, columns), asOf as Day, outside(...noSpend), []);
  return { readable, fast };
}

test('columns tell the same as lines, to the bit, whatever the lines, the day and the products outside of spend', () => {
  const noSpend = fc.subarray([0, 1, 2, 3]);
  const asOf = fc.integer({ min: -1, max: LAST_DAY });
  fc.assert(
    fc.property(someLines, asOf, noSpend, (lines, day, products) => {
      const { readable, fast } = bothWays(lines, day, products);
      expect(fast).toEqual(readable);
    }),
    { numRuns: 250 },
  );
});

test('so do many lines, of many products, on receipts that came in any order', () => {
  const manyLines = fc.array(
    fc.record({
      receipt: fc.integer({ min: 0, max: 300 }),
      productNo: fc.integer({ min: 0, max: 2 ** 31 - 1 }).map((no) => (no % 3 === 0 ? no : no % 40)),
      quantityMilli: fc.integer({ min: -3, max: 6 }).map((half) => half * 500),
      netCents: fc.option(fc.integer({ min: -500, max: 2000 })),
      lineType: fc.constantFrom('sale', 'sale', 'sale', ...LINE_TYPES),
    }),
    { minLength: 500, maxLength: 3000, size: 'max' },
  );
  fc.assert(
    fc.property(manyLines, (lines) => {
      const dated = lines.map(({ receipt, ...rest }) =>
        line({ ...rest, receiptNo: receipt, day: (receipt * 7919) % LAST_DAY }),
      );
      const { readable, fast } = bothWays(dated, LAST_DAY);
      expect(fast).toEqual(readable);
    }),
    { numRuns: 8 },
  );
});

describe('at the edges', () => {
  test.each<[string, HistoryLine[]]>([
    ['nobody bought anything', []],
    ['a day before 1970', [line({ day: -25_567 }), line({ day: -3 })]],
    ['the largest product number there can be', [line({ productNo: 2 ** 31 - 1 }), line()]],
    ['more units on a day than 32 bits hold', [1, 2, 3].map(() => line({ quantityMilli: 2_000_000_000 }))],
    [
      'more than that, less what came back',
      [
        ...[1, 2, 3].map(() => line({ quantityMilli: 2_000_000_000 })),
        line({ receiptNo: 99, lineType: 'return', quantityMilli: -2_147_000_000 }),
      ],
    ],
    ['amounts of a day that make nothing', [line({ netCents: 500 }), line({ day: 10, netCents: -500 })]],
  ])('%s', (_, lines) => {
    const { readable, fast } = bothWays(lines, LAST_DAY);
    expect(fast).toEqual(readable);
  });

  test('a card with more lines than can be numbered is told the readable way', () => {
    const many = { ...columnsOf([line()]), toLines: () => [line(), line()] } as HouseholdLines;
    many.columns.count = LINES_MAX + 1;
    expect([...derive(9, many, LAST_DAY as Day, outside(), []).history.quantityMilli]).toEqual([2000]);
  });

  test('returns of the ledger are taken back', () => {
    const back = {
      productNo: 7,
      saleDay: 10 as Day,
      returnDay: 12 as Day,
      quantityMilli: 1000,
      refundCents: 100,
    };
    const lines = [line({ quantityMilli: 3000 }), line({ day: 13, productNo: 2 })];
    const readable = historyAsOf(9, lines, LAST_DAY as Day, () => true, [back]);
    expect(derive(9, columnsOf(lines), LAST_DAY as Day, outside(), [back])).toEqual(readable);
    expect([...readable.history.quantityMilli]).toEqual([1000, 2000]);
  });
});

import fc from 'fast-check';
import type { GoodsBack } from '../../src/history/taken-back.ts';
import type { Day } from '../../src/shared/day.ts';
import { LAST_DAY, someLines } from './lines.ts';

/** One unit of product 7, sold on day 10 for 1.00, that came back on day 12 by the ledger, unless told otherwise. */
export function back(
  changes: Partial<Omit<GoodsBack, 'saleDay' | 'returnDay'>> & { sold?: number; on?: number } = {},
): GoodsBack {
  const { sold = 10, on = Math.max(12, sold), ...rest } = changes;
  return {
    productNo: 7,
    saleDay: sold as Day,
    returnDay: on as Day,
    quantityMilli: 1000,
    refundCents: 100,
    ...rest,
  };
}

/** Returns of any day, many of them of days on which there was a sale; some known late, some more than was bought. */
const someReturns: fc.Arbitrary<GoodsBack[]> = fc.array(
  fc
    .record({
      productNo: fc.integer({ min: 0, max: 3 }),
      sold: fc.integer({ min: 0, max: LAST_DAY - 1 }),
      later: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 9 })),
      quantityMilli: fc.integer({ min: 1, max: 4 }).map((halves) => halves * 500),
      refundCents: fc.integer({ min: 0, max: 900 }),
    })
    .map(({ sold, later, ...rest }) => back({ ...rest, sold, on: sold + later })),
  { maxLength: 8 },
);
/** Returns that meet sales: some of the lines, given back by the ledger. */
export const linesWithReturns = someLines.chain((lines) =>
  fc.tuple(
    fc.constant(lines),
    fc.oneof(
      someReturns,
      fc
        .subarray([...lines.keys()])
        .chain((places) =>
          fc.tuple(
            fc.constant(places),
            fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 70, maxLength: 70 }),
          ),
        )
        .map(([places, later]) =>
          places.flatMap((place, at) => {
            const sold = lines[place];
            if (sold === undefined || sold.quantityMilli <= 0) return [];
            const { productNo, quantityMilli, day } = sold;
            return [
              back({ productNo, quantityMilli, sold: day, on: day + (later[at] ?? 0), refundCents: 77 }),
            ];
          }),
        ),
    ),
  ),
);

import fc from 'fast-check';
import type { HistoryLine } from '../../src/history/household-history.ts';
import { LINE_TYPES } from '../../src/ingest/rows.ts';
import type { Day } from '../../src/shared/day.ts';

export const LAST_DAY = 40;

/** One line; a sale of one unit on day 10, receipt 1, product 7, for 1.00, unless told otherwise. */
export function line(changes: Partial<Omit<HistoryLine, 'day'>> & { day?: number } = {}): HistoryLine {
  const { day = 10, ...rest } = changes;
  return {
    day: day as Day,
    receiptNo: day,
    productNo: 7,
    quantityMilli: 1000,
    netCents: 100,
    lineType: 'sale',
    ...rest,
  };
}

const lineOfReceipt = fc.record({
  productNo: fc.integer({ min: 0, max: 3 }),
  quantityMilli: fc.integer({ min: -3, max: 4 }).map((units) => units * 500),
  netCents: fc.option(fc.integer({ min: -500, max: 2000 })),
  // Sales are the most, or there would be nothing to take back.
  lineType: fc.oneof({ weight: 3, arbitrary: fc.constant('sale' as const) }, fc.constantFrom(...LINE_TYPES)),
});

/** Receipts on days 0..39, numbered in no order of days, each with a few lines of few products. */
export const someLines: fc.Arbitrary<HistoryLine[]> = fc
  .array(fc.tuple(fc.integer({ min: 0, max: LAST_DAY - 1 }), fc.array(lineOfReceipt, { maxLength: 5 })), {
    maxLength: 14,
  })
  .map((receipts) =>
    receipts.flatMap(([day, lines], receiptNo) =>
      lines.map((one) => ({ ...one, day: day as Day, receiptNo })),
    ),
  );

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LINE_TYPE_CODE, type LineColumns, lineColumns } from '../../src/history/line-columns.ts';
import { decodeReceipt, ReceiptEncoder } from '../../src/history/receipt-lines.ts';
import { NO_VALUE } from '../../src/shared/none.ts';

type Line = Parameters<ReceiptEncoder['add']>;

const cents = fc.oneof(fc.constant(Number.NaN), fc.integer({ min: -1e13, max: 1e13 }));
const anyLine: fc.Arbitrary<Line> = fc.tuple(
  fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  fc.oneof(fc.constant(1000), fc.integer({ min: -2_000_000_000, max: 2_000_000_000 })),
  fc.oneof(fc.constant(NO_VALUE), fc.integer({ min: -2_000_000_000, max: 2_000_000_000 })),
  cents,
  cents,
  fc.oneof(fc.constant(undefined), fc.string()),
  fc.constantFrom(...Object.values(LINE_TYPE_CODE)),
  fc.oneof(fc.constant(Number.NaN), fc.integer({ min: 0, max: 3 }), fc.maxSafeInteger().map(Math.abs)),
);

function encode(lines: readonly Line[], encoder = new ReceiptEncoder()): Buffer {
  encoder.begin();
  for (const line of lines) encoder.add(...line);
  return Buffer.from(encoder.bytes());
}

function linesOf(of: LineColumns): Line[] {
  return Array.from({ length: of.count }, (_, at) => [
    of.productNo[at] ?? 0,
    of.quantityMilli[at] ?? 0,
    of.weightMilli[at] ?? 0,
    of.netCents[at] ?? 0,
    of.discountCents[at] ?? 0,
    of.offerIds[at],
    of.lineType[at] ?? 0,
    of.lineNo[at] ?? 0,
  ]);
}

test('the lines of receipts come back as they were, one receipt behind the other', () => {
  const encoder = new ReceiptEncoder();
  fc.assert(
    fc.property(fc.array(fc.array(anyLine, { maxLength: 30 }), { maxLength: 4 }), (receipts) => {
      const columns = lineColumns(1);
      for (const lines of receipts) expect(decodeReceipt(encode(lines, encoder), columns)).toBe(lines.length);
      expect(linesOf(columns)).toEqual(receipts.flat());
    }),
    { numRuns: 300 },
  );
});

describe('a receipt of twelve ordinary lines', () => {
  const ordinary = Array.from(
    { length: 12 },
    (_, at): Line => [20_000 + at, 1000, NO_VALUE, 499, 0, undefined, LINE_TYPE_CODE.sale, at + 1],
  );

  test('is under a hundred bytes, whether its lines are numbered in turn or not at all', () => {
    expect(encode(ordinary).length).toBeLessThan(100);
    const unnumbered = ordinary.map((line): Line => [...line.slice(0, 7), Number.NaN] as Line);
    expect(encode(unnumbered).length).toBeLessThan(100);
  });

  test('cut anywhere, or of another format, is damaged and not misread', () => {
    const bytes = encode(ordinary);
    for (let length = 0; length < bytes.length; length++)
      expect(() => decodeReceipt(bytes.subarray(0, length), lineColumns())).toThrow(RangeError);
    const foreign = Buffer.from(bytes);
    foreign[0] = 2;
    expect(() => decodeReceipt(foreign, lineColumns())).toThrow(/another format/);
  });
});

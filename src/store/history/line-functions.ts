import { LINE_TYPE_CODE, type LineColumns, lineColumns, lineTypeOf } from '../../history/line-columns.ts';
import { ReceiptEncoder } from '../../history/receipt-lines.ts';
import type { LineType } from '../../ingest/rows.ts';
import { NO_VALUE } from '../../shared/none.ts';
import type { Db } from '../sqlite.ts';
import { loadReceipt } from './line-content.ts';

type Value = number | string | null;
type Arguments = [
  productNo: number | null,
  quantityMilli: number,
  weightMilli: number | null,
  netCents: number | null,
  discountCents: number | null,
  offerId: string | null,
  lineType: LineType,
  lineNo: number | null,
];

/**
 * What SQL needs to look into the lines of a receipt:
 * - `receipt_line(lines)`, a table: `line_seq` (from 1), `line_no`, `product_no`, `quantity_milli`, `weight_milli`,
 *   `net_cents`, `discount_cents`, `offer_id`, `line_type`;
 * - `sold_milli(lines, product_no)`: thousandths of a product that were sold on a receipt, NULL where there is no such line;
 * - `has_offer(lines)`, 1 where a register says that it applied an offer of ours;
 * - `encode_lines(product_no, …, line_no)`, the aggregate that makes `lines`.
 */
export function addLineFunctions(db: Db): void {
  const columns = lineColumns();
  db.table('receipt_line', {
    parameters: ['lines'],
    columns: [
      'line_seq',
      'line_no',
      'product_no',
      'quantity_milli',
      'weight_milli',
      'net_cents',
      'discount_cents',
      'offer_id',
      'line_type',
    ],
    rows: lineRows as (...given: unknown[]) => Generator<Value[]>,
  });
  db.function('sold_milli', { deterministic: true }, (lines, productNo) =>
    soldMilli(loadReceipt(lines as Uint8Array, columns), productNo as number),
  );
  db.function('has_offer', { deterministic: true }, (lines) =>
    Number(loadReceipt(lines as Uint8Array, columns).offerIds.some((offerId) => offerId !== undefined)),
  );
  db.aggregate('encode_lines', {
    varargs: true,
    start: () => [] as Arguments[],
    step: (lines: Arguments[], ...line: unknown[]) => {
      if (line[0] !== null) lines.push(line as Arguments);
    },
    result: encode,
  });
}

function* lineRows(lines: Uint8Array | null): Generator<Value[]> {
  if (lines === null) return;
  // Its own columns: a query may look into two receipts at once.
  const of = loadReceipt(lines, lineColumns());
  for (let at = 0; at < of.count; at++) {
    yield [
      at + 1,
      known(of.lineNo[at]),
      of.productNo[at] ?? 0,
      of.quantityMilli[at] ?? 0,
      of.weightMilli[at] === NO_VALUE ? null : (of.weightMilli[at] ?? null),
      known(of.netCents[at]),
      known(of.discountCents[at]),
      of.offerIds[at] ?? null,
      lineTypeOf(of.lineType[at]),
    ];
  }
}

function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

function soldMilli(of: LineColumns, productNo: number): number | null {
  let sold: number | null = null;
  for (let at = 0; at < of.count; at++) {
    const milli = of.quantityMilli[at] ?? 0;
    if (of.productNo[at] === productNo && of.lineType[at] === LINE_TYPE_CODE.sale && milli > 0)
      sold = (sold ?? 0) + milli;
  }
  return sold;
}

function encode(lines: readonly Arguments[]): Buffer {
  const encoder = new ReceiptEncoder();
  encoder.begin();
  for (const [productNo, quantity, weight, net, discount, offerId, lineType, lineNo] of lines) {
    encoder.add(
      productNo ?? 0,
      quantity,
      weight ?? NO_VALUE,
      net ?? Number.NaN,
      discount ?? Number.NaN,
      offerId ?? undefined,
      LINE_TYPE_CODE[lineType],
      lineNo ?? Number.NaN,
    );
  }
  return encoder.bytes();
}

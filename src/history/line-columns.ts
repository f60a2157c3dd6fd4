import { LINE_TYPES, type LineType } from '../ingest/rows.ts';

/** A code in a column of line types: its place in {@link LINE_TYPES}. */
export const LINE_TYPE_CODE = {
  sale: LINE_TYPES.indexOf('sale'),
  return: LINE_TYPES.indexOf('return'),
  void: LINE_TYPES.indexOf('void'),
  coupon: LINE_TYPES.indexOf('coupon'),
  other: LINE_TYPES.indexOf('other'),
} as const;

/** The type that a code stands for. */
export function lineTypeOf(code: number | undefined): LineType {
  return LINE_TYPES[code ?? LINE_TYPE_CODE.other] ?? 'other';
}

/** The lines of receipts in columns; `count` of them are filled. */
export type LineColumns = {
  count: number;
  productNo: Int32Array;
  /** Thousandths; negative in a return or void. */
  quantityMilli: Int32Array;
  /** {@link NO_VALUE}: not weighed. */
  weightMilli: Int32Array;
  /** NaN: the source does not say. */
  netCents: Float64Array;
  discountCents: Float64Array;
  /** {@link LINE_TYPE_CODE}. */
  lineType: Uint8Array;
  /** NaN: the source numbers no lines. */
  lineNo: Float64Array;
  readonly offerIds: (string | undefined)[];
};

export function lineColumns(room = 64): LineColumns {
  return {
    count: 0,
    productNo: new Int32Array(room),
    quantityMilli: new Int32Array(room),
    weightMilli: new Int32Array(room),
    netCents: new Float64Array(room),
    discountCents: new Float64Array(room),
    lineType: new Uint8Array(room),
    lineNo: new Float64Array(room),
    offerIds: [],
  };
}

/** Make columns at least so long, with what is in them. */
export function makeRoom(columns: LineColumns, room: number): void {
  if (room <= columns.productNo.length) return;
  const length = 2 * room;
  const ints = (old: Int32Array): Int32Array => {
    const larger = new Int32Array(length);
    larger.set(old);
    return larger;
  };
  const doubles = (old: Float64Array): Float64Array => {
    const larger = new Float64Array(length);
    larger.set(old);
    return larger;
  };
  columns.productNo = ints(columns.productNo);
  columns.quantityMilli = ints(columns.quantityMilli);
  columns.weightMilli = ints(columns.weightMilli);
  columns.netCents = doubles(columns.netCents);
  columns.discountCents = doubles(columns.discountCents);
  columns.lineNo = doubles(columns.lineNo);
  const types = new Uint8Array(length);
  types.set(columns.lineType);
  columns.lineType = types;
}

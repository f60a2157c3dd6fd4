import type { LineType } from '../ingest/rows.ts';
import type { Day } from '../shared/day.ts';

/** One current scan line of a household, as the store hands it over. */
export type HistoryLine = {
  readonly day: Day;
  /** Lines of one receipt share it; ascending with time of ingest, no meaning beyond that. */
  readonly receiptNo: number;
  readonly productNo: number;
  /** Thousandths; negative in a return or void. */
  readonly quantityMilli: number;
  /** Signed; null when the source does not say. */
  readonly netCents: number | null;
  readonly lineType: LineType;
};

/**
 * What one household bought, as of a day: trips and, per product, its purchase days. The shape on which cadence works:
 * flat arrays, products ascending by number, days ascending within a product.
 */
export type HouseholdHistory = {
  readonly householdNo: number;
  /** Distinct days with at least one purchase, ascending. */
  readonly tripDays: Int32Array;
  /** Distinct days with any spend, ascending (a day of nothing but a refund is one), and the signed cents of each. */
  readonly spendDays: Int32Array;
  readonly spendCents: Float64Array;
  /** Distinct products bought, ascending. */
  readonly productNos: Int32Array;
  /** `days[starts[i] .. starts[i + 1])` are the purchase days of `productNos[i]`; one longer than productNos. */
  readonly starts: Int32Array;
  readonly days: Int32Array;
  /** Net units (thousandths) of each purchase day, beside `days`. Always > 0. */
  readonly quantityMilli: Int32Array;
};

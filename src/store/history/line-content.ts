import type { LineColumns } from '../../history/line-columns.ts';
import { decodeReceipt, type ReceiptEncoder } from '../../history/receipt-lines.ts';
import { NO_VALUE } from '../../shared/none.ts';

/** Make columns hold the lines of one receipt and no other. */
export function loadReceipt(bytes: Uint8Array, columns: LineColumns): LineColumns {
  columns.count = 0;
  columns.offerIds.length = 0;
  decodeReceipt(bytes, columns);
  return columns;
}

/** What a line says, beside its number. Only the offer's id could hold the mark between the parts, and it stands last. */
export function contentOf(of: LineColumns, at: number): string {
  const { productNo, quantityMilli, weightMilli, netCents, discountCents, lineType, offerIds } = of;
  return `${productNo[at]}|${quantityMilli[at]}|${weightMilli[at]}|${netCents[at]}|${discountCents[at]}|${lineType[at]}|${offerIds[at] ?? ''}`;
}

/** What a numbered line is known by within a receipt; `undefined`: it has no number. */
export function numberedLineKey(of: LineColumns, at: number): string | undefined {
  const lineNo = of.lineNo[at] ?? Number.NaN;
  return Number.isNaN(lineNo) ? undefined : `${lineNo}|${contentOf(of, at)}`;
}

/** Append a line to the receipt that is being encoded, as it stands. */
export function copyLine(encoder: ReceiptEncoder, of: LineColumns, at: number): void {
  encoder.add(
    of.productNo[at] ?? 0,
    of.quantityMilli[at] ?? 0,
    of.weightMilli[at] ?? NO_VALUE,
    of.netCents[at] ?? Number.NaN,
    of.discountCents[at] ?? Number.NaN,
    of.offerIds[at],
    of.lineType[at] ?? 0,
    of.lineNo[at] ?? Number.NaN,
  );
}

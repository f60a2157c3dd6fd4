import { lineColumns } from '../../history/line-columns.ts';
import { ReceiptEncoder } from '../../history/receipt-lines.ts';
import type { ScanColumns } from '../../ingest/scan-columns.ts';
import { NO_TEXT, NO_VALUE } from '../../shared/none.ts';
import { copyLine, loadReceipt, numberedLineKey } from './line-content.ts';
import { LAST, type ReceiptGroups } from './receipt-groups.ts';
import type { TextNumbers } from './text-numbers.ts';

/** The lines of one receipt as one file has them so far. `lines` is valid until the next one is made. */
export type Version = {
  readonly lineCount: number;
  /** Of the lines that say what they cost. */
  readonly netCents: number;
  readonly lines: Uint8Array;
  /** How many of the group's lines it took in. */
  readonly added: number;
  /** Whether the register applied an offer of ours on any of them. */
  readonly hasOffers: boolean;
};

/**
 * Lines of a batch, behind those that the file brought for the receipt before. A line that repeats another one's number and
 * content within the file is the same line; lines without numbers are told apart by occurrence, so two equal ones are two.
 */
export function versionEncoder(numbers: TextNumbers) {
  const encoder = new ReceiptEncoder();
  const earlier = lineColumns();

  /** @param seen Keys of the numbered lines so far; undefined: numbers ascend, so that none can repeat another. */
  const encode = (
    columns: ScanColumns,
    { next }: ReceiptGroups,
    first: number,
    before: Uint8Array | undefined,
    seen: Set<string> | undefined,
  ): Version => {
    encoder.begin();
    let [lineCount, netCents, added] = [0, 0, 0];
    let hasOffers = false;
    if (before !== undefined) {
      loadReceipt(before, earlier);
      for (let at = 0; at < earlier.count; at++) {
        const key = numberedLineKey(earlier, at);
        if (key !== undefined) seen?.add(key);
        copyLine(encoder, earlier, at);
        netCents += earlier.netCents[at] || 0;
      }
      lineCount = earlier.count;
    }
    for (let line = first; line !== LAST; line = next[line] ?? LAST) {
      const net = columns.netCents[line] ?? Number.NaN;
      const lineNo = columns.lineNo[line] ?? Number.NaN;
      const offer = columns.offer[line] ?? NO_TEXT;
      const offerId = offer === NO_TEXT ? undefined : columns.texts.offers[offer];
      if (offerId !== undefined) hasOffers = true;
      const productNo = numbers.product(columns.product[line] ?? 0);
      const quantity = columns.quantityMilli[line] ?? 0;
      const weight = columns.weightMilli[line] ?? NO_VALUE;
      const discount = columns.discountCents[line] ?? Number.NaN;
      const type = columns.lineType[line] ?? 0;
      if (seen !== undefined && !Number.isNaN(lineNo)) {
        const key = keyOf(lineNo, productNo, quantity, weight, net, discount, offerId, type);
        if (seen.has(key)) continue;
        seen.add(key);
      }
      encoder.add(productNo, quantity, weight, net, discount, offerId, type, lineNo);
      if (!Number.isNaN(net)) netCents += net;
      added++;
    }
    return { lineCount: lineCount + added, netCents, lines: encoder.bytes(), added, hasOffers };
  };

  return (
    columns: ScanColumns,
    groups: ReceiptGroups,
    first: number,
    before: Uint8Array | undefined,
  ): Version =>
    encode(columns, groups, first, before, mayRepeat(columns, groups, first, before) ? new Set() : undefined);
}

/** Whether a line could repeat another one: numbers that ascend within one batch cannot. */
function mayRepeat(
  { lineNo }: ScanColumns,
  { next }: ReceiptGroups,
  first: number,
  before: Uint8Array | undefined,
): boolean {
  if (before !== undefined) return true;
  let highest = Number.NEGATIVE_INFINITY;
  for (let line = first; line !== LAST; line = next[line] ?? LAST) {
    const number = lineNo[line] ?? Number.NaN;
    if (number <= highest) return true;
    if (number > highest) highest = number;
  }
  return false;
}

/** As `numberedLineKey` makes it of stored lines. */
function keyOf(
  lineNo: number,
  productNo: number,
  quantityMilli: number,
  weightMilli: number,
  netCents: number,
  discountCents: number,
  offerId: string | undefined,
  lineType: number,
): string {
  return `${lineNo}|${productNo}|${quantityMilli}|${weightMilli}|${netCents}|${discountCents}|${lineType}|${offerId ?? ''}`;
}

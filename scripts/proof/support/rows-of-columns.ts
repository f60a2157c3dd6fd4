import { LINE_TYPES, type ScanRow } from '../../../src/ingest/rows.ts';
import type { ScanColumns } from '../../../src/ingest/scan-columns.ts';
import { type Cents, cents } from '../../../src/shared/cents.ts';
import { type Day, day } from '../../../src/shared/day.ts';
import { NO_VALUE } from '../../../src/shared/none.ts';
import type { ProductId } from '../../../src/shared/product-id.ts';

/** The lines in columns as the rows that they stand for; a product has the description that it was given first. */
export function rowsOf(columns: ScanColumns): ScanRow[] {
  const { texts } = columns;
  const text = (table: readonly (string | undefined)[], place: number | undefined): string | undefined =>
    table[place ?? -1];
  const amount = (value: number | undefined): Cents | undefined =>
    value === undefined || Number.isNaN(value) ? undefined : cents(value);
  const known = (value: number | undefined): number | undefined => (value === NO_VALUE ? undefined : value);
  return Array.from({ length: columns.count }, (_, at): ScanRow => {
    const lineNo = columns.lineNo[at] ?? Number.NaN;
    return {
      storeId: text(texts.stores, columns.store[at]) ?? '',
      registerId: text(texts.registers, columns.register[at]) ?? '',
      transactionId: columns.transactions[columns.transaction[at] ?? 0] ?? '',
      lineNo: Number.isNaN(lineNo) ? undefined : lineNo,
      day: day(columns.day[at] ?? 0) satisfies Day,
      secondOfDay: known(columns.secondOfDay[at]),
      cardId: text(texts.cards, columns.card[at]),
      productId: (text(texts.products, columns.product[at]) ?? '') as ProductId,
      description: text(texts.descriptions, columns.product[at]),
      quantityMilli: columns.quantityMilli[at] ?? 0,
      weightMilli: known(columns.weightMilli[at]),
      netCents: amount(columns.netCents[at]),
      discountCents: amount(columns.discountCents[at]),
      offerId: text(texts.offers, columns.offer[at]),
      lineType: LINE_TYPES[columns.lineType[at] ?? 0] ?? 'other',
      listCode: text(texts.listCodes, columns.listCode[at]),
    };
  });
}

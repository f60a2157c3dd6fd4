import { parse } from 'csv-parse/sync';
import type { ScanRow } from '../../../src/ingest/rows.ts';
import { otherLineId, type ProductIds, readProductId } from '../../../src/shared/product-id.ts';

/**
 * Scan lines in our own columns read slowly and plainly, by csv-parse and with patterns for every cell: to be compared with
 * readers that are quick. It shares nothing with them but what a product id is.
 */
export type PlainRow = { readonly [Key in keyof ScanRow]: ScanRow[Key] | undefined };

const REQUIRED = ['store_id', 'transaction_id', 'timestamp', 'product_id', 'quantity', 'net_amount'];
const LOST_DIGITS = /^(\d+[.,]\d+E\+?|\d+E\+)\d{1,3}$/i;
const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?)?$/;
const QUANTITY = /^([+-]?)(\d{0,9})(?:\.(\d{1,12}))?$/;
const AMOUNT = /^([+-]?)(\d{0,10})(?:\.(\d{1,4}))?$/;
const WHOLE = /^[+-]?\d{1,15}(\.0+)?$/;
const TYPES = ['sale', 'return', 'void', 'coupon', 'other'] as const;
const MILLI_MOST = 2_000_000_000n;
const ID_LENGTH_MOST = 200;
const MS_PER_DAY = 86_400_000;
const [FIRST_DAY, LAST_DAY] = ['1900-01-01', '2199-12-31'];

/** A cell that is not what it must be. */
class Unfit extends Error {}

/** The fields of the one record that a text is; `undefined` when csv-parse finds no such record in it. */
export function plainFields(text: string): string[] | undefined {
  // Quotes mean something only where a field starts with one; `12" PIZZA` has none.
  const quotes = /(?:^|,)"/.test(text);
  try {
    const options = { record_delimiter: '\n', relax_column_count: true, skip_empty_lines: true };
    const records: string[][] = parse(text, quotes ? options : { ...options, quote: null });
    return records.length === 1 ? records[0] : undefined;
  } catch {
    return undefined;
  }
}

/** The row of a record; `undefined` where any cell of it is unfit. */
export function plainRow(
  header: readonly string[],
  fields: readonly string[],
  productIds: ProductIds,
): PlainRow | undefined {
  const names = header.map((name) => name.trim().toLowerCase());
  const cell = (name: string): string => (fields[names.indexOf(name)] ?? '').trim().replace(/^="\s*"$/, '');
  try {
    if (fields.length !== header.length) throw new Unfit('width');
    for (const name of REQUIRED)
      if (cell(name) === '' && name !== 'net_amount' && name !== 'product_id') throw new Unfit(name);
    return rowOf(cell, productIds);
  } catch (error) {
    if (error instanceof Unfit) return undefined;
    throw error;
  }
}

function rowOf(cell: (name: string) => string, productIds: ProductIds): PlainRow {
  const quantity = milli(cell('quantity')) ?? 0;
  const written = cell('line_type').toLowerCase();
  if (written !== '' && !TYPES.some((type) => type === written)) throw new Unfit('line_type');
  const isSale = written === '' || written === 'sale';
  const type = isSale ? (quantity < 0 ? 'return' : 'sale') : (written as ScanRow['lineType']);
  const minus = type === 'return' || type === 'void';
  const signed = (value: number | undefined): number | undefined =>
    value === undefined || !minus ? value : 0 - Math.abs(value);
  const id = (name: string): string | undefined => {
    // A spreadsheet writes ="0120…" or '0120… to keep the zeros.
    const text = cell(name)
      .replace(/^="(.+)"$/s, (_, inner: string) => inner.trim())
      .replace(/^'(\d+)$/, '$1');
    if (LOST_DIGITS.test(text) || text.length > ID_LENGTH_MOST) throw new Unfit(name);
    return cell(name) === '' ? undefined : text;
  };
  const lineNo = cell('line_no');
  if (lineNo !== '' && (!WHOLE.test(lineNo) || Number(lineNo) < 0)) throw new Unfit('line_no');
  return {
    storeId: id('store_id'),
    registerId: id('register_id') ?? '',
    transactionId: id('transaction_id'),
    lineNo: lineNo === '' ? undefined : Math.abs(Number(lineNo)),
    ...moment(cell('timestamp')),
    cardId: id('card_id'),
    ...product(cell('product_id'), type, productIds),
    // 500 characters are kept; the huge cells of the corpus are of one-unit characters.
    description: cell('description') === '' ? undefined : cell('description').slice(0, 500),
    quantityMilli: signed(quantity),
    weightMilli: signed(milli(cell('weight'))),
    netCents: signed(amount(cell('net_amount'))),
    discountCents: signed(amount(cell('discount_amount'))),
    offerId: id('offer_id'),
    listCode: id('list_code'),
  } as PlainRow;
}

function product(text: string, type: ScanRow['lineType'], ids: ProductIds) {
  const result = readProductId(text, ids);
  if (result.tag === 'product') return { productId: result.productId, lineType: type };
  if (type === 'coupon' || type === 'other') return { productId: otherLineId(text), lineType: type };
  if (result.fault === 'product-not-a-product') return { productId: otherLineId(text), lineType: 'other' };
  throw new Unfit('product_id');
}

function moment(text: string) {
  const [, day = '', hour, minute, second = '00'] = MOMENT.exec(text) ?? [];
  const date = new Date(`${day}T00:00:00Z`);
  // A Date rolls the 30th of February over, and is then another day.
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day) throw new Unfit('timestamp');
  if (day < FIRST_DAY || day > LAST_DAY) throw new Unfit('timestamp');
  if (hour === undefined || minute === undefined)
    return { day: date.getTime() / MS_PER_DAY, secondOfDay: undefined };
  if (hour > '23' || minute > '59' || second > '59') throw new Unfit('timestamp');
  return {
    day: date.getTime() / MS_PER_DAY,
    secondOfDay: Number(hour) * 3600 + Number(minute) * 60 + Number(second),
  };
}

function milli(text: string): number | undefined {
  const value = scaled(text, QUANTITY, 3);
  if (value !== undefined && (value > MILLI_MOST || value < -MILLI_MOST)) throw new Unfit('quantity');
  return value === undefined ? undefined : Number(value);
}

function amount(text: string): number | undefined {
  const [, , , fraction = ''] = AMOUNT.exec(text) ?? [];
  if (/[1-9]/.test(fraction.slice(2))) throw new Unfit('a fraction of a cent');
  const value = scaled(text, AMOUNT, 2);
  return value === undefined ? undefined : Number(value);
}

/** Decimal text as a whole number of tenths, hundredths …, half and more away from zero. */
function scaled(text: string, pattern: RegExp, digits: number): bigint | undefined {
  if (text === '') return undefined;
  const match = pattern.exec(text);
  const [, sign = '', whole = '', fraction = ''] = match ?? [];
  if (match === null || (whole === '' && fraction === '')) throw new Unfit(text);
  const kept = BigInt(`${whole}${fraction.padEnd(digits, '0').slice(0, digits)}`);
  const magnitude = kept + ((fraction[digits] ?? '0') >= '5' ? 1n : 0n);
  return sign === '-' ? -magnitude : magnitude;
}

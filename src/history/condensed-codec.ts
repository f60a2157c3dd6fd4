import { HistoryFormatError } from './codec.ts';
import type { HistoryLine } from './household-history.ts';
import type { HouseholdLines } from './household-lines.ts';
import { LINE_TYPE_CODE } from './line-columns.ts';
import { ByteReader, ByteWriter } from './varint.ts';

/** First byte of all encoded condensed lines; these cannot be derived anew, so every format must stay readable. */
const FORMAT = 1;

const ONE_UNIT_MILLI = 1000;
/** Two bits for the type, one for the quantity. */
const FLAGS = 8;
const IS_OTHER_QUANTITY = 4;
const TYPES = ['sale', 'return', 'void'] as const;

const writer = new ByteWriter();

/**
 * Condensed lines in few bytes, about four a line: per receipt its day as the step from the one before and its number of
 * lines; per line the product as a step, with its type and whether it is one unit; the units if not; the cents.
 *
 * @param lines As `condense` gives them: in order of days, receipt by receipt, products ascending.
 */
export function encodeCondensed(lines: readonly HistoryLine[]): Uint8Array {
  writer.clear();
  writer.unsigned(FORMAT);
  let day = 0;
  for (let start = 0; start < lines.length; ) {
    const first = lines[start];
    if (first === undefined) break;
    let end = start;
    while (lines[end]?.receiptNo === first.receiptNo) end++;
    writer.signed(first.day - day);
    day = first.day;
    writer.unsigned(end - start);
    writeLines(lines, start, end);
    start = end;
  }
  return writer.bytes();
}

function writeLines(lines: readonly HistoryLine[], start: number, end: number): void {
  let productNo = 0;
  for (let at = start; at < end; at++) {
    const line = lines[at];
    if (line === undefined) return;
    const type = TYPES.indexOf(line.lineType as (typeof TYPES)[number]);
    if (type < 0) throw new Error(`no condensed line is a ${line.lineType}`);
    const milli = Math.abs(line.quantityMilli);
    const isOther = milli !== ONE_UNIT_MILLI;
    writer.unsigned((line.productNo - productNo) * FLAGS + (isOther ? IS_OTHER_QUANTITY : 0) + type);
    productNo = line.productNo;
    if (isOther) writer.unsigned(milli);
    writer.signed(line.netCents ?? 0);
  }
}

/**
 * Append condensed lines to those of a household. Their receipts are numbered below zero, where no other ones are.
 *
 * @throws HistoryFormatError for another format, and for bytes that are damaged.
 */
export function decodeCondensed(bytes: Uint8Array, into: HouseholdLines): void {
  const reader = new ByteReader(bytes);
  try {
    if (reader.unsigned() !== FORMAT) throw new RangeError('another format');
    for (let day = 0; reader.left() > 0; ) {
      day += reader.signed();
      into.beginReceipt(day, -1 - into.receipts);
      readLines(reader, into);
    }
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new HistoryFormatError(`what retention has kept of a card cannot be read (${cause.message})`, {
      cause,
    });
  }
}

function readLines(reader: ByteReader, into: HouseholdLines): void {
  let productNo = 0;
  for (let left = reader.unsigned(); left > 0; left--) {
    const head = reader.unsigned();
    const flags = head % FLAGS;
    productNo += (head - flags) / FLAGS;
    const milli = flags >= IS_OTHER_QUANTITY ? reader.unsigned() : ONE_UNIT_MILLI;
    const type = TYPES[flags % IS_OTHER_QUANTITY];
    if (type === undefined) throw new RangeError('a line of no type');
    const netCents = reader.signed();
    // Columns have 32 bits for the units of a line; a day may have more.
    let rest = milli;
    for (; rest > INT32_MAX; rest -= INT32_MAX) into.add(productNo, INT32_MAX, 0, LINE_TYPE_CODE[type]);
    into.add(productNo, type === 'sale' ? rest : -rest, netCents, LINE_TYPE_CODE[type]);
  }
}

const INT32_MAX = 2 ** 31 - 1;

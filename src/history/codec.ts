import type { HouseholdHistory } from './household-history.ts';
import { type ByteReader, type ByteWriter, byteReader, byteWriter } from './varint.ts';

/** First byte of every encoded history; raise it whenever the bytes or `historyAsOf` change meaning. */
export const HISTORY_FORMAT = 1;

/** One unit: most purchases are of one, so it costs no byte of its own. */
const ONE_UNIT_MILLI = 1000;

/** The bytes are not a history of this format: whoever cached them derives the household anew. */
export class HistoryFormatError extends Error {
  override readonly name = 'HistoryFormatError';
}

/**
 * A history in few bytes (about 1.7 per purchase day), without its household number. After the format byte: trip days,
 * spend days each with its cents, products each with its purchase days; days as steps from the one before, a purchase
 * day's step doubled, plus 1 when its quantity is not one unit and follows.
 */
export function encodeHistory(history: HouseholdHistory): Uint8Array {
  const out = byteWriter();
  out.unsigned(HISTORY_FORMAT);
  writeAscending(out, history.tripDays);
  writeAscending(out, history.spendDays);
  for (const amount of history.spendCents) out.signed(amount);
  writeAscending(out, history.productNos);
  const firstDay = history.tripDays[0] ?? 0;
  for (let place = 0; place < history.productNos.length; place++) {
    writePurchases(out, history, place, firstDay);
  }
  return out.bytes();
}

function writePurchases(out: ByteWriter, history: HouseholdHistory, place: number, firstDay: number): void {
  const from = history.starts[place] ?? 0;
  const until = history.starts[place + 1] ?? from;
  out.unsigned(until - from);
  let before = firstDay;
  for (let at = from; at < until; at++) {
    const onDay = history.days[at] ?? before;
    const milli = history.quantityMilli[at] ?? ONE_UNIT_MILLI;
    const oneUnit = milli === ONE_UNIT_MILLI;
    out.unsigned(2 * (onDay - before) + (oneUnit ? 0 : 1));
    if (!oneUnit) out.unsigned(milli);
    before = onDay;
  }
}

/** @throws HistoryFormatError for another format, and for bytes that are damaged. */
export function decodeHistory(householdNo: number, bytes: Uint8Array): HouseholdHistory {
  const format = bytes[0];
  if (format !== HISTORY_FORMAT) {
    throw new HistoryFormatError(
      `stored history of household ${householdNo} has format ${format ?? 'none'}, this program reads ${HISTORY_FORMAT}: derive it from the scan lines again`,
    );
  }
  try {
    return readHistory(householdNo, byteReader(bytes.subarray(1)));
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new HistoryFormatError(
      `stored history of household ${householdNo} is damaged (${cause.message}): derive it from the scan lines again`,
      { cause },
    );
  }
}

function readHistory(householdNo: number, reader: ByteReader): HouseholdHistory {
  const tripDays = readAscending(reader);
  const spendDays = readAscending(reader);
  const spendCents = Float64Array.from(spendDays, () => reader.signed());
  const productNos = readAscending(reader);
  const starts = new Int32Array(productNos.length + 1);
  const days: number[] = [];
  const quantities: number[] = [];
  const firstDay = tripDays[0] ?? 0;
  for (let place = 0; place < productNos.length; place++) {
    let onDay = firstDay;
    for (let left = readCount(reader); left > 0; left--) {
      const step = reader.unsigned();
      onDay += Math.floor(step / 2);
      days.push(onDay);
      quantities.push(step % 2 === 0 ? ONE_UNIT_MILLI : reader.unsigned());
    }
    starts[place + 1] = days.length;
  }
  if (reader.left() !== 0) throw new RangeError(`${reader.left()} bytes too many`);
  return {
    householdNo,
    tripDays,
    spendDays,
    spendCents,
    productNos,
    starts,
    days: Int32Array.from(days),
    quantityMilli: Int32Array.from(quantities),
  };
}

/** A count, the first number signed, then the steps. */
function writeAscending(out: ByteWriter, values: Int32Array): void {
  out.unsigned(values.length);
  let before = 0;
  for (const [place, value] of values.entries()) {
    if (place === 0) out.signed(value);
    else out.unsigned(value - before);
    before = value;
  }
}

function readAscending(reader: ByteReader): Int32Array {
  const values = new Int32Array(readCount(reader));
  let before = 0;
  for (let place = 0; place < values.length; place++) {
    before = place === 0 ? reader.signed() : before + reader.unsigned();
    values[place] = before;
  }
  return values;
}

/** A count of things that take at least a byte each: a damaged one must not ask for gigabytes. */
function readCount(reader: ByteReader): number {
  const count = reader.unsigned();
  if (count > reader.left()) throw new RangeError(`${count} items in ${reader.left()} bytes`);
  return count;
}

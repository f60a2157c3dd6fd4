import type { HouseholdHistory } from './household-history.ts';
import { ByteReader, ByteWriter } from './varint.ts';

/** First byte of every encoded history; raise it whenever the bytes or `historyAsOf` change meaning. */
export const HISTORY_FORMAT = 2;

/** One unit: most purchases are of one, so it costs no byte of its own. */
const ONE_UNIT_MILLI = 1000;

/** The bytes are not a history of this format: whoever cached them derives the household anew. */
export class HistoryFormatError extends Error {
  override readonly name = 'HistoryFormatError';
}

/** Used again from one history to the next: a chain has hundreds of thousands. */
const writer = new ByteWriter();

/**
 * A history in few bytes (about 1.7 per purchase day), without its household number. After the format byte: trip days,
 * spend days each with its cents, products each with its purchase days; days as steps from the one before, a purchase
 * day's step doubled, plus 1 when its quantity is not one unit and follows.
 */
export function encodeHistory(history: HouseholdHistory): Uint8Array {
  const out = writer;
  out.clear();
  out.unsigned(HISTORY_FORMAT);
  writeAscending(out, history.tripDays);
  writeAscending(out, history.spendDays);
  for (let place = 0; place < history.spendCents.length; place++) out.signed(history.spendCents[place] ?? 0);
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
    return readHistory(householdNo, new ByteReader(bytes, 1));
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new HistoryFormatError(
      `stored history of household ${householdNo} is damaged (${cause.message}): derive it from the scan lines again`,
      { cause },
    );
  }
}

/** Purchase days while they are read. */
const scratch = { days: new Int32Array(4096), quantityMilli: new Int32Array(4096) };

function readHistory(householdNo: number, reader: ByteReader): HouseholdHistory {
  const tripDays = readAscending(reader);
  const spendDays = readAscending(reader);
  const spendCents = new Float64Array(spendDays.length);
  for (let place = 0; place < spendCents.length; place++) spendCents[place] = reader.signed();
  const productNos = readAscending(reader);
  const starts = new Int32Array(productNos.length + 1);
  // A purchase day takes a byte at least.
  if (reader.left() > scratch.days.length) {
    scratch.days = new Int32Array(2 * reader.left());
    scratch.quantityMilli = new Int32Array(2 * reader.left());
  }
  const { days, quantityMilli } = scratch;
  const firstDay = tripDays[0] ?? 0;
  let count = 0;
  for (let place = 0; place < productNos.length; place++) {
    let onDay = firstDay;
    for (let left = readCount(reader); left > 0; left--) {
      const step = reader.unsigned();
      onDay += Math.floor(step / 2);
      days[count] = onDay;
      quantityMilli[count++] = step % 2 === 0 ? ONE_UNIT_MILLI : reader.unsigned();
    }
    starts[place + 1] = count;
  }
  if (reader.left() !== 0) throw new RangeError(`${reader.left()} bytes too many`);
  return {
    householdNo,
    tripDays,
    spendDays,
    spendCents,
    productNos,
    starts,
    days: days.slice(0, count),
    quantityMilli: quantityMilli.slice(0, count),
  };
}

/** A count, the first number signed, then the steps. */
function writeAscending(out: ByteWriter, values: Int32Array): void {
  out.unsigned(values.length);
  let before = 0;
  for (let place = 0; place < values.length; place++) {
    const value = values[place] ?? 0;
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

import { NO_VALUE } from '../shared/none.ts';
import { type LineColumns, makeRoom } from './line-columns.ts';

/** First byte of every encoded receipt; raise it whenever the bytes change meaning. */
const FORMAT = 1;

/** One unit: most lines are of one, so it costs no byte of its own. */
const ONE_UNIT_MILLI = 1000;

const TYPE_BITS = 0b111;
const HAS_QUANTITY = 1 << 3;
const HAS_WEIGHT = 1 << 4;
const HAS_NET = 1 << 5;
const HAS_DISCOUNT = 1 << 6;
const HAS_OFFER = 1 << 7;

/** How the lines' own numbers are kept: not at all, as a run from a first one, or one by one behind the lines. */
const NUMBERS = { none: 0, run: 1, each: 2 } as const;

/** Header bytes at most: format, count, kind of numbers, first number. */
const HEADER_MAX = 24;
/** Bytes of one line at most, its offer's id aside: flags, five numbers of eight bytes, a length. */
const LINE_MAX = 56;

/** The lines of one receipt to bytes: about eight for a line. One instance serves many receipts, one after the other. */
export class ReceiptEncoder {
  #bytes = Buffer.allocUnsafe(4096);
  #at = HEADER_MAX;
  #count = 0;
  /** Numbers from the first one on, while they are a run; then each of them in `#numbers`. */
  #first = Number.NaN;
  #isRun = true;
  readonly #numbers: number[] = [];

  begin(): void {
    this.#at = HEADER_MAX;
    this.#count = 0;
    this.#isRun = true;
    this.#numbers.length = 0;
  }

  /** @param lineNo NaN: none. @param weightMilli {@link NO_VALUE}, netCents, discountCents NaN: the source does not say. */
  add(
    productNo: number,
    quantityMilli: number,
    weightMilli: number,
    netCents: number,
    discountCents: number,
    offerId: string | undefined,
    lineType: number,
    lineNo: number,
  ): void {
    this.#number(lineNo);
    this.#require(LINE_MAX + (offerId === undefined ? 0 : 3 * offerId.length));
    const flags =
      lineType |
      (quantityMilli === ONE_UNIT_MILLI ? 0 : HAS_QUANTITY) |
      (weightMilli === NO_VALUE ? 0 : HAS_WEIGHT) |
      (Number.isNaN(netCents) ? 0 : HAS_NET) |
      (Number.isNaN(discountCents) ? 0 : HAS_DISCOUNT) |
      (offerId === undefined ? 0 : HAS_OFFER);
    this.#bytes[this.#at++] = flags;
    this.#unsigned(productNo);
    if (flags & HAS_QUANTITY) this.#signed(quantityMilli);
    if (flags & HAS_WEIGHT) this.#signed(weightMilli);
    if (flags & HAS_NET) this.#signed(netCents);
    if (flags & HAS_DISCOUNT) this.#signed(discountCents);
    if (offerId !== undefined) {
      this.#unsigned(Buffer.byteLength(offerId));
      this.#at += this.#bytes.write(offerId, this.#at);
    }
    this.#count++;
  }

  /** Valid until the next {@link begin}: whoever keeps it copies it. */
  bytes(): Buffer {
    const kind = !this.#isRun ? NUMBERS.each : Number.isNaN(this.#first) ? NUMBERS.none : NUMBERS.run;
    if (kind === NUMBERS.each) {
      this.#require(9 * this.#numbers.length);
      for (const number of this.#numbers) this.#unsigned(Number.isNaN(number) ? 0 : number + 1);
    }
    const end = this.#at;
    // The header goes in front, right-aligned: its length is known only now.
    this.#at = 0;
    this.#unsigned(FORMAT);
    this.#unsigned(this.#count);
    this.#unsigned(this.#count === 0 ? NUMBERS.none : kind);
    if (this.#count > 0 && kind === NUMBERS.run) this.#unsigned(this.#first);
    const length = this.#at;
    this.#bytes.copyWithin(HEADER_MAX - length, 0, length);
    this.#at = end;
    return this.#bytes.subarray(HEADER_MAX - length, end);
  }

  #number(lineNo: number): void {
    if (this.#count === 0) this.#first = lineNo;
    else if (this.#isRun && !isNext(this.#first, this.#count, lineNo)) {
      this.#isRun = false;
      for (let place = 0; place < this.#count; place++) this.#numbers.push(this.#first + place);
    }
    if (!this.#isRun) this.#numbers.push(lineNo);
  }

  #require(room: number): void {
    if (this.#at + room <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.#at + room));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }

  #unsigned(value: number): void {
    let rest = value;
    // Bit operators stop at 2^31.
    while (rest >= 0x4000_0000) {
      this.#bytes[this.#at++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    while (rest > 127) {
      this.#bytes[this.#at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#at++] = rest;
  }

  #signed(value: number): void {
    this.#unsigned(value < 0 ? -2 * value - 1 : 2 * value);
  }
}

/** Whether the numbers so far and this one are a run; lines without numbers (NaN) are one, too. */
function isNext(first: number, count: number, lineNo: number): boolean {
  return Number.isNaN(first) ? Number.isNaN(lineNo) : lineNo === first + count;
}

/**
 * Append the lines of one encoded receipt to columns. `offerIds` is filled only where a line has an offer; whoever reuses
 * columns clears it.
 *
 * @returns How many lines it has.
 * @throws RangeError when the bytes are damaged or of another format.
 */
export function decodeReceipt(bytes: Uint8Array, into: LineColumns): number {
  const reader = new Reader(bytes);
  if (reader.unsigned() !== FORMAT) throw new RangeError('a receipt of another format');
  const count = reader.unsigned();
  if (count > bytes.length) throw new RangeError(`${count} lines in ${bytes.length} bytes`);
  const kind = reader.unsigned();
  const first = kind === NUMBERS.run ? reader.unsigned() : Number.NaN;
  const start = into.count;
  makeRoom(into, start + count);
  for (let at = start; at < start + count; at++) {
    readLine(reader, into, at);
    into.lineNo[at] = first + (at - start);
  }
  if (kind === NUMBERS.each) {
    for (let at = start; at < start + count; at++) {
      const folded = reader.unsigned();
      into.lineNo[at] = folded === 0 ? Number.NaN : folded - 1;
    }
  }
  into.count = start + count;
  return count;
}

function readLine(reader: Reader, into: LineColumns, at: number): void {
  const flags = reader.byte();
  into.lineType[at] = flags & TYPE_BITS;
  into.productNo[at] = reader.unsigned();
  into.quantityMilli[at] = flags & HAS_QUANTITY ? reader.signed() : ONE_UNIT_MILLI;
  into.weightMilli[at] = flags & HAS_WEIGHT ? reader.signed() : NO_VALUE;
  into.netCents[at] = flags & HAS_NET ? reader.signed() : Number.NaN;
  into.discountCents[at] = flags & HAS_DISCOUNT ? reader.signed() : Number.NaN;
  if (flags & HAS_OFFER) into.offerIds[at] = reader.text(reader.unsigned());
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new RangeError('the bytes end within a receipt');
    return byte;
  }

  unsigned(): number {
    let value = this.byte();
    if (value < 128) return value;
    value -= 128;
    for (let scale = 128; ; scale *= 128) {
      const byte = this.byte();
      if (byte < 128) return value + byte * scale;
      value += (byte - 128) * scale;
    }
  }

  signed(): number {
    const folded = this.unsigned();
    return folded % 2 === 1 ? -(folded + 1) / 2 : folded / 2;
  }

  text(length: number): string {
    const from = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new RangeError('the bytes end within a text');
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + from, length).toString('utf8');
  }
}

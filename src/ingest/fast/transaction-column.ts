import { NO_TEXT } from '../../shared/none.ts';
import { isPlainId, NOT_PLAIN } from './text-column.ts';

/** Bytes of a receipt's number that are remembered, to know the next line of the receipt. */
const REMEMBERED = 64;

/** The column of receipts' numbers: hardly one comes twice, except in the lines that follow. */
export class TransactionColumn {
  readonly #last = Buffer.alloc(REMEMBERED);
  /** -1: none is remembered. */
  #length = -1;

  /** The last number of the table is not the one that was put in last. */
  forget(): void {
    this.#length = -1;
  }

  /**
   * The place in `table` of `bytes[from .. to)`, which is put in unless it is the last one.
   *
   * @returns {@link NO_TEXT} where it is blank, {@link NOT_PLAIN} where more care is needed.
   */
  find(bytes: Buffer, from: number, to: number, table: string[]): number {
    const length = to - from;
    if (length === 0) return NO_TEXT;
    if (length === this.#length && this.#isLast(bytes, from)) return table.length - 1;
    const text = bytes.toString('utf8', from, to);
    if (!isPlainId(text)) return NOT_PLAIN;
    this.#length = length > REMEMBERED ? -1 : length;
    if (length <= REMEMBERED) bytes.copy(this.#last, 0, from, to);
    return table.push(text) - 1;
  }

  #isLast(bytes: Buffer, from: number): boolean {
    const last = this.#last;
    for (let at = 0; at < this.#length; at++) if (last[at] !== bytes[from + at]) return false;
    return true;
  }
}

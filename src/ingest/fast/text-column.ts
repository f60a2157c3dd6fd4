import { NO_TEXT } from '../../shared/none.ts';
import { isRoundedNumber, unquoteSpreadsheet } from '../../shared/spreadsheet.ts';
import { ID_CHARACTERS_MAX } from '../cells.ts';
import { Interner } from './interner.ts';

/** The text is there and cannot be taken as it stands. */
export const NOT_PLAIN = -2;

/** One column of ids, each of which is looked at once: its places in a table of texts. */
export class TextColumn {
  readonly #interner = new Interner();
  #places: number[] = [];
  /** The number of the text that was asked for last; -1: of none. */
  #last = -1;

  /**
   * The place of `bytes[from .. to)`; {@link NO_TEXT} where it is blank, {@link NOT_PLAIN} where more care is needed.
   *
   * @param take Puts a new text into its table. @returns Its place, or {@link NOT_PLAIN}.
   */
  find(bytes: Buffer, from: number, to: number, take: (text: string) => number): number {
    if (from >= to) return NO_TEXT;
    // Most lines have the store, the register and the card of the one before.
    if (this.#last >= 0 && this.#interner.is(this.#last, bytes, from, to))
      return this.#places[this.#last] as number;
    const number = this.#interner.find(bytes, from, to);
    this.#last = number;
    if (!this.#interner.isNew) return this.#places[number] as number;
    const text = bytes.toString('utf8', from, to);
    const place = isPlainId(text) ? take(text) : NOT_PLAIN;
    this.#places.push(place);
    return place;
  }

  /** The table of texts began anew. */
  clear(): void {
    this.#interner.clear();
    this.#last = -1;
    this.#places = [];
  }
}

/** Whether an id is what it looks like: of a length that ids have, nothing around it, and not a number that a spreadsheet wrote. */
export function isPlainId(text: string): boolean {
  return (
    text.length <= ID_CHARACTERS_MAX &&
    text.trim() === text &&
    unquoteSpreadsheet(text) === text &&
    !isRoundedNumber(text)
  );
}

import { type Cents, cents, parseCents } from '../shared/cents.ts';
import { type Day, day } from '../shared/day.ts';
import { nearest } from '../shared/nearest.ts';
import type { ProductId, ProductIdResult } from '../shared/product-id.ts';
import { isRoundedNumber, unquoteSpreadsheet } from '../shared/spreadsheet.ts';
import { amountAdvice, PRODUCT_ADVICE, parseMilli, productFaultText, quoteText } from './cell-text.ts';
import type { Moment } from './moment.ts';
import { RecordCells } from './record-cells.ts';
import type { RejectionReason } from './rejection.ts';

/** Product ids come again and again; this many readings of them are remembered. */
const PRODUCTS_REMEMBERED = 50_000;
/** No chain's ids come near it; what does is a line that lost its delimiters, and would be kept in memory as an id. */
export const ID_CHARACTERS_MAX = 200;
const NO_DAY = day(0);
const NO_CENTS = cents(0);
const NO_MOMENT: Moment = { day: NO_DAY, secondOfDay: undefined };

/**
 * The cells of one record, read as values of a type. A cell that cannot be read leaves a fault and a value of no meaning,
 * and reading goes on, so that a record's faults are all known together.
 *
 * @typeParam Column Names that may be asked for.
 */
export class Cells<Column extends string = string> extends RecordCells<Column> {
  readonly #products = new Map<string, ProductIdResult>();

  /** An id of the chain's: any text of some length but a spreadsheet's rounded number; its ="0120…" is read. */
  id(column: Column): string {
    return this.#idOf(column, this.required(column));
  }

  /** The same, where a blank one is an id, too. */
  blankableId(column: Column): string {
    return this.#idOf(column, this.text(column));
  }

  #idOf(column: Column, written: string): string {
    const text = unquoteSpreadsheet(written);
    if (isRoundedNumber(text)) this.#lostDigits(column);
    if (text.length > ID_CHARACTERS_MAX) this.#isTooLong(column);
    return text;
  }

  optionalId(column: Column): string | undefined {
    return this.text(column) === '' ? undefined : this.id(column);
  }

  /** Values separated by `|`, trimmed; blank ones and repetitions are dropped. */
  list(column: Column): string[] {
    const text = this.text(column);
    if (text === '') return [];
    const values = text.split('|').map((value) => value.trim());
    return [...new Set(values)].filter((value) => value !== '');
  }

  /** At least one id, separated by `|`. */
  requiredIds(column: Column): string[] {
    const ids = this.list(column);
    if (ids.length === 0) this.missing(column);
    else if (ids.some((id) => isRoundedNumber(id))) this.#lostDigits(column);
    if (ids.some(({ length }) => length > ID_CHARACTERS_MAX)) this.#isTooLong(column);
    return ids;
  }

  /** Signed money. */
  amount(column: Column): Cents | undefined {
    const text = this.text(column);
    if (text === '') return undefined;
    const value = parseCents(this.decimal(column, text));
    if (value === undefined) {
      this.fault(
        column,
        'amount-format',
        'is not an amount',
        amountAdvice(text, this.format.numbers, column),
      );
    }
    return value;
  }

  /** Money of at least `leastCents`. */
  amountFrom(column: Column, leastCents: number): Cents | undefined {
    const value = this.amount(column);
    if (value !== undefined && value < leastCents) {
      const [what, next] = leastCents > 0 ? ['is not above 0', 'above 0'] : ['is below 0', 'of 0 or more'];
      this.fault(column, 'amount-range', what, `Write an amount ${next}.`);
    }
    return value;
  }

  requiredAmountFrom(column: Column, leastCents: number): Cents {
    if (this.text(column) === '') this.missing(column);
    return this.amountFrom(column, leastCents) ?? NO_CENTS;
  }

  /** A decimal quantity in thousandths, rounded to them. */
  milli(column: Column, limit: number): number | undefined {
    const text = this.text(column);
    if (text === '') return undefined;
    const value = parseMilli(this.decimal(column, text));
    if (value === undefined) {
      this.fault(column, 'quantity-format', 'is not a quantity', 'Write it like 1, 0.455 or -1.');
    } else if (Math.abs(value) > limit) {
      this.fault(column, 'quantity-range', 'is too much for one line', `At most ${limit / 1000} is taken.`);
    }
    return value;
  }

  requiredMilli(column: Column, limit: number): number {
    if (this.text(column) === '') this.missing(column);
    return this.milli(column, limit) ?? 0;
  }

  /** A whole number within bounds. */
  integer(column: Column, least: number, most = Number.MAX_SAFE_INTEGER): number | undefined {
    const text = this.text(column);
    if (text === '') return undefined;
    if (!/^[+-]?\d{1,15}(?:\.0+)?$/.test(text)) {
      this.fault(column, 'number-format', 'is not a whole number', 'Write it like 1.');
      return undefined;
    }
    const value = Number(text);
    if (value < least || value > most) {
      const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
      this.fault(column, 'number-range', 'is out of range', `Write a whole number ${range}.`);
    }
    return value === 0 ? 0 : value;
  }

  /** A calendar day; a time of day after it is dropped where the source's format has one. */
  day(column: Column): Day | undefined {
    const text = this.text(column);
    if (text === '') return undefined;
    const moment = this.format.dateFormat.read(text);
    if (moment === undefined) this.#notA('calendar day', column, 'day-format');
    return moment?.day;
  }

  requiredDay(column: Column): Day {
    if (this.text(column) === '') this.missing(column);
    return this.day(column) ?? NO_DAY;
  }

  /** A business day of a store, with or without a time of day by the clock on its wall. */
  moment(column: Column, storeColumn: Column): Moment {
    const text = this.required(column);
    const written = text === '' ? undefined : this.format.dateFormat.read(text);
    const { toStoreTime } = this.format;
    const moment =
      written === undefined || toStoreTime === undefined
        ? written
        : toStoreTime(written, this.text(storeColumn));
    if (moment === 'no-zone') {
      const next = 'Take in the stores feed with its timezone column, or set chain.timezone.';
      this.fault(column, 'timezone', 'is of a store whose time zone is not known', next);
      return NO_MOMENT;
    }
    if (moment === undefined && text !== '') this.#notA('moment', column, 'timestamp-format');
    if (moment !== undefined && moment.day < (this.format.earliestDay ?? moment.day)) {
      const next = 'Lines of such days were dropped for their age, and none is taken in any more.';
      this.fault(column, 'before-retention', 'is too long ago', next);
    }
    return moment ?? NO_MOMENT;
  }

  /** `undefined` when blank. @param text The part of the cell that says it; default: all of it. */
  yesNo(column: Column, text = this.text(column)): boolean | undefined {
    const word = text.toLowerCase();
    if (word === '') return undefined;
    if (word !== 'yes' && word !== 'no')
      this.fault(column, 'yes-no', 'is neither yes nor no', 'Write yes or no.');
    return word === 'yes';
  }

  /** A word of a closed vocabulary, in any case; `undefined` when blank. */
  oneOf<Word extends string>(
    column: Column,
    words: readonly Word[],
    reason: RejectionReason = 'not-in-vocabulary',
  ): Word | undefined {
    const text = this.text(column);
    if (text === '') return undefined;
    const wanted = text.toLowerCase();
    const found = words.find((word) => word === wanted);
    if (found === undefined) {
      const meant = nearest(text, words);
      const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
      const table = column === 'line_type' ? '[line_types]' : `[values.${column}]`;
      const next = this.format.translated?.has(column)
        ? `Say under ${table} of the layout what it means.`
        : `Write one of ${words.join(', ')}.${hint}`;
      this.fault(column, reason, 'is not one of its words', next);
    }
    return found;
  }

  requiredOneOf<Word extends string>(column: Column, words: readonly Word[]): Word | undefined {
    if (this.text(column) === '') this.missing(column);
    return this.oneOf(column, words);
  }

  /** Read a cell as a product id, and leave it to the caller what to make of a fault. */
  readProduct(column: Column, text = this.text(column)): ProductIdResult {
    const known = this.#products.get(text);
    if (known !== undefined) return known;
    const result = this.format.readProduct(text);
    if (this.#products.size >= PRODUCTS_REMEMBERED) this.#products.clear();
    this.#products.set(text, result);
    return result;
  }

  /** @param text The part of the cell that is the id; default: all of it. */
  product(column: Column, text = this.text(column)): ProductId {
    const result = this.readProduct(column, text);
    if (result.tag === 'product') return result.productId;
    this.fault(column, result.fault, productFaultText(result.fault), PRODUCT_ADVICE[result.fault]);
    return '' as ProductId;
  }

  /** Note that the window that two day columns describe ends before it starts. */
  checkWindow(startColumn: Column, start: Day | undefined, endColumn: Column, end: Day | undefined): void {
    if (start === undefined || end === undefined || start <= end || this.hasFault(startColumn, endColumn))
      return;
    const next = `${this.name(startColumn)} is ${quoteText(this.text(startColumn))}; write the later day here.`;
    this.fault(endColumn, 'window-inverted', `is before ${this.name(startColumn)}`, next);
  }

  #lostDigits(column: Column): void {
    this.fault(column, 'id-scientific', 'has lost its digits', 'Export the column as text.');
  }

  #isTooLong(column: Column): void {
    const next = `At most ${ID_CHARACTERS_MAX} characters are taken. Look whether the line has lost a delimiter or a quote.`;
    this.fault(column, 'id-length', 'is too long for an id', next);
  }

  #notA(what: string, column: Column, reason: RejectionReason): void {
    const format = this.format.dateFormat.text;
    const iso = reason === 'timestamp-format' ? 'YYYY-MM-DD, alone or with HH:MM[:SS]' : 'YYYY-MM-DD';
    this.fault(column, reason, `is not a ${what}`, `Write it as ${format === 'YYYY-MM-DD' ? iso : format}.`);
  }
}

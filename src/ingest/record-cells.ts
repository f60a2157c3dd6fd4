import type { Day } from '../shared/day.ts';
import type { ProductReader } from '../shared/product-id.ts';
import { isBlankOfSpreadsheet } from '../shared/spreadsheet.ts';
import { quoteText } from './cell-text.ts';
import type { ColumnSource, ColumnSources } from './columns.ts';
import type { DateFormat } from './date-format.ts';
import type { Moment } from './moment.ts';
import { isSimple, type NumberStyle, plainDecimal } from './numbers.ts';
import type { RejectionReason } from './rejection.ts';

/** One fault of one cell. */
export type CellFault = {
  /** As the file names it. */
  readonly column: string;
  readonly reason: RejectionReason;
  /** What is wrong, and what to write instead: two sentences. */
  readonly message: string;
};

/** How the cells of a file are written. */
export type CellFormat = {
  readonly readProduct: ProductReader;
  readonly numbers: NumberStyle;
  readonly dateFormat: DateFormat;
  /** A timestamp by the clock and on the business day of its store; undefined: as it is written. */
  readonly toStoreTime?: StoreTime | undefined;
  /** Moments of earlier days are refused. */
  readonly earliestDay?: Day | undefined;
  /** Columns whose values the layout translates. */
  readonly translated?: ReadonlyMap<string, unknown>;
};

/** `no-zone`: nobody knows in which zone the store is. `undefined`: the moment is none of those that we know. */
export type StoreTime = (moment: Moment, storeId: string) => Moment | 'no-zone' | undefined;

const ABSENT = -1;

/**
 * The cells of one record by canonical name, as text, and what was found wrong with them. Cells are trimmed; a column that
 * the file does not have reads as blank. One instance serves a whole file: {@link load} gives it the next record.
 *
 * @typeParam Column Names that may be asked for.
 */
export class RecordCells<Column extends string> {
  protected readonly format: CellFormat;
  readonly #places: Readonly<Record<string, number>>;
  readonly #sources: ColumnSources;
  /** What follows the fields of each record: constants, and what is made of the fields. */
  readonly #more: readonly More[];
  readonly #isSimple: boolean;
  #fields: readonly string[] = [];
  /** The current record's faults, in the order of reading. */
  faults: CellFault[] = [];

  constructor(columns: Iterable<string>, sources: ColumnSources, width: number, format: CellFormat) {
    this.format = format;
    this.#sources = sources;
    this.#isSimple = isSimple(format.numbers);
    const more: More[] = [];
    const places: Record<string, number> = {};
    for (const column of columns) places[column] = placeOf(sources.get(column), width, more);
    this.#places = places;
    this.#more = more;
  }

  /** Go on to a record. */
  load(fields: readonly string[]): void {
    this.#fields = this.#more.length === 0 ? fields : this.#extended(fields);
    if (this.faults.length > 0) this.faults = [];
  }

  #extended(fields: readonly string[]): readonly string[] {
    const all = fields.slice();
    for (const more of this.#more) all.push(typeof more === 'string' ? more : more(fields));
    return all;
  }

  text(column: Column): string {
    const place = this.#places[column] ?? ABSENT;
    const text = place === ABSENT ? '' : (this.#fields[place] ?? '').trim();
    return isBlankOfSpreadsheet(text) ? '' : text;
  }

  optional(column: Column): string | undefined {
    const text = this.text(column);
    return text === '' ? undefined : text;
  }

  required(column: Column): string {
    const text = this.text(column);
    if (text === '') this.missing(column);
    return text;
  }

  /**
   * Note a fault of the cell.
   *
   * @param what What is wrong, to follow the column's name and content: `is not an amount`.
   * @param next What to write instead, a sentence.
   */
  fault(column: Column, reason: RejectionReason, what: string, next: string): void {
    const name = this.name(column);
    const text = this.text(column);
    const content = text === '' ? '' : ` ${quoteText(text)}`;
    this.faults.push({ column: name, reason, message: `${name}${content} ${what}. ${next}` });
  }

  /** Decimal text with a point, however the source writes the column's numbers. */
  decimal(column: Column, text: string): string {
    if (!this.#isSimple) return plainDecimal(this.format.numbers, column, text);
    if (this.format.numbers.decimalMark === '.') return text;
    return text.includes('.') ? '' : text.replace(',', '.');
  }

  protected missing(column: Column): void {
    this.fault(column, 'missing-value', 'is blank', 'It is required.');
  }

  protected hasFault(...columns: Column[]): boolean {
    return this.faults.some((fault) => columns.some((column) => fault.column === this.name(column)));
  }

  protected name(column: Column): string {
    const source = this.#sources.get(column);
    return source === undefined || source.from === 'constant' ? column : source.sourceName;
  }
}

type More = string | ((fields: readonly string[]) => string);

/** Index of a column's value among a record's fields and what follows them. */
function placeOf(source: ColumnSource | undefined, width: number, more: More[]): number {
  if (source === undefined) return ABSENT;
  if (source.from === 'field') return source.index;
  more.push(source.from === 'constant' ? source.value : source.read);
  return width + more.length - 1;
}

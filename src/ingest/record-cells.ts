import type { ProductReader } from '../shared/product-id.ts';
import { quoteText } from './cell-text.ts';
import type { ColumnSource, ColumnSources } from './columns.ts';
import type { DateFormat } from './date-format.ts';
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
  readonly decimalMark: '.' | ',';
  readonly dateFormat: DateFormat;
};

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
  readonly #constants: readonly string[];
  #fields: readonly string[] = [];
  /** The current record's faults, in the order of reading. */
  faults: CellFault[] = [];

  constructor(columns: Iterable<string>, sources: ColumnSources, width: number, format: CellFormat) {
    this.format = format;
    this.#sources = sources;
    const constants: string[] = [];
    const places: Record<string, number> = {};
    for (const column of columns) places[column] = placeOf(sources.get(column), width, constants);
    this.#places = places;
    this.#constants = constants;
  }

  /** Go on to a record. Its fields are followed by the layout's constants. */
  load(fields: readonly string[]): void {
    this.#fields = this.#constants.length === 0 ? fields : [...fields, ...this.#constants];
    if (this.faults.length > 0) this.faults = [];
  }

  text(column: Column): string {
    const place = this.#places[column] ?? ABSENT;
    return place === ABSENT ? '' : (this.#fields[place] ?? '').trim();
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

  /** Decimal text with a point, whatever the source's mark. */
  decimal(text: string): string {
    if (this.format.decimalMark === '.') return text;
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
    return source?.from === 'field' ? source.sourceName : column;
  }
}

/** Index of a column's value among a record's fields and the constants after them. */
function placeOf(source: ColumnSource | undefined, width: number, constants: string[]): number {
  if (source === undefined) return ABSENT;
  if (source.from === 'field') return source.index;
  constants.push(source.value);
  return width + constants.length - 1;
}

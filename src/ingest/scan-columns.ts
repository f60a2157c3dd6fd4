import { NO_TEXT, NO_VALUE } from '../shared/none.ts';
import type { ProductId } from '../shared/product-id.ts';
import type { RowBatch } from './read-feed.ts';
import { LINE_TYPES, type ScanRow } from './rows.ts';

/**
 * The texts that lines point to, by number, each written once however many lines have it. Numbers stay what they are for as
 * long as a batch points to these texts; a file of very many ids goes on to new ones ({@link ScanColumns.texts}).
 */
export type ScanTexts = {
  readonly stores: string[];
  readonly registers: string[];
  readonly cards: string[];
  readonly listCodes: string[];
  readonly offers: string[];
  readonly products: ProductId[];
  /** The first description that a line gave a product, beside `products`. */
  readonly descriptions: (string | undefined)[];
};

/**
 * Scan lines of one batch in columns, for their number's sake: an object for each of millions of lines would cost more than
 * all the rest. Signs are ours, as in {@link ScanRow}. The first `count` places count; the arrays serve the next batch
 * again, so whoever keeps anything copies it.
 */
export type ScanColumns = {
  count: number;
  texts: ScanTexts;
  /** Receipts' numbers, of this batch alone; lines of one receipt that follow each other share one. */
  readonly transactions: string[];
  /** Products that got their description from this batch. */
  readonly described: number[];
  readonly store: Int32Array;
  readonly register: Int32Array;
  readonly transaction: Int32Array;
  readonly day: Int32Array;
  /** {@link NO_VALUE}: a day alone. */
  readonly secondOfDay: Int32Array;
  /** {@link NO_TEXT}: an anonymous trip. */
  readonly card: Int32Array;
  readonly listCode: Int32Array;
  readonly offer: Int32Array;
  readonly product: Int32Array;
  readonly quantityMilli: Int32Array;
  readonly weightMilli: Int32Array;
  /** NaN: the source does not say. */
  readonly netCents: Float64Array;
  readonly discountCents: Float64Array;
  /** Place in {@link LINE_TYPES}. */
  readonly lineType: Uint8Array;
  /** NaN: the source numbers no lines. */
  readonly lineNo: Float64Array;
};

/** Some records of the scans feed, in file order, those that were accepted in columns. Valid until the next one. */
export type ScanBatch = Omit<RowBatch<ScanRow>, 'rows'> & { readonly columns: ScanColumns };

/** So many different cards or products, and the texts begin anew: memory is bounded, whatever the file. */
const TEXTS_MAX = 300_000;

export function scanColumns(room: number): ScanColumns {
  return { count: 0, texts: newTexts(), transactions: [], described: [], ...numberColumns(room) };
}

/** The columns that are numbers alone. */
export type NumberColumns = Omit<ScanColumns, 'count' | 'texts' | 'transactions' | 'described'>;

/** @param memory Where they lie; of their own, if absent. */
export function numberColumns(
  room: number,
  memory: (bytes: number) => ArrayBufferLike = (bytes) => new ArrayBuffer(bytes),
): NumberColumns {
  const whole = () => new Int32Array(memory(room * Int32Array.BYTES_PER_ELEMENT));
  const real = () => new Float64Array(memory(room * Float64Array.BYTES_PER_ELEMENT));
  return {
    store: whole(),
    register: whole(),
    transaction: whole(),
    day: whole(),
    secondOfDay: whole(),
    card: whole(),
    listCode: whole(),
    offer: whole(),
    product: whole(),
    quantityMilli: whole(),
    weightMilli: whole(),
    netCents: real(),
    discountCents: real(),
    lineType: new Uint8Array(memory(room)),
    lineNo: real(),
  };
}

export function newTexts(): ScanTexts {
  return { stores: [], registers: [], cards: [], listCodes: [], offers: [], products: [], descriptions: [] };
}

/** A day of a small store; larger files double it. */
const ROOM_FIRST = 1024;

/**
 * Room for one line more, where there is none: twice as much, of a batch of `most` lines. Whole columns for each of a
 * night's small files would be a hundred times their lines, and every one of them a collection of garbage.
 */
export function makeRoom(columns: ScanColumns, most: number): void {
  const room = columns.store.length;
  if (columns.count < room) return;
  const larger = numberColumns(Math.min(most, Math.max(ROOM_FIRST, 2 * room)));
  for (const name of Object.keys(larger) as (keyof NumberColumns)[]) larger[name].set(columns[name]);
  Object.assign(columns, larger);
}

/** Empty the columns for a next batch. @returns Whether the texts began anew. */
export function clearColumns(columns: ScanColumns): boolean {
  columns.count = 0;
  columns.transactions.length = 0;
  columns.described.length = 0;
  const { cards, products, stores, registers, offers, listCodes } = columns.texts;
  const most = Math.max(cards.length, products.length, stores.length, registers.length, offers.length);
  if (Math.max(most, listCodes.length) < TEXTS_MAX) return false;
  columns.texts = newTexts();
  return true;
}

/** Puts rows into columns: for lines that were read as rows. */
export class RowFiller {
  readonly #columns: ScanColumns;
  #known = new Map<readonly string[], Map<string, number>>();

  constructor(columns: ScanColumns) {
    this.#columns = columns;
  }

  /** To be called when the texts began anew. */
  forget(): void {
    this.#known = new Map();
  }

  add(row: ScanRow): void {
    const to = this.#columns;
    const { texts } = to;
    const at = to.count++;
    to.store[at] = this.#place(texts.stores, row.storeId);
    to.register[at] = this.#place(texts.registers, row.registerId);
    to.transaction[at] = this.#transaction(at, row.transactionId);
    to.day[at] = row.day;
    to.secondOfDay[at] = row.secondOfDay ?? NO_VALUE;
    to.card[at] = this.#optional(texts.cards, row.cardId);
    to.listCode[at] = this.#optional(texts.listCodes, row.listCode);
    to.offer[at] = this.#optional(texts.offers, row.offerId);
    to.product[at] = this.#product(row);
    to.quantityMilli[at] = row.quantityMilli;
    to.weightMilli[at] = row.weightMilli ?? NO_VALUE;
    to.netCents[at] = row.netCents ?? Number.NaN;
    to.discountCents[at] = row.discountCents ?? Number.NaN;
    to.lineType[at] = LINE_TYPES.indexOf(row.lineType);
    to.lineNo[at] = row.lineNo ?? Number.NaN;
  }

  #transaction(at: number, transactionId: string): number {
    const { transactions, transaction } = this.#columns;
    const before = at === 0 ? NO_TEXT : (transaction[at - 1] ?? NO_TEXT);
    if (before !== NO_TEXT && transactions[before] === transactionId) return before;
    return transactions.push(transactionId) - 1;
  }

  #product(row: ScanRow): number {
    const { texts, described } = this.#columns;
    const place = this.#place(texts.products, row.productId);
    if (row.description !== undefined && texts.descriptions[place] === undefined) {
      texts.descriptions[place] = row.description;
      described.push(place);
    }
    return place;
  }

  #optional(texts: string[], text: string | undefined): number {
    return text === undefined ? NO_TEXT : this.#place(texts, text);
  }

  #place(texts: string[], text: string): number {
    let known = this.#known.get(texts);
    if (known === undefined) {
      known = new Map();
      this.#known.set(texts, known);
    }
    let place = known.get(text);
    if (place === undefined) {
      place = texts.push(text) - 1;
      known.set(text, place);
    }
    return place;
  }
}

/** Rows as the columns of one batch. */
export function columnsOfRows(rows: readonly ScanRow[]): ScanColumns {
  const columns = scanColumns(rows.length);
  const filler = new RowFiller(columns);
  for (const row of rows) filler.add(row);
  return columns;
}

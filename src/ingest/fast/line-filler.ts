import type { Day } from '../../shared/day.ts';
import { NO_TEXT, NO_VALUE } from '../../shared/none.ts';
import type { ProductReader } from '../../shared/product-id.ts';
import type { ColumnSources } from '../columns.ts';
import { QUANTITY_MILLI_MAX, receiptText } from '../feeds/scans.ts';
import { LINE_TYPES } from '../rows.ts';
import type { ScanColumns } from '../scan-columns.ts';
import type { FieldDivider } from './fields.ts';
import { NOT_PLAIN, TextColumn } from './text-column.ts';
import { TransactionColumn } from './transaction-column.ts';
import { readDay, readDecimal, readSecond, readWhole, UNREAD } from './values.ts';

const CANONICAL = [
  'store_id',
  'register_id',
  'transaction_id',
  'line_no',
  'timestamp',
  'card_id',
  'product_id',
  'description',
  'quantity',
  'weight',
  'net_amount',
  'discount_amount',
  'offer_id',
  'line_type',
  'list_code',
] as const;
/** Where each column stands among a record's fields; one that the file has not, in the place behind them, which is blank. */
type Places = Readonly<Record<(typeof CANONICAL)[number], number>>;

const SALE = LINE_TYPES.indexOf('sale');
const RETURN = LINE_TYPES.indexOf('return');
const VOID = LINE_TYPES.indexOf('void');
/** Length of `YYYY-MM-DD`. */
const DAY_LENGTH = 10;

/**
 * Puts the fields of a divided record into columns, when each of them is written in the usual way; what is not goes through
 * the reader of rows, whose rules these are (`feeds/scans.ts`).
 */
export class LineFiller {
  readonly #columns: ScanColumns;
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #at: Places;
  readonly #readProduct: ProductReader;
  readonly #earliestDay: number;
  readonly #stores = new TextColumn();
  readonly #registers = new TextColumn();
  readonly #cards = new TextColumn();
  readonly #products = new TextColumn();
  readonly #offers = new TextColumn();
  readonly #listCodes = new TextColumn();
  readonly #lineTypes = new TextColumn();
  readonly #transactions = new TransactionColumn();

  readonly #takeStore = (text: string): number => this.#columns.texts.stores.push(text) - 1;
  readonly #takeRegister = (text: string): number => this.#columns.texts.registers.push(text) - 1;
  readonly #takeCard = (text: string): number => this.#columns.texts.cards.push(text) - 1;
  readonly #takeOffer = (text: string): number => this.#columns.texts.offers.push(text) - 1;
  readonly #takeListCode = (text: string): number => this.#columns.texts.listCodes.push(text) - 1;
  readonly #takeLineType = (text: string): number => {
    const code = (LINE_TYPES as readonly string[]).indexOf(text);
    return code < 0 ? NOT_PLAIN : code;
  };
  readonly #takeProduct = (text: string): number => {
    const read = this.#readProduct(text);
    if (read.tag !== 'product') return NOT_PLAIN;
    return this.#columns.texts.products.push(read.productId) - 1;
  };

  constructor(
    columns: ScanColumns,
    sources: ColumnSources,
    divider: FieldDivider,
    width: number,
    readProduct: ProductReader,
    earliestDay: Day | undefined,
  ) {
    this.#columns = columns;
    this.#starts = divider.starts;
    this.#ends = divider.ends;
    const placeOf = (name: string): number => {
      const source = sources.get(name);
      return source?.from === 'field' ? source.index : width;
    };
    this.#at = Object.fromEntries(CANONICAL.map((name) => [name, placeOf(name)])) as Places;
    this.#readProduct = readProduct;
    this.#earliestDay = earliestDay ?? Number.NEGATIVE_INFINITY;
  }

  /** The last receipt's number of the columns is not the one that was put in last. */
  forgetTransaction(): void {
    this.#transactions.forget();
  }

  /** The tables of texts began anew. */
  forget(): void {
    for (const column of [
      this.#stores,
      this.#registers,
      this.#cards,
      this.#products,
      this.#offers,
      this.#listCodes,
    ])
      column.clear();
  }

  /** @returns Whether the record is in the columns now; else nothing of it is. */
  fill(bytes: Buffer): boolean {
    const to = this.#columns;
    const at = to.count;
    const head = this.#fillHead(bytes, at);
    if (!head) return false;
    const product = this.#place(bytes, this.#at.product_id, this.#products, this.#takeProduct);
    if (product < 0) return false;
    const quantity = this.#decimal(bytes, this.#at.quantity, 3);
    const weight = this.#decimal(bytes, this.#at.weight, 3);
    const net = this.#decimal(bytes, this.#at.net_amount, 2);
    const discount = this.#decimal(bytes, this.#at.discount_amount, 2);
    const lineNo = this.#lineNo(bytes);
    const written = this.#place(bytes, this.#at.line_type, this.#lineTypes, this.#takeLineType);
    if (
      Number.isNaN(quantity) ||
      quantity === UNREAD ||
      weight === UNREAD ||
      net === UNREAD ||
      discount === UNREAD ||
      lineNo === UNREAD ||
      written === NOT_PLAIN ||
      Math.abs(quantity) > QUANTITY_MILLI_MAX ||
      Math.abs(weight) > QUANTITY_MILLI_MAX
    )
      return false;
    const type = written !== NO_TEXT && written !== SALE ? written : quantity < 0 ? RETURN : SALE;
    const isMinus = type === RETURN || type === VOID;
    to.product[at] = product;
    to.quantityMilli[at] = isMinus ? -Math.abs(quantity) : quantity;
    to.weightMilli[at] = Number.isNaN(weight) ? NO_VALUE : isMinus ? -Math.abs(weight) : weight;
    // Adding 0 makes 0 of -0.
    to.netCents[at] = isMinus ? -Math.abs(net) + 0 : net;
    to.discountCents[at] = isMinus ? -Math.abs(discount) + 0 : discount;
    to.lineType[at] = type;
    to.lineNo[at] = lineNo;
    to.count = at + 1;
    this.#describe(bytes, product);
    return true;
  }

  /** What the lines of a receipt have in common. */
  #fillHead(bytes: Buffer, at: number): boolean {
    const to = this.#columns;
    const places = this.#at;
    const store = this.#place(bytes, places.store_id, this.#stores, this.#takeStore);
    const register = this.#register(bytes);
    const card = this.#place(bytes, places.card_id, this.#cards, this.#takeCard);
    const listCode = this.#place(bytes, places.list_code, this.#listCodes, this.#takeListCode);
    const offer = this.#place(bytes, places.offer_id, this.#offers, this.#takeOffer);
    if (store < 0 || register < 0 || card === NOT_PLAIN || listCode === NOT_PLAIN || offer === NOT_PLAIN)
      return false;
    if (!this.#fillMoment(bytes, at)) return false;
    const transaction = this.#transactions.find(
      bytes,
      this.#starts[places.transaction_id] as number,
      this.#ends[places.transaction_id] as number,
      to.transactions,
    );
    if (transaction < 0) return false;
    to.store[at] = store;
    to.register[at] = register;
    to.transaction[at] = transaction;
    to.card[at] = card;
    to.listCode[at] = listCode;
    to.offer[at] = offer;
    return true;
  }

  #fillMoment(bytes: Buffer, at: number): boolean {
    const from = this.#starts[this.#at.timestamp] as number;
    const to = this.#ends[this.#at.timestamp] as number;
    if (to - from < DAY_LENGTH) return false;
    const day = readDay(bytes, from);
    const second = to - from === DAY_LENGTH ? NO_VALUE : readSecond(bytes, from + DAY_LENGTH, to);
    if (day < this.#earliestDay || day === UNREAD || second === UNREAD) return false;
    this.#columns.day[at] = day;
    this.#columns.secondOfDay[at] = second;
    return true;
  }

  #place(bytes: Buffer, field: number, column: TextColumn, take: (text: string) => number): number {
    return column.find(bytes, this.#starts[field] as number, this.#ends[field] as number, take);
  }

  /** A source that names no register has one without a name. */
  #register(bytes: Buffer): number {
    const place = this.#place(bytes, this.#at.register_id, this.#registers, this.#takeRegister);
    if (place !== NO_TEXT) return place;
    const { registers } = this.#columns.texts;
    const known = registers.indexOf('');
    return known >= 0 ? known : registers.push('') - 1;
  }

  /** NaN: blank. {@link UNREAD}: to be read with more care. */
  #decimal(bytes: Buffer, field: number, decimals: number): number {
    const from = this.#starts[field] as number;
    const to = this.#ends[field] as number;
    return from >= to ? Number.NaN : readDecimal(bytes, from, to, decimals);
  }

  #lineNo(bytes: Buffer): number {
    const from = this.#starts[this.#at.line_no] as number;
    const to = this.#ends[this.#at.line_no] as number;
    return from >= to ? Number.NaN : readWhole(bytes, from, to);
  }

  /** The first description of a product is kept. */
  #describe(bytes: Buffer, product: number): void {
    const { texts, described } = this.#columns;
    if (texts.descriptions[product] !== undefined) return;
    const text = bytes
      .toString(
        'utf8',
        this.#starts[this.#at.description] as number,
        this.#ends[this.#at.description] as number,
      )
      .trim();
    if (text === '') return;
    texts.descriptions[product] = receiptText(text);
    described.push(product);
  }
}

import type { StoreNight } from '../../history/quality.ts';
import type { Rejection } from '../../ingest/rejection.ts';
import { LINE_TYPES } from '../../ingest/rows.ts';
import type { ScanColumns, ScanTexts } from '../../ingest/scan-columns.ts';
import type { Day } from '../../shared/day.ts';
import { NO_TEXT } from '../../shared/none.ts';
import type { ProductId } from '../../shared/product-id.ts';
import type { Context } from '../context.ts';

/** A register whose clock stands so far back lost its battery: nobody sends receipts of five years ago one by one. */
const PAST_DAYS_MAX = 5 * 365;

/** What counts of a store while a file is read. */
type Sum = { -readonly [K in keyof StoreNight]: StoreNight[K] } & {
  rejectedByReason: Record<string, number>;
  readonly days: Map<Day, DaySum>;
};

/** Lines of a day, and what those that say so cost. */
type DaySum = { lines: number; netCents: number };

/**
 * What a file has of each store, counted as it is read: every batch, those included that a killed run has stored before, so
 * that the sums are those of the whole file.
 */
export class StoreTally {
  readonly #sums = new Map<string, Sum>();
  readonly #isKnown: (productId: ProductId) => boolean;
  /** Whether the products of some texts are known, by their place: 0 was not asked, 1 yes, 2 no. */
  #known = { of: undefined as ScanTexts | undefined, answers: new Uint8Array(1024) };

  /** @param isKnown Whether a products row names a product. */
  constructor(isKnown: (productId: ProductId) => boolean) {
    // The texts begin anew now and then, and name the same products again.
    const remembered = new Map<ProductId, boolean>();
    this.#isKnown = (productId) => {
      const before = remembered.get(productId);
      const known = before ?? isKnown(productId);
      if (before === undefined) remembered.set(productId, known);
      return known;
    };
  }

  add(columns: ScanColumns, rejections: readonly Rejection[]): void {
    // Lines of one store and day follow each other: runs of them are counted as one.
    for (let from = 0; from < columns.count; ) {
      const to = endOfRun(columns, from);
      this.#addRun(columns, from, to);
      from = to;
    }
    for (const { storeId = '', reason } of rejections) {
      const { rejectedByReason } = this.#sumOf(storeId);
      rejectedByReason[reason] = (rejectedByReason[reason] ?? 0) + 1;
    }
  }

  #addRun(
    { texts, store, day, card, lineNo, netCents, lineType, product }: ScanColumns,
    from: number,
    to: number,
  ): void {
    const sum = this.#sumOf(texts.stores[store[from] ?? 0] ?? '');
    const ofDay = dayOf(sum, (day[from] ?? 0) as Day);
    sum.lines += to - from;
    ofDay.lines += to - from;
    for (let at = from; at < to; at++) {
      const type = lineType[at] ?? 0;
      const net = netCents[at] ?? Number.NaN;
      if (card[at] === NO_TEXT) sum.withoutCard += 1;
      if (Number.isNaN(lineNo[at])) sum.withoutLineNo += 1;
      if (Number.isNaN(net)) sum.withoutAmount += 1;
      else {
        ofDay.netCents += net;
        if (net <= 0 && type === SALE) sum.notPositive += 1;
      }
      if (type !== COUPON && type !== OTHER && this.#isUnknown(texts, product[at] ?? 0))
        sum.unknownProducts += 1;
    }
  }

  /**
   * Write down what there was, and bring the stores' days up to date. Inside the transaction that finishes the file.
   *
   * @param takenOn The day on which it came.
   */
  keep({ history }: Pick<Context, 'history'>, fileNo: number, takenOn: Day): void {
    const { storeDays, storeFiles } = history;
    this.#placeRejections();
    const isAllNew = storeDays.isAllNew(fileNo);
    for (const [storeId, sum] of this.#sums) {
      let added = 0;
      // In order: receipts of one day lie together.
      for (const day of [...sum.days.keys()].sort((a, b) => a - b)) {
        const sent = sum.days.get(day) ?? { lines: 0, netCents: 0 };
        const change = storeDays.refresh(fileNo, storeId, day, isAllNew ? sent : undefined);
        sum.receipts += change.receipts;
        added += change.lines;
        if (day > takenOn || day < takenOn - PAST_DAYS_MAX) sum.clockFaults += sent.lines;
      }
      sum.again = Math.min(sum.lines, Math.max(0, sum.lines - added));
      sum.receipts = Math.max(0, sum.receipts);
    }
    const corrected = storeDays.countCorrections(fileNo);
    for (const [storeId, sum] of this.#sums)
      storeFiles.keep(fileNo, { ...sum, corrected: corrected.get(storeId) ?? 0 });
  }

  /** A record that names no store is that of the only store in the file. */
  #placeRejections(): void {
    const nobodys = this.#sums.get('');
    const [only, another] = [...this.#sums.values()].filter(({ storeId }) => storeId !== '');
    if (nobodys === undefined || only === undefined || another !== undefined) return;
    for (const [reason, count] of Object.entries(nobodys.rejectedByReason))
      only.rejectedByReason[reason] = (only.rejectedByReason[reason] ?? 0) + count;
    this.#sums.delete('');
  }

  #isUnknown(texts: ScanTexts, place: number): boolean {
    if (this.#known.of !== texts) this.#known = { of: texts, answers: new Uint8Array(1024) };
    if (place >= this.#known.answers.length) {
      const longer = new Uint8Array(2 * place);
      longer.set(this.#known.answers);
      this.#known.answers = longer;
    }
    const { answers } = this.#known;
    if (answers[place] === 0) answers[place] = this.#isKnown(texts.products[place] as ProductId) ? 1 : 2;
    return answers[place] === 2;
  }

  #sumOf(storeId: string): Sum {
    let sum = this.#sums.get(storeId);
    if (sum === undefined) {
      sum = { ...NOTHING, storeId, rejectedByReason: {}, days: new Map() };
      this.#sums.set(storeId, sum);
    }
    return sum;
  }
}

function dayOf({ days }: Sum, day: Day): DaySum {
  let sum = days.get(day);
  if (sum === undefined) {
    sum = { lines: 0, netCents: 0 };
    days.set(day, sum);
  }
  return sum;
}

/** Behind the last of the lines that are of one store and day. */
function endOfRun({ count, store, day }: ScanColumns, from: number): number {
  let to = from + 1;
  while (to < count && store[to] === store[from] && day[to] === day[from]) to++;
  return to;
}

const SALE = LINE_TYPES.indexOf('sale');
/** These are about no product, or not about one that was bought. */
const COUPON = LINE_TYPES.indexOf('coupon');
const OTHER = LINE_TYPES.indexOf('other');

const NOTHING = {
  lines: 0,
  receipts: 0,
  unknownProducts: 0,
  withoutCard: 0,
  withoutLineNo: 0,
  withoutAmount: 0,
  notPositive: 0,
  clockFaults: 0,
  again: 0,
  corrected: 0,
} as const;

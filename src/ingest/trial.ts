import type { Day } from '../shared/day.ts';
import { isOtherLineId, type ProductId } from '../shared/product-id.ts';
import type { RowBatch } from './read-feed.ts';
import type { Rejection } from './rejection.ts';
import type { Feed, RowOf } from './rows.ts';

/** Rejected lines of one reason, the first of them to look at. */
export type RejectedGroup = {
  readonly reason: string;
  readonly count: number;
  readonly examples: readonly Rejection[];
};

/** What reading files shows, when nothing is stored of them. */
export type TrialReport<F extends Feed> = {
  readonly linesRead: number;
  readonly linesAccepted: number;
  readonly linesRejected: number;
  readonly skippedByReason: Readonly<Record<string, number>>;
  /** Most frequent first. */
  readonly rejected: readonly RejectedGroup[];
  readonly firstRows: readonly { readonly line: number; readonly row: RowOf[F] }[];
  /** First and last day, and how many there are; undefined: the feed has none, or no line was accepted. */
  readonly days: { readonly first: Day; readonly last: Day; readonly count: number } | undefined;
  /** In the order in which they come. */
  readonly stores: readonly string[];
  /** Whether there are more than are named. */
  readonly hasMoreStores: boolean;
  /** Lines whose product id was asked for, and those of them that have one; lines about no product are neither. */
  readonly products: { readonly asked: number; readonly valid: number };
};

const ROWS_SHOWN = 10;
const EXAMPLES_MAX = 3;
const STORES_NAMED = 1000;

/** What is counted of a row; which of them it has depends on its feed. */
type RowFacts = { readonly day?: Day; readonly storeId?: string; readonly productId?: ProductId };

/** Counts what is read of one or several files of a feed, a batch at a time. Memory does not grow with the files. */
export class Trial<F extends Feed> {
  #read = 0;
  #accepted = 0;
  readonly #skipped = new Map<string, number>();
  readonly #rejected = new Map<string, { count: number; examples: Rejection[] }>();
  readonly #firstRows: { line: number; row: RowOf[F] }[] = [];
  readonly #days = new Set<Day>();
  readonly #stores = new Set<string>();
  #hasMoreStores = false;
  readonly #products = { asked: 0, valid: 0 };

  add(batch: RowBatch<RowOf[F]>): void {
    this.#read += batch.linesRead;
    this.#accepted += batch.rows.length;
    for (const [reason, count] of Object.entries(batch.skipped))
      this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + count);
    for (const row of batch.rows) {
      if (this.#firstRows.length < ROWS_SHOWN) this.#firstRows.push(row);
      this.#addRow(row.row);
    }
    for (const rejection of batch.rejections) this.#addRejection(rejection);
  }

  report(): TrialReport<F> {
    const days = [...this.#days].sort((a, b) => a - b);
    const [first, last] = [days[0], days.at(-1)];
    return {
      linesRead: this.#read,
      linesAccepted: this.#accepted,
      linesRejected: this.#read - this.#accepted,
      skippedByReason: Object.fromEntries(this.#skipped),
      rejected: [...this.#rejected]
        .map(([reason, group]) => ({ reason, ...group }))
        .sort((a, b) => b.count - a.count),
      firstRows: this.#firstRows,
      days: first === undefined || last === undefined ? undefined : { first, last, count: days.length },
      stores: [...this.#stores],
      hasMoreStores: this.#hasMoreStores,
      products: { ...this.#products },
    };
  }

  #addRow(row: RowOf[F]): void {
    const { day, storeId, productId } = row as RowFacts;
    if (day !== undefined) this.#days.add(day);
    if (storeId !== undefined && !this.#stores.has(storeId)) {
      if (this.#stores.size < STORES_NAMED) this.#stores.add(storeId);
      else this.#hasMoreStores = true;
    }
    if (productId === undefined || isOtherLineId(productId)) return;
    this.#products.asked++;
    this.#products.valid++;
  }

  #addRejection(rejection: Rejection): void {
    const known = this.#rejected.get(rejection.reason);
    if (known === undefined) this.#rejected.set(rejection.reason, { count: 1, examples: [rejection] });
    else {
      known.count++;
      if (known.examples.length < EXAMPLES_MAX) known.examples.push(rejection);
    }
    if (rejection.reason.startsWith('product-')) this.#products.asked++;
  }
}

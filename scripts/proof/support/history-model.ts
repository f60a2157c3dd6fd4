import type { HistoryLine } from '../../../src/history/household-history.ts';
import type { GoodsBack } from '../../../src/history/taken-back.ts';
import type { ScanRow } from '../../../src/ingest/rows.ts';
import type { CarriedReturn } from '../../../src/store/history/returns.ts';

type Version = { readonly cardId: string | undefined; readonly rows: readonly ScanRow[] };

/**
 * The naive store: of each receipt the rows that hold, and nothing else; thinks everything over when it is asked. Files are
 * whole, and come one after the other.
 */
export class HistoryModel {
  readonly receipts = new Map<string, Version>();
  readonly owners = new Map<string, string>();
  /** Who stands for a household that is one with others; both sides of each merge are in it. */
  readonly roots = new Map<string, string>();
  readonly outsideSpend = new Set<string>();
  readonly returns: CarriedReturn[] = [];
  /** Versions that hold no more, by the day of their receipt. */
  readonly superseded: number[] = [];

  /** @param hasWholeDays What of its stores' days is not in it did not happen. */
  takeIn(rows: readonly ScanRow[], hasWholeDays: boolean): void {
    for (const [key, sent] of groupBy(rows, receiptKey)) {
      const cardId = sent.find((row) => row.cardId !== undefined)?.cardId;
      if (cardId !== undefined && !this.owners.has(cardId)) this.owners.set(cardId, cardId);
      const version = { cardId, rows: sent };
      const before = this.receipts.get(key);
      if (before !== undefined && contentOf(before) === contentOf(version)) continue;
      if (before !== undefined) this.superseded.push(dayOf(key));
      this.receipts.set(key, version);
    }
    if (hasWholeDays) this.#withdraw(rows);
  }

  #withdraw(rows: readonly ScanRow[]): void {
    const sent = new Set(rows.map(receiptKey));
    const days = new Set(rows.map(storeDay));
    for (const [key, { cardId, rows: held }] of this.receipts) {
      const [first] = held;
      if (first === undefined || sent.has(key) || !days.has(storeDay(first))) continue;
      this.superseded.push(first.day);
      this.receipts.set(key, { cardId, rows: [] });
    }
  }

  households(): string[] {
    return [...new Set([...this.owners.values(), ...this.roots.values()])].sort();
  }

  rootOf(householdId: string): string {
    return this.roots.get(householdId) ?? householdId;
  }

  /** All that a household's statistics depend on, products outside of spend aside: equal texts, equal statistics. */
  contentOf(householdId: string): string {
    const own = [...this.receipts].filter(([, { cardId }]) => this.#ownerOf(cardId) === householdId);
    const back = this.returns.filter((each) => this.rootOf(each.householdId) === householdId);
    return JSON.stringify([own.map(([key, version]) => [key, contentOf(version)]).sort(), back]);
  }

  linesOf(householdId: string, productNo: (productId: string) => number): HistoryLine[] {
    return [...this.receipts.values()].flatMap(({ cardId, rows }, receiptNo) =>
      this.#ownerOf(cardId) !== householdId
        ? []
        : rows.map((row) => ({
            day: row.day,
            receiptNo,
            productNo: productNo(row.productId),
            quantityMilli: row.quantityMilli,
            netCents: row.netCents ?? null,
            lineType: row.lineType,
          })),
    );
  }

  returnsOf(householdId: string, productNo: (productId: string) => number): GoodsBack[] {
    return this.returns
      .filter((back) => this.rootOf(back.householdId) === householdId)
      .map(({ productId, returnId: _, householdId: __, ...back }) => ({
        ...back,
        productNo: productNo(productId),
      }));
  }

  #ownerOf(cardId: string | undefined): string | undefined {
    const own = cardId === undefined ? undefined : this.owners.get(cardId);
    return own === undefined ? undefined : this.rootOf(own);
  }
}

export function receiptKey(row: ScanRow): string {
  return `${row.day}/${row.storeId}/${row.transactionId}`;
}

function dayOf(key: string): number {
  return Number(key.split('/', 1)[0]);
}

function storeDay(row: ScanRow): string {
  return `${row.day}/${row.storeId}`;
}

function contentOf({ cardId, rows }: Version): string {
  const lines = rows.map(
    ({ productId, quantityMilli, netCents, lineType }) =>
      `${productId} ${quantityMilli} ${netCents ?? '-'} ${lineType}`,
  );
  return `${cardId ?? '-'}: ${lines.sort().join(', ')}`;
}

export function groupBy<T>(all: Iterable<T>, keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

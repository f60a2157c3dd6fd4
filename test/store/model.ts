import type { HistoryLine } from '../../src/history/household-history.ts';
import type { ScanRow } from '../../src/ingest/rows.ts';
import { householdOfList, type ScanFile, type StoredReceipt } from './room.ts';

/** One file as the model knows it: its rows so far, and whether it is whole. */
type Sent = { rows: ScanRow[]; whole: boolean };

/**
 * The naive store: keeps every row of every file and thinks it all over when asked. A receipt's current version is that of
 * the whole file which was begun last; where no whole file has it, that of the half-read file that brought it first.
 */
export class Model {
  readonly #sent = new Map<string, Sent>();
  readonly #owners = new Map<string, string>();
  readonly #firstOf = new Map<string, string>();
  readonly outsideSpend = new Set<string>();

  takeIn(file: ScanFile, rowsDone: number, whole: boolean): void {
    const rows = file.rows.slice(0, rowsDone);
    this.#sent.set(file.name, { rows, whole });
    for (const row of rows) {
      const key = keyOf(row);
      if (!this.#firstOf.has(key)) this.#firstOf.set(key, file.name);
      if (row.cardId !== undefined && !this.#owners.has(row.cardId)) this.#owners.set(row.cardId, row.cardId);
    }
  }

  claim(cardId: string, householdId: string): void {
    this.#owners.set(cardId, householdId);
  }

  receipts(): StoredReceipt[] {
    return [...this.#firstOf.keys()].sort().map((key) => {
      const rows = this.#versionOf(key);
      const cardId = rows.find((row) => row.cardId !== undefined)?.cardId;
      const code = rows.find((row) => row.listCode !== undefined)?.listCode;
      const listCard = code !== undefined && householdOfList(code) !== undefined ? `list:${code}` : null;
      const lines = linesOf(rows);
      return { key, cardId: cardId ?? listCard, lines: lines.map(describe).sort() };
    });
  }

  /** The current lines of a household, ready for the definition of a history; products numbered by `productNo`. */
  linesOf(householdId: string, productNo: (productId: string) => number): HistoryLine[] {
    return this.receipts().flatMap(({ key, cardId }, receiptNo) =>
      this.#householdOf(cardId) !== householdId
        ? []
        : linesOf(this.#versionOf(key)).map((row) => ({
            day: row.day,
            receiptNo,
            productNo: productNo(row.productId),
            quantityMilli: row.quantityMilli,
            netCents: row.netCents ?? null,
            lineType: row.lineType,
          })),
    );
  }

  #householdOf(cardId: string | null): string | undefined {
    if (cardId?.startsWith('list:')) return householdOfList(cardId.slice('list:'.length));
    return cardId === null ? undefined : this.#owners.get(cardId);
  }

  #versionOf(key: string): ScanRow[] {
    const all = [...this.#sent].filter(([, sent]) => sent.rows.some((row) => keyOf(row) === key));
    const first = this.#firstOf.get(key);
    const version = all.findLast(([, sent]) => sent.whole) ?? all.find(([name]) => name === first);
    return version?.[1].rows.filter((row) => keyOf(row) === key) ?? [];
  }
}

function keyOf(row: ScanRow): string {
  return `${row.storeId}/${row.registerId}/${row.day}/${row.transactionId}`;
}

/** A numbered line that says the same again is the same line; without numbers, two equal lines are two. */
function linesOf(rows: readonly ScanRow[]): ScanRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    if (row.lineNo === undefined) return true;
    const said = JSON.stringify([row.lineNo, describe(row)]);
    if (seen.has(said)) return false;
    seen.add(said);
    return true;
  });
}

function describe(row: ScanRow): string {
  return `${row.productId} ${row.quantityMilli} ${row.netCents ?? '-'} ${row.lineType}`;
}

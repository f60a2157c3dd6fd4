import type { ScanColumns } from '../../ingest/scan-columns.ts';

/** Lines of a batch by receipt, receipts in the order of their first lines. Valid until the next batch. */
export type ReceiptGroups = {
  count: number;
  /** The first line of each receipt, and how many it has in this batch. */
  first: Int32Array;
  size: Int32Array;
  /** The next line of the same receipt; {@link LAST} behind the last one. */
  next: Int32Array;
};

export const LAST = -1;

/** Finds the lines that belong to one receipt, be they together or scattered over the batch. */
export function receiptGrouper(): (columns: ScanColumns) => ReceiptGroups {
  const groups: ReceiptGroups = {
    count: 0,
    first: new Int32Array(0),
    size: new Int32Array(0),
    next: new Int32Array(0),
  };
  let last = new Int32Array(0);

  return (columns) => {
    const { count, store, register, transaction, day } = columns;
    if (groups.next.length < count) {
      groups.first = new Int32Array(count);
      groups.size = new Int32Array(count);
      groups.next = new Int32Array(count);
      last = new Int32Array(count);
    }
    const { first, size, next } = groups;
    const known = new Map<string, number>();
    groups.count = 0;
    let group = 0;
    for (let line = 0; line < count; line++) {
      const before = line - 1;
      // Most lines follow another one of their receipt; a map is asked for the others only.
      const goesOn =
        line > 0 &&
        transaction[line] === transaction[before] &&
        store[line] === store[before] &&
        register[line] === register[before] &&
        day[line] === day[before];
      let isNew = false;
      if (!goesOn) {
        const key = keyOf(columns, line);
        const earlier = known.get(key);
        isNew = earlier === undefined;
        group = earlier ?? groups.count++;
        if (isNew) known.set(key, group);
      }
      if (isNew) {
        first[group] = line;
        size[group] = 1;
      } else {
        next[last[group] ?? 0] = line;
        size[group] = (size[group] ?? 0) + 1;
      }
      last[group] = line;
      next[line] = LAST;
    }
    return groups;
  };
}

function keyOf(
  { texts, transactions, store, register, transaction, day }: ScanColumns,
  line: number,
): string {
  const storeId = texts.stores[store[line] ?? 0] ?? '';
  const registerId = texts.registers[register[line] ?? 0] ?? '';
  return `${storeId}\u0000${registerId}\u0000${day[line]}\u0000${transactions[transaction[line] ?? 0] ?? ''}`;
}

import { type Cents, cents, formatCents } from '../shared/cents.ts';
import { type Day, formatDay } from '../shared/day.ts';
import type { Cells } from './cells.ts';
import type { ControlTotals, Totals } from './control.ts';
import { feedDefinition } from './feeds/definitions.ts';
import { type ReadFeedOptions, readRows } from './read-feed.ts';
import type { Feed } from './rows.ts';

/** What a file really holds. Records that are rejected later count, and so does the amount of each that has one. */
export type Counted = {
  readonly rows: number;
  readonly netCents: Cents;
  /** By store and day, where they were asked for. */
  readonly storeDays: ReadonlyMap<string, { readonly rows: number; readonly netCents: Cents }>;
  /** Records of which store or day cannot be told. */
  readonly ofNoStoreDay: number;
};

/**
 * Count the records of a feed and add up their amounts as they are written, without taking any in. A pass of its own: rows
 * are stored batch by batch, and a file that turns out to be cut short at its end would be half in by then.
 */
export async function countFeed(
  feed: Feed,
  source: AsyncIterable<Uint8Array>,
  options: Omit<ReadFeedOptions, 'onWarning'>,
  needsStoreDays: boolean,
): Promise<Counted> {
  const tally = new StoreDays();
  let netCents = 0;
  const add = (cells: Cells): void => {
    const net = cells.amount('net_amount') ?? 0;
    netCents += net;
    if (needsStoreDays) tally.add(cells, net);
  };
  const { columns } = feedDefinition(feed);
  const read = feed === 'scans' ? add : (): void => undefined;
  const batches = readRows({ columns, read }, source, { ...options, onWarning: () => undefined });
  let rows = 0;
  for await (const batch of batches) rows += batch.linesRead;
  return {
    rows,
    netCents: cents(netCents),
    storeDays: tally.named(),
    ofNoStoreDay: rows - tally.placed,
  };
}

type Sum = { rows: number; netCents: number };

/** Rows and money by store and day. Names are made at the end: there are millions of lines and few days. */
class StoreDays {
  readonly #sums = new Map<string, Map<Day, Sum>>();
  placed = 0;

  add(cells: Cells, netCents: number): void {
    const storeId = cells.text('store_id');
    const faultsBefore = cells.faults.length;
    const { day } = cells.moment('timestamp', 'store_id');
    if (storeId === '' || cells.faults.length > faultsBefore) return;
    this.placed += 1;
    const sum = this.#sumOf(storeId, day);
    sum.rows += 1;
    sum.netCents += netCents;
  }

  named(): Map<string, { rows: number; netCents: Cents }> {
    const all = [...this.#sums].flatMap(([storeId, days]) =>
      [...days].map(([day, { rows, netCents }]) => ({ name: storeDayName(storeId, day), rows, netCents })),
    );
    return new Map(all.map(({ name, rows, netCents }) => [name, { rows, netCents: cents(netCents) }]));
  }

  #sumOf(storeId: string, day: Day): Sum {
    let days = this.#sums.get(storeId);
    if (days === undefined) {
      days = new Map();
      this.#sums.set(storeId, days);
    }
    let sum = days.get(day);
    if (sum === undefined) {
      sum = { rows: 0, netCents: 0 };
      days.set(day, sum);
    }
    return sum;
  }
}

function storeDayName(storeId: string, day: Day): string {
  return `store ${storeId} on ${formatDay(day)}`;
}

/**
 * Where a file is not what its control file says: one line each, with both figures.
 *
 * A record whose store or day cannot be read may be of any store's day: that many may be missing from one, and its money
 * cannot be compared then.
 */
export function differences(control: ControlTotals, counted: Counted): string[] {
  const found = [...differ('the file', control, counted)];
  if (control.storeDays === undefined) return found;
  const named = new Set<string>();
  for (const said of control.storeDays) {
    const key = storeDayName(said.storeId, said.day);
    named.add(key);
    const has = counted.storeDays.get(key) ?? { rows: 0, netCents: cents(0) };
    const missing = (said.rows ?? has.rows) - has.rows;
    const mayBeThere = missing > 0 && missing <= counted.ofNoStoreDay;
    const netUnknown = mayBeThere || (said.rows === undefined && counted.ofNoStoreDay > 0);
    found.push(
      ...differ(
        key,
        { rows: mayBeThere ? undefined : said.rows, netCents: netUnknown ? undefined : said.netCents },
        has,
      ),
    );
  }
  for (const [key, { rows }] of counted.storeDays)
    if (!named.has(key))
      found.push(`${key}: the control file does not name it, the file has ${count(rows)} rows`);
  return found;
}

function differ(
  where: string,
  said: Totals,
  has: { readonly rows: number; readonly netCents: Cents },
): string[] {
  const found: string[] = [];
  if (said.rows !== undefined && said.rows !== has.rows)
    found.push(
      `${where}: ${count(said.rows)} rows by the control file, ${count(has.rows)} in the file (${count(Math.abs(said.rows - has.rows))} ${said.rows > has.rows ? 'missing' : 'too many'})`,
    );
  if (said.netCents !== undefined && said.netCents !== has.netCents)
    found.push(
      `${where}: net_amount ${formatCents(said.netCents)} by the control file, ${formatCents(has.netCents)} in the file`,
    );
  return found;
}

/** A count as messages write it. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

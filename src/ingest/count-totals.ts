import { cents, formatCents } from '../shared/cents.ts';
import { quoteText } from './cell-text.ts';
import type { Cells } from './cells.ts';
import { parseTotal } from './control.ts';
import { count } from './count-feed.ts';
import { feedDefinition } from './feeds/definitions.ts';
import { openRecords } from './formats/open.ts';
import { SKIPPED_TRANSACTIONS } from './layout/read-columns.ts';
import type { Layout, RecordTotal } from './layout/types.ts';
import { plainDecimal } from './numbers.ts';
import type { ControlRecord, SourceRecord } from './record-source.ts';
import { type ReadFeedOptions, rowReader } from './row-reader.ts';
import type { Feed, RowOf } from './rows.ts';

/** Whether the layout names totals in records of the log. */
export function hasTotals(layout: Layout | undefined): layout is Layout {
  return [...(layout?.records?.types.values() ?? [])].some(({ totals }) => totals.size > 0);
}

/**
 * Hold a transaction log against its own trailers, without taking anything in: items and their net amounts of each
 * transaction, and of all since the last record about the file, as rows would have them. What a layout skips counts
 * nowhere; a transaction that is skipped as a whole is not compared; what is rejected counts, and where it cannot be read,
 * so many items may be missing, and amounts cannot be compared then.
 *
 * @returns Where they differ: one line each, with both figures.
 */
export async function totalsDifferences(
  feed: Feed,
  source: AsyncIterable<Uint8Array>,
  options: Omit<ReadFeedOptions, 'onWarning'> & { readonly layout: Layout },
): Promise<string[]> {
  const { fileName, layout } = options;
  const opened = openRecords(source, fileName, layout);
  const totals = new LogTotals(layout);
  const { columns, read } = feedDefinition(feed);
  const note = (cells: Cells): void => {
    const { netCents } = read(cells) as Partial<RowOf['scans']>;
    totals.amount(netCents === undefined && cells.text('net_amount') !== '' ? undefined : (netCents ?? 0));
  };
  const reader = rowReader({ columns, read: note }, opened.names ?? [], opened, {
    ...options,
    onWarning: () => undefined,
  });
  const take = (records: readonly SourceRecord[]): void => {
    for (const record of records) {
      totals.begin(record);
      if (record.tag !== 'skip') reader.read(record);
    }
  };
  for await (const block of opened.records) {
    take(reader.screen?.push(block) ?? block);
    totals.compare(opened.controls?.splice(0) ?? []);
  }
  take(reader.screen?.end() ?? []);
  return totals.end(opened.controls?.splice(0) ?? []);
}

type Sum = { items: number; netCents: number; faults: number; isNetKnown: boolean; isDropped: boolean };

/** Sums by transaction, until a trailer and a record about the file were held against them. */
class LogTotals {
  readonly #layout: Layout;
  readonly #isKeyed: boolean;
  /** Codes of records about the file with totals. */
  readonly #ofFile: readonly string[];
  readonly #sums = new Map<number, Sum>();
  readonly #found: string[] = [];
  #waiting: ControlRecord[] = [];
  #current = emptySum();
  #reached = 0;
  #faults = 0;
  #lastFile = { line: 0, group: 0, transactions: 0 };

  constructor(layout: Layout) {
    this.#layout = layout;
    this.#isKeyed = (layout.records?.key.length ?? 0) > 0;
    this.#ofFile = [...(layout.records?.types.values() ?? [])]
      .filter(({ role, totals }) => role === 'file' && totals.size > 0)
      .map(({ code }) => code);
  }

  /** The next record; groups come in order. */
  begin(record: SourceRecord): void {
    const { group = 0 } = record;
    const sum = this.#sums.get(group) ?? emptySum();
    this.#sums.set(group, sum);
    this.#reached = Math.max(this.#reached, group);
    this.#current = sum;
    if (record.tag === 'fields') sum.items += 1;
    else if (record.tag === 'skip') sum.isDropped ||= SKIPPED_TRANSACTIONS.includes(record.reason);
    else {
      sum.faults += 1;
      this.#faults += 1;
    }
  }

  /** Of the record that was begun. @param netCents undefined: there is one that cannot be read. */
  amount(netCents: number | undefined): void {
    if (netCents === undefined) this.#current.isNetKnown = false;
    else this.#current.netCents += netCents;
  }

  compare(controls: readonly ControlRecord[]): void {
    this.#waiting.push(...controls);
    // Records of the last group may be still to come.
    const ready = this.#waiting.findIndex(({ group }) => group >= this.#reached);
    for (const control of this.#waiting.splice(0, ready < 0 ? this.#waiting.length : ready))
      this.#hold(control);
  }

  end(controls: readonly ControlRecord[]): string[] {
    for (const control of [...this.#waiting, ...controls]) this.#hold(control);
    const [code] = this.#ofFile;
    if (code !== undefined && this.#reached > this.#lastFile.group)
      this.#found.push(
        `the file: no record ${this.#ofFile.join(' or ')} behind its last transaction; it is cut off`,
      );
    return this.#found;
  }

  #hold(control: ControlRecord): void {
    if (control.of === 'transaction') this.#holdTransaction(control);
    else if (this.#ofFile.includes(control.code)) this.#holdFile(control);
  }

  #holdTransaction(control: ControlRecord): void {
    const { group } = control;
    const sum = this.#sums.get(group) ?? emptySum();
    if (group > 0 && !sum.isDropped) this.#differ(control, 'in the transaction', sum, 0);
    if (this.#ofFile.length > 0) return;
    for (const before of this.#sums.keys()) {
      if (before > group) break;
      this.#sums.delete(before);
    }
  }

  #holdFile(control: ControlRecord): void {
    const all = emptySum();
    for (const [group, sum] of this.#sums) {
      if (group > control.group) break;
      all.items += sum.items;
      all.netCents += sum.netCents;
      all.faults += sum.faults;
      all.isNetKnown &&= sum.isNetKnown;
      this.#sums.delete(group);
    }
    const { line, group, transactions } = control;
    const where = this.#lastFile.line === 0 ? 'in the file' : `since line ${this.#lastFile.line}`;
    this.#differ(control, where, all, transactions - this.#lastFile.transactions);
    this.#lastFile = { line, group, transactions };
  }

  #differ(control: ControlRecord, where: string, sum: Sum, transactions: number): void {
    const at = `line ${control.line} (${control.code})`;
    // Which transaction an unreadable record of mixed lanes is of, nobody can tell.
    const faults = this.#isKeyed ? this.#faults : sum.faults;
    const items = this.#said(control, 'items');
    const net = this.#said(control, 'net_amount');
    if (items !== undefined && !(items >= sum.items && items - sum.items <= faults))
      this.#found.push(`${at}: ${countDifference('items', items, sum.items, where)}`);
    const begun = this.#said(control, 'transactions') ?? transactions;
    if (begun !== transactions)
      this.#found.push(`${at}: ${countDifference('transactions', begun, transactions, where)}`);
    const isNetKnown = sum.isNetKnown && (faults === 0 || items === sum.items);
    if (net !== undefined && isNetKnown && net !== sum.netCents)
      this.#found.push(
        `${at}: net_amount ${formatCents(cents(net))} by the record, ${formatCents(cents(sum.netCents))} ${where}`,
      );
  }

  /** undefined: the record does not say, or nothing that could be read, which is told. */
  #said({ line, code, values }: ControlRecord, total: RecordTotal): number | undefined {
    const type = this.#layout.records?.types.get(code);
    const name = type?.names[type.totals.get(total) ?? -1] ?? '';
    const text = values[name] ?? '';
    if (text === '') return undefined;
    const said =
      total !== 'net_amount'
        ? wholeNumber(text)
        : parseTotal(plainDecimal(this.#layout.numbers, 'net_amount', text));
    if (said === undefined)
      this.#found.push(`line ${line} (${code}): ${name} ${quoteText(text)} is no number`);
    return said;
  }
}

function emptySum(): Sum {
  return { items: 0, netCents: 0, faults: 0, isNetKnown: true, isDropped: false };
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}

function countDifference(what: string, said: number, has: number, where: string): string {
  const most = count(Math.abs(said - has));
  return `${count(said)} ${what} by the record, ${count(has)} ${where} (${most} ${said > has ? 'missing' : 'too many'})`;
}

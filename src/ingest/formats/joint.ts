import { normalName } from '../columns.ts';
import { namedRule } from '../layout/column-rule.ts';
import { RECORD_COLUMN } from '../layout/read-format.ts';
import type { Layout, RecordLog, RecordType } from '../layout/types.ts';
import type { SkipReason, SourceRecord } from '../record-source.ts';
import { Discounts, jointReader } from './discounts.ts';
import type { LogRecord } from './log-record.ts';

type Item = { readonly record: LogRecord; readonly discounts: LogRecord[] };

/** What a log says of one transaction, so far. */
export type Transaction = {
  /** What the header, the trailer and records between them say of it all, by place in the joint record. */
  readonly shared: Map<number, string>;
  readonly entries: ({ readonly tag: 'item'; readonly item: Item } | SourceRecord)[];
  readonly spread: LogRecord[];
  lastItem: Item | undefined;
  fate: SkipReason | undefined;
};

/** Roles whose fields make up the record of an item. */
export const JOINT_ROLES: readonly RecordType['role'][] = ['file', 'header', 'about', 'item', 'trailer'];
/** Columns that say of which transaction an item is. */
const WHOSE = ['store_id', 'register_id', 'transaction_id'] as const;

/** Makes one record of an item and of what header, file, trailer and discounts say beside it. */
export class JointRecords {
  /** Names of the joint record's fields. */
  readonly names: readonly string[];
  readonly #places = new Map<string, number>();
  readonly #discounts: Discounts;
  /** Readers of columns that items tell by themselves, and by which they could be of several transactions. */
  readonly #whose: readonly ((fields: readonly string[]) => string)[];

  constructor(log: RecordLog, layout: Layout) {
    const types = [...log.types.values()];
    const joint = types.filter(({ role }) => JOINT_ROLES.includes(role)).flatMap(({ names }) => names);
    const sums = types.filter(({ role }) => role === 'discount').map(({ addsTo }) => addsTo);
    for (const name of [RECORD_COLUMN, ...joint, ...sums])
      if (name !== '' && !this.#places.has(name)) this.#places.set(name, this.#places.size);
    this.names = [...this.#places.keys()];
    this.#discounts = new Discounts(this.#places, layout);
    const ofItems = new Set(
      types.filter(({ role }) => role === 'item').flatMap(({ names }) => names.map(normalName)),
    );
    this.#whose = WHOSE.filter((column) =>
      (layout.columns.get(column) ?? namedRule(column)).parts
        .flat()
        .some((name) => typeof name === 'string' && ofItems.has(normalName(name))),
    ).map((column) => jointReader(layout, this.#places, column));
  }

  /** Keep what a record says of all that comes with it. */
  note(into: Map<number, string>, { type, values }: LogRecord): void {
    for (const [index, name] of type.names.entries()) {
      const place = this.#places.get(name);
      if (place !== undefined) into.set(place, values[index] ?? '');
    }
  }

  /** @param file What stands above all transactions. @param isCutOff Its end is missing. */
  settle(open: Transaction, file: ReadonlyMap<number, string>, isCutOff: boolean): SourceRecord[] {
    const items = open.entries.flatMap((entry) => (entry.tag === 'item' ? [entry.item] : []));
    const rows = new Map(items.map((item) => [item, this.#joint(open, file, item)] as const));
    const { fate } = open;
    if (fate !== undefined) return open.entries.map((entry) => fated(entry, fate));
    const isMixed = this.#isMixed([...rows.values()]);
    const spreadFaults = isMixed ? [] : this.#spread(open.spread, [...rows.values()]);
    const settled = open.entries.map((entry) => {
      if (entry.tag !== 'item') return entry;
      if (isMixed) return mixed(entry.item.record);
      return ended(this.#settleItem(entry.item, rows.get(entry.item)), isCutOff);
    });
    return [...settled, ...spreadFaults];
  }

  /** The joint record of an item, before its discounts. */
  #joint(open: Transaction, file: ReadonlyMap<number, string>, { record }: Item): string[] {
    const fields = Array<string>(this.#places.size).fill('');
    for (const [place, value] of [...file, ...open.shared]) fields[place] = value;
    fields[0] = record.type.code;
    for (const [index, name] of record.type.names.entries()) {
      const place = this.#places.get(name);
      if (place !== undefined) fields[place] = record.values[index] ?? '';
    }
    return fields;
  }

  /** Whether items under one header say that they are of several transactions. */
  #isMixed(rows: readonly string[][]): boolean {
    return this.#whose.some((read) => new Set(rows.map(read).filter((text) => text !== '')).size > 1);
  }

  /** @returns Discounts of the transaction that could not be spread over its items. */
  #spread(discounts: readonly LogRecord[], rows: readonly string[][]): SourceRecord[] {
    return discounts
      .filter((discount) => !this.#discounts.spread(rows, discount))
      .map(({ line, raw }) => ({ tag: 'fault', line, raw, fault: 'discount-amount' }));
  }

  #settleItem({ record, discounts }: Item, fields: string[] = []): SourceRecord {
    const { line, raw } = record;
    const bad = discounts.find((discount) => !this.#discounts.takeOff(fields, discount));
    if (bad === undefined) return { tag: 'fields', line, raw, fields };
    const message = `The amount of the discount on line ${bad.line} cannot be taken off. Compare both with the layout.`;
    return { tag: 'fault', line, raw, fault: 'discount-amount', message };
  }
}

/** An entry of a transaction that never was. */
function fated(entry: Transaction['entries'][number], fate: SkipReason): SourceRecord {
  if (entry.tag === 'fault') return entry;
  const { line, raw } = entry.tag === 'item' ? entry.item.record : entry;
  return { tag: 'skip', reason: fate, line, raw };
}

/** An item whose transaction came to its end, or did not. */
function ended(record: SourceRecord, isCutOff: boolean): SourceRecord {
  if (!isCutOff || record.tag !== 'fields') return record;
  return { tag: 'fault', line: record.line, raw: record.raw, fault: 'transaction-cut-off' };
}

function mixed({ line, raw }: LogRecord): SourceRecord {
  const message =
    'Items of several transactions stand under one header. Name the fields that say which in record_key.';
  return { tag: 'fault', line, raw, fault: 'record-order', message };
}

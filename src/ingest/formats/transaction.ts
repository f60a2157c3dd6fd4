import { RECORD_COLUMN } from '../layout/read-format.ts';
import type { Layout, RecordLog, RecordType } from '../layout/types.ts';
import type { ControlRecord, SkipReason, SourceRecord } from '../record-source.ts';
import { Discounts } from './discounts.ts';
import type { LogRecord } from './log-record.ts';

/** Records of one transaction, at most; with more, headers are missing, and what was read is let go of. */
const RECORDS_MAX = 20_000;

type Item = { readonly record: LogRecord; readonly discounts: LogRecord[] };
type Entry = { readonly tag: 'item'; readonly item: Item } | SourceRecord;
type Transaction = {
  /** What the header, the trailer and records between them say of it all, by place in the joint record. */
  readonly shared: Map<number, string>;
  readonly entries: Entry[];
  readonly spread: LogRecord[];
  lastItem: Item | undefined;
  fate: SkipReason | undefined;
};

/**
 * Records of a log to one record an item, with what the header, the file and the trailer say beside it.
 *
 * A discount record belongs to the item before it, or to all items by what they cost. A transaction that was called off,
 * put aside or rung up in training is skipped as a whole; one without the trailer that the layout knows of is at fault.
 */
export class TransactionAssembler {
  /** Names of the joint record's fields. */
  readonly names: readonly string[];
  readonly #controls: ControlRecord[];
  readonly #hasTrailer: boolean;
  readonly #discounts: Discounts;
  readonly #places = new Map<string, number>();
  readonly #file = new Map<number, string>();
  #open: Transaction | undefined;
  #settled: SourceRecord[] = [];

  constructor(log: RecordLog, layout: Layout, controls: ControlRecord[]) {
    this.#controls = controls;
    const types = [...log.types.values()];
    this.#hasTrailer = types.some(({ role }) => role === 'trailer');
    const joint = types.filter(({ role }) => JOINT_ROLES.includes(role)).flatMap(({ names }) => names);
    const sums = types.filter(({ role }) => role === 'discount').map(({ addsTo }) => addsTo);
    for (const name of [RECORD_COLUMN, ...joint, ...sums])
      if (name !== '' && !this.#places.has(name)) this.#places.set(name, this.#places.size);
    this.names = [...this.#places.keys()];
    this.#discounts = new Discounts(this.#places, layout);
  }

  /** What is settled so far. */
  take(): readonly SourceRecord[] {
    const settled = this.#settled;
    this.#settled = [];
    return settled;
  }

  end(): void {
    this.#close(this.#hasTrailer);
  }

  push(record: LogRecord | SourceRecord): void {
    if ('tag' in record) this.#add(record);
    else this.#pushTyped(record);
    if ((this.#open?.entries.length ?? 0) >= RECORDS_MAX) this.#close(true);
  }

  #pushTyped(record: LogRecord): void {
    const { role } = record.type;
    const open = this.#open;
    if (role === 'file') {
      this.#close(this.#hasTrailer);
      this.#note(this.#file, record);
      this.#control(record, 'file');
    } else if (role === 'header') {
      this.#close(this.#hasTrailer);
      this.#open = { shared: new Map(), entries: [], spread: [], lastItem: undefined, fate: undefined };
      this.#note(this.#open.shared, record);
    } else if (open === undefined) this.#outside(record);
    else if (role === 'about') this.#note(open.shared, record);
    else if (role === 'trailer') {
      this.#note(open.shared, record);
      this.#control(record, 'transaction');
      this.#close(false);
    } else if (role === 'item') {
      open.lastItem = { record, discounts: [] };
      open.entries.push({ tag: 'item', item: open.lastItem });
    } else if (role === 'discount') this.#discount(open, record);
    else this.#pass(record, role, open);
  }

  /** Something that is no purchase, or that says what becomes of all that is. */
  #pass(record: LogRecord, role: SkipReason, open: Transaction | undefined): void {
    if (open !== undefined && FATES.includes(role)) open.fate = role;
    this.#add({ tag: 'skip', reason: role, line: record.line, raw: record.raw });
  }

  /** A record outside of any transaction: a purchase without a header is no purchase of anybody. */
  #outside(record: LogRecord): void {
    const { line, raw, type } = record;
    const { role } = type;
    if (role === 'item' || role === 'discount') {
      const message = `The ${role} stands in no transaction: there is no header before it. The file is cut, or out of order.`;
      this.#add({ tag: 'fault', line, raw, fault: 'record-order', message });
    } else if (isSkipped(role)) this.#pass(record, role, undefined);
    else this.#control(record, 'transaction');
  }

  #discount(open: Transaction, record: LogRecord): void {
    if (record.type.isSpread) open.spread.push(record);
    else if (open.lastItem !== undefined) open.lastItem.discounts.push(record);
    else {
      const message =
        'The discount has no item before it. Set spread = true if it is of the whole transaction.';
      this.#add({ tag: 'fault', line: record.line, raw: record.raw, fault: 'record-order', message });
    }
  }

  #add(record: SourceRecord): void {
    (this.#open?.entries ?? this.#settled).push(record);
  }

  #note(into: Map<number, string>, { type, values }: LogRecord): void {
    for (const [index, name] of type.names.entries()) {
      const place = this.#places.get(name);
      if (place !== undefined) into.set(place, values[index] ?? '');
    }
  }

  #control({ line, type, values }: LogRecord, of: ControlRecord['of']): void {
    const named = type.names.map((name, index) => [name, (values[index] ?? '').trim()] as const);
    const kept = Object.fromEntries(named.filter(([name]) => name !== ''));
    this.#controls.push({ line, code: type.code, of, values: kept });
  }

  #close(isCutOff: boolean): void {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return;
    const items = open.entries.flatMap((entry) => (entry.tag === 'item' ? [entry.item] : []));
    const rows = new Map(items.map((item) => [item, this.#joint(open, item)] as const));
    const { fate } = open;
    const spreadFaults = fate === undefined ? this.#spread(open.spread, [...rows.values()]) : [];
    for (const entry of open.entries) {
      if (fate !== undefined) this.#settled.push(fated(entry, fate));
      else if (entry.tag !== 'item') this.#settled.push(entry);
      else this.#settled.push(ended(this.#settle(entry.item, rows.get(entry.item)), isCutOff));
    }
    this.#settled.push(...spreadFaults);
  }

  /** The joint record of an item, before its discounts. */
  #joint(open: Transaction, { record }: Item): string[] {
    const fields = Array<string>(this.#places.size).fill('');
    for (const [place, value] of [...this.#file, ...open.shared]) fields[place] = value;
    fields[0] = record.type.code;
    for (const [index, name] of record.type.names.entries()) {
      const place = this.#places.get(name);
      if (place !== undefined) fields[place] = record.values[index] ?? '';
    }
    return fields;
  }

  /** @returns Discounts of the transaction that could not be spread over its items. */
  #spread(discounts: readonly LogRecord[], rows: readonly string[][]): SourceRecord[] {
    return discounts
      .filter((discount) => !this.#discounts.spread(rows, discount))
      .map(({ line, raw }) => ({ tag: 'fault', line, raw, fault: 'discount-amount' }));
  }

  #settle({ record, discounts }: Item, fields: string[] = []): SourceRecord {
    const { line, raw } = record;
    const bad = discounts.find((discount) => !this.#discounts.takeOff(fields, discount));
    if (bad === undefined) return { tag: 'fields', line, raw, fields };
    const message = `The amount of the discount on line ${bad.line} cannot be taken off. Compare both with the layout.`;
    return { tag: 'fault', line, raw, fault: 'discount-amount', message };
  }
}

/** Roles whose fields make up the record of an item. */
const JOINT_ROLES: readonly RecordType['role'][] = ['file', 'header', 'about', 'item', 'trailer'];
const FATES: readonly SkipReason[] = ['training', 'suspended', 'cancelled'];

function isSkipped(role: RecordType['role']): role is SkipReason {
  return !JOINT_ROLES.includes(role) && role !== 'discount';
}

/** An entry of a transaction that never was. */
function fated(entry: Entry, fate: SkipReason): SourceRecord {
  if (entry.tag === 'fault') return entry;
  const { line, raw } = entry.tag === 'item' ? entry.item.record : entry;
  return { tag: 'skip', reason: fate, line, raw };
}

/** An item whose transaction came to its end, or did not. */
function ended(record: SourceRecord, isCutOff: boolean): SourceRecord {
  if (!isCutOff || record.tag !== 'fields') return record;
  return { tag: 'fault', line: record.line, raw: record.raw, fault: 'transaction-cut-off' };
}

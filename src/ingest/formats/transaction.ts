import { normalName } from '../columns.ts';
import type { Layout, RecordLog, RecordType } from '../layout/types.ts';
import type { ControlRecord, SkipReason, SourceRecord } from '../record-source.ts';
import { JOINT_ROLES, JointRecords, type Transaction } from './joint.ts';
import type { LogRecord } from './log-record.ts';

/** Records of one transaction, at most; with more, headers are missing, and what was read is let go of. */
const RECORDS_MAX = 20_000;
/** Transactions that are open at a time, at most: a chain has no more lanes. Beyond it the oldest ends. */
const OPEN_MAX = 1000;

/**
 * Records of a log to one record an item, with what the header, the file and the trailer say beside it.
 *
 * A discount record belongs to the item before it, or to all items by what they cost. A transaction that was called off,
 * put aside or rung up in training is skipped as a whole; one without the trailer that the layout knows of is at fault.
 * Records of a transaction follow each other; or those of several lanes stand mixed, and go together by their key.
 */
export class TransactionAssembler {
  /** Names of the joint record's fields. */
  readonly names: readonly string[];
  readonly #controls: ControlRecord[];
  readonly #hasTrailer: boolean;
  readonly #joint: JointRecords;
  /** Where the fields of the key stand, by type; undefined: its records do not have them. */
  readonly #keyPlaces: ReadonlyMap<RecordType, readonly number[] | undefined>;
  readonly #isKeyed: boolean;
  readonly #file = new Map<number, string>();
  /** By key, the oldest first; one of no key where records do not stand mixed. */
  readonly #open = new Map<string, Transaction>();
  #settled: SourceRecord[] = [];
  #groups = 0;
  #transactions = 0;

  constructor(log: RecordLog, layout: Layout, controls: ControlRecord[]) {
    this.#controls = controls;
    this.#joint = new JointRecords(log, layout);
    this.names = this.#joint.names;
    const types = [...log.types.values()];
    this.#hasTrailer = types.some(({ role }) => role === 'trailer');
    this.#isKeyed = log.key.length > 0;
    this.#keyPlaces = new Map(types.map((type) => [type, placesOf(log.key, type)]));
  }

  /** What is settled so far. */
  take(): readonly SourceRecord[] {
    const settled = this.#settled;
    this.#settled = [];
    return settled;
  }

  end(): void {
    for (const key of this.#open.keys()) this.#close(key, this.#hasTrailer);
  }

  push(record: LogRecord | SourceRecord): void {
    // What cannot be read does not say of which lane it is.
    const key = 'tag' in record ? this.#soleKey() : this.#keyOf(record);
    if ('tag' in record) this.#add(key, record);
    else this.#pushTyped(key, record);
    if (key !== undefined && (this.#open.get(key)?.entries.length ?? 0) >= RECORDS_MAX)
      this.#close(key, true);
  }

  #soleKey(): string | undefined {
    return this.#isKeyed ? undefined : '';
  }

  #keyOf({ type, values }: LogRecord): string | undefined {
    if (!this.#isKeyed) return '';
    return this.#keyPlaces
      .get(type)
      ?.map((place) => (values[place] ?? '').trim())
      .join('\u0000');
  }

  #pushTyped(key: string | undefined, record: LogRecord): void {
    const { role } = record.type;
    const open = key === undefined ? undefined : this.#open.get(key);
    if (role === 'file') {
      this.end();
      this.#joint.note(this.#file, record);
      this.#control(record, 'file', this.#groups);
    } else if (role === 'header') this.#begin(key ?? '', record);
    else if (open === undefined) this.#outside(record);
    else if (role === 'about') this.#joint.note(open.shared, record);
    else if (role === 'trailer') {
      this.#joint.note(open.shared, record);
      this.#close(key ?? '', false);
      this.#control(record, 'transaction', this.#groups);
    } else if (role === 'item') {
      open.lastItem = { record, discounts: [] };
      open.entries.push({ tag: 'item', item: open.lastItem });
    } else if (role === 'discount') this.#discount(open, record);
    else this.#pass(key, record, role, open);
  }

  #begin(key: string, record: LogRecord): void {
    this.#close(key, this.#hasTrailer);
    const [oldest] = this.#open.keys();
    if (oldest !== undefined && this.#open.size >= OPEN_MAX) this.#close(oldest, this.#hasTrailer);
    const open: Transaction = {
      shared: new Map(),
      entries: [],
      spread: [],
      lastItem: undefined,
      fate: undefined,
    };
    this.#open.set(key, open);
    this.#transactions += 1;
    this.#joint.note(open.shared, record);
  }

  /** Something that is no purchase, or that says what becomes of all that is. */
  #pass(key: string | undefined, record: LogRecord, role: SkipReason, open: Transaction | undefined): void {
    if (open !== undefined && FATES.includes(role)) open.fate = role;
    this.#add(key, { tag: 'skip', reason: role, line: record.line, raw: record.raw });
  }

  /** A record outside of any transaction: a purchase without a header is no purchase of anybody. */
  #outside(record: LogRecord): void {
    const { line, raw, type } = record;
    const { role } = type;
    if (role === 'item' || role === 'discount') {
      const message = `The ${role} stands in no transaction: there is no header before it. The file is cut, or out of order.`;
      this.#add(undefined, { tag: 'fault', line, raw, fault: 'record-order', message });
    } else if (isSkipped(role)) this.#pass(undefined, record, role, undefined);
    else this.#control(record, 'transaction', 0);
  }

  #discount(open: Transaction, record: LogRecord): void {
    if (record.type.isSpread) open.spread.push(record);
    else if (open.lastItem !== undefined) open.lastItem.discounts.push(record);
    else {
      const message =
        'The discount has no item before it. Set spread = true if it is of the whole transaction.';
      open.entries.push({ tag: 'fault', line: record.line, raw: record.raw, fault: 'record-order', message });
    }
  }

  /** To its transaction, or by itself. */
  #add(key: string | undefined, record: SourceRecord): void {
    const open = key === undefined ? undefined : this.#open.get(key);
    if (open !== undefined) open.entries.push(record);
    else this.#settled.push({ ...record, group: ++this.#groups });
  }

  #control({ line, type, values }: LogRecord, of: ControlRecord['of'], group: number): void {
    const named = type.names.map((name, index) => [name, (values[index] ?? '').trim()] as const);
    const kept = Object.fromEntries(named.filter(([name]) => name !== ''));
    const transactions = this.#transactions;
    this.#controls.push({ line, code: type.code, of, values: kept, group, transactions });
  }

  #close(key: string, isCutOff: boolean): void {
    const open = this.#open.get(key);
    if (open === undefined) return;
    this.#open.delete(key);
    const group = ++this.#groups;
    for (const record of this.#joint.settle(open, this.#file, isCutOff))
      this.#settled.push({ ...record, group });
  }
}

const FATES: readonly SkipReason[] = ['training', 'suspended', 'cancelled'];

function isSkipped(role: RecordType['role']): role is SkipReason {
  return !JOINT_ROLES.includes(role) && role !== 'discount';
}

function placesOf(key: readonly string[], { names }: RecordType): number[] | undefined {
  const known = names.map(normalName);
  const places = key.map((name) => known.indexOf(name));
  return places.includes(-1) ? undefined : places;
}

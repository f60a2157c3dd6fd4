import { type ColumnSources, textReader } from './columns.ts';
import { SKIPPED_TRANSACTIONS, skipReasonOf } from './layout/read-columns.ts';
import type { Layout } from './layout/types.ts';
import type { ValueMap } from './layout/value-map.ts';
import type { SkipReason, SourceRecord } from './record-source.ts';

/** A rule of what is skipped, over the fields of a record. */
export type TestedSkip = {
  readonly text: (fields: readonly string[]) => string;
  readonly values: ValueMap;
  readonly reason: SkipReason;
};

/** Records of one transaction that wait for its end, at most; a longer one is judged by what was seen of it. */
const HELD_MAX = 20_000;
/** `isLine`: it shares the fate of its transaction; what the source itself found at fault or skipped does not. */
type Held = { readonly record: SourceRecord; readonly isLine: boolean };
const KEY = ['store_id', 'register_id', 'transaction_id'] as const;

/**
 * What a layout sorts out before rows are read: records that are no purchases, one by one, and whole transactions that
 * never were (training, suspended, cancelled), however late in them it is said. Records of a transaction follow each
 * other, as registers write them.
 */
export class Screen {
  readonly #skips: readonly TestedSkip[];
  readonly #lineType: ((fields: readonly string[]) => string) | undefined;
  readonly #key: readonly ((fields: readonly string[]) => string)[];
  #held: Held[] = [];
  readonly #width: number;
  #heldKey = '';
  #fate: SkipReason | undefined;

  /** @param width Fields of a whole record. */
  constructor(skips: readonly TestedSkip[], sources: ColumnSources, width: number, hasLineTypes: boolean) {
    this.#width = width;
    this.#skips = skips;
    this.#lineType = hasLineTypes ? textReader(sources.get('line_type')) : undefined;
    this.#key = KEY.map((column) => textReader(sources.get(column)));
  }

  /** Go on with some records. @returns The records that they settle, in order. */
  push(records: readonly SourceRecord[]): readonly SourceRecord[] {
    const settled: SourceRecord[] = [];
    for (const record of records) this.#take(record, settled);
    return settled;
  }

  /** The last transaction ended with the file. */
  end(): readonly SourceRecord[] {
    const fate = this.#fate;
    const settled = this.#held;
    this.#held = [];
    if (fate === undefined) return settled.map(({ record }) => record);
    return settled.map(({ record, isLine }) => (isLine ? skipped(record, fate) : record));
  }

  #take(record: SourceRecord, settled: SourceRecord[]): void {
    if (this.#held.length >= HELD_MAX) settled.push(...this.end());
    // A broken record says nothing of what transaction it is of.
    if (record.tag !== 'fields' || record.fields.length !== this.#width) {
      this.#held.push({ record, isLine: false });
      return;
    }
    const key = this.#key.map((text) => text(record.fields)).join('\u0000');
    if (key !== this.#heldKey) {
      settled.push(...this.end());
      this.#fate = undefined;
      this.#heldKey = key;
    }
    const reason = this.#reason(record.fields);
    this.#held.push({ record: reason === undefined ? record : skipped(record, reason), isLine: true });
    if (reason !== undefined && SKIPPED_TRANSACTIONS.includes(reason)) this.#fate = reason;
  }

  #reason(fields: readonly string[]): SkipReason | undefined {
    for (const { text, values, reason } of this.#skips) if (values(text(fields)) !== undefined) return reason;
    return this.#lineType && skipReasonOf(this.#lineType(fields));
  }
}

function skipped({ line, raw, group }: SourceRecord, reason: SkipReason): SourceRecord {
  return { tag: 'skip', reason, line, raw, ...(group === undefined ? {} : { group }) };
}

/** Whether a layout sorts anything out. */
export function sortsOut(layout: Layout | undefined): boolean {
  return layout !== undefined && (layout.skip.length > 0 || layout.values.has('line_type'));
}

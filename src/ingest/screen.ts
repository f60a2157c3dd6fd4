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
  #held: SourceRecord[] = [];
  #heldKey = '';
  #fate: SkipReason | undefined;

  constructor(skips: readonly TestedSkip[], sources: ColumnSources, hasLineTypes: boolean) {
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
    if (fate === undefined) return settled;
    return settled.map((record) => (record.tag === 'fault' ? record : skipped(record, fate)));
  }

  #take(record: SourceRecord, settled: SourceRecord[]): void {
    if (record.tag !== 'fields') {
      // What is no line of goods belongs to whatever transaction it stands in.
      this.#held.push(record);
      return;
    }
    const key = this.#key.map((text) => text(record.fields)).join('\u0000');
    if (key !== this.#heldKey || this.#held.length >= HELD_MAX) {
      settled.push(...this.end());
      if (key !== this.#heldKey) this.#fate = undefined;
      this.#heldKey = key;
    }
    const reason = this.#reason(record.fields);
    this.#held.push(reason === undefined ? record : skipped(record, reason));
    if (reason !== undefined && SKIPPED_TRANSACTIONS.includes(reason)) this.#fate = reason;
  }

  #reason(fields: readonly string[]): SkipReason | undefined {
    for (const { text, values, reason } of this.#skips) if (values(text(fields)) !== undefined) return reason;
    return this.#lineType && skipReasonOf(this.#lineType(fields));
  }
}

function skipped({ line, raw }: SourceRecord, reason: SkipReason): SourceRecord {
  return { tag: 'skip', reason, line, raw };
}

/** Whether a layout sorts anything out. */
export function sortsOut(layout: Layout | undefined): boolean {
  return layout !== undefined && (layout.skip.length > 0 || layout.values.has('line_type'));
}

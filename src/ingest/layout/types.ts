import type { ProductIds } from '../../shared/product-id.ts';
import type { CodeRepair } from '../../shared/product-rules.ts';
import type { Zone } from '../clock.ts';
import type { DateFormat } from '../date-format.ts';
import type { Encoding } from '../decode.ts';
import type { NumberStyle } from '../numbers.ts';
import type { SkipReason } from '../record-source.ts';
import type { Feed } from '../rows.ts';
import type { ColumnRule } from './column-rule.ts';
import type { FORMATS, ROLES } from './schema.ts';
import type { ValueMap } from './value-map.ts';

/** Where a field stands in a line, from 0 and without its end. */
export type Place = { readonly start: number; readonly end: number };

/** What the records of one code hold, and what they are to their transaction. */
export type RecordType = {
  readonly code: string;
  readonly role: (typeof ROLES)[number];
  /** In order; '' for a field that is not read. */
  readonly names: readonly string[];
  /** Beside the names, where lines are of fixed width. */
  readonly places: readonly Place[] | undefined;
  /** Of a discount: its own field with the amount. */
  readonly amount: string;
  /** Of a discount: the field of the item in which discounts are summed up. */
  readonly addsTo: string;
  /** Of a discount: the field of the item that is before discounts; undefined: it is after them. */
  readonly reduces: string | undefined;
  /** Of a discount: of the transaction, over all its items, instead of the item before it. */
  readonly isSpread: boolean;
  /** Of a trailer, or a record about the file: which of its fields, by index, tells what there was before it. */
  readonly totals: ReadonlyMap<RecordTotal, number>;
};

/** What a record of a log may count, or add up. */
export type RecordTotal = 'transactions' | 'items' | 'net_amount';

/** How a transaction log is told apart. */
export type RecordLog = {
  /** Index of the field, or the place, of the code. */
  readonly code: number | Place;
  /** Fields of a record that say which transaction it is of, where those of several lanes stand mixed; none: they do not. */
  readonly key: readonly string[];
  readonly types: ReadonlyMap<string, RecordType>;
};

/** Which records are no line of the feed, beside what their line type says. */
export type SkipRule = {
  readonly column: ColumnRule;
  readonly values: ValueMap;
  readonly reason: SkipReason;
};

/** How one export of a chain maps onto the canonical columns of a feed. */
export type Layout = {
  /** For messages. */
  readonly fileName: string;
  readonly feed: Feed;
  readonly format: (typeof FORMATS)[number];
  /** How this chain names products, where the layout says so. */
  readonly productIds: ProductIds | undefined;
  /** What is wrong with the product codes of every file of this source. */
  readonly repair: CodeRepair | undefined;
  /** undefined: UTF-8, or UTF-16 where the file's first bytes say so. */
  readonly encoding: Encoding | undefined;
  /** Lines above the header or the first record. */
  readonly skipLines: number;
  /** One character. */
  readonly delimiter: string;
  /** Fields may be in quotes. */
  readonly quotes: boolean;
  /** A record may lack fields at its end: they are blank. */
  readonly shortRecords: boolean;
  /** Names of the columns, in order, of a source without a header line; false: it has none and columns go by place. */
  readonly header: readonly string[] | false | undefined;
  readonly fixed: ReadonlyMap<string, Place>;
  readonly positions: 'characters' | 'bytes';
  readonly records: RecordLog | undefined;
  readonly numbers: NumberStyle;
  readonly dateFormat: DateFormat;
  readonly zone: Zone;
  /** undefined: as the chain has it. */
  readonly dayStartsAtSecond: number | undefined;
  /** Canonical name -> what of the source it is, for columns that are not called as we call them. */
  readonly columns: ReadonlyMap<string, ColumnRule>;
  /** Canonical names of mapped columns that a file may lack. */
  readonly optional: ReadonlySet<string>;
  /** Canonical name -> the value of every row, written as the source would write it. */
  readonly constants: ReadonlyMap<string, string>;
  /** Canonical name -> how long an id is with its leading zeros. */
  readonly pad: ReadonlyMap<string, number>;
  readonly stripZeros: ReadonlySet<string>;
  /** Canonical name -> what its values mean; that of line_type may also give a {@link SkipReason}. */
  readonly values: ReadonlyMap<string, ValueMap>;
  readonly skip: readonly SkipRule[];
};

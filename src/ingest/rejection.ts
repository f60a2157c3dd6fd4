import type { ProductIdFault } from '../shared/product-id.ts';

/** Why a record could not be read at all. */
export type RecordFault =
  | 'field-count'
  | 'encoding'
  | 'nul-byte'
  | 'csv-quote'
  | 'line-too-long'
  /** Of fixed width, and over before its fields are. */
  | 'line-too-short'
  /** Of a transaction log: a code that the layout does not name. */
  | 'record-code'
  /** Of a transaction log: an item or discount that belongs to nothing before it. */
  | 'record-order'
  /** Of a transaction log: a discount whose amount cannot be read, and the item that it is of. */
  | 'discount-amount'
  /** Of a transaction log: the transaction does not come to its end. */
  | 'transaction-cut-off';

/** What is wrong with such a record and what to do, where nothing more is known. */
export const RECORD_FAULT_TEXT: Readonly<Record<RecordFault, string>> = {
  'field-count':
    'The record has another number of fields than the header. Quote fields that contain the delimiter.',
  encoding:
    'The line is not in the encoding of the file. Export the file as UTF-8, or name its encoding in a layout.',
  'nul-byte':
    'The line has a NUL byte. The file is damaged, or no text, or UTF-16 without a mark: then set encoding = "utf-16le" in a layout.',
  'csv-quote':
    'A quoted field is not closed as it should be. Double the quotes inside a field, and close it before the delimiter.',
  'line-too-long': 'The line is longer than 1 MiB. The file has lost its line ends, or is not CSV.',
  'line-too-short': 'The line ends within a field. Export it at full width, or set short_records = true.',
  'record-code': 'The layout does not name the code of this record. Add it under [records].',
  'record-order': 'The record belongs to nothing before it. The file is cut, or out of order.',
  'discount-amount': 'The amount of a discount cannot be read. Compare it with the layout.',
  'transaction-cut-off':
    'The transaction has no trailer, so it may not be whole. Fetch the file again; the whole transaction is taken then.',
};

/** Every reason for which a record is rejected: a closed vocabulary that reports and scripts may count by. */
export type RejectionReason =
  | RecordFault
  | ProductIdFault
  | 'missing-value'
  /** Of a day whose lines were dropped for their age. */
  | 'before-retention'
  | 'id-scientific'
  | 'id-length'
  | 'day-format'
  | 'timestamp-format'
  | 'amount-format'
  | 'amount-range'
  | 'quantity-format'
  | 'quantity-range'
  | 'number-format'
  | 'number-range'
  | 'percent-format'
  | 'yes-no'
  | 'line-type'
  | 'not-in-vocabulary'
  | 'language-format'
  | 'timezone'
  | 'window-inverted'
  | 'selector-format'
  | 'segment-value'
  | 'taper-format'
  | 'purchase-by-weight'
  | 'value-above-purchase'
  /** Of an offer: the same version has other terms on another line, or a newer one is issued on the same days. */
  | 'version-twice'
  | 'version-overlap'
  | CutoverFault;

/** Why a row about a list of an earlier system is rejected. */
type CutoverFault =
  | 'code-length'
  | 'code-ours'
  | 'window-too-long'
  | 'list-differs'
  | 'list-over'
  | 'offer-unknown'
  | 'offer-restricted'
  | 'offer-twice';

/** One record that was not taken in, with all that is needed to find and mend it. */
export type Rejection = {
  readonly file: string;
  /** Physical line, from 1, on which the record starts. */
  readonly line: number;
  /** The column's name in the file; '' when the record as a whole is at fault. */
  readonly column: string;
  readonly reason: RejectionReason;
  /** What is wrong and what to write instead; every fault of the record, the one that decides `reason` first. */
  readonly message: string;
  /** The record as it stands in the file (cut when very long); Latin-1 where it is not UTF-8. */
  readonly raw: string;
  /** Of a scan record: the store that it names. For counting; it stands in `raw` already. */
  readonly storeId?: string;
  /**
   * Ids of people that it names, as they were read, where there are any. For keeping forgotten ones out: in a line of fixed
   * width nobody else could find them.
   */
  readonly people?: readonly string[];
};

/** Something about a whole file that the operator should hear of once. */
export type FeedWarning = {
  readonly code: 'feed-unknown-columns' | 'feed-empty' | 'layout-constant-unused';
  readonly file: string;
  readonly message: string;
};

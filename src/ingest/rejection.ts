import type { ProductIdFault } from '../shared/product-id.ts';

/** Why a record could not be read at all. */
export type RecordFault = 'field-count' | 'encoding' | 'nul-byte' | 'csv-quote' | 'line-too-long';

/** Every reason for which a record is rejected: a closed vocabulary that reports and scripts may count by. */
export type RejectionReason =
  | RecordFault
  | ProductIdFault
  | 'missing-value'
  | 'id-scientific'
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
};

/** Something about a whole file that the operator should hear of once. */
export type FeedWarning = {
  readonly code: 'feed-unknown-columns' | 'feed-empty' | 'layout-constant-unused';
  readonly file: string;
  readonly message: string;
};

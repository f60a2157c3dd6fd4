import type { RecordFault } from './rejection.ts';

/** Why a record that was read well is no line of a feed. */
export type SkipReason =
  /** How it was paid. */
  | 'tender'
  | 'tax'
  | 'comment'
  | 'points'
  /** Any other thing that is about no goods: a subtotal, an operator who signs on. */
  | 'not-goods'
  /** Rung up to practise, with the whole transaction. */
  | 'training'
  /** Put aside and, if at all, paid in another transaction. */
  | 'suspended'
  /** Called off before it was paid, with the whole transaction. */
  | 'cancelled'
  /** Struck off before it was paid, or undone with the whole transaction. */
  | 'voided';

/** One record of a file, whatever its format. */
export type SourceRecord = {
  /** Physical line on which it starts, from 1. */
  readonly line: number;
  /** As it stands in the file. */
  readonly raw: string;
  /** Of a transaction log: its transaction, or its own where it stands outside of any; from 1, in the order of their ends. */
  readonly group?: number;
} & (
  | {
      readonly tag: 'fields';
      /** As many as there are names. */
      readonly fields: readonly string[];
    }
  | {
      readonly tag: 'fault';
      readonly fault: RecordFault;
      /** What is wrong and what to do, two sentences; default: the general ones of the fault. */
      readonly message?: string;
    }
  | { readonly tag: 'skip'; readonly reason: SkipReason }
);

/** Counts and totals of the file's own, as they stand in it: in a trailer, or about the file as a whole. */
export type ControlRecord = {
  readonly line: number;
  /** The code by which its records are told apart. */
  readonly code: string;
  readonly of: 'transaction' | 'file';
  /** The transaction that it ends, or the last of those before it; 0: none. */
  readonly group: number;
  /** Transactions that had begun before it, in the file. */
  readonly transactions: number;
  /** By the names that the layout gives its fields. */
  readonly values: Readonly<Record<string, string>>;
};

/**
 * A file as records. Every format is one of these: whoever reads a feed need not know how the file is made.
 *
 * Everything of a file that could be a line of a feed comes as a record, once: taken, at fault, or to be skipped. What
 * only frames such lines (a header, the trailer of a transaction) does not come.
 */
export type RecordSource = {
  /** The names of a record's fields, in order; undefined: the first record has them. */
  readonly names: readonly string[] | undefined;
  /** The names are ours: one that the feed does not have is no news to anybody. */
  readonly isNamedByUs?: true;
  /** What the file says about itself; grows as it is read, and whoever reads takes from it. */
  readonly controls?: ControlRecord[];
  /** Blocks of records in file order. */
  readonly records: AsyncIterable<readonly SourceRecord[]>;
};

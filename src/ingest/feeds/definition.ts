import type { Cells } from '../cells.ts';
import type { FeedColumns } from '../columns.ts';
import type { RejectionReason } from '../rejection.ts';

/** One feed: its columns, and how one record becomes one row. */
export type FeedDefinition<Row> = {
  readonly columns: FeedColumns;
  /**
   * Read the record that the cells hold. Faults are left with the cells; a row of a record that has any is not used,
   * so a reader may put any value in the place of one that it could not read.
   */
  readonly read: (cells: Cells) => Row;
  /** The store that a record names, where its rejections are counted by store; '' when it names none. */
  readonly storeOf?: (cells: Cells) => string;
  /** How its faults call a record, `offer D1001`, where its line does not say enough; '' when it has no name. */
  readonly nameOf?: (cells: Cells) => string;
};

/** What is wrong with a row that can be read. */
export type RowFault = {
  readonly column: string;
  readonly reason: RejectionReason;
  /** As in `RecordCells.fault`. */
  readonly what: string;
  readonly next: string;
};

/**
 * Define a feed. Column names are checked by the compiler: a reader can only ask for a column that is declared.
 *
 * @param required Columns that the file must have (their cells may still be blank where the reader allows it).
 */
export function defineFeed<Required extends string, Optional extends string, Row>(
  required: readonly Required[],
  optional: readonly Optional[],
  read: (cells: Cells<Required | Optional>) => Row,
): FeedDefinition<Row> {
  const columns = new Map<string, 'required' | 'optional'>();
  for (const name of required) columns.set(name, 'required');
  for (const name of optional) columns.set(name, 'optional');
  // The cells know columns by their text alone; the narrower type above exists for the reader's sake.
  return { columns, read: read as (cells: Cells) => Row };
}

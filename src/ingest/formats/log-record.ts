import type { RecordType } from '../layout/types.ts';

/** One record of a log with its type and the fields that the layout names. */
export type LogRecord = {
  readonly line: number;
  readonly raw: string;
  readonly type: RecordType;
  readonly values: readonly string[];
};

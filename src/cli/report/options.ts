import type { CommonOptions } from '../options.ts';

/** What `report` takes besides what it is to report on. */
export type ReportOptions = CommonOptions & {
  readonly cycle?: string;
  readonly out?: string;
  readonly from?: string;
  readonly to?: string;
};

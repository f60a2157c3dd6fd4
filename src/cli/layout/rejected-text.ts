import type { RejectedGroup } from '../../ingest/trial.ts';

/** Rejected lines by reason, each with its first examples. */
export function rejectedText(groups: readonly RejectedGroup[]): string[] {
  return groups.flatMap(({ reason, count, examples }) => [
    `${count.toLocaleString('en-US')} x ${reason}`,
    ...examples.map(
      ({ file, line, column, message }) =>
        `  ${file}:${line}${column === '' ? '' : `, column ${column}`}: ${message}`,
    ),
  ]);
}

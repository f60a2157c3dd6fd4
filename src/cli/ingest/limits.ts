import type { ReadFeedOptions } from '../../ingest/read-feed.ts';

/** Batches of so many records, one of which ends where a run that was killed had come to. */
export function batchesUpTo(most: number, done: number): ReadFeedOptions['batchRows'] & object {
  return (before) => (before < done ? Math.min(most, done - before) : most);
}

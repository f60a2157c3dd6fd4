import { OfferVersions } from '../../ingest/feeds/offer-versions.ts';
import { type ReadFeedOptions, readFeed } from '../../ingest/read-feed.ts';
import type { OfferRow } from '../../ingest/rows.ts';
import { UserError } from '../../shared/errors.ts';
import type { ProductReader } from '../../shared/product-id.ts';
import type { Context } from '../context.ts';
import { type Batch, rowBatches } from './batches.ts';
import { openSource } from './source.ts';

/**
 * The batches of a file of offers, each line judged in view of the whole file and of what was taken in before.
 *
 * @param readProduct Reads product ids as the options do, and counts none.
 */
export async function* offerBatches(
  context: Context,
  path: string,
  source: AsyncIterable<Uint8Array>,
  options: ReadFeedOptions,
  readProduct: ProductReader,
): AsyncGenerator<Batch> {
  const versions = new OfferVersions(context.history.facts.offers());
  await noteVersions(path, { ...options, readProduct, onWarning: () => undefined }, versions);
  const check = (row: unknown, line: number) => versions.faultOf(row as OfferRow, line);
  yield* rowBatches(context, 'offers', source, { ...options, check });
}

/** A first reading of the file, for what it has of each offer. It has few lines, as feeds go. */
async function noteVersions(path: string, options: ReadFeedOptions, versions: OfferVersions): Promise<void> {
  try {
    for await (const { rows } of readFeed(
      'offers',
      openSource(path, () => undefined),
      options,
    ))
      for (const { line, row } of rows) versions.note(row, line);
  } catch (error) {
    // The file breaks off, or is none: the reading that counts comes to the same place, and says so.
    if (!(error instanceof UserError)) throw error;
  }
}

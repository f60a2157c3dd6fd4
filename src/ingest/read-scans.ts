import { decoded } from './decode.ts';
import { readPlainScans } from './fast/plain-scans.ts';
import { isPlainLayout } from './layout.ts';
import { checkLayoutFeed, type ReadFeedOptions, readFeed } from './read-feed.ts';
import { columnsOfRows, type ScanBatch } from './scan-columns.ts';

/** Read the scans feed as {@link readFeed} does, with the lines in columns. @throws As that. */
export async function* readScans(
  source: AsyncIterable<Uint8Array>,
  options: ReadFeedOptions,
): AsyncGenerator<ScanBatch> {
  checkLayoutFeed('scans', options.layout);
  if (isPlain(options)) {
    const { bytes, isTranslated } = await decoded(source, options.layout?.encoding);
    yield* readPlainScans(bytes, isTranslated, options);
    return;
  }
  for await (const { rows, ...batch } of readFeed('scans', source, options))
    yield { ...batch, columns: columnsOfRows(rows.map(({ row }) => row)) };
}

/** Whether a file can be read straight from its bytes. */
function isPlain({ layout, dayStartsAtSecond }: ReadFeedOptions): boolean {
  if ((dayStartsAtSecond ?? 0) !== 0) return false;
  if (layout === undefined) return true;
  return isPlainLayout(layout) && layout.constants.size === 0 && layout.delimiter.charCodeAt(0) < 128;
}

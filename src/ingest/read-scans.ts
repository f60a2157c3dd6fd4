import { decoded } from './decode.ts';
import { readPlainScans } from './fast/plain-scans.ts';
import { isPlainLayout } from './layout/plain.ts';
import { checkLayoutFeed, type ReadFeedOptions, readFeed } from './read-feed.ts';
import { clearColumns, makeRoom, RowFiller, type ScanBatch, scanColumns } from './scan-columns.ts';

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
  const columns = scanColumns(0);
  const filler = new RowFiller(columns);
  for await (const { rows, ...batch } of readFeed('scans', source, options)) {
    if (clearColumns(columns)) filler.forget();
    for (const { row } of rows) {
      makeRoom(columns, rows.length);
      filler.add(row);
    }
    yield { ...batch, columns };
  }
}

/** Whether a file can be read straight from its bytes. */
function isPlain({ layout, dayStartsAtSecond }: ReadFeedOptions): boolean {
  if ((dayStartsAtSecond ?? 0) !== 0) return false;
  if (layout === undefined) return true;
  return isPlainLayout(layout) && layout.constants.size === 0 && layout.delimiter.charCodeAt(0) < 128;
}

import { lineBlocks } from '../csv/lines.ts';
import { RecordSplitter } from '../csv/records.ts';
import type { Layout } from '../layout.ts';
import type { RecordSource, SourceRecord } from '../record-source.ts';

/** A file of one record a line, its fields divided by one character: CSV and its kin. */
export function delimitedSource(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
  layout: Layout | undefined,
): RecordSource {
  const names = layout?.header;
  return {
    names,
    records: read(source, fileName, new RecordSplitter(layout?.delimiter ?? ',', names?.length)),
  };
}

async function* read(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
  splitter: RecordSplitter,
): AsyncGenerator<readonly SourceRecord[]> {
  for await (const lines of lineBlocks(source, fileName)) yield splitter.push(lines);
  yield splitter.end();
}

import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { lineBlocks } from '../../src/ingest/csv/lines.ts';
import { type CsvRecord, RecordSplitter } from '../../src/ingest/csv/records.ts';

/** One row of a source table; blank for a column that the table does not have. */
export type SourceRow = (column: string) => string;

/**
 * The rows of one table of the source (`NAME.csv` or `NAME.csv.gz`), as they stream by.
 *
 * @throws Error when the table is missing or not CSV: the source is a published data set, and a broken copy of it is of
 *   no use.
 */
export async function* readTable(dir: string, name: string): AsyncGenerator<SourceRow> {
  const plain = join(dir, `${name}.csv`);
  const packed = `${plain}.gz`;
  if (!existsSync(plain) && !existsSync(packed)) throw new Error(`there is no ${plain}, nor ${packed}`);
  const bytes = existsSync(plain) ? createReadStream(plain) : createReadStream(packed).pipe(createGunzip());
  const splitter = new RecordSplitter(',', undefined);
  let places: Map<string, number> | undefined;

  function* rows(records: readonly CsvRecord[]): Generator<SourceRow> {
    for (const record of records) {
      if (record.tag === 'fault') throw new Error(`${name}.csv:${record.line}: ${record.fault}`);
      const { fields } = record;
      if (places === undefined) places = new Map(fields.map((field, index) => [field, index]));
      else {
        const known = places;
        yield (column) => plainNumber((fields[known.get(column) ?? -1] ?? '').trim());
      }
    }
  }
  for await (const lines of lineBlocks(bytes, `${name}.csv`)) yield* rows(splitter.push(lines));
  yield* rows(splitter.end());
}

/**
 * R writes a round id as `9e+05`, and always so that no digit is lost: it is 900000. (A spreadsheet's `9.94E+14` is not
 * to be had back; the feeds proper reject both.)
 */
function plainNumber(text: string): string {
  return /^\d(?:\.\d+)?e\+\d\d$/.test(text) ? String(Number(text)) : text;
}

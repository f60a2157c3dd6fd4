import type { Line } from '../csv/lines.ts';
import { RecordSplitter } from '../csv/records.ts';
import type { Layout } from '../layout/types.ts';
import type { RecordSource, SourceRecord } from '../record-source.ts';
import { layoutLines, withoutReturn } from './lines.ts';

/** A file of one record a line, its fields divided by one character: CSV and its kin. */
export function delimitedSource(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
  layout: Layout | undefined,
): RecordSource {
  const header = layout?.header;
  const names = header === false ? undefined : header;
  const records = split(layoutLines(source, fileName, layout), layout, names?.length);
  const filled = layout?.shortRecords === true ? fillUp(records, names?.length) : records;
  return { names, records: header === false ? withPlaces(filled) : filled };
}

async function* split(
  lines: AsyncIterable<readonly Line[]>,
  layout: Layout | undefined,
  width: number | undefined,
): AsyncGenerator<readonly SourceRecord[]> {
  const delimiter = layout?.delimiter ?? ',';
  if (layout?.quotes === false) {
    for await (const block of lines) yield block.flatMap((line) => unquoted(line, delimiter));
    return;
  }
  const splitter = new RecordSplitter(delimiter, width);
  for await (const block of lines) yield splitter.push(block);
  yield splitter.end();
}

/** A line whose quotes mean nothing, as one record; none for a blank one. */
export function unquoted({ number, text, fault }: Line, delimiter: string): SourceRecord[] {
  const raw = withoutReturn(text);
  if (fault !== undefined) return [{ tag: 'fault', line: number, raw, fault }];
  return raw === '' ? [] : [{ tag: 'fields', line: number, raw, fields: raw.split(delimiter) }];
}

/** Give records that are shorter than the header blank fields at their end. */
async function* fillUp(
  blocks: AsyncIterable<readonly SourceRecord[]>,
  named: number | undefined,
): AsyncGenerator<readonly SourceRecord[]> {
  let width = named;
  for await (const block of blocks) {
    yield block.map((record) => {
      if (record.tag !== 'fields') return record;
      width ??= record.fields.length;
      const missing = width - record.fields.length;
      return missing <= 0
        ? record
        : { ...record, fields: [...record.fields, ...Array<string>(missing).fill('')] };
    });
  }
}

/** Without any header, columns are called by their places: 1, 2, 3. */
async function* withPlaces(
  blocks: AsyncIterable<readonly SourceRecord[]>,
): AsyncGenerator<readonly SourceRecord[]> {
  const before: SourceRecord[] = [];
  let isNamed = false;
  for await (const block of blocks) {
    if (isNamed) {
      yield block;
      continue;
    }
    before.push(...block);
    const first = before.find((record) => record.tag === 'fields');
    if (first === undefined) continue;
    const fields = first.fields.map((_, index) => String(index + 1));
    yield [{ tag: 'fields', line: 0, raw: '', fields }, ...before];
    isNamed = true;
  }
  if (!isNamed) yield before;
}

import { EXIT, UserError } from '../shared/errors.ts';
import { normalName } from './columns.ts';
import { lineBlocks } from './csv/lines.ts';
import { type CsvRecord, RecordSplitter } from './csv/records.ts';

export type TableRow<Column extends string> = {
  readonly line: number;
  readonly values: Readonly<Record<Column, string>>;
};

/**
 * Read a small CSV file that is no feed (a basket): every named column is required, and the first fault ends it.
 *
 * @throws UserError (65) with the place.
 */
export async function readTable<Column extends string>(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
  columns: readonly Column[],
): Promise<TableRow<Column>[]> {
  const splitter = new RecordSplitter(',', undefined);
  const records: CsvRecord[] = [];
  for await (const lines of lineBlocks(source, fileName)) records.push(...splitter.push(lines));
  records.push(...splitter.end());
  return rowsOf(records, fileName, columns);
}

/** The same of a text. */
export function parseTable<Column extends string>(
  text: string,
  fileName: string,
  columns: readonly Column[],
): TableRow<Column>[] {
  const splitter = new RecordSplitter(',', undefined);
  const lines = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line, index) => ({ number: index + 1, text: line, fault: undefined }));
  if (lines.at(-1)?.text === '') lines.pop();
  return rowsOf([...splitter.push(lines), ...splitter.end()], fileName, columns);
}

function rowsOf<Column extends string>(
  records: readonly CsvRecord[],
  fileName: string,
  columns: readonly Column[],
): TableRow<Column>[] {
  const rows: TableRow<Column>[] = [];
  let places: number[] | undefined;
  for (const record of records) {
    if (record.tag === 'fault')
      throw fault(fileName, record.line, `the line cannot be read (${record.fault})`);
    if (places === undefined) {
      const names = record.fields.map(normalName);
      places = columns.map((column) => names.indexOf(normalName(column)));
      const missing = columns.filter((_, index) => (places?.[index] ?? -1) < 0);
      if (missing.length > 0) throw fault(fileName, record.line, `there is no column ${missing.join(', ')}`);
      continue;
    }
    const values = {} as Record<Column, string>;
    for (const [index, column] of columns.entries()) {
      const value = record.fields[places[index] ?? -1];
      if (value === undefined) throw fault(fileName, record.line, `the line has no ${column}`);
      values[column] = value.trim();
    }
    rows.push({ line: record.line, values });
  }
  return rows;
}

function fault(file: string, line: number, message: string): UserError {
  return new UserError('table', message, { exitCode: EXIT.badInput, at: { file, line } });
}

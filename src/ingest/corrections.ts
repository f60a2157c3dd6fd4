import { EXIT, UserError } from '../shared/errors.ts';
import { normalName } from './columns.ts';
import { lineBlocks } from './csv/lines.ts';
import { RecordSplitter } from './csv/records.ts';

/** One row of a corrected quarantine file. */
export type Correction = {
  /** Name of the file that it was rejected from. */
  readonly file: string;
  /** Names that file's content; '' in a quarantine that was made before there was such a column. */
  readonly source: string;
  /** Its line there. */
  readonly line: number;
  /** The header line of that file; '': it has none. */
  readonly header: string;
  /** The record, with the corrections; '' where it was cleared. */
  readonly raw: string;
};

const REQUIRED = ['file', 'line', 'raw'] as const;
const OPTIONAL = ['header', 'source'] as const;
type Column = (typeof REQUIRED)[number] | (typeof OPTIONAL)[number];

/**
 * Read a quarantine file that somebody has corrected, in a text editor or in a spreadsheet: with commas, semicolons or tabs
 * between the cells, line feeds or carriage returns, rows in any order, columns left out or added.
 *
 * @param source UTF-8.
 * @throws UserError (65) with the place of the first fault: a row that cannot be told apart is fed back nowhere.
 */
export async function* readCorrections(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
): AsyncGenerator<Correction> {
  let splitter: RecordSplitter | undefined;
  let places: Readonly<Record<Column, number>> | undefined;
  const read = function* (records: ReturnType<RecordSplitter['push']>): Generator<Correction> {
    for (const record of records) {
      if (record.tag === 'fault') throw unreadable(fileName, record.line, record.fault);
      if (places === undefined) places = placesIn(record.fields, fileName);
      else if (record.fields.some((field) => field !== ''))
        yield correctionOf(record.fields, places, fileName, record.line);
    }
  };
  for await (const lines of lineBlocks(source, fileName)) {
    splitter ??= new RecordSplitter(delimiterOf(lines[0]?.text ?? ''), undefined);
    yield* read(splitter.push(lines));
  }
  if (splitter !== undefined) yield* read(splitter.end());
  if (places === undefined) throw placesFault(fileName, REQUIRED);
}

/** What stands between the names of the header; spreadsheets of some countries write semicolons. */
function delimiterOf(header: string): string {
  const counts = [',', ';', '\t'].map((mark) => [mark, header.split(mark).length] as const);
  return counts.reduce((best, each) => (each[1] > best[1] ? each : best))[0];
}

function placesIn(names: readonly string[], fileName: string): Record<Column, number> {
  const known = names.map(normalName);
  const missing = REQUIRED.filter((column) => !known.includes(column));
  if (missing.length > 0) throw placesFault(fileName, missing);
  const entries = [...REQUIRED, ...OPTIONAL].map((column) => [column, known.indexOf(column)] as const);
  return Object.fromEntries(entries) as Record<Column, number>;
}

function correctionOf(
  fields: readonly string[],
  places: Readonly<Record<Column, number>>,
  fileName: string,
  at: number,
): Correction {
  const text = (column: Column): string => fields[places[column]] ?? '';
  const line = text('line').trim();
  if (!/^\d{1,15}$/.test(line) || Number(line) === 0) {
    throw new UserError('quarantine-line', `line "${line}" is no line of the rejected file`, {
      exitCode: EXIT.badInput,
      at: { file: fileName, line: at, column: 'line' },
      next: 'Leave all columns but raw as they were.',
    });
  }
  return {
    file: text('file').trim(),
    source: text('source').trim(),
    line: Number(line),
    header: text('header'),
    raw: text('raw'),
  };
}

function placesFault(fileName: string, missing: readonly string[]): UserError {
  return new UserError('quarantine-columns', `${fileName} has no column ${missing.join(', ')}`, {
    exitCode: EXIT.badInput,
    at: { file: fileName, line: 1 },
    next: 'Correct the column raw of a quarantine file, and leave the others as they are.',
  });
}

function unreadable(fileName: string, line: number, fault: string): UserError {
  return new UserError('quarantine-row', `the row cannot be read (${fault}); nothing was fed back`, {
    exitCode: EXIT.badInput,
    at: { file: fileName, line },
    next: 'Save it as CSV UTF-8; a cell with quotes in it is in quotes, and has its own doubled.',
  });
}

import type { Line } from '../csv/lines.ts';
import { RecordSplitter } from '../csv/records.ts';
import type { Layout, RecordLog, RecordType } from '../layout/types.ts';
import type { ControlRecord, RecordSource, SourceRecord } from '../record-source.ts';
import { unquoted } from './delimited.ts';
import { fieldCutter } from './fixed.ts';
import { layoutLines, withoutReturn } from './lines.ts';
import type { LogRecord } from './log-record.ts';
import { TransactionAssembler } from './transaction.ts';

/** A transaction log: records of several kinds, told apart by a code, that make up transactions together. */
export function recordLogSource(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
  layout: Layout,
): RecordSource {
  const { records: log } = layout;
  if (log === undefined) throw new Error(`${layout.fileName} has no records`);
  const controls: ControlRecord[] = [];
  const assembler = new TransactionAssembler(log, layout, controls);
  const records = assemble(layoutLines(source, fileName, layout), log, layout, assembler);
  return { names: assembler.names, isNamedByUs: true, controls, records };
}

async function* assemble(
  blocks: AsyncIterable<readonly Line[]>,
  log: RecordLog,
  layout: Layout,
  assembler: TransactionAssembler,
): AsyncGenerator<readonly SourceRecord[]> {
  const read = recordReader(log, layout);
  for await (const block of blocks) {
    for (const line of block) {
      const record = read(line);
      if (record !== undefined) assembler.push(record);
    }
    yield assembler.take();
  }
  assembler.end();
  yield assembler.take();
}

type ReadLine = (line: Line) => LogRecord | SourceRecord | undefined;

/** What turns a line into a record of the log, or a fault; `undefined` for a blank one. */
function recordReader(log: RecordLog, layout: Layout): ReadLine {
  const readers = new Map([...log.types].map(([code, type]) => [code, typeReader(type, layout)] as const));
  const codeOf = typeof log.code === 'number' ? fieldOf(log.code, layout) : cutOf(log.code, layout);
  return (line) => {
    const raw = withoutReturn(line.text);
    if (line.fault === undefined && raw.trim() === '') return undefined;
    const found = line.fault === undefined ? codeOf({ ...line, text: raw }) : { fault: line.fault };
    if ('fault' in found) return { tag: 'fault', line: line.number, raw, fault: found.fault };
    const code = found.code.trim();
    const reader = readers.get(code);
    if (reader !== undefined) return reader(line.number, raw, found.fields);
    const message = `The layout names no record ${JSON.stringify(code.slice(0, 20))}; it has ${[...log.types.keys()].join(', ')}. Add it under [records].`;
    return { tag: 'fault', line: line.number, raw, fault: 'record-code', message };
  };
}

type Coded = { readonly code: string; readonly fields: readonly string[] };
type Faulty = { readonly fault: Extract<SourceRecord, { tag: 'fault' }>['fault'] };

function fieldOf(index: number, layout: Layout): (line: Line) => Coded | Faulty {
  return (line) => {
    const [record] = layout.quotes ? quoted(line, layout.delimiter) : unquoted(line, layout.delimiter);
    if (record?.tag === 'fields') return { code: record.fields[index] ?? '', fields: record.fields };
    return { fault: record?.tag === 'fault' ? record.fault : 'csv-quote' };
  };
}

/** Records of a log are single lines: a width of none lets no record of several lines be believed. */
function quoted(line: Line, delimiter: string): SourceRecord[] {
  if (!line.text.includes('"')) return unquoted(line, delimiter);
  const splitter = new RecordSplitter(delimiter, 0);
  return [...splitter.push([line]), ...splitter.end()];
}

function cutOf(place: Exclude<RecordLog['code'], number>, layout: Layout): (line: Line) => Coded | Faulty {
  const cut = fieldCutter([place], { ...layout, shortRecords: true });
  return ({ text }) => {
    const fields = cut(text);
    return typeof fields === 'string' ? { fault: fields } : { code: fields[0] ?? '', fields };
  };
}

type TypeReader = (line: number, raw: string, fields: readonly string[]) => LogRecord | SourceRecord;

function typeReader(type: RecordType, layout: Layout): TypeReader {
  if (type.places !== undefined) {
    const cut = fieldCutter(type.places, layout);
    return (line, raw) => {
      const values = cut(raw);
      return typeof values === 'string'
        ? { tag: 'fault', line, raw, fault: values }
        : { line, raw, type, values };
    };
  }
  const width = type.names.length;
  return (line, raw, fields) => {
    // Of a type without names nothing is read, and it may be as long as it likes.
    const isRight = fields.length === width || width === 0 || (layout.shortRecords && fields.length < width);
    if (isRight) return { line, raw, type, values: fields };
    const message = `The record has ${fields.length} fields, records.${type.code} ${width}. Compare it with the layout.`;
    return { tag: 'fault', line, raw, fault: 'field-count', message };
  };
}

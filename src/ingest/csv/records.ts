import { CsvError, parse } from 'csv-parse/sync';
import type { RecordFault } from '../rejection.ts';
import type { Line } from './lines.ts';

/** One CSV record: its fields, or why it has none. */
export type CsvRecord = {
  /** Physical line on which it starts, from 1. */
  readonly line: number;
  readonly raw: string;
} & (
  | { readonly tag: 'fields'; readonly fields: readonly string[] }
  | { readonly tag: 'fault'; readonly fault: Exclude<RecordFault, 'field-count'> }
);

/** A record of several lines that is longer than this is a stray quote, not a record. */
const RECORD_LINES_MAX = 1000;
const RECORD_CHARACTERS_MAX = 1 << 20;

/** Lines `from .. to` of the pending ones, as one record that has quotes to be read. */
type QuotedSpan = { readonly tag: 'span'; readonly from: number; readonly to: number };

/** What starts at a pending line; `wait`: more lines are needed to tell. */
type Found = CsvRecord | QuotedSpan | { readonly tag: 'blank' } | { readonly tag: 'wait' };
const BLANK = { tag: 'blank' } as const;
const WAIT = { tag: 'wait' } as const;

/** What was read, and the index of the first pending line that was not. */
type Progress = { readonly records: CsvRecord[]; readonly next: number };

/**
 * Physical lines to CSV records (RFC 4180; a quote inside an unquoted field, as in `12" PIZZA`, stands for itself).
 *
 * A line in which no field starts with a quote needs no parser: it is split at the delimiter. The others go through
 * csv-parse, all those of a block at once. A quote that is never closed, or closed wrongly, costs one line: reading goes
 * on with the next physical line, so that one bad cell cannot swallow a file.
 */
export class RecordSplitter {
  readonly #delimiter: string;
  readonly #quotedStart: string;
  #pending: readonly Line[] = [];
  /** Number of fields of a record: what a record of several lines must have to be believed. */
  #width: number | undefined;

  /** @param width Number of fields of a record; undefined: as many as the first record has, which is the header. */
  constructor(delimiter: string, width: number | undefined) {
    this.#delimiter = delimiter;
    this.#quotedStart = `${delimiter}"`;
    this.#width = width;
  }

  /** Whether lines were pushed that are only the beginning of a record, as far as can be told. */
  get isWaiting(): boolean {
    return this.#pending.length > 0;
  }

  push(lines: readonly Line[]): CsvRecord[] {
    this.#pending = this.#pending.length === 0 ? lines : this.#pending.concat(lines);
    return this.#read(false);
  }

  end(): CsvRecord[] {
    return this.#read(true);
  }

  #read(atEnd: boolean): CsvRecord[] {
    if (this.#width !== undefined) return this.#take(this.#readTogether(atEnd) ?? this.#readOneByOne(atEnd));
    const header = this.#take(this.#readOneByOne(atEnd, 1));
    const first = header[0];
    if (first === undefined) return [];
    this.#width = first.tag === 'fields' ? first.fields.length : 0;
    return header.concat(this.#read(atEnd));
  }

  #take({ records, next }: Progress): CsvRecord[] {
    this.#pending = this.#pending.slice(next);
    return records;
  }

  /** All quoted records in one call of csv-parse; `undefined` when any of them is faulty. */
  #readTogether(atEnd: boolean): Progress | undefined {
    const lines = this.#pending;
    const records: (CsvRecord | undefined)[] = [];
    const spans: QuotedSpan[] = [];
    let at = 0;
    for (; at < lines.length; at++) {
      const found = this.#recordAt(at, atEnd);
      if (found.tag === 'wait') break;
      if (found.tag === 'blank') continue;
      records.push(found.tag === 'span' ? undefined : found);
      if (found.tag !== 'span') continue;
      spans.push(found);
      at = found.to;
    }
    const texts = spans.map((span) => spanText(lines, span));
    const parsed = parseRecords(texts, this.#delimiter);
    if (parsed === undefined || !spans.every((span, index) => this.#believes(span, parsed[index])))
      return undefined;
    let filled = 0;
    const whole = records.map((record) => {
      if (record !== undefined) return record;
      const read = quoted(lines, spans[filled], texts[filled], parsed[filled]);
      filled++;
      return read;
    });
    return { records: whole, next: at };
  }

  #readOneByOne(atEnd: boolean, recordsMax = Number.POSITIVE_INFINITY): Progress {
    const lines = this.#pending;
    const records: CsvRecord[] = [];
    let at = 0;
    for (; at < lines.length && records.length < recordsMax; at++) {
      const found = this.#recordAt(at, atEnd);
      if (found.tag === 'wait') break;
      if (found.tag === 'blank') continue;
      if (found.tag !== 'span') {
        records.push(found);
        continue;
      }
      const text = spanText(lines, found);
      const fields = parseRecords([text], this.#delimiter)?.[0];
      if (this.#believes(found, fields)) {
        records.push(quoted(lines, found, text, fields));
        at = found.to;
      } else records.push(faulty(lines[at], 'csv-quote'));
    }
    return { records, next: at };
  }

  #recordAt(at: number, atEnd: boolean): Found {
    const line = this.#pending[at];
    if (line === undefined) return BLANK;
    if (line.fault !== undefined) return faulty(line, line.fault);
    const text = withoutReturn(line.text);
    if (text === '') return BLANK;
    if (!this.#startsQuoted(text)) {
      return { tag: 'fields', line: line.number, raw: text, fields: text.split(this.#delimiter) };
    }
    const to = closingLine(this.#pending, at, atEnd);
    if (to === 'wait') return WAIT;
    return to === undefined ? faulty(line, 'csv-quote') : { tag: 'span', from: at, to };
  }

  #startsQuoted(text: string): boolean {
    return text.includes('"') && (text.startsWith('"') || text.includes(this.#quotedStart));
  }

  #believes(span: QuotedSpan, fields: readonly string[] | undefined): boolean {
    if (fields === undefined) return false;
    return span.from === span.to || this.#width === undefined || fields.length === this.#width;
  }
}

/** csv-parse over whole records; `undefined` when it finds a fault in any of them. */
function parseRecords(texts: readonly string[], delimiter: string): string[][] | undefined {
  if (texts.length === 0) return [];
  try {
    const records: string[][] = parse(texts.join('\n'), {
      delimiter,
      record_delimiter: '\n',
      relax_column_count: true,
    });
    return records.length === texts.length ? records : undefined;
  } catch (error) {
    if (error instanceof CsvError) return undefined;
    throw error;
  }
}

/**
 * The line on which the record that starts at `from` closes its last quote: where the quotes so far are even in number.
 *
 * @returns `wait` when more lines are needed to tell, `undefined` when there is none.
 */
function closingLine(lines: readonly Line[], from: number, atEnd: boolean): number | 'wait' | undefined {
  let open = false;
  let characters = 0;
  for (let at = from; at < lines.length; at++) {
    const text = lines[at]?.text ?? '';
    characters += text.length;
    if (at - from >= RECORD_LINES_MAX || characters > RECORD_CHARACTERS_MAX) return undefined;
    if (hasOddQuotes(text)) open = !open;
    if (!open) return at;
  }
  return atEnd ? undefined : 'wait';
}

function hasOddQuotes(text: string): boolean {
  let odd = false;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) odd = !odd;
  return odd;
}

function spanText(lines: readonly Line[], span: QuotedSpan): string {
  if (span.from === span.to) return withoutReturn(lines[span.from]?.text ?? '');
  return withoutReturn(
    lines
      .slice(span.from, span.to + 1)
      .map((line) => line.text)
      .join('\n'),
  );
}

/** A record of several lines is as bad as its first bad line. */
function quoted(
  lines: readonly Line[],
  span: QuotedSpan | undefined,
  raw = '',
  fields: readonly string[] = [],
): CsvRecord {
  const within = span === undefined ? [] : lines.slice(span.from, span.to + 1);
  const line = within[0]?.number ?? 0;
  const fault = within.find((each) => each.fault !== undefined)?.fault;
  return fault === undefined ? { tag: 'fields', line, raw, fields } : { tag: 'fault', line, raw, fault };
}

function faulty(line: Line | undefined, fault: Exclude<RecordFault, 'field-count'>): CsvRecord {
  return { tag: 'fault', line: line?.number ?? 0, raw: withoutReturn(line?.text ?? ''), fault };
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

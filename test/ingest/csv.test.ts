import { Buffer } from 'node:buffer';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineBlocks } from '../../src/ingest/csv/lines.ts';
import { type CsvRecord, RecordSplitter } from '../../src/ingest/csv/records.ts';
import { csvLine } from './read.ts';

async function records(content: string | Uint8Array, chunk = 1 << 16, delimiter = ','): Promise<CsvRecord[]> {
  const bytes = Buffer.from(content);
  async function* source() {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  }
  const splitter = new RecordSplitter(delimiter, undefined);
  const all: CsvRecord[] = [];
  for await (const lines of lineBlocks(source(), 'feed.csv')) all.push(...splitter.push(lines));
  return [...all, ...splitter.end()];
}

/** Fields, or the fault, by line. */
async function brief(content: string | Uint8Array, chunk?: number): Promise<string[]> {
  const read = await records(content, chunk);
  return read.map((record) =>
    record.tag === 'fields'
      ? `${record.line}: ${record.fields.join('·')}`
      : `${record.line}: <${record.fault}>`,
  );
}

const cell = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }).filter((text) => !text.includes('\0')),
  fc.constantFrom('', '"', '""', 'a,b', 'a\nb', 'a\r\nb', '12" PIZZA', '\r', ' x ', 'Łódź'),
);
const table = fc
  .integer({ min: 1, max: 4 })
  .chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }),
  );
const writable = (rows: readonly string[][]) =>
  // A record of one blank field is a blank line; a byte order mark at the very start is none of the first field's.
  rows.every((row) => row.length > 1 || row[0] !== '') && !rows[0]?.[0]?.startsWith('\ufeff');

describe('whatever a writer writes', () => {
  test('comes back as it was, however the bytes arrive', async () => {
    await fc.assert(
      fc.asyncProperty(table.filter(writable), fc.integer({ min: 1, max: 40 }), async (rows, chunk) => {
        const text = rows.map(csvLine).join('');
        const read = await records(text, chunk);
        expect(read.map((record) => (record.tag === 'fields' ? record.fields : record.fault))).toEqual(rows);
      }),
      { numRuns: 300 },
    );
  });

  test('is read as csv-parse reads the whole of it', async () => {
    await fc.assert(
      fc.asyncProperty(table.filter(writable), fc.constantFrom('\n', '\r\n'), async (rows, end) => {
        const text = rows.map((row) => csvLine(row).replace(/\n$/, end)).join('');
        const whole: string[][] = parse(text, { record_delimiter: end, relax_column_count: true });
        const read = await records(text);
        expect(read.map((record) => (record.tag === 'fields' ? record.fields : record.fault))).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a record', () => {
  test.each([
    ['ends in CR LF', 'a,b\r\n1,2\r\n', ['1: a·b', '2: 1·2']],
    ['may lack its last line feed', 'a,b\n1,2', ['1: a·b', '2: 1·2']],
    ['is no blank line', 'a,b\n\n\r\n1,2\n\n', ['1: a·b', '4: 1·2']],
    ['may hold line feeds', 'a,b\n"x\n\ny",2\n3,4\n', ['1: a·b', '2: x\n\ny·2', '5: 3·4']],
    ['may have a quote amid an unquoted field', 'a,b\n12" PIZZA,1\n', ['1: a·b', '2: 12" PIZZA·1']],
    ['starts behind a byte order mark', '\ufeffa,b\n', ['1: a·b']],
    [
      'with an open quote costs its line alone',
      'a,b\n"x,1\n2,3\n4,5\n',
      ['1: a·b', '2: <csv-quote>', '3: 2·3', '4: 4·5'],
    ],
    [
      'with an open quote does not take a later quote for its own',
      'a,b\n"x,1\n2,3\n"y",5\n',
      ['1: a·b', '2: <csv-quote>', '3: 2·3', '4: y·5'],
    ],
    [
      'with two open quotes costs two lines',
      'a,b\n"x,1\n"y,2\n3,4\n',
      ['1: a·b', '2: <csv-quote>', '3: <csv-quote>', '4: 3·4'],
    ],
    [
      'of several lines that has too many fields was none',
      'a,b\n"x,1\ny",2,3\n4,5\n',
      ['1: a·b', '2: <csv-quote>', '3: y"·2·3', '4: 4·5'],
    ],
    ['with text behind a quote is faulty', 'a,b\n"x"y,1\n2,3\n', ['1: a·b', '2: <csv-quote>', '3: 2·3']],
    ['with a NUL is faulty', 'a,b\nx\0,1\n2,3\n', ['1: a·b', '2: <nul-byte>', '3: 2·3']],
  ])('%s', async (_, text, expected) => {
    for (const chunk of [1, 3, 1000]) expect(await brief(text, chunk)).toEqual(expected);
  });

  test('that is not UTF-8 is faulty, and shown as Latin-1', async () => {
    const bytes = Buffer.from('a,b\nJalape\xf1o,1\n"x\n\xff",2\nŁ,3\n', 'latin1');
    const read = await records(Buffer.concat([bytes.subarray(0, -4), Buffer.from('Ł,3\n')]));
    expect(read.map((record) => (record.tag === 'fault' ? record.fault : record.fields.join('·')))).toEqual([
      'a·b',
      'encoding',
      'encoding',
      'Ł·3',
    ]);
    expect(read[1]?.raw).toBe('Jalapeño,1');
  });

  test('of more than a mebibyte is faulty, and the next one is not', async () => {
    const text = `a,b\n${'x'.repeat(3 << 20)},1\n2,3\n`;
    expect(await brief(text)).toEqual(['1: a·b', '2: <line-too-long>', '3: 2·3']);
  });

  test('of more than a thousand lines is a stray quote', async () => {
    const text = `a,b\n"x\n${'1,2\n'.repeat(2000)}y",3\n`;
    const read = await brief(text);
    expect(read).toHaveLength(2003);
    expect(read.filter((record) => record.includes('<'))).toEqual(['2: <csv-quote>']);
  });
});

test.each([
  ['UTF-16', Buffer.from('\ufeffa,b\n', 'utf16le')],
  ['compressed', Buffer.from('1f8b0800\n', 'hex')],
  ['a zip file', Buffer.from('PK\x03\x04rest\n')],
])('a file that is %s is refused by name', async (what, bytes) => {
  await expect(records(bytes)).rejects.toMatchObject({ code: 'feed-encoding', exitCode: 65 });
  await expect(records(bytes)).rejects.toThrow(what);
});

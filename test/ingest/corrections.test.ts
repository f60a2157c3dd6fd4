import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Correction, readCorrections } from '../../src/ingest/corrections.ts';

async function readText(text: string): Promise<Correction[]> {
  const rows: Correction[] = [];
  const bytes = async function* () {
    yield Buffer.from(text);
  };
  for await (const row of readCorrections(bytes(), 'mended.csv')) rows.push(row);
  return rows;
}

/** How programs write a table: what stands between cells and lines, what stands before them, which cells are in quotes. */
const DIALECTS = fc.record({
  mark: fc.constantFrom(',', ';', '\t'),
  end: fc.constantFrom('\n', '\r\n'),
  start: fc.constantFrom('', '\uFEFF'),
  always: fc.boolean(),
});
const CELL = fc.string({
  unit: fc.constantFrom('a', '1', ' ', '"', ',', ';', '\t', '\n', 'ü', '|'),
  maxLength: 12,
});
const ROWS = fc.array(
  fc.record({
    file: fc.constantFrom('scans.csv', 'a;b.csv'),
    source: fc.constantFrom('', 'sha-0123456789abcdef'),
    line: fc.integer({ min: 1, max: 9_999_999 }),
    header: CELL,
    raw: CELL,
  }),
  { maxLength: 8 },
);

test('rows are read as they were written, by whatever program', async () => {
  await fc.assert(
    fc.asyncProperty(ROWS, DIALECTS, async (rows, { mark, end, start, always }) => {
      const cell = (text: string): string =>
        always || text.includes('"') || text.includes(mark) || text.includes('\n')
          ? `"${text.replaceAll('"', '""')}"`
          : text;
      const line = (cells: readonly string[]): string => cells.map(cell).join(mark);
      const names = ['column', 'line', 'raw', 'source', 'header', 'file'];
      const table = [
        names,
        ...rows.map((row) => ['quantity', String(row.line), row.raw, row.source, row.header, row.file]),
      ];
      expect(await readText(`${start}${table.map(line).join(end)}${end}`)).toEqual(rows);
    }),
    { numRuns: 200 },
  );
});

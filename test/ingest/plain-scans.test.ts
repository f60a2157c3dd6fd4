import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowsOf } from '../../scripts/proof/support/rows-of-columns.ts';
import { readScans } from '../../src/ingest/read-scans.ts';
import type { FeedWarning, Rejection } from '../../src/ingest/rejection.ts';
import type { ScanRow } from '../../src/ingest/rows.ts';
import { UserError } from '../../src/shared/errors.ts';
import { csvLine, type How, readAll } from './read.ts';

type Read = {
  readonly rows: ScanRow[];
  readonly rejections: Rejection[];
  readonly warnings: FeedWarning[];
  readonly linesRead: number;
};

/** A product's description is that of its first line that has one: what columns keep of it. */
function described(rows: readonly ScanRow[]): ScanRow[] {
  const first = new Map<string, string>();
  for (const { productId, description } of rows)
    if (description !== undefined && !first.has(productId)) first.set(productId, description);
  return rows.map((row) => ({ ...row, description: first.get(row.productId) }));
}

async function quickly(bytes: Buffer, { chunk = 1 << 16, batchRows }: How): Promise<Read> {
  const read: Read = { rows: [], rejections: [], warnings: [], linesRead: 0 };
  let linesRead = 0;
  async function* source(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  }
  const batches = readScans(source(), {
    fileName: 'feed.csv',
    layout: undefined,
    productIds: 'gtin',
    ...(batchRows === undefined ? {} : { batchRows }),
    onWarning: (warning) => read.warnings.push(warning),
  });
  for await (const batch of batches) {
    read.rows.push(...rowsOf(batch.columns));
    read.rejections.push(...batch.rejections);
    linesRead += batch.linesRead;
  }
  return { ...read, rows: described(read.rows), linesRead };
}

async function generally(bytes: Buffer, how: How): Promise<Read> {
  const { rows, rejections, warnings, linesRead } = await readAll('scans', bytes, how);
  return { rows: described(rows.map(({ row }) => row)), rejections, warnings, linesRead };
}

async function outcome(read: Promise<Read>): Promise<Read | string> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof UserError) return `${error.exitCode} ${error.message}`;
    throw error;
  }
}

const COLUMNS = [
  'store_id',
  'register_id',
  'transaction_id',
  'line_no',
  'timestamp',
  'card_id',
  'product_id',
  'description',
  'quantity',
  'weight',
  'net_amount',
  'discount_amount',
  'offer_id',
  'line_type',
  'list_code',
] as const;

/** What registers write, and what they should not, by column. */
const CELLS: Readonly<Record<(typeof COLUMNS)[number], readonly string[]>> = {
  store_id: ['101', '101', '102', ' 103', '', '1.2E+10', '="0104"', 'Łódź'],
  register_id: ['4', '4', '', ' 5 ', '\u00a06', '4E+4', '=""'],
  transaction_id: ['5512', '5512', '5513', '', '9.94E+14', "'0120", 'T\u00a0', 'é7', 'x'.repeat(70)],
  line_no: ['1', '2', '3', '', '0', '-1', '+4', '2.0', 'x', '1234567890123'],
  timestamp: [
    '2026-11-21 10:07:03',
    '2026-11-21 10:07',
    '2026-11-21T23:59:59',
    '2026-11-21',
    '2026-02-30',
    '2026-11-21 24:00',
    '2026-11-21 10:07:03.5',
    '21.11.2026',
    '',
    '2026-11-21 1:07',
    '1899-01-01',
  ],
  card_id: ['4800000001', '', '=""', 'k'.repeat(201), 'k'.repeat(200), '4800000002', '4.8E+09', '\ufeff7'],
  product_id: [
    '036000291452',
    '036000291452',
    '0036000291452',
    '036000291453',
    'plu:4011',
    '04252614',
    '212345605001',
    '412345678903',
    '',
    '0',
    '3.6E+10',
    '="036000291452"',
    ' 036000291452',
  ],
  description: [
    'TISSUE',
    '',
    'TISSUE, BOX',
    'a "soft" one',
    'two\nlines',
    'Žluťoučký',
    ' padded ',
    `${'m'.repeat(499)}🥛`,
    `${'m'.repeat(498)}🥛`,
  ],
  quantity: [
    '1',
    '1',
    '2',
    '-1',
    '0',
    '0.455',
    '1.5',
    '-0',
    '.5',
    '1.',
    '+1',
    '1.23456',
    '2000001',
    '1e3',
    '',
  ],
  weight: ['', '', '0.455', '-1.2', '0', 'x'],
  net_amount: [
    '1.75',
    '0',
    '-1.75',
    '12',
    '.59',
    '1.5',
    '0.005',
    '1,75',
    '$1.75',
    '',
    '99999999999.00',
    '-0.00',
  ],
  discount_amount: ['0.00', '', '-0.20', '0.2', '20c'],
  offer_id: ['', '', 'D1040', 'D|1'],
  line_type: ['', '', 'sale', 'return', 'void', 'coupon', 'other', 'Sale', 'gift'],
  list_code: ['', '', '1678450323486778', '1.6E+15'],
};

const anyColumns = fc.shuffledSubarray([...COLUMNS], { minLength: 6 }).map((some) => {
  const missing = (
    ['store_id', 'transaction_id', 'timestamp', 'product_id', 'quantity', 'net_amount'] as const
  ).filter((name) => !some.includes(name));
  return [...some, ...missing, 'colour'];
});

/** One line: mostly the usual cells, so that whole records are taken, or any. */
const anyLine = fc.record({
  cells: fc.tuple(...COLUMNS.map((name) => fc.nat({ max: 15 * CELLS[name].length }))),
  end: fc.constantFrom('\n', '\n', '\n', '\r\n', '\n\n', '\n\r\n', '"\n', ',\n'),
  quoted: fc.boolean(),
});

const anyFile = fc.tuple(anyColumns, fc.array(anyLine, { maxLength: 30 })).map(([columns, lines]) => {
  const texts = lines.map(({ cells, end, quoted }) => {
    const values = columns.map((name) => {
      const at = COLUMNS.indexOf(name as (typeof COLUMNS)[number]);
      const words = at < 0 ? ['red'] : CELLS[COLUMNS[at] ?? 'store_id'];
      const place = cells[at] ?? 0;
      return words[place < words.length ? place : 0] ?? '';
    });
    const line = quoted
      ? `${values.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')}\n`
      : csvLine(values);
    return `${line.slice(0, -1)}${end}`;
  });
  return `${columns.join(',')}\n${texts.join('')}`;
});

describe('lines read straight from the bytes', () => {
  test('are those that the general reader reads, and so is all that is said of the others', async () => {
    let taken = 0;
    let rejected = 0;
    await fc.assert(
      fc.asyncProperty(
        anyFile,
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 9 }),
        async (text, chunk, batchRows) => {
          const bytes = Buffer.from(text);
          const read = await outcome(quickly(bytes, { chunk, batchRows }));
          expect(read).toEqual(await outcome(generally(bytes, { batchRows: 7 })));
          if (typeof read === 'string') return;
          taken += read.rows.length;
          rejected += read.rejections.length;
        },
      ),
      { numRuns: 150 },
    );
    expect(Math.min(taken, rejected)).toBeGreaterThan(200);
  });

  test.each([undefined, 1500, 2900])(
    'of a file beyond the first room are all there (batches of %s)',
    async (batchRows) => {
      const lines = Array.from({ length: 6000 }, (_, at) => {
        // Some are written so that the general reader takes them, which fills the same columns.
        const quantity = at % 511 === 0 ? '"1" ' : `${1 + (at % 7)}`;
        return `1,T${at >> 3},2026-11-21,036000291452,${quantity},${at}.25\n`;
      });
      const text = `store_id,transaction_id,timestamp,product_id,quantity,net_amount\n${lines.join('')}`;
      const how = batchRows === undefined ? {} : { batchRows };
      const read = await quickly(Buffer.from(text), how);
      expect(read).toEqual(await generally(Buffer.from(text), how));
      expect(read.rows.length + read.rejections.length).toBe(6000);
    },
  );

  test.each([
    ['nothing', ''],
    ['a blank line', '\n'],
    ['a byte order mark', '\ufeff'],
    ['half a header', 'store_id'],
    ['a quote that stays open', '"store_id\n'],
    ['another table', 'a,b\n1,2\n'],
    ['a NUL', '\0'],
    ['a line of three megabytes', 'x'.repeat(3 << 20)],
  ])('of a file that is %s are told of in the same words', async (_, text) => {
    const bytes = Buffer.from(text);
    expect(await outcome(quickly(bytes, {}))).toEqual(await outcome(generally(bytes, {})));
  });
});

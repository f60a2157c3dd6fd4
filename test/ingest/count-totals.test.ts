import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseToml } from '../../src/config/toml.ts';
import { hasTotals, totalsDifferences } from '../../src/ingest/count-totals.ts';
import { parseLayout } from '../../src/ingest/layout.ts';

const LOG = {
  feed: 'scans',
  product_ids: 'opaque',
  format: 'records',
  delimiter: '|',
  record_code: 1,
  records: {
    H: { role: 'header', fields: ['', 'transaction_id', 'mode'] },
    I: { role: 'item', fields: ['', 'product_id', 'net_amount', 'line_type'] },
    D: { role: 'discount', fields: ['', 'off'], amount: 'off', reduces: 'net_amount', spread: true },
    P: { role: 'tender' },
    X: { role: 'cancelled' },
    T: {
      role: 'trailer',
      fields: ['', 'items', 'total'],
      totals: { items: 'items', net_amount: 'total' },
    },
    F: {
      role: 'file',
      fields: ['', 'count', 'lines', 'sum'],
      totals: { transactions: 'count', items: 'lines', net_amount: 'sum' },
    },
  },
  constants: { store_id: '7', timestamp: '2026-11-21', quantity: '1' },
  skip: [{ column: 'mode', values: ['TRAIN'], reason: 'training' }],
};
const ONE = 'H|1|\nI|A|5.00|\nI|B|3.00|\nP|1\nI|B|3.00|void\nD|0.50\nT|3|4.50\n';
const TWO = 'H|2|\nI|A|5.00|\nT|1|5.00\n';
const END = 'F|2|4|9.50\n';

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 13) yield bytes.subarray(at, at + 13);
}

function differences(text: string, over: object = {}): Promise<string[]> {
  const layout = parseLayout({ ...LOG, ...over }, 'x.toml');
  return totalsDifferences('scans', bytesOf(text), { fileName: 'x.log', layout, productIds: 'opaque' });
}

describe('a log and its own totals', () => {
  test.each([
    ['agree', ONE + TWO + END],
    ['agree for each batch of stores', ONE + TWO + END + TWO + 'F|1|1|5.00\n'],
    ['agree where nothing was sold', `H|1|\nT|0|0.00\nF|1|0|0\n`],
    ['are not asked where the register left them blank', `${ONE.replace('T|3|4.50', 'T||')}${TWO}F|||\n`],
    [
      'are not asked of transactions that never were',
      `H|1|\nI|A|1|\nX|\nT|9|9\nH|3|TRAIN\nI|A|1|\nT|9|9\n${TWO}F|3|1|5\n`,
    ],
    ['leave room for a line that nobody can read', `${ONE.replace('I|A|5.00|', 'I|A|5.00|||')}${TWO}${END}`],
    ['leave room for an amount that nobody can read', `${ONE.replace('I|A|5.00|', 'I|A|5.o0|')}${TWO}${END}`],
  ])('%s', async (_, text) => {
    expect(await differences(text)).toEqual([]);
  });

  test.each([
    [
      'a line that is missing',
      ONE.replace('I|A|5.00|\n', '') + TWO + END,
      [
        'line 6 (T): 3 items by the record, 2 in the transaction (1 missing)',
        'line 6 (T): net_amount 4.50 by the record, -0.50 in the transaction',
        'line 10 (F): 4 items by the record, 3 in the file (1 missing)',
        'line 10 (F): net_amount 9.50 by the record, 4.50 in the file',
      ],
    ],
    [
      'another amount',
      ONE.replace('5.00', '6.00') + TWO + END,
      [
        'line 7 (T): net_amount 4.50 by the record, 5.50 in the transaction',
        'line 11 (F): net_amount 9.50 by the record, 10.50 in the file',
      ],
    ],
    [
      'a transaction that is missing',
      ONE + END,
      [
        'line 8 (F): 4 items by the record, 3 in the file (1 missing)',
        'line 8 (F): 2 transactions by the record, 1 in the file (1 missing)',
        'line 8 (F): net_amount 9.50 by the record, 4.50 in the file',
      ],
    ],
    [
      'a transaction too many, in the second batch',
      ONE + TWO + END + TWO + TWO + 'F|1|1|5.00\n',
      [
        'line 18 (F): 1 items by the record, 2 since line 11 (1 too many)',
        'line 18 (F): 1 transactions by the record, 2 since line 11 (1 too many)',
        'line 18 (F): net_amount 5.00 by the record, 10.00 since line 11',
      ],
    ],
    [
      'an end that is missing',
      ONE + TWO,
      ['the file: no record F behind its last transaction; it is cut off'],
    ],
    ['what is no number', `${ONE.replace('T|3', 'T|x')}${TWO}${END}`, ['line 7 (T): items "x" is no number']],
    [
      'more lines missing than cannot be read',
      `${ONE.replace('I|A|5.00|\n', 'Q|1\n').replace('T|3', 'T|4')}`,
      [
        'line 7 (T): 4 items by the record, 2 in the transaction (2 missing)',
        'the file: no record F behind its last transaction; it is cut off',
      ],
    ],
  ])('tell %s', async (_, text, found) => {
    expect(await differences(text)).toEqual(found);
  });

  test('tell a transaction of its own lane among others', async () => {
    const keyed = {
      record_key: ['register_id'],
      records: {
        H: { role: 'header', fields: ['', 'register_id', 'transaction_id', 'mode'] },
        I: { role: 'item', fields: ['', 'register_id', 'product_id', 'net_amount'] },
        T: { role: 'trailer', fields: ['', 'register_id', 'items'], totals: { items: 'items' } },
      },
    };
    const mixed = 'H|1|1|\nH|2|2|\nI|1|A|1\nI|2|A|1\nI|1|A|1\nT|1|2\nT|2|1\n';
    expect(await differences(mixed, keyed)).toEqual([]);
    expect(await differences(mixed.replace('I|2|A|1\n', ''), keyed)).toEqual([
      'line 6 (T): 1 items by the record, 0 in the transaction (1 missing)',
    ]);
  });

  test.each([
    [
      'tlog-delimited',
      'TT|1|-6.49',
      'TT|2|-6.49',
      'line 18 (TT): 2 items by the record, 1 in the transaction (1 missing)',
    ],
    [
      'tlog-fixed',
      '90000100000649-',
      '90000100000650-',
      'line 14 (90): net_amount -6.50 by the record, -6.49 in the transaction',
    ],
  ])('of the sample of %s agree, and one that was changed does not', async (name, was, is, found) => {
    const dir = join(import.meta.dirname, '../../fixtures/layouts');
    const file = `${name}.toml`;
    const layout = parseLayout(parseToml(readFileSync(join(dir, file), 'utf8'), file), file);
    const text = readFileSync(join(dir, `${name}.txt`), 'utf8');
    const check = (content: string) =>
      totalsDifferences('scans', bytesOf(content), { fileName: name, layout, productIds: 'gtin' });
    expect(hasTotals(layout)).toBe(true);
    expect(await check(text)).toEqual([]);
    expect(await check(text.replace(was, is))).toEqual([found]);
  });
});

test.each([
  [
    { H: { ...LOG.records.H, totals: { items: 'mode' } } },
    'records.H.totals: only with role = "trailer" or "file"',
  ],
  [
    { T: { ...LOG.records.T, totals: { transactions: 'items' } } },
    'records.T.totals.transactions: only with role = "file"',
  ],
  [
    { T: { ...LOG.records.T, totals: { items: 'item' } } },
    'records.T.totals.items: no field "item"; did you mean items?',
  ],
  [{ T: { ...LOG.records.T, totals: { lines: 'items' } } }, 'lines'],
])('totals that a layout cannot have are told: %#', (records, fault) => {
  expect(() => parseLayout({ ...LOG, records: { ...LOG.records, ...records } }, 'x.toml')).toThrow(
    expect.objectContaining({ exitCode: 78, next: expect.stringContaining(fault) }),
  );
});

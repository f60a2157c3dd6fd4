import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reduceAmount, shareOut } from '../../src/ingest/formats/discounts.ts';
import { parseLayout } from '../../src/ingest/layout.ts';
import { readAll } from './read.ts';

const LOG = {
  feed: 'scans',
  product_ids: 'opaque',
  format: 'records',
  delimiter: '|',
  record_code: 1,
  records: {
    F: { role: 'file', fields: ['', 'store_id', 'count'] },
    H: { role: 'header', fields: ['', 'transaction_id', 'timestamp'] },
    A: { role: 'about', fields: ['', 'card_id'] },
    I: { role: 'item', fields: ['', 'product_id', 'net_amount'] },
    D: {
      role: 'discount',
      fields: ['', 'off'],
      amount: 'off',
      reduces: 'net_amount',
      adds_to: 'discount_amount',
    },
    S: { role: 'discount', fields: ['', 'off'], amount: 'off', reduces: 'net_amount', spread: true },
    P: { role: 'tender' },
    V: { role: 'voided' },
    X: { role: 'suspended' },
    T: { role: 'trailer', fields: ['', 'items'] },
  },
  columns: { discount_amount: { from: 'discount_amount' } },
  constants: { quantity: '1' },
};
const HEAD = 'F|7|2\nH|1|2026-11-21\n';

async function read(content: string, over: object = {}) {
  const layout = parseLayout({ ...LOG, ...over }, 'x.toml');
  return readAll('scans', content, { layout, chunk: 11 });
}

describe('a transaction log', () => {
  test('carries what stands once down to every item, from before and behind it', async () => {
    const { rows, controls } = await read(
      `${HEAD}I|A|1\nA|C9\nI|B|2\nT|2\nH|2|2026-11-22\nI|C|3\nT|1\nF|7|9\n`,
    );
    expect(
      rows.map(({ line, row }) => [line, row.storeId, row.transactionId, row.cardId, row.productId]),
    ).toEqual([
      [3, '7', '1', 'C9', 'A'],
      [5, '7', '1', 'C9', 'B'],
      [8, '7', '2', undefined, 'C'],
    ]);
    expect(controls.map(({ of, code, values }) => [of, code, values])).toEqual([
      ['file', 'F', { store_id: '7', count: '2' }],
      ['transaction', 'T', { items: '2' }],
      ['transaction', 'T', { items: '1' }],
      ['file', 'F', { store_id: '7', count: '9' }],
    ]);
  });

  test('takes discounts off the item before, and one of the transaction off all', async () => {
    const { rows } = await read(
      `${HEAD}I|A|10.00\nD|1.00\nD|0.50\nI|B|5.00\nI|C|-5.00\nD|0.25\nS|1.00\nT|3\n`,
    );
    expect(rows.map(({ row }) => [row.netCents, row.discountCents])).toEqual([
      [783, 150],
      [467, undefined],
      [-475, 25],
    ]);
  });

  test('skips what is paid, struck off or put aside, and the whole transaction only for that', async () => {
    const { rows, skipped, linesRead } = await read(
      `${HEAD}I|A|1\nV|A\nP|1\nT|1\nH|2|2026-11-21\nI|B|1\nS|nonsense\nX|\nT|1\nP|9\n`,
    );
    expect(rows.map(({ row }) => row.productId)).toEqual(['A']);
    expect([skipped, linesRead]).toEqual([{ tender: 2, voided: 1, suspended: 2 }, 1]);
  });

  test('names every record that fits nowhere', async () => {
    const { rejections, rows } = await read(
      `I|A|1\nD|1\n${HEAD}D|1\nI|A|1\nD|x\nI|B|1|2\nQ|1\nS|1\nI|"open|1\nT|1\n`,
    );
    expect(rows).toEqual([]);
    expect(rejections.map(({ line, reason }) => [line, reason])).toEqual([
      [1, 'record-order'],
      [2, 'record-order'],
      [5, 'record-order'],
      [6, 'discount-amount'],
      [8, 'field-count'],
      [9, 'record-code'],
      [11, 'csv-quote'],
    ]);
  });

  test.each([
    ['by the end of the file', `${HEAD}I|A|1\nP|1\n`],
    ['by the next one', `${HEAD}I|A|1\nP|1\nH|2|2026-11-21\nT|0\n`],
    ['by the end of the batch of stores', `${HEAD}I|A|1\nP|1\nF|8|1\n`],
  ])('rejects a transaction that is cut off %s', async (_, content) => {
    const { rows, rejections, skipped } = await read(content);
    expect([rows, skipped]).toEqual([[], { tender: 1 }]);
    expect(rejections.map(({ line, reason }) => [line, reason])).toEqual([[3, 'transaction-cut-off']]);
  });

  test('without trailers ends a transaction with the next', async () => {
    const { T: _, ...records } = LOG.records;
    const { rows, rejections } = await read(`${HEAD}I|A|1\nH|2|2026-11-21\nI|B|1\n`, { records });
    expect([rows.length, rejections]).toEqual([2, []]);
  });

  test('lets go of a transaction without end', async () => {
    const { rejections } = await read(`${HEAD}${'I|A|1\n'.repeat(20_010)}T|1\n`);
    expect(new Set(rejections.map(({ reason }) => reason))).toEqual(
      new Set(['transaction-cut-off', 'record-order']),
    );
    expect(rejections).toHaveLength(20_010);
  });
});

test('a discount is shared out to the cent, and nobody gets more than a cent too much', () => {
  const weights = fc.array(fc.integer({ min: -500, max: 100_000 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(weights, fc.integer({ min: -5000, max: 50_000 }), (each, amount) => {
      const shares = shareOut(amount, each);
      const total = each.reduce((sum, weight) => sum + Math.max(0, weight), 0);
      if (total === 0) return;
      expect(shares?.reduce((sum, share) => sum + share, 0)).toBe(amount);
      for (const [index, weight] of each.entries()) {
        const exact = (amount * Math.max(0, weight)) / total;
        expect(Math.abs((shares?.[index] ?? 0) - exact)).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 300 },
  );
  expect(shareOut(5, [0, -3])).toBeUndefined();
  expect([reduceAmount(500, 50), reduceAmount(-500, 50), reduceAmount(-500, -50)]).toEqual([450, -450, -450]);
});

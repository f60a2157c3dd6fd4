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

describe('records of several lanes, mixed', () => {
  const KEYED = {
    ...LOG,
    record_key: ['register_id'],
    records: {
      F: LOG.records.F,
      H: { role: 'header', fields: ['', 'register_id', 'transaction_id', 'timestamp'] },
      A: { role: 'about', fields: ['', 'register_id', 'card_id'] },
      I: { role: 'item', fields: ['', 'register_id', 'product_id', 'net_amount'] },
      D: { ...LOG.records.D, fields: ['', 'register_id', 'off'] },
      S: { ...LOG.records.S, fields: ['', 'register_id', 'off'] },
      P: LOG.records.P,
      X: { role: 'suspended', fields: ['', 'register_id'] },
      T: { role: 'trailer', fields: ['', 'register_id', 'items'] },
    },
  };
  const told = ({ rows }: Awaited<ReturnType<typeof read>>): string[] =>
    rows.map(({ row }) =>
      [row.registerId, row.transactionId, row.cardId, row.productId, row.netCents, row.discountCents].join(),
    );

  test('go together by their key: card, discounts and fate are of their own transaction', async () => {
    const content = [
      ...['F|7|0', 'H|1|10|2026-11-21', 'I|1|A|5.00', 'H|2|20|2026-11-21', 'I|2|B|3.00', 'A|1|C9'],
      ...['D|1|1.00', 'D|2|0.50', 'H|3|30|2026-11-21', 'I|3|Z|9.00', 'P|x', 'I|1|C|5.00', 'X|3', 'A|2|C8'],
      ...['S|1|0.90', 'T|2|1', 'H|2|21|2026-11-21', 'I|2|D|1.00', 'T|3|1', 'T|1|2', 'T|2|1', ''],
    ].join('\n');
    const result = await read(content, KEYED);
    expect(told(result)).toEqual(['2,20,C8,B,250,50', '1,10,C9,A,355,100', '1,10,C9,C,455,', '2,21,,D,100,']);
    expect([result.rejections, result.skipped]).toEqual([[], { tender: 1, suspended: 2 }]);
  });

  test('give what they give one after the other, however they are mixed', async () => {
    const transaction = fc.array(
      fc.constantFrom('I|#|A|5.00', 'I|#|B|3.33', 'D|#|0.10', 'S|#|0.50', 'A|#|C#', 'X|#', 'P|1'),
      {
        maxLength: 6,
      },
    );
    const lanes = fc.array(fc.array(transaction, { maxLength: 3 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(lanes, fc.infiniteStream(fc.nat(1000)), async (all, picks) => {
        const each = all.map((transactions, lane) =>
          transactions.flatMap((lines, no) => [
            `H|${lane}|${lane}-${no}|2026-11-21`,
            ...lines.map((line) => line.replaceAll('#', String(lane))),
            `T|${lane}|0`,
          ]),
        );
        const rest = each.map((lines) => [...lines]);
        const mixed: string[] = [];
        for (const pick of picks) {
          const left = rest.filter((lines) => lines.length > 0);
          if (left.length === 0) break;
          mixed.push(left[pick % left.length]?.shift() ?? '');
        }
        const inTurn = await read(`F|7|0\n${each.flat().join('\n')}\n`, KEYED);
        const together = await read(`F|7|0\n${mixed.join('\n')}\n`, KEYED);
        expect(told(together).sort()).toEqual(told(inTurn).sort());
        expect(together.rejections.map(({ raw }) => raw).sort()).toEqual(
          inTurn.rejections.map(({ raw }) => raw).sort(),
        );
      }),
      { numRuns: 60 },
    );
  });

  test('that nobody told to part are refused, all items under one header', async () => {
    const { H: _, I: __, ...others } = LOG.records;
    const records = {
      ...others,
      H: { role: 'header', fields: ['', 'begun_by', 'transaction_id', 'timestamp'] },
      I: { role: 'item', fields: ['', 'register_id', 'product_id', 'net_amount'] },
    };
    const { rows, rejections } = await read(
      'F|7|0\nH|1|10|2026-11-21\nI|1|A|1\nI|2|B|1\nA|C9\nT|2\nH|2|11|2026-11-21\nI|2|C|1\nI||D|1\nT|1\n',
      { records },
    );
    expect(rows.map(({ row }) => row.productId)).toEqual(['C', 'D']);
    expect(rejections.map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'record-order'],
      [4, 'record-order'],
    ]);
    expect(rejections[0]?.message).toContain('Name the fields that say which in record_key');
  });

  test('without ends are let go of, the oldest first', async () => {
    const begun = Array.from({ length: 1001 }, (_, lane) => `H|${lane}|${lane}|2026-11-21\nI|${lane}|A|1\n`);
    const { rows, rejections } = await read(`F|7|0\n${begun.join('')}${'T|0|1\nT|1|1\n'}`, KEYED);
    expect(rows.map(({ row }) => row.transactionId)).toEqual(['1']);
    expect(rejections[0]).toMatchObject({ line: 3, reason: 'transaction-cut-off' });
  });

  test('need their key in every record that is of a transaction', () => {
    const records = { ...KEYED.records, A: LOG.records.A };
    expect(() => parseLayout({ ...KEYED, records }, 'x.toml')).toThrow(
      expect.objectContaining({
        exitCode: 78,
        next: expect.stringContaining('record_key: records.A has no field "register_id"'),
      }),
    );
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

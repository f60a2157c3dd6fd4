import { describe, expect, test } from 'vitest';
import { parseLayout } from '../../src/ingest/layout.ts';
import { Screen } from '../../src/ingest/screen.ts';
import { type How, readAll } from './read.ts';

const SCANS = { feed: 'scans', product_ids: 'opaque' };
const HEADER = 'store_id,transaction_id,timestamp,product_id,quantity,net_amount';

function read(layout: object, content: string, how: How = {}) {
  return readAll('scans', content, { ...how, layout: parseLayout({ ...SCANS, ...layout }, 'x.toml') });
}

/** The one row of a file. */
async function rowOf(layout: object, content: string, how: How = {}) {
  const { rows, rejections } = await read(layout, content, how);
  expect(rejections).toEqual([]);
  return rows[0]?.row;
}

describe('a column', () => {
  test('goes by whichever of its names the file has', async () => {
    const columns = { card_id: ['MEMBER', 'card_no'], transaction_id: 'Bon' };
    const header = HEADER.replace('transaction_id', 'Bon');
    for (const name of ['member', 'CARD_NO'])
      expect(await rowOf({ columns }, `${header},${name}\n1,B,2026-11-21,A,1,1,C9\n`)).toMatchObject({
        cardId: 'C9',
      });
  });

  test('that the file has under two of its names must be told which', async () => {
    const columns = { card_id: ['MEMBER', 'card_no'] };
    await expect(read({ columns }, `${HEADER},card_no,member\n`)).rejects.toMatchObject({
      code: 'layout-columns',
      exitCode: 78,
      next: expect.stringContaining('columns.card_id: the file has "member" and "card_no"'),
    });
  });

  test('may be missing where the layout says so, and have a constant then', async () => {
    const layout = { columns: { card_id: 'MEMBER', store_id: 'Shop' }, optional: ['card_id', 'store_id'] };
    const content = 'transaction_id,timestamp,product_id,quantity,net_amount\nB,2026-11-21,A,1,1\n';
    expect(await rowOf({ ...layout, constants: { store_id: '7' } }, content)).toMatchObject({
      storeId: '7',
      cardId: undefined,
    });
    await expect(read(layout, content)).rejects.toMatchObject({ code: 'feed-columns' });
  });

  test('may be a place, with and without a header', async () => {
    const columns = {
      store_id: 2,
      transaction_id: 1,
      timestamp: 3,
      product_id: 4,
      quantity: 5,
      net_amount: 6,
    };
    const line = 'B1,7,2026-11-21,A,2,3.00\n';
    expect(await rowOf({ columns, header: false }, line)).toMatchObject({
      storeId: '7',
      transactionId: 'B1',
    });
    expect(await rowOf({ columns }, `a,b,c,d,e,f\n${line}`)).toMatchObject({ storeId: '7', netCents: 300 });
    await expect(read({ columns: { ...columns, card_id: 9 }, header: false }, line)).rejects.toMatchObject({
      next: expect.stringContaining('columns.card_id = 9 (the last column is 6)'),
    });
  });

  test('may be glued from several, which may be of use for themselves too', async () => {
    const columns = {
      timestamp: { join: ['DATE', ['TIME', 'Zeit']], with: ' ' },
      transaction_id: { join: ['DATE', 'till', 'no'], with: '-' },
      register_id: 'till',
      net_amount: 'sum',
    };
    const content = 'store_id,DATE,Zeit,till,no,product_id,quantity,sum\n1,2026-11-21,17:04,3,0042,A,1,1\n';
    expect(await rowOf({ columns }, content)).toMatchObject({
      transactionId: '2026-11-21-3-0042',
      registerId: '3',
      secondOfDay: 61_440,
    });
  });

  test('is named by all its parts when it is wrong, and missed when all of them are blank', async () => {
    const columns = { timestamp: { join: ['DATE', 'TIME'], with: ' ' } };
    const content =
      'store_id,transaction_id,DATE,TIME,product_id,quantity,net_amount\n1,B,x,y,A,1,1\n1,B,,,A,1,1\n';
    const { rejections } = await read({ columns }, content);
    expect(rejections).toMatchObject([
      { column: 'DATE+TIME', reason: 'timestamp-format' },
      { column: 'DATE+TIME', reason: 'missing-value' },
    ]);
  });

  test('may be a part of another, padded, stripped of zeros and translated', async () => {
    const layout = {
      columns: { card_id: { from: 'memo', match: 'M(\\d+)' }, description: { from: 'memo' } },
      pad: { store_id: 4 },
      strip_zeros: ['transaction_id'],
      values: { product_id: { old: 'new', 'X-*': 'other' } },
    };
    const lines = [
      '12,0042,2026-11-21,old,1,1,M77 x',
      '00012,000,2026-11-21,x-9,1,1,none',
      '1,7,2026-11-21,A,1,1,',
    ];
    const { rows } = await read(layout, `${HEADER},memo\n${lines.join('\n')}\n`);
    expect(rows.map(({ row }) => [row.storeId, row.transactionId, row.productId, row.cardId])).toEqual([
      ['0012', '42', 'new', '77'],
      ['00012', '0', 'other', undefined],
      ['0001', '7', 'A', undefined],
    ]);
  });
});

describe('a file', () => {
  test('may have lines above its header, and be short of blank fields', async () => {
    const content = `Report of the day\n"as of, now"\n${HEADER},card_id\n1,B,2026-11-21,A,1,1\n`;
    expect(await rowOf({ skip_lines: 2, short_records: true }, content)).toMatchObject({ storeId: '1' });
    expect((await read({ skip_lines: 2 }, content)).rejections).toMatchObject([{ reason: 'field-count' }]);
  });

  test('may have quotes that mean nothing', async () => {
    const content = `${HEADER},description\n1,B,2026-11-21,A,1,1,"12 inch\n1,B,2026-11-21,A,1,1,5" BOWL\n`;
    const { rows } = await read({ quotes: false }, content);
    expect(rows.map(({ row }) => row.description)).toEqual(['"12 inch', '5" BOWL']);
  });

  test('of fixed width is cut by characters or by bytes', async () => {
    const fixed = {
      store_id: { start: 1, length: 2 },
      description: { start: 3, length: 6 },
      product_id: { start: 9, length: 2 },
      timestamp: { start: 11, length: 10 },
      net_amount: { start: 21, length: 5 },
    };
    const layout = { format: 'fixed', fixed, constants: { transaction_id: 'B', quantity: '1' } };
    const line = '01Käse 😀A12026-11-21 3.50\r\n';
    expect(await rowOf(layout, line)).toMatchObject({
      description: 'Käse 😀',
      productId: 'A1',
      netCents: 350,
    });
    const inBytes = '01Käse A12026-11-21 3.50\n';
    expect(await rowOf({ ...layout, positions: 'bytes' }, inBytes)).toMatchObject({ description: 'Käse' });
    const { rejections } = await read({ ...layout, positions: 'bytes' }, '01Kasexä12026-11-21 3.50\n01Ka\n');
    expect(rejections.map(({ reason }) => reason)).toEqual(['encoding', 'line-too-short']);
    const short = await read({ ...layout, short_records: true }, '01Käse 😀A12026-11-21\n01Ka\n');
    expect(short.rows.map(({ row }) => row.netCents)).toEqual([undefined]);
    expect(short.rejections).toMatchObject([{ reason: 'missing-value' }]);
  });
});

describe('the clock', () => {
  const layout = { zone: 'UTC', date_format: 'iso' };
  const content = `${HEADER}\n1,B,2026-11-22 05:30,A,1,1\n9,B,2026-11-22 05:30,A,1,1\n1,C,2026-11-22,A,1,1\n`;

  test('is that of each store, and a store without one is named', async () => {
    const zoneOfStore = (storeId: string) => (storeId === '1' ? 'America/Chicago' : undefined);
    const { rows, rejections } = await read(layout, content, { zoneOfStore });
    expect(rows.map(({ row }) => [row.day, row.secondOfDay])).toEqual([
      [20_778, 84_600],
      [20_779, undefined],
    ]);
    expect(rejections).toMatchObject([{ line: 3, reason: 'timezone' }]);
  });

  test('begins a business day when the layout says, else when the chain does', async () => {
    const night = `${HEADER}\n1,B,2026-11-22 02:30,A,1,1\n`;
    const days = [
      await rowOf({}, night),
      await rowOf({}, night, { dayStartsAtSecond: 10_800 }),
      await rowOf({ day_starts_at: '02:00' }, night, { dayStartsAtSecond: 10_800 }),
      await rowOf({ day_starts_at: '04:00' }, night),
    ].map((row) => row?.day);
    expect(days).toEqual([20_779, 20_778, 20_779, 20_778]);
  });
});

describe('records that are no purchases', () => {
  const LINE_TYPES = { line_types: { I: 'sale', V: 'void', T: 'tender', X: 'cancelled', P: 'points' } };
  const TYPED = `${HEADER},line_type`;
  const line = (transaction: string, type: string) => `1,${transaction},2026-11-21,A,1,1,${type}\n`;

  test('are counted under their reason, and the rest is whole', async () => {
    const { rows, skipped, linesRead, rejections } = await read(
      LINE_TYPES,
      `${TYPED}\n${line('B', 'i')}${line('B', 'T')}${line('B', ' v ')}${line('B', 'Q')}${line('B', 'P')}`,
    );
    expect(rows.map(({ row }) => row.lineType)).toEqual(['sale', 'void']);
    expect([skipped, linesRead]).toEqual([{ tender: 1, points: 1 }, 3]);
    expect(rejections).toMatchObject([{ line: 5, reason: 'line-type' }]);
    expect(rejections[0]?.message).toContain('Say under [line_types]');
  });

  test('take their whole transaction with them, however late it is said, and no other', async () => {
    const content = `${TYPED}\n${line('B', 'I')}${line('B', 'T')}${line('B', 'X')}a,b\n${line('B', 'I')}${line('C', 'I')}`;
    for (const batchRows of [1, 2, 100]) {
      const { rows, skipped, rejections } = await read(LINE_TYPES, content, { batchRows, chunk: 5 });
      expect(rows.map(({ row }) => row.transactionId)).toEqual(['C']);
      expect(skipped).toEqual({ cancelled: 4 });
      expect(rejections).toMatchObject([{ line: 5, reason: 'field-count' }]);
    }
  });

  test('wait for no end that does not come', () => {
    const sources = new Map([['line_type', { from: 'field', index: 0, sourceName: 'line_type' } as const]]);
    const screen = new Screen([], sources, 1, true);
    const broken = Array.from({ length: 30_000 }, (_, line) => ({
      tag: 'fault' as const,
      line,
      raw: '',
      fault: 'encoding' as const,
    }));
    const one = { tag: 'fields' as const, line: 1, raw: '', fields: ['training'] };
    expect(screen.push([one]).length + screen.push(broken).length).toBe(20_000);
    // It is told of the transaction for good, also when it is longer than what waits.
    expect(screen.push([{ ...one, fields: ['sale'] }])).toEqual([]);
    expect(screen.end().at(-1)).toMatchObject({ tag: 'skip', reason: 'training' });
  });

  test('are known by any column', async () => {
    const skip = [
      { column: 'cashier', values: ['99*'], reason: 'training' },
      { column: 'note', values: ['Total*'], reason: 'not-goods' },
    ];
    const rows = [
      '1,B,2026-11-21,A,1,1,9901,',
      '1,B,2026-11-21,A,1,1,9901,',
      '1,C,2026-11-21,A,1,1,1,',
      ',,,,,99,,total:',
    ];
    const read1 = await read({ skip }, `${HEADER},cashier,note\n${rows.join('\n')}\n`);
    expect([read1.rows.length, read1.skipped]).toEqual([1, { training: 2, 'not-goods': 1 }]);
    await expect(read({ skip }, `${HEADER},note\n`)).rejects.toMatchObject({
      next: expect.stringContaining('skip.0.column = "cashier"'),
    });
  });
});

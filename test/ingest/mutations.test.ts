import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UserError } from '../../src/shared/errors.ts';
import { csvLine, type Read, readAll } from './read.ts';

const HEADER = [
  'store_id',
  'transaction_id',
  'timestamp',
  'product_id',
  'description',
  'quantity',
  'net_amount',
];
const LINES = 40;
const FEED: Buffer = Buffer.from(
  [
    HEADER,
    ...Array.from({ length: LINES }, (_, index) => [
      String(index % 3),
      `T${Math.floor(index / 4)}`,
      `2026-11-21 10:${String(index).padStart(2, '0')}`,
      '036000291452',
      ['TISSUE', 'TISSUE, BOX', 'a "soft" one', 'two\nlines', 'Žluťoučký'][index % 5] ?? '',
      '1',
      '1.75',
    ]),
  ]
    .map(csvLine)
    .join(''),
);

type Mutation = (bytes: Buffer) => Buffer;
const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const truncate = place.map(
  (share): Mutation =>
    (bytes) =>
      bytes.subarray(0, Math.floor(share * bytes.length)),
);
const flip = fc.tuple(place, fc.integer({ min: 1, max: 255 })).map(
  ([share, mask]): Mutation =>
    (bytes) => {
      const at = Math.floor(share * bytes.length);
      const copy = Buffer.from(bytes);
      if (copy.length > 0) copy[at] = (copy[at] ?? 0) ^ mask;
      return copy;
    },
);
const insert = fc
  .tuple(place, fc.constantFrom('"', '""', '\n', '\r', ',', '\0', '\xff', ' "', '",', '\n"', '='))
  .map(
    ([share, text]): Mutation =>
      (bytes) => {
        const at = Math.floor(share * bytes.length);
        return Buffer.concat([bytes.subarray(0, at), Buffer.from(text, 'latin1'), bytes.subarray(at)]);
      },
  );
const mutations = fc.array(fc.oneof(truncate, flip, insert), { minLength: 1, maxLength: 4 });

/** What became of a feed: its records, or the fault that the operator is told. */
async function outcome(bytes: Buffer, chunk: number): Promise<Read<'scans'> | UserError> {
  try {
    return await readAll('scans', bytes, { chunk, batchRows: 7 });
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

test('a damaged feed ends in rows and rejections, or in words, and the bytes may arrive as they like', async () => {
  let damaged = 0;
  await fc.assert(
    fc.asyncProperty(mutations, fc.integer({ min: 1, max: 100 }), async (steps, chunk) => {
      const bytes = steps.reduce<Buffer>((so, step) => step(so), FEED);
      const read = await outcome(bytes, 1 << 16);
      expect(await outcome(bytes, chunk)).toEqual(read);
      if (read instanceof UserError) {
        expect([65, 78]).toContain(read.exitCode);
        damaged++;
        return;
      }
      expect(read.linesRead).toBe(read.rows.length + read.rejections.length);
      const lines = [...read.rows, ...read.rejections].map(({ line }) => line);
      expect(new Set(lines).size).toBe(lines.length);
      for (const { raw, message } of read.rejections) expect([raw.length, message.length]).not.toContain(0);
      if (read.rejections.length > 0) damaged++;
    }),
    { numRuns: 300 },
  );
  expect(damaged).toBeGreaterThan(100);
});

test('one damaged byte costs at most two records', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(flip, insert), async (step) => {
      const bytes = step(FEED);
      const headerEnd = FEED.indexOf('\n');
      fc.pre(bytes.subarray(0, headerEnd + 1).equals(FEED.subarray(0, headerEnd + 1)));
      const read = await outcome(bytes, 1 << 16);
      // A quote that goes astray inside a field of two lines leaves both of them as records of their own.
      expect('rows' in read && read.rows.length).toBeGreaterThanOrEqual(LINES - 2);
    }),
    { numRuns: 300 },
  );
});

test('batches are of the asked size, in file order, whatever the chunks', async () => {
  const whole = await readAll('scans', FEED, { batchRows: 7 });
  expect([whole.batches, whole.linesRead]).toEqual([Math.ceil(LINES / 7), LINES]);
  expect(whole.rows.map(({ row }) => row.transactionId)).toEqual(
    Array.from({ length: LINES }, (_, index) => `T${Math.floor(index / 4)}`),
  );
  expect(await readAll('scans', FEED, { batchRows: 7, chunk: 13 })).toEqual(whole);
});

test('a batch of long records ends early, so that memory is bounded by what they say', async () => {
  const row = `036000291452,${'m'.repeat(900_000)}\n`;
  const { batches, rows } = await readAll('products', `product_id,description\n${row.repeat(40)}`);
  expect([batches, rows.length]).toEqual([3, 40]);
});

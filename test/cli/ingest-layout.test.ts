import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { check } from '../../src/cli/layout/check.ts';
import { formatDay } from '../../src/shared/day.ts';
import { connect } from '../store/room.ts';
import { ingestRoom } from './ingest-room.ts';
import { worldIn } from './world.ts';

const LAYOUTS = join(import.meta.dirname, '../../fixtures/layouts');

test('what is no purchase is counted apart, and the rest adds up, also the second time', async () => {
  const room = ingestRoom();
  const file = room.write('tlog.txt', readFileSync(join(LAYOUTS, 'tlog-fixed.txt')));
  const options = { layout: join(LAYOUTS, 'tlog-fixed.toml') };
  const counts = {
    lines_read: 7,
    lines_rejected: 3,
    lines_skipped: 4,
    skipped_by_reason: { tender: 1, tax: 1, training: 1, cancelled: 1 },
  };
  const first = await room.ingest(['scans', file], options);
  expect(first.document).toMatchObject({ ...counts, lines_stored: 4, lines_duplicate: 0 });
  const again = await room.ingest(['scans', file], options);
  expect(again.document).toMatchObject({ ...counts, lines_stored: 0, lines_duplicate: 4 });
});

test('nothing of a log counts that is not what its own trailers say; fetched again whole, it does', async () => {
  const room = ingestRoom();
  const sample = readFileSync(join(LAYOUTS, 'tlog-delimited.txt'), 'utf8');
  const options = { layout: join(LAYOUTS, 'tlog-delimited.toml') };
  const cut = room.write('tlog.txt', sample.replace(/^IT\|2\|204004100005.*\n/m, ''));
  const refused = await room.ingest(['scans', cut], options);
  expect(refused.exitCode).toBe(65);
  expect(refused.error).toMatchObject({
    code: 'control-totals',
    message: 'tlog.txt is not what its own totals say',
    next: [
      'line 14 (TT): 5 items by the record, 4 in the transaction (1 missing)',
      'line 14 (TT): net_amount 12.04 by the record, 4.49 in the transaction',
      'Nothing of it was taken in. Fetch the file again.',
    ].join('\n'),
  });
  const stored = connect(room.data, 'history');
  expect(stored.prepare('SELECT count(*) AS n FROM receipt').get()).toEqual({ n: 0 });
  expect(stored.prepare('SELECT count(*) AS n FROM feed_file').get()).toEqual({ n: 0 });

  const { world, said } = worldIn(room.dir);
  await check(world, { ...options, data: room.data, feed: 'scans', files: [cut] });
  expect(said.stdout).toContain('5 items by the record, 4 in the transaction (1 missing)');

  room.write('tlog.txt', sample);
  expect((await room.ingest(['scans', cut], options)).document).toMatchObject({ lines_stored: 6 });
  expect((await room.ingest(['scans', cut], options)).document).toMatchObject({ lines_duplicate: 6 });
});

test('a receipt by the clock of Greenwich is of the business day of its own store', async () => {
  const room = ingestRoom();
  const stores = room.write('stores.csv', 'store_id,timezone\n1,America/Chicago\n2,America/New_York\n');
  await room.ingest(['stores', stores]);
  const layout = room.write('utc.toml', 'feed = "scans"\ndate_format = "iso"\n');
  const lines = [
    '1,A,2026-11-22T08:30Z',
    '2,B,2026-11-22T08:30Z',
    '3,C,2026-11-22T08:30Z',
    '1,D,2026-11-22 08:30',
  ];
  const scans = room.write(
    'scans.csv',
    `store_id,transaction_id,timestamp,product_id,quantity,net_amount\n${lines.map((line) => `${line},plu:4011,1,1\n`).join('')}`,
  );
  room.write('chain.toml', '[chain]\ntimezone = "America/Los_Angeles"\nday_starts_at = "03:00"\n');
  const said = await room.ingest(['scans', scans], { layout, config: join(room.dir, 'chain.toml') });
  expect(said.document).toMatchObject({ lines_stored: 4 });
  const receipts = connect(room.data, 'history')
    .prepare<[], { transaction_id: string; day: number; second_of_day: number }>(
      'SELECT transaction_id, day, second_of_day FROM receipt ORDER BY transaction_id',
    )
    .all();
  expect(
    receipts.map((row) => [row.transaction_id, formatDay(row.day as never), row.second_of_day / 3600]),
  ).toEqual([
    ['A', '2026-11-21', 2.5],
    ['B', '2026-11-22', 3.5],
    ['C', '2026-11-21', 0.5],
    ['D', '2026-11-22', 8.5],
  ]);
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { copyData, PLAN_DAY } from '../../scripts/proof/support/chain.ts';
import { query } from '../../scripts/proof/support/dump.ts';
import { documentOf } from '../../scripts/proof/support/program.ts';
import { duelistHere, planHere, succeedHere } from '../support/here.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { takenIn } from '../support/shared-chain.ts';

const scratch = scratchDirectory();
const HEADER = 'store_id,transaction_id,timestamp,card_id,product_id,quantity,net_amount';

function write(name: string, ...rows: readonly string[]): string {
  const path = join(scratch, name);
  writeFileSync(path, `${[HEADER, ...rows].join('\n')}\n`);
  return path;
}

const run = async (...args: readonly string[]) => documentOf(await duelistHere([...args, '--json']));

describe('old lines', () => {
  const data = join(scratch, 'kept');
  const dropped = join(scratch, 'dropped');
  const retention = (...more: readonly string[]) =>
    run('retention', '--data', dropped, '--set', 'retention.lines_months=3', '--as-of', PLAN_DAY, ...more);

  beforeAll(async () => {
    await takenIn(data);
    copyData(data, dropped);
  });

  const everything = async (of: string) => {
    const out = join(scratch, 'predictions.csv');
    const predicted = await succeedHere([
      ...['predict', '--as-of', PLAN_DAY, '--data', of, '--out', out, '--json'],
    ]);
    const lists = await succeedHere(['lists', '--cycle', await planHere(of), '--data', of]);
    // Codes of lists are drawn from each directory's own key.
    // The fit first: where predictions differ, it says why.
    const { fit } = JSON.parse(predicted.stdout);
    return [fit, readFileSync(out, 'utf8'), lists.stdout.replaceAll(/\b\d{16}\b/g, 'CODE')];
  };

  test('go once, with their space, and every prediction and list stays what it was', async () => {
    const would = await retention('--dry-run');
    expect(would).toMatchObject({ status: 'would-drop', before: '2026-07-01', lines_months: 3 });
    const first = await retention();
    expect(first).toMatchObject({ status: 'dropped', lines: would.lines, space_given_back: true });
    expect(Number(first.bytes_after)).toBeLessThan(Number(first.bytes_before) * 0.8);
    expect(await retention()).toMatchObject({ status: 'nothing-due', lines: 0 });
    expect(
      query<{ n: number }>(dropped, 'history.db', 'SELECT count(*) AS n FROM receipt WHERE day < 20635'),
    ).toEqual([{ n: 0 }]);
    expect(await everything(dropped)).toEqual(await everything(data));
    const doctor = await run('doctor', '--deep', '--data', dropped);
    expect(
      (doctor.checks as { name: string; state: string }[]).filter(({ name }) => name === 'statistics'),
    ).toMatchObject([{ state: 'ok' }]);
  });

  test('are not taken in any more, by name; a file that came before is known', async () => {
    const late = write(
      'late.csv',
      '101,L1,2026-06-30 10:00,4873142011,plu:4011,1,0.99',
      '101,L2,2026-07-01 10:00,4873142011,plu:4011,1,0.99',
    );
    const answer = await run('ingest', 'scans', late, '--data', dropped);
    expect(answer).toMatchObject({ lines_stored: 1, rejected_by_reason: { 'before-retention': 1 } });
    const again = join(import.meta.dirname, '../../fixtures/scans-2026-03-01.csv');
    expect(await run('ingest', 'scans', again, '--data', dropped)).toMatchObject({
      lines_stored: 0,
      lines_rejected: 0,
    });
  });

  test('are in what a shopper gets of herself, as far as anything is left of them', async () => {
    const out = join(scratch, 'person.json');
    await succeedHere([
      'export-household',
      '--household',
      '4873142011',
      '--data',
      dropped,
      '--out',
      out,
      '--by',
      'Ann',
    ]);
    const { dropped_receipts: left } = JSON.parse(readFileSync(out, 'utf8'));
    expect(left[0]).toMatchObject({ day: '2026-01-26', quantity: expect.any(Number), line_type: 'sale' });
  });
});

describe('a day that is sent whole once more', () => {
  const data = join(scratch, 'days');
  const rows = ['1,T1,2026-03-02 09:00,C1,plu:4011,1,1.00', '1,T2,2026-03-02 09:05,C1,plu:4011,2,2.00'];
  const other = '2,T2,2026-03-02 09:05,C2,plu:4011,1,1.00';
  const ingest = (path: string, ...more: readonly string[]) =>
    run('ingest', 'scans', path, '--data', data, ...more);
  const left = () =>
    query<{ key: string; n: number }>(
      data,
      'history.db',
      "SELECT store_id || ' ' || transaction_id AS key, line_count AS n FROM receipt JOIN store USING (store_no) ORDER BY 1",
    ).map(({ key, n }) => `${key}: ${n}`);

  test('without a receipt takes it back only when it is said to be whole, also afterwards, and once', async () => {
    await ingest(write('day.csv', ...rows, other));
    const corrected = write('corrected.csv', rows[1] ?? '');
    expect(await ingest(corrected)).toMatchObject({ files: [{ withdrawn: [] }] });
    expect(left()).toEqual(['1 T1: 1', '1 T2: 1', '2 T2: 1']);
    expect(await ingest(corrected, '--whole-days')).toMatchObject({
      files: [{ state: 'already-ingested', withdrawn: [{ store_id: '1', day: '2026-03-02', receipts: 1 }] }],
    });
    expect(left()).toEqual(['1 T1: 0', '1 T2: 1', '2 T2: 1']);
    expect(await ingest(corrected, '--whole-days')).toMatchObject({ files: [{ withdrawn: [] }] });
    await ingest(write('third.csv', ...rows), '--whole-days');
    expect(left()).toEqual(['1 T1: 1', '1 T2: 1', '2 T2: 1']);
  });

  test('takes nothing back when lines of it cannot be read, and only scans have days', async () => {
    const bad = write('bad.csv', rows[1] ?? '', '1,T1,2026-03-02 09:00,C1,plu:4011,many,1.00');
    const refused = await duelistHere(['ingest', 'scans', bad, '--data', data, '--whole-days']);
    expect([refused.code, refused.stderr]).toEqual([65, expect.stringContaining('error[whole-days-unsure]')]);
    expect(left()).toContain('1 T1: 1');
    const wrong = await duelistHere(['ingest', 'products', bad, '--data', data, '--whole-days']);
    expect([wrong.code, wrong.stderr]).toEqual([64, expect.stringContaining('error[whole-days-feed]')]);
  });
});

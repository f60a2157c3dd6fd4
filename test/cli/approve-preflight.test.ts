import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { FIXTURES_DIR } from '../../scripts/proof/support/chain.ts';
import { query } from '../../scripts/proof/support/dump.ts';
import { withContext } from '../../src/cli/context.ts';
import { approveCycle } from '../../src/cli/cycle/approve.ts';
import { requireCycle } from '../../src/cli/cycle/cycle.ts';
import { duelistHere, succeedHere } from '../support/here.ts';
import { groupBy, parseRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { planned } from '../support/shared-chain.ts';
import { worldIn } from './world.ts';

/** No cycle is approved that preflight did not see, and what it finds stays back: on paper, at the lane, in the seal. */
const scratch = scratchDirectory();
const data = join(scratch, 'data');
let dear: string;
let touched: string[];
let lastDay: string;

beforeAll(async () => {
  await planned(data);
  const { stdout } = await succeedHere(['lists', '--cycle', '1', '--data', data]);
  const lines = parseRecords(stdout).filter(
    (line) =>
      line('arm') === 'treatment' && line('regular_price_cents') !== '' && line('section') !== 'extra',
  );
  const [rarest] = [...groupBy(lines, (line) => line('product_id'))]
    .map(([product, of]) => ({ product, lists: [...new Set(of.map((line) => line('list_id')))] }))
    .sort((a, b) => a.lists.length - b.lists.length || (a.product < b.product ? -1 : 1));
  dear = rarest?.product ?? '';
  touched = rarest?.lists ?? [];
  lastDay = lines[0]?.('valid_until') ?? '';
});

/** @param fromDay Blank: from the rows' own days on. */
async function price(factor: number, fromDay = ''): Promise<void> {
  const [header = '', ...rows] = readFileSync(join(FIXTURES_DIR, 'prices.csv'), 'utf8').trimEnd().split('\n');
  const at = header.split(',').indexOf('price');
  const id = header.split(',').indexOf('product_id');
  const start = header.split(',').indexOf('start_day');
  const end = header.split(',').indexOf('end_day');
  const changed = rows
    .filter((row) => dear.endsWith(row.split(',')[id] ?? '?'))
    .map((row) => {
      const cells = row.split(',');
      cells[at] = String(Math.round(Number(cells[at]) * factor * 100) / 100);
      if (fromDay !== '' && cells[end] === '') cells[start] = fromDay;
      return cells.join(',');
    });
  expect(changed.length).toBeGreaterThan(0);
  const file = join(scratch, `prices-${factor}.csv`);
  writeFileSync(file, `${[header, ...changed].join('\n')}\n`);
  await succeedHere(['ingest', 'prices', file, '--data', data]);
}

const held = (): string[] =>
  query<{ list_id: number }>(data, 'ledger.db', 'SELECT list_id FROM list WHERE held_by IS NOT NULL').map(
    (row) => String(row.list_id),
  );

test('nothing is sealed that preflight did not see', async () => {
  const { world } = worldIn(scratch, { now: () => new Date() });
  const seal = withContext(world, { data }, { command: 'approve', lock: true }, (context) =>
    approveCycle(context, requireCycle(context, '1'), 'Ann'),
  );
  await expect(seal).rejects.toThrow('preflight of cycle 1 was not run');
});

describe('a shelf price rises after the plan', () => {
  test('a print holds the lists that say less, and frees them when it falls again', async () => {
    await price(3);
    const out = join(scratch, 'print');
    const printed = await duelistHere(['print', '--cycle', '1', '--out', out, '--data', data, '--json']);
    expect(printed.code).toBe(1);
    expect(JSON.parse(printed.stdout).held_by_reason).toEqual({ 'price-changed': touched.length });
    expect(held()).toEqual(touched);
    await price(1);
    await succeedHere(['print', '--cycle', '1', '--out', out, '--data', data]);
    expect(held()).toEqual([]);
  });

  test('an approval right after a print asks the feeds again, holds what rises on its last day alone, and says so', async () => {
    await price(4, lastDay);
    const { stdout } = await succeedHere([
      'approve',
      '--cycle',
      '1',
      '--by',
      'Ann',
      '--data',
      data,
      '--json',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ preflight_held: touched.length, held_lists: touched.length });
    expect(held()).toEqual(touched);
    await succeedHere(['release', '--cycle', '1', '--data', data]);
    const issued = query(
      data,
      'ledger.db',
      `SELECT count(*) AS n FROM issued_offer WHERE list_id IN (${touched.join(',')})`,
    );
    expect(issued).toEqual([{ n: 0 }]);
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { copyData, ingestMasters } from '../../scripts/proof/support/chain.ts';
import { differences, logicalDump, query } from '../../scripts/proof/support/dump.ts';
import { killAfter, timeWork } from '../../scripts/proof/support/killer.ts';
import { documentOf, duelist } from '../../scripts/proof/support/program.ts';
import { succeedHere, succeedInTurnHere } from '../support/here.ts';
import { writeBasket } from '../support/lane.ts';
import { scratchDirectory } from '../support/scratch.ts';

/** Taking over lists of an earlier system, killed anywhere, ends as if it had not been. */
const scratch = scratchDirectory();
const chain = join(scratch, 'chain');
const file = join(scratch, 'old.csv');
const LISTS = 400;
const KILLS = 3;
let whole: string[] = [];
let workMs = 0;

const args = (data: string): string[] => ['cutover', '--lists', file, '--by', 'Jo', '--data', data];

beforeAll(async () => {
  await succeedInTurnHere([['init', '--data', chain], ...ingestMasters(chain)]);
  const rows = Array.from({ length: LISTS }, (_, n) => {
    const list = `X${n},OLD-${n},2026-10-26,${n % 2 === 0 ? '2026-11-08' : '2026-11-10'}`;
    return [`${list},D1001,1.00`, `${list},D1007,2.00`];
  });
  writeFileSync(
    file,
    `household_id,list_code,valid_from,valid_until,offer_id,value\n${rows.flat().join('\n')}\n`,
  );
  const data = copyData(chain, join(scratch, 'whole'));
  const timed = await timeWork(args(data), data);
  expect(timed.ran.code).toBe(0);
  workMs = timed.workMs;
  whole = logicalDump(data);
}, 120_000);

describe('a cutover that is killed', () => {
  test.each(Array.from({ length: KILLS }, (_, n) => [n + 1]))(
    'at %d of 4 parts of its work shows whole cycles or none, and run again is as if nothing had been',
    async (part) => {
      const data = copyData(chain, join(scratch, `killed-${part}`));
      await duelist(args(data), killAfter(data, (workMs * part) / (KILLS + 1)));
      const shown = query<{ lists: number; there: number }>(
        data,
        'ledger.db',
        'SELECT lists, (SELECT count(*) FROM list WHERE cycle_id = cycle.cycle_id) AS there FROM cycle WHERE complete = 1',
      );
      expect(shown.filter(({ lists, there }) => lists !== LISTS / 2 || there !== LISTS / 2)).toEqual([]);
      await succeedHere(args(data));
      expect(differences(whole, logicalDump(data)).filter((row) => !row.includes('ledger.db audit'))).toEqual(
        [],
      );
    },
    60_000,
  );
});

test('a lane scans the old number as it stands on the paper', async () => {
  const data = copyData(chain, join(scratch, 'lane'));
  await succeedHere(args(data));
  const basket = writeBasket(scratch, 'butter.csv', [
    { productId: '784785108068', priceCents: 499, quantity: 1 },
  ]);
  const lane = [
    'redeem',
    '--store',
    '101',
    '--register',
    '1',
    '--day',
    '2026-10-30',
    '--basket',
    basket,
    '--data',
    data,
  ];
  const ran = await duelist([...lane, '--transaction', '1', '--list', 'OLD-7', '--json']);
  expect(documentOf(ran)).toMatchObject({ status: 'redeemed', total_cents: 100 });
  // A lost answer is asked for again, and is the same.
  expect(
    documentOf(await duelist([...lane, '--transaction', '1', '--list', 'OLD-7', '--json'])),
  ).toMatchObject({
    status: 'already-recorded',
    total_cents: 100,
  });
  const other = await duelist([...lane, '--transaction', '2', '--list', 'OLD-99999', '--json']);
  expect({ code: other.code, ...documentOf(other) }).toMatchObject({ code: 1, reason: 'code-forged' });
});

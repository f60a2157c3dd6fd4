import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { query } from '../../scripts/proof/support/dump.ts';
import { run as commit } from '../../src/cli/commands/commit.ts';
import { run as redeem } from '../../src/cli/commands/redeem.ts';
import { worldIn } from '../cli/world.ts';
import { copyOf, DAY, LIST, makeChain, scratch } from './room.ts';

let chain = '';
beforeAll(async () => {
  chain = await makeChain();
}, 60_000);

const OTHER_LIST = '1682907714503312';

/** What the command line answers to a basket of one butter. */
async function redeemHere(data: string, transaction: string, over: object = {}) {
  const basket = join(scratch, 'one-butter.csv');
  writeFileSync(
    basket,
    'line_no,product_id,quantity,unit_price_cents,amount_cents\n1,036000291452,1,400,400\n',
  );
  const { world, said } = worldIn(scratch);
  const lane = { store: '101', register: '4', transaction, day: DAY, list: LIST };
  await redeem(world, { data, json: true, ...lane, basket, ...over });
  return { ...JSON.parse(said.stdout), exitCode: said.exitCode } as Record<string, unknown>;
}

async function commitHere(data: string, redemption: number, over: object = {}) {
  const { world, said } = worldIn(scratch);
  await commit(world, { data, json: true, redemption: String(redemption), ...over });
  const { status, state, reason } = JSON.parse(said.stdout) as Record<string, unknown>;
  return [status, state ?? reason, said.exitCode];
}

test('holds what is reserved from others until it is paid, and takes it once', async () => {
  const data = copyOf(chain);
  expect(await redeemHere(data, 'T1', { reserve: true })).toMatchObject({
    ...{ status: 'redeemed', state: 'reserved', lapses_at: '2026-03-01T00:10:00.000Z', redemption_id: 1 },
    ...{ total_cents: 100, exitCode: undefined },
  });
  expect(await redeemHere(data, 'T2')).toMatchObject({
    ...{ status: 'rejected', exitCode: 1, refused: [{ offer_id: 'D1001', reason: 'reserved' }, {}] },
  });
  expect(await commitHere(data, 1, { tender: true })).toEqual(['already-recorded', 'reserved', undefined]);
  expect(await commitHere(data, 1)).toEqual(['redeemed', 'committed', undefined]);
  expect(await commitHere(data, 1)).toEqual(['already-recorded', 'committed', undefined]);
  expect(await commitHere(data, 1, { tender: true })).toEqual(['already-recorded', 'committed', undefined]);
  expect(await commitHere(data, 2)).toEqual(['rejected', 'redemption-unknown', 1]);
});

test('notes what was keyed, who was there and who let a rule pass', async () => {
  const data = copyOf(chain);
  const late = {
    ...{ day: '2026-11-09', list: OTHER_LIST, set: ['checkout.override_cap=2.00'], keyed: true },
    ...{ operator: '9', overrideBy: '77', overrideReason: 'was in the queue' },
  };
  expect(
    await redeemHere(data, 'T1', { ...late, overrideBy: undefined, overrideReason: undefined }),
  ).toMatchObject({
    reason: 'list-expired',
  });
  expect(await redeemHere(data, 'T1', late)).toMatchObject({ status: 'redeemed', override_cents: 100 });
  expect(query(data, 'ledger.db', 'SELECT * FROM redemption_note')).toEqual([
    {
      ...{ redemption_id: 1, keyed: 1, operator_id: '9' },
      ...{ override_by: '77', override_reason: 'was in the queue', override_cents: 100 },
    },
  ]);
});

test.each([{ overrideBy: '77' }, { overrideReason: 'x' }, { overrideBy: ' ', overrideReason: 'x' }])(
  'an override needs who and why: %o',
  async (over) => {
    await expect(redeemHere(copyOf(chain), 'T1', over)).rejects.toMatchObject({
      code: 'override-incomplete',
      exitCode: 64,
    });
  },
);

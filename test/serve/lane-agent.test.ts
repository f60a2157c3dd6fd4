import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { run as ingest } from '../../src/cli/commands/ingest.ts';
import { run as lane } from '../../src/cli/commands/lane.ts';
import { run as lanePack } from '../../src/cli/commands/lane-pack.ts';
import { run as laneSettle } from '../../src/cli/commands/lane-settle.ts';
import { run as settle } from '../../src/cli/commands/settle.ts';
import { worldIn } from '../cli/world.ts';
import { basket, copyOf, DAY, makeChain, makeToken, scratch } from './room.ts';

/** Two stores without any line: packs and queues go on a stick. */
let data = '';
const tokens = new Map<string, string>();

beforeAll(async () => {
  data = copyOf(await makeChain());
  const stores = join(scratch, 'stores.csv');
  writeFileSync(stores, 'store_id,name\n101,Main Street\n102,Harbor\n');
  await ingest(worldIn(scratch).world, { data, arguments: ['stores', stores] });
  for (const store of ['101', '102']) tokens.set(store, await makeToken(data, { store }));
  const out = join(scratch, 'packs');
  await lanePack(worldIn(scratch, { now: at(DAY) }).world, { data, out, day: DAY });
});

const at = (day: string) => () => new Date(`${day}T17:00:00Z`);
const packOf = (store: string): string => join(scratch, 'packs', `${store}.pack`);

/** The agent of a store from the command line, in the afternoon of a day. */
async function agent(store: string, over: Partial<Parameters<typeof lane>[1]> = {}, day = DAY) {
  const { world, said } = worldIn(scratch, { now: at(day) });
  const token = tokens.get(store) ?? '';
  const files = { pack: packOf(store), queue: join(scratch, `queue-${store}.db`) };
  await lane(world, { data, ...files, token, wait: '1000', host: '127.0.0.1', json: true, ...over });
  return { said, document: JSON.parse(said.stdout) as Record<string, unknown> };
}

async function redeem(store: string, transaction: string) {
  const request = join(scratch, 'request.json');
  writeFileSync(request, JSON.stringify(basket({ store_id: store, transaction_id: transaction })));
  return (await agent(store, { request })).document;
}

async function settleFile(name: string) {
  const { world, said } = worldIn(scratch);
  await laneSettle(world, { data, arguments: [name], json: true });
  return JSON.parse(said.stdout) as Record<string, unknown>;
}

test('without any line: one request at a time, the queue by file, told twice and settled once, the rest in not-billed.csv', async () => {
  expect(await redeem('101', 'T1')).toMatchObject({ status: 'redeemed', total_cents: 300, offline: true });
  expect(await redeem('101', 'T1')).toMatchObject({ status: 'already-recorded', total_cents: 300 });
  expect(await redeem('102', 'T1')).toMatchObject({ status: 'redeemed', total_cents: 300 });
  const [first, second] = [join(scratch, '101.queue'), join(scratch, '102.queue')];
  expect((await agent('101', { export: first })).document).toMatchObject({ entries: 1, waiting: 1 });
  await agent('102', { export: second });
  const open = { entries: 1, open: 0, given_cents: 300 };
  expect(await settleFile(first)).toMatchObject({ ...open, billed_cents: 300 });
  expect(await settleFile(second)).toMatchObject({ ...open, billed_cents: 0, not_billed_cents: 300 });
  expect(await settleFile(first)).toMatchObject({ ...open, billed_cents: 300 });
  const out = join(scratch, 'claims');
  await settle(worldIn(scratch).world, { data, from: '2026-10-01', to: '2026-10-31', out });
  expect(readFileSync(join(out, 'not-billed.csv'), 'utf8').split('\n').slice(1, 3)).toEqual([
    '2026-10-30,102,4,T1,D1001,1.00,0.00,used',
    '2026-10-30,102,4,T1,D1002,2.00,0.00,used',
  ]);
  const torn = join(scratch, 'torn.queue');
  writeFileSync(torn, readFileSync(first, 'utf8').replace('"amount_cents":100', '"amount_cents":900'));
  await expect(settleFile(torn)).rejects.toMatchObject({ code: 'queue-damaged', exitCode: 65 });
});

test('a pack that is damaged, of another store or too old is refused, and names neither list nor card nor key', async () => {
  const text = readFileSync(packOf('101'), 'utf8');
  const damaged = join(scratch, 'damaged.pack');
  const queue = join(scratch, 'new.db');
  for (const bad of [
    text.replace('"D1001"', '"D1009"'),
    text.slice(0, -20),
    text.split('\n').slice(1).join('\n'),
    '',
  ]) {
    writeFileSync(damaged, bad);
    await expect(agent('101', { pack: damaged, queue })).rejects.toMatchObject({
      ...{ code: 'pack-damaged', exitCode: 65 },
    });
  }
  await expect(agent('101', { pack: packOf('102') })).rejects.toMatchObject({ code: 'pack-other-store' });
  await expect(agent('101', { store: '102', queue })).rejects.toMatchObject({ code: 'pack-other-store' });
  await expect(agent('101', { queue }, '2026-11-03')).rejects.toMatchObject({ code: 'pack-too-old' });
  await agent('101', { queue }, '2026-11-02');
  const secret = readFileSync(join(data, 'keys', '1.key'), 'utf8').trim();
  // Quoted: two letters alone are in a digest of 22 now and then.
  for (const word of ['1678450323486778', '4807919317', '"H1"', 'Ann Example', secret])
    expect(text).not.toContain(word);
});

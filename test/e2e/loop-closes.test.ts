import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { copyData, PLAN_DAY } from '../../scripts/proof/support/chain.ts';
import { run as lane } from '../../src/cli/commands/lane.ts';
import { run as lanePack } from '../../src/cli/commands/lane-pack.ts';
import { withContext } from '../../src/cli/context.ts';
import { tallyCycle } from '../../src/cli/score/sweep.ts';
import { worldIn } from '../cli/world.ts';
import { succeedHere } from '../support/here.ts';
import { type Answer, redeem, type Shopper, shoppersOf } from '../support/lane.ts';
import { dayAfter, parseRecords, type Rec, readRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { released } from '../support/shared-chain.ts';

/** What was redeemed and what the store's scans say of it meet in the history, once, whichever comes first. */
const scratch = scratchDirectory();
const before = join(scratch, 'before');
const after = join(scratch, 'after');
const day = dayAfter(PLAN_DAY, 6);
const next = dayAfter(day, 3);
const HEADER =
  'store_id,register_id,transaction_id,line_no,timestamp,product_id,quantity,net_amount,discount_amount,line_type,list_code';
/** Purchases from which on a household buys something often: by the model it may well be soon again. */
const OFTEN = 6;
let shoppers: Shopper[];

beforeAll(async () => {
  await released(before);
  copyData(before, after);
  const { stdout } = await succeedHere(['lists', '--cycle', '1', '--data', before]);
  shoppers = shoppersOf(parseRecords(stdout), scratch);
});

/** Scans of a basket whose shopper showed the list and no card. */
function scansOf(
  name: string,
  who: Shopper,
  transaction: string,
  { discounts }: Pick<Answer, 'discounts'>,
): string {
  const money = (cents: number): string =>
    `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
  const rows = who.pieces.map(({ productId, priceCents, quantity }, place) => {
    const off = discounts.reduce((sum, one) => (one.line_no === place + 1 ? sum + one.amount_cents : sum), 0);
    const amounts = [quantity, money(priceCents * quantity - off), money(off)];
    return ['101', '1', transaction, place + 1, `${day} 10:00`, productId, ...amounts, 'sale', who.code].join(
      ',',
    );
  });
  const path = join(scratch, `${name}.csv`);
  writeFileSync(path, [HEADER, ...rows, ''].join('\n'));
  return path;
}

const ingest = (path: string) => succeedHere(['ingest', 'scans', path, '--data', after]);

/** What the score of the cycle would be by now. */
const tallyOf = (data: string) =>
  withContext(worldIn(scratch).world, { data }, { command: 'score' }, (context) => {
    const cycle = context.ledger.cycles.all().at(0);
    if (cycle === undefined) throw new Error('no cycle');
    return tallyCycle(context, cycle);
  });

async function predictionsOf(data: string): Promise<ReadonlyMap<string, Rec>> {
  const out = join(scratch, 'predictions.csv');
  await succeedHere(['predict', '--as-of', next, '--out', out, '--data', data]);
  return new Map(readRecords(out).map((row) => [`${row('household_id')} ${row('product_id')}`, row]));
}

/** What the agent of a store without a line says to a basket, and the file by which it tells of it. */
async function redeemCutOff(who: Shopper, transaction: string): Promise<{ answer: Answer; queue: string }> {
  const { world } = worldIn(scratch, { now: () => new Date(`${day}T17:00:00Z`) });
  const packs = join(scratch, 'packs');
  const request = join(scratch, 'request.json');
  const lines = who.pieces.map(({ productId, priceCents, quantity }, place) => ({
    ...{ line_no: place + 1, product_id: productId, quantity },
    ...{ unit_price_cents: priceCents, amount_cents: priceCents * quantity },
  }));
  const key = { store_id: '101', register_id: '1', transaction_id: transaction, business_day: day };
  writeFileSync(request, JSON.stringify({ ...key, list_code: who.code, lines }));
  const { stdout } = await succeedHere(['token', 'create', '--store', '101', '--data', after]);
  await lanePack(world, { data: after, out: packs, store: '101', day });
  const files = { data: after, pack: join(packs, '101.pack'), queue: join(scratch, 'agent.db') };
  const token = stdout.trimEnd().split('\n').at(-1) ?? '';
  const common = { ...files, token, wait: '1000', host: '127.0.0.1', json: true };
  const asked = worldIn(scratch, { now: world.now });
  await lane(asked.world, { ...common, request });
  const queue = join(scratch, 'out.queue');
  await lane(worldIn(scratch, { now: world.now }).world, { ...common, export: queue });
  return { answer: JSON.parse(asked.said.stdout) as Answer, queue };
}

test('the purchase counts once, in the next prediction and in the score: lane first, scans first, cut off first', async () => {
  const [laneFirst, scansFirst, cutOff] = shoppers;
  if (laneFirst === undefined || scansFirst === undefined || cutOff === undefined) throw new Error('too few');
  const ask = async (who: Shopper, transaction: string): Promise<Answer> => {
    const { answer } = await redeem(after, { transaction, day, list: who.code, basket: who.basket });
    expect(answer.status).toBe('redeemed');
    return answer;
  };
  await ingest(scansOf('lane-first', laneFirst, 'L1', await ask(laneFirst, 'L1')));

  // What the register took off is what the office would say, but its scans are faster.
  await ingest(scansOf('scans-first', scansFirst, 'L2', { discounts: [] }));
  await ask(scansFirst, 'L2');

  const { answer, queue } = await redeemCutOff(cutOff, 'L3');
  expect(answer.status).toBe('redeemed');
  await ingest(scansOf('cut-off', cutOff, 'L3', answer));
  await succeedHere(['lane-settle', queue, '--data', after]);
  // The store sends its day again, under another name, and tells of the cut again.
  await ingest(scansOf('cut-off-again', cutOff, 'L3', answer));
  await succeedHere(['lane-settle', queue, '--data', after]);

  const [without, withIt] = [await predictionsOf(before), await predictionsOf(after)];
  const rare: string[] = [];
  for (const { householdId, pieces } of [laneFirst, scansFirst, cutOff]) {
    for (const { productId } of pieces) {
      const key = `${householdId} ${productId}`;
      const [was, is] = [without.get(key), withIt.get(key)];
      expect({ key, purchases: is?.('purchases'), last: is?.('last_day') }).toEqual({
        ...{ key, last: day },
        purchases: String(Number(was?.('purchases') ?? 0) + 1),
      });
      // What is bought now and then is not due again a few days later, and not on the next list for that.
      const known = Number(was?.('purchases') ?? 0);
      if (known < 2 || known >= OFTEN) continue;
      rare.push(key);
      expect(Number(is?.('probability'))).toBeLessThan(0.5 * Number(was?.('probability')));
    }
  }
  expect(rare.length).toBeGreaterThan(0);

  // And each of them is a special of its list that was bought, once, in the score of the cycle.
  const bought = ({ treatment }: Awaited<ReturnType<typeof tallyOf>>): number =>
    treatment.parts.special.reduce((sum, part) => sum + part.bought, 0);
  const pieces = [laneFirst, scansFirst, cutOff].flatMap((who) => who.pieces);
  expect([bought(await tallyOf(before)), bought(await tallyOf(after))]).toEqual([0, pieces.length]);
});

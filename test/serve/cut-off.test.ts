import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { run as ingest } from '../../src/cli/commands/ingest.ts';
import { laneDesk } from '../../src/cli/lane/desk.ts';
import { redeemAtLane } from '../../src/cli/lane/redeem.ts';
import { describeOffline } from '../../src/cli/night/offline.ts';
import type { NightRun } from '../../src/cli/night/run-types.ts';
import { readRedemption } from '../../src/serve/read-request.ts';
import { type Day, day, parseDay } from '../../src/shared/day.ts';
import { worldIn } from '../cli/world.ts';
import { type Cut, withStores } from './cut-off-room.ts';
import { basket, copyOf, DAY, LIST, makeChain, scratch } from './room.ts';

let chain = '';
beforeAll(async () => {
  chain = await makeChain();
});

/** The night after. */
const AS_OF = day((parseDay(DAY) ?? 0) + 1);
const REDEEM = '/v1/redemptions';

/** One basket at a store: butter for $1 off and coffee for $2 off, unless told otherwise. */
const at = (store: string, transaction: string, over: Record<string, unknown> = {}) =>
  basket({ store_id: store, transaction_id: transaction, ...over });

function storeOf({ stores }: Cut, id: string) {
  const store = stores[id];
  if (store === undefined) throw new Error(`no store ${id}`);
  return store;
}

const unbilled = ({ office }: Cut) =>
  office.ledger.offline
    .unbilled(day(20_000), day(21_000))
    .flatMap(({ storeId, offers }) =>
      offers.map(({ offerId, reportedCents, billedCents, reason }) => [
        storeId,
        offerId,
        reportedCents,
        billedCents,
        reason,
      ]),
    );

test('two stores that are cut off give the same list twice: the one that the ledger hears first is billed, the other reported', () =>
  withStores(chain, [], async (room) => {
    const [here, there] = [storeOf(room, '101'), storeOf(room, '102')];
    await room.cut();
    const first = await here.ask(REDEEM, at('101', 'T1'));
    const second = await there.ask(REDEEM, at('102', 'T1'));
    for (const { status, body } of [first, second])
      expect([status, body.status, body.total_cents, body.offline]).toEqual([200, 'redeemed', 300, true]);
    await here.restart();
    // A retry answers as the first time, by another process and with the same number.
    expect((await here.ask(REDEEM, at('101', 'T1'))).body).toEqual({
      ...first.body,
      status: 'already-recorded',
    });
    const other = await here.ask(REDEEM, at('101', 'T2'));
    expect([other.body.status, other.body.reason]).toEqual(['rejected', 'nothing-taken']);
    expect((await here.ask(REDEEM, at('101', 'T1', { card_id: 'x' }))).body.reason).toBe(
      'transaction-reused',
    );
    await room.connect();
    expect([here.waiting(), there.waiting()]).toEqual([0, 0]);
    expect(unbilled(room)).toEqual([
      ['102', 'D1001', 100, 0, 'used'],
      ['102', 'D1002', 200, 0, 'used'],
    ]);
    expect(room.office.ledger.identity().faults).toEqual([]);
    expect(saidBy(room, AS_OF)).toEqual([
      '2 redemptions of 2 cut-off stores: 6.00 given, 3.00 billed to nobody',
    ]);
    room.office.ledger.nights.begin(AS_OF, '2026-10-31T01:30:00.000Z', 1, undefined);
    expect(saidBy(room, day(AS_OF + 1))).toEqual([]);
    // Across the cut: the answer is the agent's first, also now that the office could be asked.
    expect((await here.ask(REDEEM, at('101', 'T1'))).body.total_cents).toBe(300);
    expect((await there.ask(REDEEM, at('102', 'T1'))).body.total_cents).toBe(300);
    expect((await there.ask(REDEEM, at('102', 'T9'))).body.reason).toBe('nothing-taken');
  }));

test('what a store tells of while a night runs is in the line of the next night alone', () =>
  withStores(chain, [], async (room) => {
    const here = storeOf(room, '101');
    const { nights } = room.office.ledger;
    await room.cut();
    await here.ask(REDEEM, at('101', 'T1'));
    nights.begin(AS_OF, '2026-10-30T15:59:00.000Z', 1, undefined);
    await room.connect();
    nights.begin(day(AS_OF + 1), '2026-10-31T15:59:00.000Z', 1, undefined);
    nights.begin(day(AS_OF + 2), '2026-11-01T15:59:00.000Z', 1, undefined);
    const said = '1 redemption of 1 cut-off store: 3.00 given, all billed';
    expect([0, 1, 2].map((nth) => saidBy(room, day(AS_OF + nth)))).toEqual([[], [said], []]);
  }));

/** What the line of a night says of it. */
const saidBy = ({ office }: Cut, asOf: Day) => describeOffline({ context: office, asOf } as NightRun);

test('what the office answered holds in the cut, and a voided one is voided at both ends', () =>
  withStores(chain, [], async (room) => {
    const here = storeOf(room, '101');
    const online = await here.ask(REDEEM, at('101', 'T1', { lines: [butter(1)] }));
    expect([online.body.status, online.body.offline]).toEqual(['redeemed', undefined]);
    await room.cut();
    const again = await here.ask(REDEEM, at('101', 'T1', { lines: [butter(1)] }));
    expect([again.body.status, again.body.redemption_id]).toEqual([
      'already-recorded',
      online.body.redemption_id,
    ]);
    // The butter was given online at this store: only the coffee is left.
    const rest = await here.ask(REDEEM, at('101', 'T2'));
    expect(offersOf(rest.body)).toEqual(['D1002']);
    const undone = await here.ask(`${REDEEM}/${online.body.redemption_id}/void`, { business_day: DAY });
    expect([undone.body.status, undone.body.reversed_cents]).toEqual(['voided', 100]);
    const own = await here.ask(`${REDEEM}/${rest.body.redemption_id}/void`, { business_day: DAY });
    expect([own.body.status, own.body.reversed_cents]).toEqual(['voided', 200]);
    await room.connect();
    expect(here.waiting()).toBe(0);
    const list = await here.ask(`/v1/lists/${LIST}`);
    expect((list.body.offers as { state: string }[]).map(({ state }) => state)).toEqual(['open', 'open']);
    expect(room.office.ledger.identity().faults).toEqual([]);
  }));

test('the office took it and the store did not hear: what the shopper got is what counts', () =>
  withStores(chain, [], async (room) => {
    const here = storeOf(room, '101');
    // As if the office had answered the same transaction when the butter was still recalled.
    room.office.ledger.recalls.put('00036000291452', undefined, 'Ann', '2026-10-30T10:00:00.000Z');
    expect(askOffice(room, at('101', 'T1')).decision).toMatchObject({ tag: 'redeemed', totalCents: 200 });
    room.office.ledger.recalls.lift('00036000291452', 'Ann', '2026-10-30T11:00:00.000Z');
    await room.cut();
    expect((await here.ask(REDEEM, at('101', 'T1'))).body.total_cents).toBe(300);
    await room.connect();
    expect(unbilled(room)).toEqual([]);
    const { perOffer, faults } = room.office.ledger.identity();
    expect(faults).toEqual([]);
    expect(perOffer.map(({ counts }) => counts.redeemed)).toEqual([1, 1]);
  }));

test('the cap holds per list; a forged number, a reservation and a return in the cut', () =>
  withStores(chain, ['checkout.offline_cap=2.50'], async (room) => {
    const here = storeOf(room, '101');
    await room.cut();
    const forged = await here.ask(REDEEM, at('101', 'T0', { list_code: '1678450323486787' }));
    expect(forged.body.reason).toBe('code-forged');
    const held = await here.ask(REDEEM, at('101', 'T1', { mode: 'reserve' }));
    expect([held.body.state, offersOf(held.body)]).toEqual(['reserved', ['D1001']]);
    expect(held.body.refused).toMatchObject([{ offer_id: 'D1002', reason: 'offline-cap' }]);
    expect(here.waiting()).toBe(1);
    const id = held.body.redemption_id;
    expect((await here.ask(`${REDEEM}/${id}/commit`, {})).body).toMatchObject({
      ...{ status: 'redeemed', state: 'committed', total_cents: 100, redemption_id: id },
    });
    expect(here.waiting()).toBe(2);
    // Asked for in one step, what was held is taken: the register says that it was paid.
    const other = { list_code: '1682907714503312', lines: [butter(1)] };
    await here.ask(REDEEM, at('101', 'T2', { ...other, mode: 'reserve' }));
    expect((await here.ask(REDEEM, at('101', 'T2', other))).body).toMatchObject({
      ...{ status: 'already-recorded', state: 'committed', total_cents: 100 },
    });
    expect(here.waiting()).toBe(3);
    const goods = { redemption_id: id, line_no: 1, business_day: DAY };
    expect((await here.ask('/v1/returns', goods)).status).toBe(503);
    await room.connect();
    expect((await here.ask('/v1/returns', goods)).body).toMatchObject({
      status: 'returned',
      discount_cents: 100,
    });
  }));

test('a card without a list, with the paper of another household, is told that by office and agent alike', async () => {
  const data = copyOf(chain);
  const joined = join(scratch, 'joined.csv');
  writeFileSync(joined, 'household_id,card_ids\nH3,4899999993\n');
  await ingest(worldIn(scratch).world, { data, arguments: ['households', joined] });
  await withStores(data, ['checkout.list_of_other_household=card'], async (room) => {
    const here = storeOf(room, '101');
    const ask = (transaction: string) => here.ask(REDEEM, at('101', transaction, { card_id: '4899999993' }));
    const answer = {
      status: 'rejected',
      reason: 'no-list',
      text: 'There is no list for this card at present.',
    };
    expect((await ask('T1')).body).toMatchObject(answer);
    await room.cut();
    expect((await ask('T2')).body).toMatchObject({ ...answer, offline: true });
  });
});

test('a reservation that lapsed and is paid late does not go beyond the cap', () =>
  withStores(chain, ['checkout.offline_cap=2.50'], async (room) => {
    const here = storeOf(room, '101');
    await room.cut();
    const held = await here.ask(REDEEM, at('101', 'T1', { mode: 'reserve' }));
    expect(offersOf(held.body)).toEqual(['D1001']);
    room.wait(11);
    // Asked for again it is held again, and nobody else gets it meanwhile.
    expect((await here.ask(REDEEM, at('101', 'T1', { mode: 'reserve' }))).body.status).toBe(
      'already-recorded',
    );
    expect((await here.ask(REDEEM, at('101', 'T3', { lines: [butter(1)] }))).body.status).toBe('rejected');
    room.wait(11);
    expect(offersOf((await here.ask(REDEEM, at('101', 'T2', { lines: [coffee(1)] }))).body)).toEqual([
      'D1002',
    ]);
    expect((await here.ask(REDEEM, at('101', 'T1'))).body.reason).toBe('lapsed');
    for (const act of ['tender', 'commit'])
      expect((await here.ask(`${REDEEM}/${held.body.redemption_id}/${act}`, {})).body.reason).toBe('lapsed');
    await room.connect();
    expect(unbilled(room)).toEqual([]);
    expect(saidBy(room, AS_OF)).toEqual(['1 redemption of 1 cut-off store: 2.00 given, all billed']);
  }));

test('the office took it, the store did not hear and gave nothing: nobody is billed', () =>
  withStores(chain, ['checkout.offline_cap=0.50'], async (room) => {
    const here = storeOf(room, '101');
    expect(askOffice(room, at('101', 'T1')).decision).toMatchObject({ totalCents: 300 });
    await room.cut();
    expect((await here.ask(REDEEM, at('101', 'T1'))).body).toMatchObject({
      ...{ status: 'rejected', reason: 'nothing-taken' },
      refused: [{ reason: 'offline-cap' }, { reason: 'offline-cap' }],
    });
    await room.connect();
    expect(room.office.ledger.identity().perOffer.map(({ counts }) => counts.open)).toEqual([2, 1]);
    // The cashier scans it again, now that the office answers.
    expect((await here.ask(REDEEM, at('101', 'T2'))).body.total_cents).toBe(300);
  }));

/** A register's request as it reaches the office, whose answer nobody hears. */
function askOffice({ office }: Cut, body: Record<string, unknown>) {
  const { readProduct } = laneDesk(office, () => undefined);
  return redeemAtLane(office, readRedemption(body as never, readProduct));
}

const butter = (line: number) => ({
  ...{ line_no: line, product_id: '036000291452', quantity: 1, unit_price_cents: 400, amount_cents: 400 },
});

const coffee = (line: number) => ({
  ...{ line_no: line, product_id: '012345678905', quantity: 1, unit_price_cents: 900, amount_cents: 900 },
});

function offersOf(body: Record<string, unknown>): string[] {
  return (body.discounts as { offer_id: string }[]).map(({ offer_id }) => offer_id);
}

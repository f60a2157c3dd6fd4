import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { query } from '../../scripts/proof/support/dump.ts';
import { atEndpoint, basket, copyOf, type Endpoint, makeChain } from './room.ts';

const MINUTE_MS = 60_000;
let chain: string;

beforeAll(async () => {
  chain = await makeChain();
}, 60_000);

type Lane = Endpoint & {
  readonly wait: (minutes: number) => void;
  readonly data: string;
  /** The answer in short: status, state or reason, cents. */
  readonly reserve: (register: string, over?: Record<string, unknown>) => Promise<unknown[]>;
  readonly go: (act: string, id?: number) => Promise<unknown[]>;
  readonly standing: () => Promise<unknown[]>;
};

/** A lane with a clock; at its end the ledger must add up. */
async function atLane(work: (lane: Lane) => Promise<void>): Promise<void> {
  let nowMs = Date.UTC(2026, 9, 30, 17, 40);
  const data = copyOf(chain);
  const short = ({ body }: { body: Record<string, unknown> }): unknown[] => [
    body.status,
    body.reason ?? body.state ?? body.reversed_cents,
  ];
  await atEndpoint(
    data,
    async (endpoint) => {
      const { ask, context } = endpoint;
      const proved = async <T>(answer: Promise<T>): Promise<T> => {
        const told = await answer;
        expect(context.ledger.identity().faults).toEqual([]);
        return told;
      };
      await work({
        ...endpoint,
        data,
        wait: (minutes) => {
          nowMs += minutes * MINUTE_MS;
        },
        reserve: async (register, over = {}) =>
          short(
            await proved(
              ask('POST', '/v1/redemptions', basket({ register_id: register, mode: 'reserve', ...over })),
            ),
          ),
        go: async (act, id = 1) => short(await proved(ask('POST', `/v1/redemptions/${id}/${act}`))),
        standing: async () =>
          query<{ state: string }>(data, 'ledger.db', 'SELECT state FROM issued_offer WHERE list_id = 1').map(
            ({ state }) => state,
          ),
      });
    },
    { now: () => new Date(nowMs) },
  );
}

describe('a reservation', () => {
  test('holds its specials against every other lane until it is committed, once', async () => {
    await atLane(async ({ reserve, go, ask, standing }) => {
      const first = await ask('POST', '/v1/redemptions', basket({ mode: 'reserve' }));
      expect(first.body).toMatchObject({
        status: 'redeemed',
        state: 'reserved',
        lapses_at: '2026-10-30T17:50:00.000Z',
        total_cents: 300,
      });
      expect(await standing()).toEqual(['reserved', 'reserved']);
      expect(await reserve('5')).toEqual(['rejected', 'nothing-taken']);
      expect(await reserve('4')).toEqual(['already-recorded', 'reserved']);
      const { body } = await ask('POST', '/v1/redemptions/1/commit');
      expect(body).toMatchObject({ status: 'redeemed', state: 'committed', total_cents: 300 });
      expect(body.discounts).toEqual(first.body.discounts);
      expect(await go('commit')).toEqual(['already-recorded', 'committed']);
      expect(await standing()).toEqual(['redeemed', 'redeemed']);
      expect(await go('void')).toEqual(['voided', 300]);
      expect(await go('commit')).toEqual(['rejected', 'voided']);
    });
  });

  test('is taken when its lane asks for the same in one step: it says that it was paid', async () => {
    await atLane(async ({ reserve, wait, standing }) => {
      await reserve('4');
      expect(await reserve('4', { mode: 'commit' })).toEqual(['already-recorded', 'committed']);
      wait(600);
      expect(await reserve('5')).toEqual(['rejected', 'nothing-taken']);
      expect(await standing()).toEqual(['redeemed', 'redeemed']);
      await reserve('9', { list_code: '1682907714503312', transaction_id: 'other' });
      wait(11);
      // It has lapsed, and nobody has its special.
      const again = { list_code: '1682907714503312', transaction_id: 'other', mode: null };
      expect(await reserve('9', again)).toEqual(['already-recorded', 'committed']);
    });
  });

  test('tells the second lane where the first one is', async () => {
    await atLane(async ({ reserve, ask }) => {
      await reserve('4');
      const { body } = await ask('POST', '/v1/redemptions', basket({ register_id: '5' }));
      expect((body.refused as { text: string }[])[0]?.text).toBe(
        'In use in another transaction that is not finished: 2026-10-30, store 101, register 4.',
      );
    });
  });

  test('lapses by itself when its time is over, and its list is free for others', async () => {
    await atLane(async ({ reserve, go, wait, standing }) => {
      await reserve('4');
      wait(9.99);
      expect(await reserve('5')).toEqual(['rejected', 'nothing-taken']);
      wait(0.01);
      expect(await reserve('5')).toEqual(['redeemed', 'reserved']);
      expect(await standing()).toEqual(['reserved', 'reserved']);
      // The first lane was late: another has the specials, and it is told so by name, again and again.
      expect(await go('commit', 1)).toEqual(['rejected', 'lapsed']);
      expect(await reserve('4')).toEqual(['rejected', 'lapsed']);
      expect(await go('commit', 2)).toEqual(['redeemed', 'committed']);
      expect(await go('void', 1)).toEqual(['voided', 0]);
    });
  });

  test('that lapsed is paid all the same where nobody took its specials', async () => {
    await atLane(async ({ reserve, go, wait, standing }) => {
      await reserve('4');
      wait(11);
      // Somebody else makes the lane look at the clock.
      await reserve('9', { list_code: '1682907714503312', transaction_id: 'other' });
      expect(await standing()).toEqual(['open', 'open']);
      expect(await reserve('4')).toEqual(['already-recorded', 'reserved']);
      wait(11);
      expect(await go('commit')).toEqual(['redeemed', 'committed']);
      expect(await standing()).toEqual(['redeemed', 'redeemed']);
    });
  });

  test('does not lapse once it is being tendered', async () => {
    await atLane(async ({ reserve, go, wait }) => {
      await reserve('4');
      expect(await go('tender')).toEqual(['already-recorded', 'reserved']);
      wait(600);
      expect(await reserve('5')).toEqual(['rejected', 'nothing-taken']);
      expect(await go('commit')).toEqual(['redeemed', 'committed']);
    });
  });

  test('is given back by a void, and never was money in the log that a restore reads', async () => {
    await atLane(async ({ reserve, go, data, standing }) => {
      await reserve('4');
      expect(await go('void')).toEqual(['voided', 300]);
      expect(await standing()).toEqual(['open', 'open']);
      await reserve('5');
      await go('commit', 2);
      const log = readFileSync(join(data, 'lanes/lanes-2026-10-30.ndjson'), 'utf8').trimEnd().split('\n');
      expect(log.map((line) => JSON.parse(line).act)).toEqual(['reserve', 'void', 'reserve', 'redeem']);
      expect(JSON.parse(log[3] ?? '')).toMatchObject({ redemption_id: 2, told: { totalCents: 300 } });
      expect(query(data, 'ledger.db', 'SELECT sum(funder_cents) AS cents FROM offer_draw')).toEqual([
        { cents: 300 },
      ]);
    });
  });
});

test('keyed numbers and a manager’s word are written down beside the redemption', async () => {
  await atLane(async ({ ask, data }) => {
    const { body } = await ask('POST', '/v1/redemptions', {
      ...basket({ business_day: '2026-11-09', keyed: true, operator_id: 12 }),
      override: { manager_id: 'M7', reason: 'queue was long' },
    });
    expect(body).toMatchObject({ status: 'redeemed', override_cents: 300 });
    expect(query(data, 'ledger.db', 'SELECT * FROM redemption_note')).toEqual([
      {
        redemption_id: 1,
        keyed: 1,
        operator_id: '12',
        override_by: 'M7',
        override_reason: 'queue was long',
        override_cents: 300,
      },
    ]);
  });
});

describe('a list with the card of another household', () => {
  const both = basket({ card_id: '4815838634' });

  test.each([
    [
      'refuse',
      { status: 'rejected', reason: 'list-of-other-household', text: 'This list belongs to another card.' },
    ],
    ['allow', { status: 'redeemed', list_id: '1', total_cents: 300 }],
    ['card', { status: 'redeemed', list_id: '2', total_cents: 100 }],
  ])('is handled as the chain says: %s', async (rule, answer) => {
    const set = [`checkout.list_of_other_household=${rule}`];
    await atEndpoint(
      copyOf(chain),
      async ({ ask }) => {
        expect((await ask('POST', '/v1/redemptions', both)).body).toMatchObject(answer);
        const own = await ask(
          'POST',
          '/v1/redemptions',
          basket({ card_id: '4807919317', transaction_id: '2' }),
        );
        expect(own.body.list_id ?? own.body.reason).toBe(rule === 'allow' ? 'nothing-taken' : '1');
      },
      {},
      set,
    );
  });
});

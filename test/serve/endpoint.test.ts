import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, test } from 'vitest';
import { differences, logicalDump, query } from '../../scripts/proof/support/dump.ts';
import { run as redeem } from '../../src/cli/commands/redeem.ts';
import { run as token } from '../../src/cli/commands/token.ts';
import { laneDesk } from '../../src/cli/lane/desk.ts';
import type { Ask } from '../../src/serve/desk.ts';
import { EXAMPLES } from '../../src/serve/examples.ts';
import { ANSWERS, openApi } from '../../src/serve/openapi.ts';
import { readRedemption } from '../../src/serve/read-request.ts';
import type { RedemptionBody } from '../../src/serve/schemas.ts';
import { worldIn } from '../cli/world.ts';
import { succeedHere } from '../support/here.ts';
import { atEndpoint, basket, copyOf, DAY, LIST, makeChain, makeToken, scratch } from './room.ts';

let chain: string;

beforeAll(async () => {
  chain = await makeChain();
}, 60_000);

test('answers every example of its OpenAPI document with just that answer', async () => {
  await atEndpoint(copyOf(chain), async ({ ask }) => {
    for (const { operation, path, body, answer, name } of EXAMPLES) {
      const method = operation.startsWith('get') ? 'GET' : 'POST';
      expect([name, await ask(method, path, body)]).toEqual([name, { status: 200, body: answer }]);
    }
  });
});

test('documents every business answer by a schema that it keeps', () => {
  const ajv = new Ajv({ allowUnionTypes: true });
  const document = openApi() as {
    paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
  };
  for (const { operation, answer, name } of EXAMPLES) {
    const [method = '', path = ''] = operation.split(' ');
    const text = JSON.stringify(document.paths[path]?.[method]?.responses['200']);
    const schema = ANSWERS[/schemas\/(\w+)"/.exec(text)?.[1] ?? ''] ?? {};
    expect([name, ajv.validate(schema, answer), ajv.errorsText()]).toEqual([name, true, 'No errors']);
  }
});

test('takes ids as long as the feeds take them, in any script', async () => {
  const data = copyOf(chain);
  const long = 'é'.repeat(200);
  await atEndpoint(data, async ({ ask }) => {
    const { lines } = basket() as { lines: object[] };
    const fee = { line_no: 9, product_id: long, quantity: 1, unit_price_cents: 5, amount_cents: 5 };
    const asked = basket({ transaction_id: long, card_id: '4807919317', lines: [...lines, fee] });
    const { status, body } = await ask('POST', '/v1/redemptions', asked);
    expect([status, body.total_cents]).toEqual([200, 300]);
    expect((await ask('POST', '/v1/redemptions', asked)).body.status).toBe('already-recorded');
    expect((await ask('POST', '/v1/redemptions', basket({ transaction_id: `${long}x` }))).status).toBe(400);
  });
});

test('tells the cashier in the language of the chain', async () => {
  await atEndpoint(
    copyOf(chain),
    async ({ ask }) => {
      const text = async (over: Record<string, unknown>) =>
        (await ask('POST', '/v1/redemptions', basket(over))).body;
      await text({});
      expect((await text({ transaction_id: '2' })).refused).toMatchObject([
        { reason: 'used', text: 'Ya se usó: 2026-10-30, tienda 101, caja 4.' },
        { reason: 'used' },
      ]);
      expect((await text({ transaction_id: '3', business_day: '2026-11-20' })).text).toBe(
        'La lista ya pasó su último día.',
      );
      expect((await ask('POST', '/v1/redemptions/77/commit')).body.text).toBe('Ese canje no existe.');
      expect((await ask('POST', '/v1/redemptions/77/void')).body.text).toBe('Ese canje no existe.');
      expect((await ask('POST', '/v1/returns', { redemption_id: 1, line_no: 7 })).body.text).toBe(
        'La compra no tiene esa línea.',
      );
    },
    {},
    ['chain.language=es'],
  );
});

test('is one ledger with the command line, whoever asks first', async () => {
  const data = copyOf(chain);
  await atEndpoint(data, async ({ ask }) => {
    const { body } = await ask('POST', '/v1/redemptions', basket());
    const { world, said } = worldIn(scratch);
    const options = {
      data,
      store: '101',
      register: '4',
      transaction: '5512',
      day: DAY,
      list: LIST,
      json: true,
    };
    await redeem(world, { ...options, basket: basketFile() });
    expect(JSON.parse(said.stdout)).toEqual({
      schema: 'duelist.redeem/1',
      ...body,
      status: 'already-recorded',
    });
  });
});

function basketFile(): string {
  const path = join(scratch, 'basket.csv');
  const lines = ['1,036000291452,1,400,400', '2,012345678905,1,900,900'];
  const header = 'line_no,product_id,quantity,unit_price_cents,amount_cents';
  writeFileSync(path, [header, ...lines, ''].join('\n'));
  return path;
}

test('decides a group in one transaction, and what fails in one of them stays its own', async () => {
  const data = copyOf(chain);
  await atEndpoint(data, async ({ context, ask }) => {
    const redemption = (listCode: string): Ask => ({
      ...({ act: 'redeem', isReserved: false, keyed: false, operatorId: undefined } as const),
      request: readRedemption(
        basket({ list_code: listCode, transaction_id: listCode }) as unknown as RedemptionBody,
        laneDesk(context, () => undefined).readProduct,
      ),
    });
    await ask('POST', '/v1/redemptions', basket());
    const before = logicalDump(data, ['ledger.db']);
    // No schema lets this in: what a fault of ours would look like.
    const broken: Ask = {
      act: 'return',
      by: 'test',
      request: { redemptionId: 1, lineNo: 1, quantityMilli: -5, key: undefined, day: undefined },
    };
    const desk = laneDesk(context, () => undefined);
    expect(desk.decide([broken]).map(({ tag }) => tag)).toEqual(['failed']);
    expect(differences(before, logicalDump(data, ['ledger.db']))).toEqual([]);
    const told = desk.decide([broken, redemption('1682907714503312'), broken, redemption(LIST)]);
    expect(told.map((one) => (one.tag === 'answered' ? one.answer.status : one.tag))).toEqual([
      ...['failed', 'redeemed', 'failed', 'rejected'],
    ]);
  });
});

async function bearer(data: string, lanes: { store: string; register?: string } = { store: '101' }) {
  return { authorization: `Bearer ${await makeToken(data, lanes)}` };
}

describe('a token', () => {
  test('opens its own store and register, and nothing once it is revoked', async () => {
    const data = copyOf(chain);
    await atEndpoint(data, async ({ inject }) => {
      const post = async (lanes: { store: string; register?: string }) => {
        const headers = await bearer(data, lanes);
        const { statusCode } = await inject({
          method: 'POST',
          url: '/v1/redemptions',
          headers,
          payload: basket(),
        });
        return statusCode;
      };
      expect(await post({ store: '102' })).toBe(403);
      expect(await post({ store: '101', register: '5' })).toBe(403);
      expect(await post({ store: '101', register: '4' })).toBe(200);
      const headers = await bearer(data);
      const look = () => inject({ method: 'GET', url: `/v1/lists/${LIST}`, headers });
      expect((await look()).statusCode).toBe(200);
      const id = /dlt_(\d+)_/.exec(headers.authorization)?.[1] ?? '';
      await token(worldIn(scratch).world, { data, arguments: ['revoke'], id, keep: '24' });
      expect((await look()).statusCode).toBe(401);
    });
  });

  test('that is rotated stays good for as long as was said', async () => {
    const data = copyOf(chain);
    let nowMs = Date.UTC(2026, 2, 1);
    const now = () => new Date(nowMs);
    await atEndpoint(
      data,
      async ({ inject }) => {
        const headers = await bearer(data);
        const id = /dlt_(\d+)_/.exec(headers.authorization)?.[1] ?? '';
        await token(worldIn(scratch).world, { data, arguments: ['rotate'], id, keep: '2' });
        const look = () => inject({ method: 'GET', url: `/v1/lists/${LIST}`, headers });
        nowMs += 2 * 3_600_000 - 1;
        expect((await look()).statusCode).toBe(200);
        nowMs += 1;
        expect((await look()).statusCode).toBe(401);
      },
      { now },
    );
  });

  test('that was revoked stays so when an older backup is brought back, and a newer one stays good', async () => {
    const data = copyOf(chain);
    const old = await makeToken(data, { store: '101' });
    const backup = join(scratch, 'backup');
    await succeedHere(['backup', '--data', data, '--out', backup]);
    await token(worldIn(scratch).world, { data, arguments: ['revoke'], id: '1', keep: '24' });
    const made = await makeToken(data, { store: '101' });
    await succeedHere(['restore', '--from', backup, '--data', data, '--by', 'Jo']);
    await atEndpoint(data, async ({ inject }) => {
      const look = async (bearer: string): Promise<number> => {
        const headers = { authorization: `Bearer ${bearer}` };
        return (await inject({ method: 'GET', url: `/v1/lists/${LIST}`, headers })).statusCode;
      };
      expect([await look(old), await look(made)]).toEqual([401, 200]);
    });
  });

  test('is in no file: neither the ledger nor a log has more than its hash', async () => {
    const data = copyOf(chain);
    const made = await makeToken(data, { store: '101' });
    expect(made).toMatch(/^dlt_1_[\w-]{43}$/);
    for (const file of ['ledger.db', 'ledger.db-wal', 'logs/duelist.log']) {
      const bytes = readFileSync(join(data, file), { flag: 'a+' });
      expect([file, bytes.includes(made.slice(6))]).toEqual([file, false]);
    }
  });
});

test('masks the numbers of lists and cards in its log', async () => {
  const data = copyOf(chain);
  await atEndpoint(data, async ({ ask }) => {
    for (let n = 0; n < 6; n++)
      await ask('POST', '/v1/redemptions', basket({ list_code: `16784503234867${n}0` }));
    await ask('GET', `/v1/lists/1678450323486787`);
    await ask('GET', `/v1/lists/1678450323486787?token=${LIST}`);
  });
  const log = readFileSync(join(data, 'logs/duelist.log'), 'utf8');
  expect(log).not.toContain('16784503');
  expect(log).toContain('"msg":"supervisor"');
});

test('asks for a supervisor after five numbers within ten minutes that are none of ours', async () => {
  let nowMs = Date.UTC(2026, 9, 30, 17);
  const now = () => new Date(nowMs);
  await atEndpoint(
    copyOf(chain),
    async ({ ask }) => {
      const forged = async (register: string) => {
        const { body } = await ask(
          'POST',
          '/v1/redemptions',
          basket({ register_id: register, list_code: '1' }),
        );
        return body.supervisor !== undefined;
      };
      for (let n = 0; n < 4; n++) expect(await forged('4')).toBe(false);
      expect(await forged('5')).toBe(false);
      nowMs += 599_000;
      expect(await forged('4')).toBe(true);
      // A spent or unknown list is no bad scan.
      expect((await ask('POST', '/v1/redemptions', basket())).body.supervisor).toBeUndefined();
      nowMs += 600_000;
      expect(await forged('4')).toBe(false);
    },
    { now },
  );
});

const BAD: Readonly<Record<string, object>> = {
  'a body that is none': {},
  'a number as text': basket({ lines: [{ line_no: '1' }] }),
  'a day that is none': basket({ business_day: '2026-02-30' }),
  'a fourth decimal': basket({
    lines: [{ line_no: 1, product_id: '1', quantity: 1.2345, unit_price_cents: 1, amount_cents: 1 }],
  }),
  'half a cent': basket({
    lines: [{ line_no: 1, product_id: '1', quantity: 1, unit_price_cents: 1, amount_cents: 0.5 }],
  }),
};

test.each(Object.entries(BAD))('answers %s with 400 and changes nothing', async (_, payload) => {
  const data = copyOf(chain);
  await atEndpoint(data, async ({ ask }) => {
    const before = logicalDump(data, ['ledger.db']);
    const { status, body } = await ask('POST', '/v1/redemptions', payload);
    expect([status, body.error]).toEqual([400, 'bad-request']);
    expect(differences(before, logicalDump(data, ['ledger.db']))).toEqual([]);
  });
});

test('takes a void of the same business day, and no other', async () => {
  const data = copyOf(chain);
  await atEndpoint(data, async ({ ask }) => {
    await ask('POST', '/v1/redemptions', basket());
    const next = await ask('POST', '/v1/redemptions/1/void', { business_day: '2026-10-31' });
    expect(next.body).toMatchObject({ status: 'rejected', reason: 'business-day-over' });
    expect((await ask('POST', '/v1/redemptions/1/void', { business_day: DAY })).body.status).toBe('voided');
  });
  expect(query(data, 'ledger.db', "SELECT actor FROM audit WHERE act = 'void'")).toEqual([
    { actor: 'store 101' },
  ]);
});

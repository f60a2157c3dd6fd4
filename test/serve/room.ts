import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InjectOptions } from 'fastify';
import { copyData } from '../../scripts/proof/support/chain.ts';
import { run as cutover } from '../../src/cli/commands/cutover.ts';
import { run as ingest } from '../../src/cli/commands/ingest.ts';
import { run as token } from '../../src/cli/commands/token.ts';
import { type Context, withContext } from '../../src/cli/context.ts';
import { endpointOf } from '../../src/cli/lane/endpoint.ts';
import { worldIn } from '../cli/world.ts';
import { sharedDirectory } from '../support/scratch.ts';

/**
 * A chain with two households and the lists of an earlier system, whose numbers are the same in every run: what the
 * OpenAPI document shows is asked here, word for word.
 */
export const scratch = sharedDirectory();

const WINDOW = '2026-10-01,2026-12-31,2026-10-01,2026-12-31';
const FEEDS: Readonly<Record<string, readonly string[]>> = {
  products: [
    'product_id,description,brand,category',
    '036000291452,Butter,Tamarack,Dairy',
    '012345678905,Coffee,Kessel,Drinks',
  ],
  prices: ['product_id,price', '036000291452,4.00', '012345678905,9.00'],
  households: [
    'household_id,card_ids,name,home_store_id,mail_consent',
    'H1,4807919317,Ann Example,101,yes',
    'H2,4815838634,Bo Example,101,yes',
  ],
  offers: [
    `offer_id,funder_id,kind,value,products,issue_start,issue_end,redeem_start,redeem_end,limit_household,headline,on_return`,
    `D1001,F1,cents_off,1.00,036000291452,${WINDOW},2,$1 off Tamarack butter,restore`,
    `D1002,F2,new_price,7.00,012345678905,${WINDOW},,Kessel coffee just $7,restore`,
  ],
};

const LISTS = [
  'household_id,list_code,valid_from,valid_until,offer_id,value',
  'H1,1678450323486778,2026-10-26,2026-11-08,D1001,1.00',
  'H1,1678450323486778,2026-10-26,2026-11-08,D1002,',
  'H2,1682907714503312,2026-10-26,2026-11-08,D1001,1.00',
];

function write(name: string, lines: readonly string[]): string {
  const path = join(scratch, `${name}.csv`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/** Made once in a file of tests. @returns Its data directory, for copying. */
export async function makeChain(): Promise<string> {
  const data = join(scratch, 'chain');
  for (const [name, lines] of Object.entries(FEEDS)) {
    await ingest(worldIn(scratch).world, { data, arguments: [name, write(name, lines)] });
  }
  await cutover(worldIn(scratch).world, { data, lists: write('lists', LISTS), by: 'Jo' });
  return data;
}

let copies = 0;

export function copyOf(chain: string): string {
  copies += 1;
  return copyData(chain, join(scratch, `copy-${copies}`));
}

/** A token of the command line. */
export async function makeToken(data: string, lanes: { store: string; register?: string }): Promise<string> {
  const { world, said } = worldIn(scratch);
  await token(world, { data, arguments: ['create'], keep: '24', ...lanes });
  return said.stdout.trimEnd().split('\n').at(-1) ?? '';
}

export type Answered = { readonly status: number; readonly body: Record<string, unknown> };

export type Endpoint = {
  readonly context: Context;
  readonly inject: (options: InjectOptions) => Promise<{ statusCode: number; body: string; headers: object }>;
  /** One request with the store's token. */
  readonly ask: (method: 'GET' | 'POST', url: string, payload?: object) => Promise<Answered>;
};

/** The endpoint over a data directory, without a socket. */
export async function atEndpoint(
  data: string,
  work: (endpoint: Endpoint) => Promise<void>,
  over: Parameters<typeof worldIn>[1] = {},
  set: readonly string[] = [],
): Promise<void> {
  const bearer = await makeToken(data, { store: '101' });
  await withContext(worldIn(scratch, over).world, { data, set }, { command: 'serve' }, async (context) => {
    const app = endpointOf(context);
    const ask: Endpoint['ask'] = async (method, url, payload) => {
      const headers = { authorization: `Bearer ${bearer}` };
      const { statusCode, body } = await app.inject({
        method,
        url,
        headers,
        ...(payload === undefined ? {} : { payload }),
      });
      return { status: statusCode, body: JSON.parse(body) as Record<string, unknown> };
    };
    try {
      await work({ context, inject: (options) => app.inject(options), ask });
    } finally {
      await app.close();
    }
  });
}

export const LIST = '1678450323486778';
export const DAY = '2026-10-30';

/** A redemption request: a pound of butter and a coffee, unless told otherwise. */
export function basket(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    store_id: '101',
    register_id: '4',
    transaction_id: '5512',
    business_day: DAY,
    list_code: LIST,
    lines: [
      { line_no: 1, product_id: '036000291452', quantity: 1, unit_price_cents: 400, amount_cents: 400 },
      { line_no: 2, product_id: '012345678905', quantity: 1, unit_price_cents: 900, amount_cents: 900 },
    ],
    ...over,
  };
}

/**
 * Damaged, forged, mistyped and photocopied requests at a checkout endpoint whose lists are all spent: none of them crashes it,
 * is answered with a fault of ours, or moves a cent.
 *
 *     npm run proof -- requests [--count REQUESTS] [--seed N]
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withContext } from '../../src/cli/context.ts';
import { endpointOf } from '../../src/cli/lane/endpoint.ts';
import { bodyOf, codeOf, DAY, laneChain, largeBodyOf, STORE } from '../bench/support/lane-chain.ts';
import type { Proof } from '../lib/proof-report.ts';
import { Dice } from '../simulate/random.ts';
import { differences, logicalDump } from './support/dump.ts';
import { succeed } from './support/program.ts';
import { quietWorld } from './support/quiet-world.ts';
import { type Asked, damage } from './support/request-mutations.ts';

export const title =
  'damaged, forged and photocopied requests never crash the endpoint and never move a cent';

const REQUESTS = 20_000;
/** One in so many goes over a socket as bytes that need not be HTTP. */
const RAW_EVERY = 50;
const LIST = 1;

type Endpoint = ReturnType<typeof endpointOf>;

export const run: Proof = async ({ seed, count = REQUESTS, say }) => {
  const scratch = mkdtempSync(join(tmpdir(), 'duelist-requests-'));
  try {
    const data = join(scratch, 'data');
    await laneChain(data, 3);
    // The redemption is another store's, so that no void of this one can touch it.
    const [other, token] = [await tokenOf(data, '102'), await tokenOf(data, STORE)];
    const set = ['checkout.requests_per_second=1000000'];
    return await withContext(quietWorld(), { data, set }, { command: 'serve' }, async (context) => {
      const app = endpointOf(context);
      await app.listen({ port: 0, host: '127.0.0.1' });
      try {
        await spend(app, other, token);
        const before = logicalDump(data, ['ledger.db']);
        const { failures, statuses } = await askAll(
          app,
          token,
          new Dice(seed).stream(9, count, 0),
          count,
          say,
        );
        const moved = differences(before, logicalDump(data, ['ledger.db'])).slice(0, 5);
        const health = await app.inject({ method: 'GET', url: '/healthz' });
        return {
          count,
          failures: [
            ...failures,
            ...moved.map((what) => `the ledger has changed: ${what}`),
            ...(health.statusCode === 200 ? [] : ['the endpoint is not well afterwards']),
          ],
          figures: statuses,
        };
      } finally {
        await app.close();
      }
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

async function tokenOf(data: string, store: string): Promise<string> {
  const made = await succeed(['token', 'create', '--store', store, '--data', data]);
  return made.stdout.trimEnd().split('\n').at(-1) ?? '';
}

/** One list is used up, and all that was bought by it came back: nothing is left that a request could take. */
async function spend(app: Endpoint, other: string, token: string): Promise<void> {
  const post = async (url: string, payload: string, bearer: string): Promise<Record<string, unknown>> => {
    const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
    return JSON.parse((await app.inject({ method: 'POST', url, payload, headers })).body);
  };
  const all = { ...JSON.parse(largeBodyOf(LIST, 12, 'all')), store_id: '102' };
  const taken = await post('/v1/redemptions', JSON.stringify(all), other);
  if (taken.status !== 'redeemed' || (taken.discounts as unknown[]).length !== 12)
    throw new Error(`the list was not spent: ${JSON.stringify(taken)}`);
  for (const { line_no: line } of all.lines) {
    const back = await post('/v1/returns', JSON.stringify({ redemption_id: 1, line_no: line }), token);
    if (back.status !== 'returned')
      throw new Error(`line ${line} did not come back: ${JSON.stringify(back)}`);
  }
}

/** What lanes ask, of a list that is spent; and numbers that are nearly one. */
function corpus(): Asked[] {
  const photocopy = bodyOf({ list: LIST, special: 0 }, 'copy');
  const mistyped = `${codeOf(LIST).slice(0, -2)}10`;
  const asked = (path: string, body: object | string = ''): Asked => ({
    method: 'POST',
    path,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const redemptions = [
    photocopy,
    largeBodyOf(LIST, 200, 'large'),
    photocopy.replace(codeOf(LIST), mistyped),
    JSON.stringify({ ...JSON.parse(photocopy), mode: 'reserve', keyed: true, operator_id: 7 }),
    JSON.stringify({ ...JSON.parse(photocopy), override: { manager_id: 'M1', reason: 'goodwill' } }),
  ];
  return [
    ...redemptions.map((body) => asked('/v1/redemptions', body)),
    ...['void', 'commit', 'tender'].map((act) => asked(`/v1/redemptions/1/${act}`, { business_day: DAY })),
    asked('/v1/redemptions/99/void'),
    asked('/v1/returns', { redemption_id: 1, line_no: 1, quantity: 1 }),
    { method: 'GET', path: `/v1/lists/${codeOf(LIST)}`, body: '' },
    { method: 'GET', path: `/v1/lists/${mistyped}`, body: '' },
  ];
}

async function askAll(app: Endpoint, token: string, dice: Dice, count: number, say: (line: string) => void) {
  const all = corpus();
  const failures: string[] = [];
  const statuses: Record<string, number> = {};
  const { port } = app.server.address() as AddressInfo;
  for (let n = 0; n < count; n++) {
    const base = all[n % all.length];
    if (base === undefined) throw new Error('there is no request to damage');
    const asked = damage(base, dice);
    if (n % RAW_EVERY === 0) {
      await sendRaw(
        port,
        `${asked.method} ${asked.path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${dice.below(50)}\r\n\r\n${asked.body.slice(0, 500)}`,
      );
      statuses.raw = (statuses.raw ?? 0) + 1;
      continue;
    }
    const status = await ask(app, asked, token);
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (status >= 500 && failures.length < 20)
      failures.push(
        `request ${n} was answered ${status}: ${asked.method} ${asked.path} ${asked.body.slice(0, 300)}`,
      );
    if ((n + 1) % 5000 === 0) say(`${n + 1} requests, ${failures.length} failures`);
  }
  return { failures, statuses };
}

async function ask(app: Endpoint, { method, path, body }: Asked, token: string): Promise<number> {
  const { statusCode } = await app.inject({
    method: method as 'POST',
    url: path.startsWith('/') ? path : `/${path}`,
    ...(method === 'GET' || method === 'HEAD' ? {} : { payload: body }),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  });
  return statusCode;
}

/** Bytes on a socket; whatever comes back, the connection is closed in the end. */
async function sendRaw(port: number, text: string): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.end(text);
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), 200);
  await once(socket, 'close');
  clearTimeout(timer);
}

/**
 * One lane of a storm: `node storm-process.ts ORDERS`, with an IPC channel for what it was told. By HTTP, or on the ledger itself
 * beside the server, with a clock that jumps.
 */
import { request as httpRequest } from 'node:http';
import { withContext } from '../../../src/cli/context.ts';
import { endpointOf } from '../../../src/cli/lane/endpoint.ts';
import { bodyOf, SPECIALS } from '../../bench/support/lane-chain.ts';
import { Dice } from '../../simulate/random.ts';
import { quietWorld } from './quiet-world.ts';
import type { Orders, Told } from './storm.ts';

const orders = JSON.parse(process.argv[2] ?? '{}') as Orders;
const dice = new Dice(orders.seed).stream(7, orders.lane, 0);
/** Long enough for a server to come back, in milliseconds. */
const TRY_AGAIN_MS = 100;
const HOUR_MS = 3_600_000;
/** Reservations that a lane leaves standing while it serves others, so that they lapse, and others take what they held. */
const HELD_MAX = 30;

type Send = (method: string, path: string, body: string) => Promise<Record<string, unknown>>;
type Json = Record<string, unknown>;

const told: Told[] = [];
if (orders.url === undefined) await onLedger();
else await storm(byHttp(orders.url));
process.send?.(told, () => process.exit(0));

async function onLedger(): Promise<void> {
  let jumpMs = 0;
  const world = quietWorld(() => new Date(Date.now() + jumpMs));
  await withContext(world, { data: orders.data }, { command: 'serve' }, async (context) => {
    const app = endpointOf(context);
    await storm(async (method, url, payload) => {
      // An hour to and fro: reservations of others lapse under their hands.
      if (dice.below(20) === 0) jumpMs = (dice.below(3) - 1) * HOUR_MS;
      const headers = { authorization: `Bearer ${orders.token}`, 'content-type': 'application/json' };
      const { statusCode, body } = await app.inject({ method: method as 'POST', url, payload, headers });
      if (statusCode !== 200) throw new Error(`${url} was answered ${statusCode}: ${body}`);
      return JSON.parse(body) as Json;
    });
    await app.close();
  });
}

/** Asks again until there is an answer, as a lane does whose server was killed: the same request, word for word. */
function byHttp(base: string): Send {
  return async (method, path, body) => {
    for (;;) {
      const answer = await once(base + path, method, body).catch(() => undefined);
      if (answer?.status === 200) return JSON.parse(answer.text) as Json;
      if (answer !== undefined && answer.status !== 503)
        throw new Error(`${path} was answered ${answer.status}: ${answer.text}`);
      await new Promise((resume) => setTimeout(resume, TRY_AGAIN_MS));
    }
  };
}

function once(url: string, method: string, body: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      url,
      { method, headers: { authorization: `Bearer ${orders.token}`, 'content-type': 'application/json' } },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
        answer.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** So many attempts at any list, each carried on as the dice say. */
async function storm(send: Send): Promise<void> {
  const held: Told[] = [];
  for (let n = 0; n < orders.attempts; n++) {
    const list = dice.below(orders.lists);
    const special = dice.below(SPECIALS);
    const asked = JSON.parse(bodyOf({ list, special }, `L${orders.lane}-${n}`)) as Json;
    const isReserved = dice.below(3) === 0;
    const body = JSON.stringify({ ...asked, ...(isReserved ? { mode: 'reserve' } : {}) });
    const first = await send('POST', '/v1/redemptions', body);
    if (first.status === 'rejected') continue;
    const again = dice.below(4) === 0 ? await send('POST', '/v1/redemptions', body) : undefined;
    const id = first.redemption_id as number;
    const kept: Told = {
      redemptionId: id,
      totalCents: first.total_cents as number,
      ending: isReserved ? 'reserved' : 'committed',
      returned: 0,
      isRepeated: again === undefined || sameFigures(first, again),
    };
    told.push(kept);
    if (isReserved && dice.below(3) === 0) held.push(kept);
    else await carryOn(send, kept);
    const oldest = held.length > HELD_MAX ? held.shift() : undefined;
    if (oldest !== undefined) await carryOn(send, oldest);
  }
}

async function carryOn(send: Send, kept: Told): Promise<void> {
  const { redemptionId: id } = kept;
  if (kept.ending === 'reserved') {
    if (dice.below(4) === 0) await send('POST', `/v1/redemptions/${id}/tender`, '');
    if (dice.below(5) > 0) {
      const { status, reason } = await send('POST', `/v1/redemptions/${id}/commit`, '');
      kept.ending = status === 'rejected' ? (reason as Told['ending']) : 'committed';
    }
  }
  if (kept.ending === 'committed' && dice.below(4) === 0) {
    const answer = await send(
      'POST',
      '/v1/returns',
      JSON.stringify({ redemption_id: id, line_no: 1, quantity: 1 }),
    );
    if (answer.status === 'returned') kept.returned += 1;
  }
  if (dice.below(3) === 0) {
    const { status } = await send('POST', `/v1/redemptions/${id}/void`, '');
    if (status !== 'rejected') kept.ending = 'voided';
  }
}

/** A retry has the first answer's figures, or says by name why it cannot have them any more. */
function sameFigures(first: Json, again: Json): boolean {
  if (again.status === 'rejected') return again.reason === 'lapsed';
  return (
    JSON.stringify(first.discounts) === JSON.stringify(again.discounts) && again.status === 'already-recorded'
  );
}

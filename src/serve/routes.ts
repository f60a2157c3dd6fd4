import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { LaneAnswer } from '../checkout/answers.ts';
import { formatDay } from '../shared/day.ts';
import { scannedCode } from '../shared/scanned-code.ts';
import type { LaneToken } from '../store/ledger/tokens.ts';
import { type Counter, Denied } from './counter.ts';
import type { Ask, ListOnPaper } from './desk.ts';
import { FORWARD_BODY, type ForwardBody } from './forwarding.ts';
import { openApi } from './openapi.ts';
import { BadRequest, dayOf, readRedemption, readReturn } from './read-request.ts';
import {
  REDEMPTION_BODY,
  RETURN_BODY,
  type RedemptionBody,
  type ReturnBody,
  VOID_BODY,
  type VoidBody,
} from './schemas.ts';

/** Every route of the endpoint. */
export function addRoutes(app: FastifyInstance, counter: Counter): void {
  const document = openApi();
  app.get('/healthz', { config: { open: true } }, () => {
    counter.desk.check();
    return { status: 'ok' };
  });
  app.get('/openapi.json', { config: { open: true } }, () => document);
  app.get('/metrics', (_, reply) => {
    reply.type('text/plain; version=0.0.4; charset=utf-8');
    return counter.metrics.text(counter.waiting());
  });
  addLookup(app, counter);
  addForwarding(app, counter);

  app.post<{ Body: RedemptionBody }>(
    '/v1/redemptions',
    { schema: { body: REDEMPTION_BODY } },
    async (request) => {
      const asked = readRedemption(request.body, counter.desk.readProduct);
      const bearer = requireLane(request, asked.storeId, asked.registerId);
      const { mode, keyed, operator_id: operator } = request.body;
      return answer(counter, bearer, asked.registerId, {
        act: 'redeem',
        request: asked,
        isReserved: mode === 'reserve',
        keyed: keyed === true,
        operatorId: operator == null ? undefined : String(operator),
      });
    },
  );
  for (const act of ['tender', 'commit'] as const) {
    app.post<{ Params: { id: string } }>(`/v1/redemptions/:id/${act}`, async (request) => {
      const bearer = requireBearer(request);
      const redemptionId = redemptionNo(request.params.id);
      return answer(counter, bearer, undefined, { act, redemptionId, storeId: bearer.storeId });
    });
  }
  app.post<{ Params: { id: string }; Body: VoidBody | null | undefined }>(
    '/v1/redemptions/:id/void',
    { schema: { body: VOID_BODY } },
    async (request) => {
      const bearer = requireBearer(request);
      const { business_day: day, operator_id: operator } = request.body ?? {};
      return answer(counter, bearer, undefined, {
        act: 'void',
        redemptionId: redemptionNo(request.params.id),
        storeId: bearer.storeId,
        day: day == null ? undefined : dayOf('business_day', day),
        by: nameOf(bearer, operator),
      });
    },
  );
  app.post<{ Body: ReturnBody }>('/v1/returns', { schema: { body: RETURN_BODY } }, async (request) => {
    const asked = readReturn(request.body);
    const bearer =
      asked.key === undefined
        ? requireBearer(request)
        : requireLane(request, asked.key.storeId, asked.key.registerId);
    return answer(counter, bearer, undefined, {
      act: 'return',
      request: asked,
      by: nameOf(bearer, request.body.operator_id),
    });
  });
}

/** For the lane agent of a store that was cut off. */
function addForwarding(app: FastifyInstance, counter: Counter): void {
  app.post<{ Body: ForwardBody }>('/v1/offline', { schema: { body: FORWARD_BODY } }, async (request) => {
    const bearer = requireBearer(request);
    if (bearer.registerId !== undefined)
      throw new Denied(403, 'other-register', 'What a store forwards needs a token of the whole store.');
    const { entries } = request.body;
    return answer(counter, bearer, undefined, { act: 'forward', storeId: bearer.storeId, entries });
  });
}

function addLookup(app: FastifyInstance, { desk, metrics, badScans, note, nowMs }: Counter): void {
  app.get<{ Params: { code: string } }>('/v1/lists/:code', async (request) => {
    const bearer = requireBearer(request);
    const found = desk.lookUp(scannedCode(request.params.code));
    if (typeof found !== 'string') return describeList(found);
    if (found === 'forged') {
      metrics.scans.add({ store: bearer.storeId });
      if (badScans.count(laneOf(bearer, undefined), nowMs())) note('supervisor', { store: bearer.storeId });
    }
    throw new Denied(404, 'list-unknown', 'There is no list with this number. Please scan again.');
  });
}

async function answer(
  counter: Counter,
  bearer: LaneToken,
  registerId: string | undefined,
  ask: Ask,
): Promise<LaneAnswer> {
  const told = await counter.decide(ask);
  if (told.tag === 'not-yours')
    throw new Denied(403, 'other-store', 'This is a redemption of another store.');
  if (told.tag === 'failed') throw new Error('this request could not be decided');
  const { status, reason } = told.answer;
  counter.metrics.answers.add({ act: ask.act, status, reason: String(reason ?? '') });
  countCents(counter, told.answer);
  return told.isBadScan ? warned(counter, bearer, registerId, told.answer) : told.answer;
}

/** Of the lanes' own numbers only: funder and store, once each. */
function countCents({ metrics }: Counter, { status, state, discounts }: LaneAnswer): void {
  // What was reserved counts when it is committed.
  if (status !== 'redeemed' || state === 'reserved' || !Array.isArray(discounts)) return;
  for (const { funder_cents: funder, store_cents: store } of discounts) {
    metrics.cents.add({ payer: 'funder' }, funder);
    metrics.cents.add({ payer: 'store' }, store);
  }
}

function warned(
  { desk, metrics, badScans, note, nowMs }: Counter,
  bearer: LaneToken,
  registerId: string | undefined,
  told: LaneAnswer,
): LaneAnswer {
  metrics.scans.add({ store: bearer.storeId });
  if (!badScans.count(laneOf(bearer, registerId), nowMs())) return told;
  note('supervisor', { store: bearer.storeId, register: registerId ?? null });
  return { ...told, supervisor: desk.supervisorText() };
}

function laneOf({ storeId, registerId, tokenId }: LaneToken, register: string | undefined): string {
  return JSON.stringify([storeId, register ?? registerId ?? `token ${tokenId}`]);
}

function requireBearer({ bearer }: FastifyRequest): LaneToken {
  if (bearer === undefined) throw new Error('a route that needs a token was reached without one');
  return bearer;
}

/** A token speaks for its own lanes alone. */
function requireLane(request: FastifyRequest, storeId: string, registerId: string): LaneToken {
  const bearer = requireBearer(request);
  if (bearer.storeId !== storeId)
    throw new Denied(403, 'other-store', `This token is for store ${bearer.storeId}.`);
  if (bearer.registerId !== undefined && bearer.registerId !== registerId)
    throw new Denied(403, 'other-register', `This token is for register ${bearer.registerId}.`);
  return bearer;
}

function nameOf({ storeId, registerId }: LaneToken, operator: string | number | null | undefined): string {
  const lane = `store ${storeId}${registerId === undefined ? '' : ` register ${registerId}`}`;
  return operator == null ? lane : `${lane} operator ${operator}`;
}

function redemptionNo(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new BadRequest(`"${text.slice(0, 20)}" is not the number of a redemption`);
}

function describeList({ listId, validFrom, validUntil, offers }: ListOnPaper) {
  return {
    list_id: listId,
    valid_from: formatDay(validFrom),
    valid_until: formatDay(validUntil),
    offers: offers.map((offer) => ({
      offer_id: offer.offerId,
      products: offer.products,
      value_cents: offer.valueCents,
      state: offer.state,
    })),
  };
}

import type { LaneAnswer } from '../../checkout/answers.ts';
import { contentHash } from '../../checkout/content-hash.ts';
import { FORWARD_MAX } from '../../serve/forwarding.ts';
import { readRedemption } from '../../serve/read-request.ts';
import type { RedemptionBody } from '../../serve/schemas.ts';
import type { Ahead, AheadRequest } from '../../serve/server.ts';
import type { ProductId } from '../../shared/product-id.ts';
import type { AgentStore } from '../../store/agent/agent-store.ts';
import type { QueuedStep, StandingTold } from '../../store/agent/queue.ts';
import { isOwnNumber, toldOf } from './agent-desk.ts';
import { entryOf } from './forwarded.ts';
import { loggedRequest } from './lane-log.ts';
import type { SettledLine } from './offline-answer.ts';

export type OfficeOptions = {
  /** Of the office's endpoint; undefined: there is no line. */
  readonly url: string | undefined;
  readonly token: string | undefined;
  /** How long a register waits for the office, in milliseconds. */
  readonly waitMs: number;
  readonly readProduct: (text: string) => ProductId;
  readonly note: (message: string, facts: Readonly<Record<string, unknown>>) => void;
};

type Answered = { readonly status: number; readonly body: unknown };

/** A batch is many transactions of the office's, and no register waits for it. */
const FORWARD_MS = 30_000;
/** Bytes of one batch: what the office takes, less its frame. */
const FORWARD_BYTES = 400_000;
/** Its own faults, and its proxy's: the request may or may not have been recorded, and is told of afterwards. */
const isNoAnswer = (status: number): boolean => status >= 500;
const ACT = /^\/v1\/redemptions\/(\d{1,15})\/(tender|commit|void)$/;

/** The line to the office: whether it answers, what it answers, and what it has yet to hear. */
export function officeLine(store: AgentStore, options: OfficeOptions) {
  let isUp = options.url !== undefined;
  let draining: Promise<boolean> | undefined;
  /** What the office cannot settle yet: told again at the next look, and in no register's way. */
  let parked: ReadonlySet<number> = new Set();

  const send = async (
    { method, url, body, authorization }: AheadRequest,
    timeoutMs: number,
  ): Promise<Answered | undefined> => {
    try {
      const response = await fetch(new URL(url, options.url), {
        method,
        headers: { authorization, ...(body == null ? {} : { 'content-type': 'application/json' }) },
        ...(body == null ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const told: unknown = await response.json();
      if (!isNoAnswer(response.status)) return { status: response.status, body: told };
    } catch {
      // No line, no answer in time, or no answer of ours: all the same to whoever waits at a register.
    }
    if (isUp) options.note('cut off', { waiting: store.queue.countWaiting() });
    isUp = false;
    return undefined;
  };

  /** Forward what waits, oldest first. @returns Whether the office answers and has heard all that it can hear now. */
  const drainNow = async (): Promise<boolean> => {
    const authorization = `Bearer ${options.token ?? ''}`;
    const later = new Set<number>();
    for (let after = 0; ; ) {
      const steps = batchOf(store.queue.waiting(after, FORWARD_MAX));
      if (steps.length === 0) break;
      const entries = steps.map(entryOf);
      const told = await send(
        { method: 'POST', url: '/v1/offline', body: { entries }, authorization },
        FORWARD_MS,
      );
      if (told === undefined) return false;
      if (told.status !== 200) {
        options.note('not forwarded', { status: told.status });
        return false;
      }
      for (const seq of settle(store, steps, (told.body as { entries: readonly SettledLine[] }).entries))
        later.add(seq);
      after = steps.at(-1)?.seq ?? after;
    }
    parked = later;
    return true;
  };
  const drain = (): Promise<boolean> => {
    draining ??= drainNow().finally(() => {
      draining = undefined;
    });
    return draining;
  };

  /** Before a register is answered by the office, the office has to know what was given meanwhile. */
  const isReady = async (): Promise<boolean> => {
    if (!isUp) return false;
    const waiting = store.queue.waiting(0, parked.size + 1);
    if (draining === undefined && waiting.every(({ seq }) => parked.has(seq))) return true;
    const late = new Promise<boolean>((resolve) => {
      setTimeout(() => resolve(false), options.waitMs).unref();
    });
    return Promise.race([drain(), late]);
  };

  const ahead: Ahead = async (request) => {
    const own = ownOf(store, request, options.readProduct);
    if (own === 'here') return undefined;
    if (!(await isReady())) return undefined;
    const told = await send(own === 'office' ? request : own, options.waitMs);
    if (told === undefined) return undefined;
    // Two requests of one transaction: the other one was answered here meanwhile, and that answer holds.
    if (!remember(store, request, told, options.readProduct)) return undefined;
    return told;
  };

  return {
    ahead,
    /** Ask whether the office is there again, and tell it what waits. To be called now and then. */
    probe: async (): Promise<void> => {
      if (options.url === undefined) return;
      if (!isUp) {
        const health = await send(
          { method: 'GET', url: '/healthz', body: undefined, authorization: '' },
          options.waitMs,
        );
        if (health === undefined) return;
        const done = await drain();
        if (!done) return;
        isUp = true;
        options.note('connected', { waiting: store.queue.countWaiting() });
        return;
      }
      if (store.queue.countWaiting() > 0) await drain();
    },
    isUp: (): boolean => isUp,
  };
}

/** As many as fit into one body. */
function batchOf(steps: readonly QueuedStep[]): readonly QueuedStep[] {
  let bytes = 0;
  const end = steps.findIndex((step) => {
    bytes += step.step === 'refused' ? 0 : step.told.request.length + step.told.answer.length;
    return bytes > FORWARD_BYTES;
  });
  return end < 0 ? steps : steps.slice(0, Math.max(1, end));
}

type Discount = { readonly offer_id: string; readonly amount_cents: number };

/** @returns What was not settled. */
function settle(
  store: AgentStore,
  steps: readonly QueuedStep[],
  lines: readonly SettledLine[],
): readonly number[] {
  return store.inTransaction(() =>
    steps.flatMap(({ seq }, place) => {
      const line = lines[place];
      if (line?.status !== 'settled') return [seq];
      store.queue.settle(seq, line);
      return [];
    }),
  );
}

/**
 * Whose request it is: a transaction or number of the agent's own is answered `here`, also when the office is there. A return of
 * goods goes to the office under the number that it has there.
 */
function ownOf(
  store: AgentStore,
  request: AheadRequest,
  readProduct: (text: string) => ProductId,
): 'here' | 'office' | AheadRequest {
  const { method, url, body } = request;
  const id = ACT.exec(url)?.[1];
  if (id !== undefined) return isOwnNumber(Number(id)) ? 'here' : 'office';
  if (method !== 'POST') return 'office';
  if (url === '/v1/redemptions') {
    const asked = readRedemption(body as RedemptionBody, readProduct);
    return store.queue.ofKey(asked)?.offline === true ? 'here' : 'office';
  }
  if (url === '/v1/returns') {
    const { redemption_id: redemption } = body as { redemption_id: number };
    if (!isOwnNumber(redemption)) return 'office';
    const centralId = toldOf(store, redemption)?.centralId;
    return centralId === undefined
      ? 'here'
      : { ...request, body: { ...(body as object), redemption_id: centralId } };
  }
  return 'office';
}

/** Write down what the office said, before the register hears it. @returns false: this transaction was answered here meanwhile. */
function remember(
  store: AgentStore,
  { url, body }: AheadRequest,
  { status, body: answer }: Answered,
  readProduct: (text: string) => ProductId,
): boolean {
  const said = answer as LaneAnswer;
  if (status !== 200 || said.status === 'rejected') return true;
  const [, id, act] = ACT.exec(url) ?? [];
  if (id !== undefined) {
    const told = store.queue.ofCentral(Number(id));
    if (told !== undefined) follow(store, told, act as 'tender' | 'commit' | 'void');
    return true;
  }
  if (url !== '/v1/redemptions' || typeof said.redemption_id !== 'number') return true;
  const { redemption_id: centralId, discounts, total_cents: total, list_id: listId } = said;
  const request = readRedemption(body as RedemptionBody, readProduct);
  return store.inTransaction(() => {
    const before = store.queue.ofKey(request);
    if (before !== undefined) return !before.offline;
    const toldNo = store.queue.add({
      ...{ offline: false, key: request, contentHash: contentHash(request), centralId },
      listId: Number(listId),
      request: JSON.stringify(loggedRequest(request)),
      answer: JSON.stringify(said),
      spent: (discounts as readonly Discount[]).map(({ offer_id: offerId, amount_cents: amountCents }) => ({
        ...{ issuedOfferId: undefined, offerId, applications: 1, amountCents },
      })),
      totalCents: Number(total),
    });
    const untilMs = typeof said.lapses_at === 'string' ? Date.parse(said.lapses_at) : undefined;
    if (said.state === 'reserved') store.queue.step(toldNo, 'reserve', false, untilMs);
    else store.queue.step(toldNo, 'commit', false);
    return true;
  });
}

function follow(store: AgentStore, { toldNo, state }: StandingTold, act: 'tender' | 'commit' | 'void'): void {
  const isNews = act === 'void' ? state !== 'voided' : state === 'reserved';
  if (isNews) store.queue.step(toldNo, act, false);
}

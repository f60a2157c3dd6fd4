import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Context, withContext } from '../../src/cli/context.ts';
import { agentOf } from '../../src/cli/lane/agent.ts';
import { takePack } from '../../src/cli/lane/agent-pack.ts';
import { endpointOf } from '../../src/cli/lane/endpoint.ts';
import { writePack } from '../../src/cli/lane/pack-write.ts';
import { parseDay } from '../../src/shared/day.ts';
import { openAgentStore } from '../../src/store/agent/agent-store.ts';
import { worldIn } from '../cli/world.ts';
import { type Answered, copyOf, DAY, makeToken, scratch } from './room.ts';

/** An afternoon on which the lists are good. */
const NOON_MS = Date.parse('2026-10-30T16:00:00Z');
const MINUTE_MS = 60_000;
type Clock = { readonly now: () => Date };

export type Register = (url: string, payload?: object) => Promise<Answered>;

export type Store = {
  /** One request of a register of it. */
  readonly ask: Register;
  readonly probe: () => Promise<void>;
  readonly waiting: () => number;
  /** End the agent without a word, and start it again on the same file. */
  readonly restart: () => Promise<void>;
};

export type Cut = {
  readonly office: Context;
  readonly data: string;
  readonly stores: { readonly [id: string]: Store };
  /** No store reaches the office from now on. */
  readonly cut: () => Promise<void>;
  readonly connect: () => Promise<void>;
  readonly wait: (minutes: number) => void;
};

/** An office and two stores with agents, whose line can be cut. */
export async function withStores(
  chain: string,
  set: readonly string[],
  work: (cut: Cut) => Promise<void>,
): Promise<void> {
  const data = copyOf(chain);
  const ids = ['101', '102'];
  const tokens = new Map<string, string>();
  for (const store of ids) tokens.set(store, await makeToken(data, { store }));
  const needs = { command: 'serve' };
  let nowMs = NOON_MS;
  const clock: Clock = { now: () => new Date(nowMs) };
  const wait = (minutes: number): void => {
    nowMs += minutes * MINUTE_MS;
  };
  await withContext(worldIn(scratch, clock).world, { data, set }, needs, async (office) => {
    let app = endpointOf(office);
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as AddressInfo;
    const closers: (() => Promise<void>)[] = [];
    const stores: Record<string, Store> = {};
    for (const id of ids) {
      const { store, close } = openStore(office, clock, id, tokens.get(id) ?? '', port);
      stores[id] = store;
      closers.push(close);
    }
    const cut = async (): Promise<void> => {
      await app.close();
    };
    const connect = async (): Promise<void> => {
      app = endpointOf(office);
      await app.listen({ port, host: '127.0.0.1' });
      for (const id of ids) await stores[id]?.probe();
    };
    try {
      await work({ office, data, stores, cut, connect, wait });
    } finally {
      for (const close of closers) await close();
      await app.close();
    }
  });
}

function openStore(office: Context, clock: Clock, id: string, token: string, port: number) {
  const { world } = worldIn(scratch, clock);
  const day = parseDay(DAY);
  if (day === undefined) throw new Error('no day');
  const pack = join(office.dataDir, `${id}.pack`);
  writePack(office, id, day, pack);
  const start = () => {
    const store = openAgentStore(join(office.dataDir, `agent-${id}.db`));
    takePack(world, store, pack, id);
    const url = `http://127.0.0.1:${port}`;
    return { store, ...agentOf(world, store, { url, token, waitMs: 2000, note: () => undefined }) };
  };
  let agent = start();
  const close = async (): Promise<void> => {
    await agent.app.close();
    agent.store.close();
  };
  const ask: Register = async (url, payload) => {
    const { statusCode, body } = await agent.app.inject({
      method: payload === undefined ? 'GET' : 'POST',
      url,
      headers: { authorization: `Bearer ${token}` },
      ...(payload === undefined ? {} : { payload }),
    });
    return { status: statusCode, body: JSON.parse(body) as Record<string, unknown> };
  };
  const store: Store = {
    ask,
    probe: () => agent.line.probe(),
    waiting: () => agent.store.queue.countWaiting(),
    restart: async () => {
      await close();
      agent = start();
    },
  };
  return { store, close };
}

import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { EXIT, UserError } from '../../shared/errors.ts';
import { openAgentStore } from '../../store/agent/agent-store.ts';
import { countOption } from '../context.ts';
import { agentOf } from '../lane/agent.ts';
import { requirePack } from '../lane/agent-desk.ts';
import { takePack } from '../lane/agent-pack.ts';
import { listen, stopped } from '../lane/listen.ts';
import { exportQueue } from '../lane/queue-file.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & {
  readonly pack: string;
  readonly queue: string;
  readonly store?: string;
  readonly office?: string;
  readonly token?: string;
  readonly wait: string;
  readonly port?: string;
  readonly host: string;
  readonly request?: string;
  readonly export?: string;
};

const SCHEMA = 'duelist.lane-agent/1';
/** How often the agent looks whether the office is there again, in milliseconds. */
const PROBE_MS = 500;
/** The longest that a register is made to wait for the office. */
const WAIT_MAX_MS = 10_000;

/** `lane`: the lane agent of a store. Has a file of its own and no data directory. */
export async function run(world: World, options: Options): Promise<void> {
  const waitMs = countOption('--wait', options.wait, 1, WAIT_MAX_MS);
  const url = officeOf(options);
  const store = openAgentStore(resolve(world.cwd, options.queue));
  try {
    takePack(world, store, resolve(world.cwd, options.pack), options.store);
    const { header } = requirePack(store);
    const note = (message: string, facts: Readonly<Record<string, unknown>>): void => {
      if (options.quiet !== true) world.stderr(`lane agent: ${message} ${JSON.stringify(facts)}\n`);
    };
    const { app, line } = agentOf(world, store, { url, token: options.token, waitMs, note });
    const say = (document: Readonly<Record<string, unknown>>, text: string): void =>
      world.stdout(options.json === true ? `${JSON.stringify({ schema: SCHEMA, ...document })}\n` : text);
    const standing = { store_id: header.store_id, pack_day: header.day };
    try {
      if (options.request !== undefined) await answerOne(world, app, options, options.request);
      else if (options.port === undefined) {
        await line.probe();
        const file = options.export === undefined ? undefined : resolve(world.cwd, options.export);
        const entries = file === undefined ? undefined : exportQueue(store, header.store_id, file);
        const waiting = store.queue.countWaiting();
        say(
          { status: 'ready', ...standing, waiting, ...(file === undefined ? {} : { file, entries }) },
          `store ${header.store_id}: pack of ${header.day}, ${waiting} to forward\n${file === undefined ? '' : `${entries} written to ${file}\n`}`,
        );
      } else {
        const port = countOption('--port', options.port, 0, 65_535);
        await listen(app, port, options.host);
        const { port: bound } = app.server.address() as AddressInfo;
        const at = `http://${options.host}:${bound}`;
        say({ status: 'listening', ...standing, url: at, port: bound }, `listening on ${at}\n`);
        await probing(world, line.probe);
      }
    } finally {
      await app.close();
    }
  } finally {
    store.close();
  }
}

function officeOf({ office, token }: Options): string | undefined {
  if (office === undefined) return undefined;
  if (!URL.canParse(office) || !/^https?:$/.test(new URL(office).protocol)) {
    throw new UserError('office-url', `--office ${office} is no address of an endpoint`, {
      exitCode: EXIT.usage,
      next: 'Write it as http://HOST:PORT or https://HOST.',
    });
  }
  if (token !== undefined) return office;
  throw new UserError('token-missing', 'the office wants a token of the store', {
    exitCode: EXIT.usage,
    next: 'Give --token, or DUELIST_LANE_TOKEN: `duelist token create --store ID` makes one.',
  });
}

/** Until the first signal: ask now and then whether the office is there, and tell it what waits. */
async function probing(world: World, probe: () => Promise<void>): Promise<void> {
  let next: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    await probe();
    if (next !== undefined) next = setTimeout(look, PROBE_MS);
  };
  next = setTimeout(look, 0);
  await stopped(world);
  clearTimeout(next);
  next = undefined;
}

/** One request of a register from a file, as JSON; `-`: from stdin. */
async function answerOne(
  world: World,
  app: ReturnType<typeof agentOf>['app'],
  { token, json }: Options,
  file: string,
): Promise<void> {
  const text = readFileSync(file === '-' ? 0 : resolve(world.cwd, file), 'utf8');
  const response = await app.inject({
    method: 'POST',
    url: '/v1/redemptions',
    headers: { authorization: `Bearer ${token ?? ''}`, 'content-type': 'application/json' },
    payload: text,
  });
  const answer = JSON.parse(response.body) as Record<string, unknown>;
  world.stdout(`${JSON.stringify(json === true ? { schema: SCHEMA, ...answer } : answer)}\n`);
  if (response.statusCode !== 200)
    world.setExitCode(response.statusCode >= 500 ? EXIT.unavailable : EXIT.notPermitted);
  else if (answer.status === 'rejected') world.setExitCode(EXIT.answerIsNo);
}

import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { ServerOptions } from '../../serve/server.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import { type Context, countOption, withContext } from '../context.ts';
import { carryReturnsIfFree } from '../lane/carry-returns.ts';
import { endpointOf } from '../lane/endpoint.ts';
import { foldAside } from '../lane/fold/folding.ts';
import { listen, stopped } from '../lane/listen.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & {
  readonly port: string;
  readonly host: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
};

/** Returns are carried into the history a moment later, several at once: no desk waits for that. */
const CARRY_MS = 2000;
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);

/** `serve`: the checkout endpoint over HTTP, until a signal. Takes no run lock: a lane never waits for the night. */
export async function run(world: World, options: Options): Promise<void> {
  const port = countOption('--port', options.port, 0, 65_535);
  const tls = readTls(world, options);
  await withContext(world, options, { command: 'serve', serves: true }, async (context) => {
    if (tls === undefined && !LOOPBACK.has(options.host))
      context.warn(
        `tokens and list codes travel in the clear to ${options.host}: give --tls-cert and --tls-key, or put a proxy in front`,
      );
    const carry = carrier(context);
    const stopFolding = foldAside(context);
    const app = endpointOf(context, tls, carry.later);
    try {
      await listen(app, port, options.host);
      const { port: bound } = app.server.address() as AddressInfo;
      const host = options.host.includes(':') ? `[${options.host}]` : options.host;
      const url = `${tls === undefined ? 'http' : 'https'}://${host}:${bound}`;
      context.log.info('listening', { url });
      context.answer(
        { schema: 'duelist.serve/1', status: 'listening', url, host: options.host, port: bound },
        `listening on ${url}\n`,
      );
      await stopped(world);
    } finally {
      // What is being answered is answered; nothing new is taken.
      await app.close();
      await stopFolding();
      carry.now();
    }
  });
}

function carrier(context: Context): { readonly later: () => void; readonly now: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const carry = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    carryReturnsIfFree(context);
  };
  return {
    later: () => {
      timer ??= setTimeout(carry, CARRY_MS);
    },
    now: carry,
  };
}

function readTls(world: World, { tlsCert, tlsKey }: Options): ServerOptions['tls'] {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) {
    throw new UserError('tls-incomplete', 'a certificate needs its key, and a key its certificate', {
      exitCode: EXIT.usage,
      next: 'Give --tls-cert FILE and --tls-key FILE together.',
    });
  }
  return { cert: readPem(world, tlsCert), key: readPem(world, tlsKey) };
}

function readPem(world: World, name: string): Buffer {
  const path = resolve(world.cwd, name);
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UserError('tls-file', `cannot read ${path}: ${(error as Error).message}`, {
      exitCode: EXIT.inputMissing,
      at: { file: path },
      cause: error,
    });
  }
}

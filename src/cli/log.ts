import { dirname } from 'node:path';
import pino from 'pino';
import { maskNumbers } from './people/mask.ts';
import { makeDirectory } from './permissions.ts';
import type { World } from './world.ts';

/**
 * Structured lines to a file, one run id on each. Nothing personal goes in: callers give no names, and whatever looks like
 * a card or a list code is masked on its way.
 */
export type Log = {
  readonly info: (message: string, facts?: Record<string, unknown>) => void;
  readonly warn: (message: string) => void;
  readonly error: (error: unknown) => void;
  readonly close: () => void;
};

export function openLog(path: string, world: World, command: string): Log {
  makeDirectory(dirname(path));
  // Synchronous: a process that is killed has written what it did until then.
  const destination = pino.destination({ dest: path, sync: true, mkdir: false, mode: 0o600 });
  const started = world.now();
  const run = `${started.toISOString().replace(/\D/g, '').slice(0, 14)}-${world.pid}`;
  const logger = pino(
    {
      base: { run, command },
      timestamp: () => `,"time":"${world.now().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
      serializers: { err: describe },
    },
    destination,
  );
  logger.info('start');
  return {
    info: (message, facts) => logger.info(maskFacts(facts ?? {}), maskNumbers(message)),
    warn: (message) => logger.warn(maskNumbers(message)),
    error: (error) => logger.error({ err: error }, error instanceof Error ? messageOf(error) : 'failed'),
    close: () => {
      logger.info({ seconds: (world.now().getTime() - started.getTime()) / 1000 }, 'end');
      destination.flushSync();
      destination.end();
    },
  };
}

function maskFacts(facts: Record<string, unknown>): Record<string, unknown> {
  const text = (_: string, value: unknown): unknown =>
    typeof value === 'string' ? maskNumbers(value) : value;
  return JSON.parse(JSON.stringify(facts, text)) as Record<string, unknown>;
}

type Described = { type: string; code?: string; message: string; stack?: string; cause?: Described };

function describe(error: unknown): Described {
  if (!(error instanceof Error)) return { type: typeof error, message: maskNumbers(String(error)) };
  const { code } = error as { code?: unknown };
  const message = messageOf(error);
  const stack = error.stack?.slice(error.stack.indexOf('\n    at '));
  return {
    type: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    message,
    ...(stack === undefined ? {} : { stack: `${error.name}: ${message}${maskNumbers(stack)}` }),
    ...(error.cause === undefined ? {} : { cause: describe(error.cause) }),
  };
}

/** What failed to be read as JSON is quoted by the engine; it may be somebody's address. */
function messageOf(error: Error): string {
  return maskNumbers(error instanceof SyntaxError ? error.message.replace(/".*"/s, '"…"') : error.message);
}

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import pino from 'pino';
import type { World } from './world.ts';

/** Structured lines to a file, one run id on each. Nothing personal goes in. */
export type Log = {
  readonly info: (message: string, facts?: Record<string, unknown>) => void;
  readonly warn: (message: string) => void;
  readonly error: (error: unknown) => void;
  readonly close: () => void;
};

export function openLog(path: string, world: World, command: string): Log {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // Synchronous: a process that is killed has written what it did until then.
  const destination = pino.destination({ dest: path, sync: true, mkdir: false });
  const started = world.now();
  const run = `${started.toISOString().replace(/\D/g, '').slice(0, 14)}-${world.pid}`;
  const logger = pino(
    {
      base: { run, command },
      timestamp: () => `,"time":"${world.now().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
    },
    destination,
  );
  logger.info('start');
  return {
    info: (message, facts) => logger.info(facts ?? {}, message),
    warn: (message) => logger.warn(message),
    error: (error) => logger.error({ err: error }, error instanceof Error ? error.message : 'failed'),
    close: () => {
      logger.info({ seconds: (world.now().getTime() - started.getTime()) / 1000 }, 'end');
      destination.flushSync();
      destination.end();
    },
  };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './program.ts';

const LAUNCHER = join(ROOT, 'src/duelist.js');

export type Running = {
  readonly url: string;
  /** @returns When it has ended. */
  readonly end: (signal: NodeJS.Signals) => Promise<void>;
};

/** Start `duelist ARGS…` that listens, as a process of its own. @throws Error with what it said, where it ends instead. */
export function startListening(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Running> {
  const child: ChildProcess = spawn(process.execPath, [LAUNCHER, ...args, '--quiet'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => resolve());
  });
  return new Promise((resolve, reject) => {
    const hear = (bytes: Buffer): void => {
      said += bytes.toString('utf8');
      const url = /listening on (http:\S+)/.exec(said)?.[1];
      if (url === undefined) return;
      const end = (signal: NodeJS.Signals): Promise<void> => {
        child.kill(signal);
        return ended;
      };
      resolve({ url, end });
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.on('error', reject);
    child.on('close', () => reject(new Error(`duelist ${args.slice(0, 3).join(' ')}: ${said}`)));
  });
}

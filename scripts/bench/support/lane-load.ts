import { fork, spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT, succeed } from '../../proof/support/program.ts';
import { STORE } from './lane-chain.ts';

/** What the load process is to send. */
export type Load = {
  readonly url: string;
  readonly token: string;
  readonly lists: number;
  /** The first request's number; each number takes another special. */
  readonly from: number;
  readonly seconds: number;
  /** Requests a second, begun by the clock whatever became of those before; 0: as fast as they are answered. */
  readonly rate: number;
  readonly kind: 'redeem' | 'lookup';
  /** Requests under way at once, where `rate` is 0. */
  readonly lanes: number;
};

/** Times from the moment at which a request was due until its whole answer was there, in milliseconds. */
export type Loaded = {
  readonly sent: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Answers that were not what a lane has to get, by what they were. */
  readonly wrong: Readonly<Record<string, number>>;
};

/** Send a load from a process of its own. @throws Error when it fails. */
export function send(load: Load): Promise<Loaded> {
  const child = fork(join(import.meta.dirname, 'lane-load-process.ts'), [JSON.stringify(load)], {
    execArgv: [],
  });
  return new Promise((resolve, reject) => {
    child.once('message', (loaded: Loaded) => resolve(loaded));
    child.once('exit', (code) => {
      if (code !== 0) reject(new Error(`the load ended with ${code}`));
    });
  });
}

export type Served = {
  readonly url: string;
  readonly token: string;
  readonly stop: () => Promise<number | null>;
};

/** `duelist serve` in a process of its own, with a token of the store. */
export async function serve(data: string): Promise<Served> {
  const made = await succeed(['token', 'create', '--store', STORE, '--by', 'bench', '--data', data]);
  const token = made.stdout.trimEnd().split('\n').at(-1) ?? '';
  const launcher = join(ROOT, 'src/duelist.js');
  const child = spawn(process.execPath, [launcher, 'serve', '--port', '0', '--json', '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.endsWith('\n')) resolve((JSON.parse(said) as { url: string }).url);
    });
    child.once('close', () => reject(new Error(`duelist serve ended: ${said}`)));
  });
  return {
    url,
    token,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

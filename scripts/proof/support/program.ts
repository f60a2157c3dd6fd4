import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout, and the program as users start it. */
export const ROOT = join(import.meta.dirname, '../../..');
const LAUNCHER = join(ROOT, 'src/duelist.js');
/** Where the launcher keeps compiled code: 0.3 s of CPU less for whoever starts without it. */
const COMPILED = join(ROOT, 'node_modules/.cache/duelist');
const IN_TURN = fileURLToPath(new URL('./in-turn.ts', import.meta.url));

/** How one run of the program ended. */
export type Ran = {
  /** undefined: a signal ended it. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
};

/** What goes on beside a run: gets a way to end it (by SIGKILL unless told otherwise), and returns how to stop when it has ended. */
export type Beside = (kill: (signal?: NodeJS.Signals) => void) => () => void;

/** Run `duelist ARGS…` as a process of its own, without a terminal, under the Node that runs this. */
export function duelist(args: readonly string[], beside?: Beside): Promise<Ran> {
  return runNode([LAUNCHER, ...args], beside);
}

/** The same with a module that is loaded before it, and what that reads from the environment. */
export function duelistWith(module: string, env: NodeJS.ProcessEnv, args: readonly string[]): Promise<Ran> {
  return runNode(['--import', module, LAUNCHER, ...args], undefined, env);
}

function runNode(args: readonly string[], beside?: Beside, more: NodeJS.ProcessEnv = {}): Promise<Ran> {
  // What the caller has set for itself is no setting of the test.
  const own = Object.entries(process.env).filter(([name]) => !/^DUELIST_(?!LAUNCHER_PID$)/.test(name));
  const env = { ...Object.fromEntries(own), ...more };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const stop = beside?.((signal = 'SIGKILL') => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      stop?.();
      resolve({ code: code ?? undefined, stdout, stderr });
    });
  });
}

/** Run it and insist on success. @throws Error with what the program said. */
export async function succeed(args: readonly string[]): Promise<Ran> {
  const ran = await duelist(args);
  if (ran.code === 0) return ran;
  throw new Error(`duelist ${args.slice(0, 8).join(' ')} ended with ${ran.code}: ${ran.stderr}${ran.stdout}`);
}

/**
 * Run several command lines, all of which must succeed, in one process: for what comes before a test, since starting a
 * process takes longer than most commands. @returns What each wrote to stdout.
 */
export async function succeedInTurn(commands: readonly (readonly string[])[]): Promise<string[]> {
  const ran = await runNode([IN_TURN, JSON.stringify(commands)], undefined, { NODE_COMPILE_CACHE: COMPILED });
  if (ran.code === 0) return JSON.parse(ran.stdout);
  throw new Error(ran.stderr);
}

/** The one JSON document of a run with `--json`. @throws Error when stdout is anything else. */
export function documentOf<T = Readonly<Record<string, unknown>>>(ran: Ran): T & { readonly schema: string } {
  const lines = ran.stdout.split('\n');
  if (lines.length !== 2 || lines[1] !== '') {
    throw new Error(`not one line with one JSON document: ${ran.stdout.slice(0, 300)}${ran.stderr}`);
  }
  return JSON.parse(lines[0] ?? '');
}

import { run } from './cli/run.ts';
import type { World } from './cli/world.ts';

let stopSignal: 'SIGINT' | 'SIGTERM' | undefined;

// The only place that touches the real process: its arguments, streams, clock and exit code.
const world: World = {
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  pid: process.pid,
  // Asked only when somebody wants to know: making a stream takes a tenth of the time of `--help`.
  get isTerminal() {
    return process.stderr.isTTY === true;
  },
  get columns() {
    return process.stdout.columns ?? 100;
  },
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  get errorStream() {
    return process.stderr;
  },
  get stdin() {
    return process.stdin;
  },
  now: () => new Date(),
  uid: process.getuid?.(),
  get user() {
    return accountName();
  },
  standBack,
  stopSignal: () => stopSignal,
  setExitCode: (code) => {
    process.exitCode = code;
  },
};

/** The niceness of `nice` without a number: where a lane's process wants the processor, too, it gets nine times as much. */
const STAND_BACK_NICENESS = 10;

/** Never less than what it was started with. Threads that are made later inherit it; Linux has it by the thread. */
function standBack(): void {
  const { getPriority, setPriority } = process.getBuiltinModule('node:os');
  try {
    if (getPriority() >= STAND_BACK_NICENESS) return;
    for (const thread of threadsOfThis()) setPriority(thread, STAND_BACK_NICENESS);
  } catch {
    // Where the system does not allow it, the work takes its turn as any other.
  }
}

/** The engine has begun some of its own by now; elsewhere than on Linux a process has one niceness for all. */
function threadsOfThis(): number[] {
  const { existsSync, readdirSync } = process.getBuiltinModule('node:fs');
  const threads = '/proc/self/task';
  return existsSync(threads) ? readdirSync(threads).map(Number) : [process.pid];
}

// The first signal lets the batch in hand be finished and saved; the second one ends the process at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopSignal !== undefined) process.exit(signal === 'SIGINT' ? 130 : 143);
    stopSignal = signal;
  });
}

/** An account need not be in the system's table: containers run under bare numbers. */
function accountName(): string {
  try {
    return process.getBuiltinModule('node:os').userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

// A reader that went away (`duelist lists | head`) is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

await run(world);

/** Long enough for whatever ends by itself, in milliseconds. */
const LINGER_MS = 1000;
// All is saved by now. A name that no server resolves (of a monitor that was to be told) must not keep the process; what
// a slow reader has yet to read must: an empty write is done when all before it are.
const exitWhenRead = (): void =>
  void process.stdout.write('', () => process.stderr.write('', () => process.exit()));
setTimeout(exitWhenRead, LINGER_MS).unref();

import { run } from './cli/run.ts';
import type { World } from './cli/world.ts';

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
  now: () => new Date(),
  setExitCode: (code) => {
    process.exitCode = code;
  },
};

// A reader that went away (`duelist lists | head`) is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

await run(world);

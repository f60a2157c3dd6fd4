import type { World } from '../../../src/cli/world.ts';

/** A world that says nothing and keeps running, for processes that open a data directory as the program does. */
export function quietWorld(now: () => Date = () => new Date()): World {
  return {
    argv: ['redeem'],
    env: {},
    cwd: process.cwd(),
    pid: process.pid,
    isTerminal: false,
    columns: 80,
    stdout: () => undefined,
    stderr: () => undefined,
    errorStream: process.stderr,
    stdin: process.stdin,
    now,
    uid: process.getuid?.(),
    user: 'tester',
    standBack: () => undefined,
    stopSignal: () => undefined,
    setExitCode: () => undefined,
  };
}

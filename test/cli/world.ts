import { Readable } from 'node:stream';
import type { World } from '../../src/cli/world.ts';
import type { ExitCode } from '../../src/shared/errors.ts';

/** What a command said and how it ended. */
export type Said = { stdout: string; stderr: string; exitCode: ExitCode | undefined };

/** A world without a terminal whose clock stands still, in a directory. */
export function worldIn(cwd: string, over: Partial<World> = {}): { world: World; said: Said } {
  const said: Said = { stdout: '', stderr: '', exitCode: undefined };
  const world: World = {
    argv: [],
    env: {},
    cwd,
    pid: 4711,
    isTerminal: false,
    columns: 100,
    stdout: (text) => {
      said.stdout += text;
    },
    stderr: (text) => {
      said.stderr += text;
    },
    errorStream: process.stderr,
    stdin: Readable.from([]),
    now: () => new Date(Date.UTC(2026, 2, 1)),
    uid: process.getuid?.(),
    standBack: () => undefined,
    user: 'tester',
    stopSignal: () => undefined,
    setExitCode: (code) => {
      said.exitCode = code;
    },
    ...over,
  };
  return { world, said };
}

/**
 * Several command lines one after the other in one process, as `duelist demo` runs its own: what a proof needs before it
 * begins. `node in-turn.ts JSON`, a list of argument lists; prints a JSON list of what each wrote to stdout.
 */
import { run } from '../../../src/cli/run.ts';
import type { World } from '../../../src/cli/world.ts';

const commands: readonly (readonly string[])[] = JSON.parse(process.argv[2] ?? '[]');
const outputs: string[] = [];

for (const argv of commands) {
  let stdout = '';
  let stderr = '';
  let code = 0;
  const world: World = {
    argv,
    env: {},
    cwd: process.cwd(),
    pid: process.pid,
    isTerminal: false,
    columns: 80,
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    errorStream: process.stderr,
    now: () => new Date(),
    uid: process.getuid?.(),
    user: 'tester',
    stopSignal: () => undefined,
    setExitCode: (exitCode) => {
      code = exitCode;
    },
  };
  await run(world);
  if (code !== 0)
    throw new Error(`duelist ${argv.slice(0, 8).join(' ')} ended with ${code}: ${stderr}${stdout}`);
  outputs.push(stdout);
}
process.stdout.write(JSON.stringify(outputs));

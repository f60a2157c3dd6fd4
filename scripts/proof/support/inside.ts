import { run } from '../../../src/cli/run.ts';
import type { Ran } from './program.ts';
import { quietWorld } from './quiet-world.ts';

/** Run `duelist ARGS…` inside this process, by the real clock: for what a run says and leaves, many times a second. */
export async function duelistInside(argv: readonly string[]): Promise<Ran> {
  let [stdout, stderr, code] = ['', '', 0];
  await run({
    ...quietWorld(),
    argv,
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    setExitCode: (exitCode) => {
      code = exitCode;
    },
  });
  return { code, stdout, stderr };
}

/** Run it and insist on success. @throws Error with what the program said. */
export async function succeedInside(argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await duelistInside(argv);
  if (code === 0) return stdout;
  throw new Error(`duelist ${argv.slice(0, 8).join(' ')} ended with ${code}: ${stderr}${stdout}`);
}

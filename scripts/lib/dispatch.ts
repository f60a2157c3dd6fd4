import { EXIT_USAGE, UsageError } from './arguments.ts';

/** Run a dispatcher's body and set the exit code: what the body says, or 64 with the usage on stderr. */
export async function dispatch(body: (argv: readonly string[]) => Promise<number>): Promise<void> {
  try {
    process.exitCode = await body(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = EXIT_USAGE;
  }
}

/** Progress for people: stderr, so that stdout is the result alone. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

import { EXIT, type ExitCode } from '../shared/errors.ts';
import { overview } from './overview.ts';
import { VERSION } from './table/commands.ts';
import type { World } from './world.ts';

/** Parse the arguments, run one command, say what went wrong; sets the exit code, never exits by itself. */
export async function run(world: World): Promise<void> {
  if (answersAtOnce(world)) return;
  // Not at the top: `--help` needs none of it. And not where something failed: the way to words must not fail then.
  const [{ buildProgram, CommanderError }, { describeBug, describeUserError }, { knownFault }] =
    await Promise.all([import('./program.ts'), import('./errors.ts'), import('./faults.ts')]);
  try {
    await buildProgram(world).parseAsync([...world.argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode !== 0) answerError(world, error.code, error.message, EXIT.usage);
      world.setExitCode(error.exitCode === 0 ? EXIT.done : EXIT.usage);
      return;
    }
    const known = knownFault(error);
    world.stderr(known === undefined ? describeBug(error, world.argv) : describeUserError(known));
    answerError(world, known?.code ?? 'bug', known?.message ?? String(error), known?.exitCode ?? EXIT.bug);
    world.setExitCode(known?.exitCode ?? EXIT.bug);
  }
}

/** With `--json` a program reads stdout: a fault is its one document, beside the words on stderr. */
function answerError(world: World, code: string, message: string, exitCode: ExitCode): void {
  if (!world.argv.includes('--json')) return;
  world.stdout(`${JSON.stringify({ schema: 'duelist.error/1', code, message, exit_code: exitCode })}\n`);
}

/** What needs no library: the overview, and the version. */
function answersAtOnce(world: World): boolean {
  const [first, ...rest] = world.argv;
  if (first === undefined) {
    world.stderr(overview());
    world.setExitCode(EXIT.usage);
    return true;
  }
  if (rest.length > 0) return false;
  if (first === '--help' || first === '-h' || first === 'help') world.stdout(overview());
  else if (first === '--version' || first === '-V') world.stdout(`${VERSION}\n`);
  else return false;
  return true;
}

import { EXIT, type ExitCode, UserError } from '../shared/errors.ts';
import { describeBug, describeUserError } from './errors.ts';
import { overview } from './overview.ts';
import { VERSION } from './table/commands.ts';
import type { World } from './world.ts';

/** Parse the arguments, run one command, say what went wrong; sets the exit code, never exits by itself. */
export async function run(world: World): Promise<void> {
  if (answersAtOnce(world)) return;
  const { buildProgram, CommanderError } = await import('./program.ts');
  try {
    await buildProgram(world).parseAsync([...world.argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode !== 0) answerError(world, error.code, error.message, EXIT.usage);
      world.setExitCode(error.exitCode === 0 ? EXIT.done : EXIT.usage);
      return;
    }
    const known = error instanceof UserError ? error : toUserError(error);
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

/** Faults of the machine that a person can mend, in the machine's own codes. */
function toUserError(error: unknown): UserError | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  const path = (error as { path?: unknown } | null)?.path;
  if (typeof code !== 'string') return undefined;
  const where = typeof path === 'string' ? { at: { file: path } } : {};
  switch (code) {
    case 'ENOENT':
      return new UserError('file-missing', 'no such file', {
        exitCode: EXIT.inputMissing,
        ...where,
        next: 'Check the path.',
      });
    case 'ENOTDIR':
    case 'EISDIR':
    case 'EEXIST':
      return inTheWay(error, code, where);
    case 'SQLITE_BUSY':
    case 'SQLITE_BUSY_SNAPSHOT':
      return new UserError('busy', 'another process kept the database to itself for too long', {
        exitCode: EXIT.locked,
        next: 'Run this again; nothing is lost or doubled.',
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'SQLITE_READONLY':
    case 'SQLITE_CANTOPEN':
      return new UserError('not-writable', `the system refused access (${code})`, {
        exitCode: EXIT.cannotCreate,
        ...where,
        next: 'Check the owner and permissions of the data directory.',
        cause: error,
      });
    case 'ENOSPC':
    case 'EIO':
    case 'SQLITE_FULL':
    case 'SQLITE_IOERR':
      return new UserError('io', `the disk refused (${code})`, {
        exitCode: EXIT.io,
        ...where,
        next: 'Make room or mend the disk, then run this again: nothing is lost or doubled.',
        cause: error,
      });
    default:
      return undefined;
  }
}

/** A file where a folder should be, or the reverse: of an input it is not there, of an output it cannot be made. */
function inTheWay(error: unknown, code: string, where: { at?: { file: string } }): UserError {
  const { syscall } = error as { syscall?: unknown };
  const input = syscall === 'read' || (syscall === 'open' && code === 'ENOTDIR');
  return new UserError(input ? 'file-missing' : 'in-the-way', `a file or folder is in the way (${code})`, {
    exitCode: input ? EXIT.inputMissing : EXIT.cannotCreate,
    ...where,
    next: 'Check the path.',
    cause: error,
  });
}

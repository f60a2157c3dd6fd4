import { EXIT, UserError } from '../shared/errors.ts';

/**
 * The fault that a person can mend: one of ours, or one of the machine in its own codes; undefined: a bug. SQLite says more
 * than the kind of fault (`SQLITE_IOERR_WRITE`); the kind decides.
 */
export function knownFault(error: unknown): UserError | undefined {
  if (error instanceof UserError) return error;
  const code = (error as { code?: unknown } | null)?.code;
  // A copy names two files; what went wrong is, but for a file that is not there, on the side of the second.
  const { path: first, dest } = (error ?? {}) as { path?: unknown; dest?: unknown };
  const path = code === 'ENOENT' ? first : (dest ?? first);
  if (typeof code !== 'string') return undefined;
  const where = typeof path === 'string' ? { at: { file: path } } : {};
  switch (/^SQLITE_[A-Z]+/.exec(code)?.[0] ?? code) {
    case 'ENOENT':
      return new UserError('file-missing', 'no such file', {
        exitCode: EXIT.inputMissing,
        ...where,
        next: 'Check the path.',
      });
    case 'ENOTDIR':
    case 'EISDIR':
    case 'EEXIST':
    case 'ENOTEMPTY':
      return inTheWay(error, code, where);
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
    case 'SQLITE_PROTOCOL':
      return new UserError('busy', 'another process kept the database to itself for too long', {
        exitCode: EXIT.locked,
        next: 'Run this again; nothing is lost or doubled.',
        cause: error,
      });
    case 'SQLITE_CORRUPT':
    case 'SQLITE_NOTADB':
      return databaseDamaged('a database of the data directory', error);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'SQLITE_READONLY':
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_PERM':
      return new UserError('not-writable', `the system refused access (${code})`, {
        exitCode: EXIT.cannotCreate,
        ...where,
        next: 'Check the owner and permissions of the data directory.',
        cause: error,
      });
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
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

/** Pages of a database cannot be read as what they were. @param which The file, or as much as is known of it. */
export function databaseDamaged(which: string, cause: unknown): UserError {
  return new UserError('database-damaged', `${which} is damaged`, {
    exitCode: EXIT.io,
    next: [
      'See how far it goes: duelist doctor. Then bring the last backup back: duelist restore --from DIR --by NAME',
      'history.db alone can also be moved away and rebuilt from the feeds; ledger.db cannot.',
    ].join('\n'),
    cause,
  });
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

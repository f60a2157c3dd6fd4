import { realpathSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { EXIT, UserError } from '../../shared/errors.ts';
import { byStem, isBeside, isUnfinished } from './names.ts';

/** What is to be taken in: a file, or bytes that come once (standard input, a pipe). */
export type Operand =
  | { readonly tag: 'file'; readonly path: string }
  | { readonly tag: 'pipe'; readonly path: string }
  | { readonly tag: 'stdin' };

const STDIN = '-';
const STDIN_OPERAND: Operand = { tag: 'stdin' };

/**
 * The files that the command line names, in its order; those of a pattern (`'scans-*.csv.gz'`, in quotes where the shell
 * finds none or too many) in order of their names, as the inbox takes them. A file that is named twice is there once.
 *
 * @throws UserError before anything is read: 66 for what is not there, 64 for a directory, 65 for an unfinished transfer.
 */
export async function findOperands(
  cwd: string,
  names: readonly string[],
): Promise<{ operands: Operand[]; twice: string[] }> {
  const found: Operand[] = [];
  for (const name of names) found.push(...(await operandsOf(cwd, name)));
  const operands = new Map<string, Operand>();
  const twice: string[] = [];
  for (const operand of found) {
    const key = operand.tag === 'stdin' ? STDIN : realpathSync(operand.path);
    if (operands.has(key)) twice.push(key);
    else operands.set(key, operand);
  }
  return { operands: [...operands.values()], twice };
}

async function operandsOf(cwd: string, name: string): Promise<Operand[]> {
  if (name === STDIN) return [STDIN_OPERAND];
  const path = resolve(cwd, name);
  // A file may be called scans[1].csv.
  const entry = statSync(path, { throwIfNoEntry: false });
  if (entry === undefined) return await matching(cwd, name);
  if (entry.isDirectory()) throw directory(name);
  if (isUnfinished(path)) throw unfinished(name);
  if (isBeside(path)) throw beside(name);
  return [{ tag: entry.isFile() ? 'file' : 'pipe', path }];
}

async function matching(cwd: string, pattern: string): Promise<Operand[]> {
  // Loaded only where there is a pattern: most names are names.
  const { glob, isDynamicPattern } = await import('tinyglobby');
  if (!isDynamicPattern(pattern)) throw missing(`there is no file ${resolve(cwd, pattern)}`);
  const paths = await glob(pattern, { cwd, absolute: true, onlyFiles: true, expandDirectories: false });
  const files = paths.filter((path) => !isUnfinished(path) && !isBeside(path)).sort(byStem);
  if (files.length === 0) {
    const rest = paths.length === 0 ? '' : ', only unfinished transfers and marks do';
    throw missing(`no file matches ${pattern}${rest}`);
  }
  return files.map((path) => ({ tag: 'file', path }));
}

function missing(message: string): UserError {
  return new UserError('file-missing', message, {
    exitCode: EXIT.inputMissing,
    next: 'Check the path. Nothing was read.',
  });
}

function directory(name: string): UserError {
  return new UserError('is-directory', `${name} is a directory`, {
    exitCode: EXIT.usage,
    next: `Name its files, in quotes: '${name.replace(/\/+$/, '')}/*.csv'. Nothing was read.`,
  });
}

function unfinished(name: string): UserError {
  return new UserError('unfinished', `${basename(name)} is a transfer that is still going on, by its name`, {
    exitCode: EXIT.badInput,
    next: 'Wait for it to be renamed; if it is whole, rename it yourself. Nothing was read.',
  });
}

function beside(name: string): UserError {
  return new UserError('no-feed-file', `${basename(name)} lies beside a feed file, and is none`, {
    exitCode: EXIT.usage,
    next: 'Name the file itself. Nothing was read.',
  });
}

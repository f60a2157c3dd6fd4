import { closeSync, createReadStream, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { Context } from '../context.ts';
import { makeDirectory, openForWriting } from '../permissions.ts';
import type { Operand } from './operands.ts';

const DIR = 'spool';
const STDIN_NAME = 'stdin.csv';
const GZIP = [0x1f, 0x8b] as const;

/**
 * A private place for what comes once. It is written down whole before any of it is read: only so can it be told by its
 * hash, gone on with after a kill, and counted before it is stored. What a killed run left there is of no use any more.
 */
export function openSpool(context: Context) {
  const root = join(context.dataDir, DIR);
  const clear = (): void => rmSync(root, { recursive: true, force: true });
  clear();
  let number = 0;
  return {
    clear,
    /** A path for a file of that name. */
    place: (name: string): string => {
      number++;
      const dir = join(root, String(number));
      makeDirectory(dir);
      return join(dir, safeName(name));
    },
  };
}

export type Spool = ReturnType<typeof openSpool>;

/** The paths of operands, in order; what comes once is spooled first. @param name Of standard input. */
export async function spooled(
  context: Context,
  spool: Spool,
  operands: readonly Operand[],
  name: string | undefined,
): Promise<string[]> {
  const paths: string[] = [];
  for (const operand of operands) {
    if (operand.tag === 'file') paths.push(operand.path);
    else if (operand.tag === 'pipe')
      paths.push(
        await writeDown(context, spool, createReadStream(operand.path), `${basename(operand.path)}.csv`),
      );
    else paths.push(await writeDown(context, spool, stdinOf(context), name ?? STDIN_NAME));
  }
  return paths;
}

function stdinOf({ world }: Context): AsyncIterable<string | Uint8Array> {
  const { stdin } = world;
  if (stdin.isTTY !== true) return stdin;
  throw new UserError('stdin-terminal', 'standard input is a terminal', {
    exitCode: EXIT.usage,
    next: 'Send a file into it: zcat scans.csv.gz | duelist ingest scans -',
  });
}

async function writeDown(
  context: Context,
  spool: Spool,
  source: AsyncIterable<string | Uint8Array>,
  name: string,
): Promise<string> {
  let path: string | undefined;
  let handle: number | undefined;
  let last: number | undefined;
  try {
    for await (const each of source) {
      const chunk = typeof each === 'string' ? Buffer.from(each) : each;
      if (chunk.length === 0) continue;
      if (handle === undefined) {
        // A pipe has no name that could say so.
        const isPacked = GZIP.every((byte, place) => chunk[place] === byte) && !name.endsWith('.gz');
        path = spool.place(isPacked ? `${name}.gz` : name);
        handle = openForWriting(path);
      }
      writeFileSync(handle, chunk);
      last = chunk.at(-1);
      await context.breathe();
    }
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
  if (path === undefined) throw nothingCame(name);
  if (!path.endsWith('.gz') && last !== 0x0a && last !== 0x0d)
    context.warn(`${basename(path)} ends in the middle of a line: did its sender break off?`);
  return path;
}

function nothingCame(name: string): UserError {
  return new UserError('stdin-empty', `not a byte of ${name} came`, {
    exitCode: EXIT.badInput,
    next: 'The command before the pipe has failed, most likely: run it alone, and use set -o pipefail in scripts.',
  });
}

function safeName(name: string): string {
  const safe = basename(name).replace(/[^\w.-]/g, '_');
  return /^\.*$/.test(safe) ? STDIN_NAME : safe;
}

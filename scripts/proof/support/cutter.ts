import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { duelistWith, type Ran } from './program.ts';

const CUT = fileURLToPath(new URL('./cut.ts', import.meta.url));

/** One change of a file below a folder, by its number from 0 on: of all of them, or from the first one of a file of that name. */
export type Change = { readonly under: string; readonly at: number; readonly from?: string };

/** How many there were: all, and from the first one of a certain file on. */
export type Changes = { readonly all: number; readonly last: number };

/** SIGKILL at a change of a file: before it, or in the middle of a write. A run that has no such change ends by itself. */
export function killAtChange(args: readonly string[], { under, at, from }: Change): Promise<Ran> {
  const env = { CUT_UNDER: under, CUT_AT: String(at), ...(from === undefined ? {} : { CUT_FROM: from }) };
  return duelistWith(CUT, env, args);
}

/** Let it run. @param note A file to write the count into. */
export async function countChanges(
  args: readonly string[],
  under: string,
  from: string,
  note: string,
): Promise<Changes> {
  const ran = await duelistWith(CUT, { CUT_UNDER: under, CUT_COUNT: note, CUT_FROM: from }, args);
  const changes: Changes = JSON.parse(readFileSync(note, 'utf8'));
  if (changes.last > 0) return changes;
  throw new Error(`${args.join(' ')} changes no ${from}: ${ran.stderr}`);
}

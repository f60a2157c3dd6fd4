import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from './arguments.ts';

/** A long-running measurement or proof: one file in a folder, found by its file name. */
type Named<Run> = {
  /** One line for the list of what there is. */
  readonly title: string;
  readonly run: Run;
};

/**
 * Load the module that the command line names.
 *
 * @throws UsageError that lists what there is, when there is no such module.
 */
export async function loadNamed<Run>(folder: string, name: string, usage: string): Promise<Run> {
  const names = moduleNames(folder);
  if (names.includes(name)) return (await load<Run>(folder, name)).run;
  const lines = [];
  for (const each of names) lines.push(`  ${each.padEnd(10)} ${(await load(folder, each)).title}`);
  throw new UsageError([usage, ...lines].join('\n'));
}

/** Names of the modules in `folder`, sorted; a folder that is not there has none. */
function moduleNames(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => basename(file, '.ts'))
      .sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

async function load<Run>(folder: string, name: string): Promise<Named<Run>> {
  const module: Partial<Named<Run>> = await import(pathToFileURL(join(folder, `${name}.ts`)).href);
  const { title, run } = module;
  if (typeof title !== 'string' || typeof run !== 'function') {
    throw new Error(`${folder}/${name}.ts must export title (a string) and run (a function)`);
  }
  return { title, run };
}

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, normalize } from 'node:path';
import { parseToml } from '../../config/toml.ts';

/** Files beside the databases that make a chain what it is, as far as they are there. */
const SINGLE = ['duelist.toml', 'forgotten.csv', 'names.toml'];

/**
 * The files of a data directory that a backup takes along and a restore puts back, besides the databases: the
 * configuration with the layouts and names that it names, the keys, the register of who was forgotten. Paths from the directory.
 */
export function lookedAfterFiles(dataDir: string): string[] {
  const keys = existsSync(join(dataDir, 'keys'))
    ? readdirSync(join(dataDir, 'keys'))
        .filter((name) => /^\d\.key$/.test(name))
        .map((name) => join('keys', name))
    : [];
  const paths = [...SINGLE, ...namedLayouts(dataDir), ...keys].sort();
  return paths.filter((path) => statSync(join(dataDir, path), { throwIfNoEntry: false })?.isFile() === true);
}

/** Layout files inside the directory that its configuration names, under whatever key. */
function namedLayouts(dataDir: string): string[] {
  const path = join(dataDir, 'duelist.toml');
  if (!existsSync(path)) return [];
  const texts = textsIn(parseToml(readFileSync(path, 'utf8'), path));
  return [...new Set(texts.filter((text) => text.endsWith('.toml')).map((text) => normalize(text)))].filter(
    (name) => !isAbsolute(name) && !name.startsWith('..') && name !== 'duelist.toml',
  );
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ConfigEntry } from '../../config/load.ts';
import type { Origin } from '../../config/overrides.ts';
import { tomlValue } from '../../config/toml.ts';
import { configPath, loadConfig } from '../configuration.ts';
import { requireDirectory } from '../context.ts';
import type { CommonOptions } from '../options.ts';
import { requireOwner } from '../permissions.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly show?: boolean };

/**
 * `config`: the configuration in force, or all that is wrong with it (78). Opens no database; with `--config` it needs no
 * data directory either, so that a file can be checked before it is put in place.
 */
export async function run(world: World, options: Options): Promise<void> {
  if (options.config === undefined) {
    const dataDir = resolve(world.cwd, options.data);
    requireDirectory(dataDir, false);
    requireOwner(world, dataDir);
  }
  const { entries, warnings } = loadConfig(world, options);
  const file = configPath(world, options);
  if (options.json === true) world.stdout(`${JSON.stringify(document(file, entries, warnings))}\n`);
  else {
    // Whether all is well is what was asked: a warning is part of the answer.
    const warned = warnings.map((warning) => `warning: ${warning}\n`).join('');
    world.stdout(warned + (options.show === true ? table(entries) : summary(file, entries)));
  }
}

function document(file: string, entries: readonly ConfigEntry[], warnings: readonly string[]) {
  return {
    schema: 'duelist.config/1',
    file: existsSync(file) ? file : null,
    warnings,
    entries: entries.map(({ key, value, origin }) => ({
      key,
      value: value ?? null,
      origin: origin.from,
      source: sourceOf(origin) ?? null,
    })),
  };
}

function sourceOf(origin: Origin): string | undefined {
  switch (origin.from) {
    case 'flag':
      return '--set';
    case 'environment':
      return origin.variable;
    case 'file':
      return origin.line === undefined ? origin.file : `${origin.file}:${origin.line}`;
    case 'default':
      return undefined;
  }
}

function table(entries: readonly ConfigEntry[]): string {
  const rows = entries.map(({ key, value, origin }) => ({
    key,
    value: value === undefined ? '(absent)' : tomlValue(value),
    origin: [origin.from, sourceOf(origin)].filter((part) => part !== undefined).join(' '),
  }));
  const width = (column: 'key' | 'value'): number => Math.max(...rows.map((row) => row[column].length));
  const [keys, values] = [width('key'), width('value')];
  return rows.map((row) => `${row.key.padEnd(keys)}  ${row.value.padEnd(values)}  ${row.origin}\n`).join('');
}

function summary(file: string, entries: readonly ConfigEntry[]): string {
  const count = (from: Origin['from']): number => entries.filter(({ origin }) => origin.from === from).length;
  const whence = existsSync(file) ? `${count('file')} from ${file}` : `no file ${file}`;
  return (
    `the configuration is sound: ${whence}, ${count('environment')} from the environment, ${count('flag')} from --set, ` +
    `${count('default')} by default\n  every key: duelist config --show\n`
  );
}

import { EXIT, UserError } from '../shared/errors.ts';
import { type ConfigFault, describeIssue, describeUnknown, masked } from './faults.ts';
import { type ConfigKey, configKeys } from './keys.ts';
import { environmentOverrides, flagOverrides, type Origin, type Override } from './overrides.ts';
import { type Config, configSchema } from './schema.ts';
import { linesOfKeys, parseToml } from './toml.ts';

export type { Config } from './schema.ts';

/** What a configuration is made of, weakest first: defaults, the file, the environment, flags. */
export type ConfigSources = {
  /** The file and its text; no text: there is no file. */
  readonly file: string;
  readonly text: string | undefined;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** `key=value`, as after `--set`. */
  readonly flags?: readonly string[];
};

/** One key in force. */
export type ConfigEntry = {
  readonly key: string;
  /** As it would be written in the file, addresses masked; undefined: the key is absent. */
  readonly value: unknown;
  readonly origin: Origin;
};

export type LoadedConfig = {
  readonly config: Config;
  /** Every key of the schema with its value and where that comes from. */
  readonly entries: readonly ConfigEntry[];
  /** What a person should know and that stops nothing. */
  readonly warnings: readonly string[];
};

type Table = Record<string, unknown>;
type Origins = ReadonlyMap<string, Origin>;

/**
 * The configuration in force.
 *
 * @throws UserError (78) that lists every fault at once: path, what was expected, what was found, the nearest key, and
 *   where it stands.
 */
export function readConfig(sources: ConfigSources): LoadedConfig {
  const { file, text, environment = {}, flags = [] } = sources;
  const written: Table = text === undefined ? {} : parseToml(text, file);
  const origins = new Map<string, Origin>();
  for (const [path, line] of text === undefined ? [] : linesOfKeys(text))
    origins.set(path, { from: 'file', file, line });
  const faults: ConfigFault[] = [];
  const { overrides, warnings } = environmentOverrides(environment);
  for (const override of [...overrides, ...flagOverrides(flags)]) {
    faults.push(...apply(written, override, origins));
    origins.set(override.path, override.origin);
  }
  const parsed = configSchema.safeParse(written, { reportInput: true });
  faults.push(...(parsed.error?.issues ?? []).flatMap(describeIssue));
  if (!parsed.success || faults.length > 0) throw faulty(file, faults, origins);
  return { config: parsed.data, entries: entriesOf(written, parsed.data, origins), warnings };
}

/** The configuration of a file alone. @throws UserError (78), as {@link readConfig}. */
export function parseConfig(text: string | undefined, file: string): Config {
  return readConfig({ file, text }).config;
}

/** Put a value in its place. What stands there and is no table is the file's fault, and stays to be named as such. */
function apply(
  written: Table,
  { path, value, origin }: Override,
  origins: Map<string, Origin>,
): ConfigFault[] {
  const names = path.split('.');
  const last = names.pop() ?? '';
  let at = written;
  for (const [depth, name] of names.entries()) {
    const above = names.slice(0, depth + 1).join('.');
    if (configKeys().some((key) => key.path === above && !key.isFree)) return [describeUnknown(names, last)];
    const next = Object.hasOwn(at, name) ? at[name] : {};
    if (typeof next !== 'object' || next === null) return [];
    if (!Object.hasOwn(at, name)) {
      define(at, name, next);
      origins.set(above, origin);
    }
    at = next as Table;
  }
  define(at, last, value);
  return [];
}

function define(table: Table, name: string, value: unknown): void {
  // Not by assignment: a key named __proto__ is a fault to be named like any other.
  Object.defineProperty(table, name, { value, enumerable: true, configurable: true, writable: true });
}

function faulty(file: string, faults: readonly ConfigFault[], origins: Origins): UserError {
  const placed = faults.map((fault) => ({ text: fault.text, origin: originOf(origins, fault.path) }));
  const isOfFile = ({ origin }: { origin: Origin }): boolean =>
    origin.from === 'file' || origin.from === 'default';
  const whose = placed.every(isOfFile) ? file : 'the configuration';
  return new UserError(
    'config',
    `${whose} has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`,
    {
      exitCode: EXIT.badConfig,
      ...(placed.some(isOfFile) ? { at: { file } } : {}),
      next: placed.map(({ text, origin }) => `  ${text}${placeOf(origin)}`).join('\n'),
    },
  );
}

/** Of a key, or of the nearest table around it that was written. */
function originOf(origins: Origins, path: string): Origin {
  const names = path.split('.');
  for (let depth = names.length; depth > 0; depth--) {
    const origin = origins.get(names.slice(0, depth).join('.'));
    if (origin !== undefined) return origin;
  }
  return { from: 'default' };
}

function placeOf(origin: Origin): string {
  switch (origin.from) {
    case 'flag':
      return ' (from --set)';
    case 'environment':
      return ` (from ${origin.variable})`;
    case 'file':
      return origin.line === undefined ? '' : ` (line ${origin.line})`;
    case 'default':
      return '';
  }
}

function entriesOf(written: Table, config: Config, origins: Origins): ConfigEntry[] {
  return configKeys().flatMap((key) =>
    key.isFree ? freeEntries(key, written, config, origins) : [entryOf(key, written, origins)],
  );
}

function entryOf(key: ConfigKey, written: Table, origins: Origins): ConfigEntry {
  const value = valueAt(written, key.path);
  if (value === undefined) return { key: key.path, value: key.fallback, origin: { from: 'default' } };
  return { key: key.path, value: masked(value), origin: originOf(origins, key.path) };
}

/** A table with names of the chain's own: every entry in force, those of the default included; none: the empty table. */
function freeEntries(key: ConfigKey, written: Table, config: Config, origins: Origins): ConfigEntry[] {
  const own = valueAt(written, key.path);
  const entries = Object.entries((valueAt(config, key.path) ?? {}) as Table);
  if (entries.length === 0) return [entryOf(key, written, origins)];
  return entries.map(([name, inForce]) => {
    const path = `${key.path}.${name}`;
    const value = valueAt(own, name);
    if (value === undefined) return { key: path, value: inForce, origin: { from: 'default' } };
    return { key: path, value: masked(value), origin: originOf(origins, path) };
  });
}

function valueAt(table: unknown, path: string): unknown {
  let value = table;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Table)[name];
  }
  return value;
}

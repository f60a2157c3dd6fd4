import { nearest } from '../shared/nearest.ts';
import { bare, type ConfigKey, configKeys } from './keys.ts';
import { parseTomlValue } from './toml.ts';

/** Where a value comes from, strongest first: flag, environment, file, default. */
export type Origin =
  | { readonly from: 'flag' }
  | { readonly from: 'environment'; readonly variable: string }
  | { readonly from: 'file'; readonly file: string; readonly line: number | undefined }
  | { readonly from: 'default' };

/** One value given beside the file. */
export type Override = { readonly path: string; readonly value: unknown; readonly origin: Origin };

const PREFIX = 'DUELIST_';
/** Variables of the program that are no keys. */
const OWN_VARIABLES: readonly string[] = ['DUELIST_DATA', 'DUELIST_CONFIG', 'DUELIST_LAUNCHER_PID'];

/** `plan.control_percent` as a variable: `DUELIST_PLAN_CONTROL_PERCENT`. */
export function variableOf(path: string): string {
  return PREFIX + path.replaceAll('.', '_').toUpperCase();
}

/** Values from `--set key=value`, in order; of one key the last one holds. */
export function flagOverrides(settings: readonly string[]): Override[] {
  const keys = configKeys();
  return settings.map((setting) => {
    const equals = setting.indexOf('=');
    const path = setting.slice(0, equals).trim();
    const key = keys.find((each) => each.path === path || (each.isFree && path.startsWith(`${each.path}.`)));
    const text = setting.slice(equals + 1).trim();
    return { path, value: key === undefined ? text : readValue(key, path, text), origin: { from: 'flag' } };
  });
}

/**
 * Values from the environment; an empty variable is one that is not set.
 *
 * @returns And a warning for each variable that looks like a mistyped key: nothing else would tell.
 */
export function environmentOverrides(environment: Readonly<Record<string, string | undefined>>): {
  readonly overrides: Override[];
  readonly warnings: string[];
} {
  const overrides: Override[] = [];
  const warnings: string[] = [];
  const keys = new Map(configKeys().map((key) => [variableOf(key.path), key]));
  for (const variable of Object.keys(environment).sort()) {
    const text = environment[variable];
    if (!variable.startsWith(PREFIX) || OWN_VARIABLES.includes(variable)) continue;
    if (text === undefined || text === '') continue;
    const found = keyOf(keys, variable);
    if (found === undefined) warnings.push(...describeStray(keys, variable));
    else {
      const value = readValue(found.key, found.path, text);
      overrides.push({ path: found.path, value, origin: { from: 'environment', variable } });
    }
  }
  return { overrides, warnings };
}

function keyOf(
  keys: ReadonlyMap<string, ConfigKey>,
  variable: string,
): { key: ConfigKey; path: string } | undefined {
  const key = keys.get(variable);
  if (key !== undefined) return { key, path: key.path };
  // A table with names of the chain's own: DUELIST_DIETS_VEGAN is its entry `vegan`.
  for (const [prefix, free] of keys) {
    if (!free.isFree || !variable.startsWith(`${prefix}_`)) continue;
    return { key: free, path: `${free.path}.${variable.slice(prefix.length + 1).toLowerCase()}` };
  }
  return undefined;
}

function describeStray(keys: ReadonlyMap<string, ConfigKey>, variable: string): string[] {
  const near = nearest(
    variable.slice(PREFIX.length),
    [...keys.keys()].map((name) => name.slice(PREFIX.length)),
  );
  const tables = new Set([...keys.values()].map(({ table }) => table).filter((table) => table !== ''));
  const ofTable = [...tables].some((table) => variable.startsWith(`${variableOf(table)}_`));
  if (near === undefined && !ofTable) return [];
  const hint = near === undefined ? '' : `; did you mean ${PREFIX}${near}?`;
  return [`the environment has ${variable}, which is no key of the configuration${hint}`];
}

/** Text as a value of the key's type. What cannot be read as one stays text, and the schema finds fault with it. */
function readValue(key: ConfigKey, path: string, text: string): unknown {
  const def = bare(key.schema);
  if (key.isFree && def.type === 'record' && path !== key.path) return readAs(def.valueType, text);
  return readAs(key.schema, text);
}

type Schema = Parameters<typeof bare>[0];

function readAs(schema: Schema, text: string): unknown {
  const def = bare(schema);
  switch (def.type) {
    case 'number':
      return numberOf(text);
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'literal':
      return def.values.find((value) => String(value) === text) ?? numberOf(text);
    case 'array':
      return readList(text, () => def.element);
    case 'tuple':
      return readList(text, (at) => def.items[at]);
    case 'object':
    case 'record':
      return parseTomlValue(text) ?? text;
    default:
      return text;
  }
}

/** `[1, 2]` as in the file, or `1|2`. */
function readList(text: string, elementOf: (at: number) => Schema | undefined): unknown {
  if (text.startsWith('[')) return parseTomlValue(text) ?? text;
  return text
    .split('|')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part, at) => {
      const element = elementOf(at);
      return element === undefined ? part : readAs(element, part);
    });
}

function numberOf(text: string): unknown {
  return /^[+-]?\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? Number(text.replaceAll('_', '')) : text;
}

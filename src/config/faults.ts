import type { z } from 'zod';
import { nearest } from '../shared/nearest.ts';
import { bare, configTables } from './keys.ts';
import { configSchema } from './schema.ts';

/** A fault of a configuration: the path of the key, and what is wrong with it, in words that begin with the path. */
export type ConfigFault = { readonly path: string; readonly text: string };

/** One issue of the schema, as the faults that a person is told. */
export function describeIssue(issue: z.core.$ZodIssue): ConfigFault[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => describeUnknown(path, key));
  const name = path.join('.');
  return [{ path: name, text: `${name}: ${expectation(issue)}, got ${found(issue.input)}` }];
}

/** A mistyped key of this table, or a good one that stands in the wrong table. */
export function describeUnknown(path: readonly string[], key: string): ConfigFault {
  const near = nearest(key, namesIn(path));
  const meant = near === undefined ? pathsTo(key) : [[...path, near].join('.')];
  const hint = meant.length === 0 ? '' : `; did you mean ${meant.join(' or ')}?`;
  const name = [...path, key].join('.');
  return { path: name, text: `${name}: unknown key${hint}` };
}

/** What TOML calls the types that the schema asks for. */
const TYPES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text in quotes',
  boolean: 'true or false',
  array: 'a list in brackets',
  tuple: 'a list in brackets',
  object: 'a table',
  record: 'a table',
};

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `expected ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'too_small':
      return `expected at least ${issue.minimum}${unit(issue)}`;
    case 'too_big':
      return `expected at most ${issue.maximum}${unit(issue)}`;
    case 'invalid_format':
      return issue.format === 'url' ? 'expected an address such as "https://example.com/"' : issue.message;
    default:
      return issue.message;
  }
}

function unit(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const one = issue.code === 'too_small' && issue.minimum === 1;
  if (issue.origin === 'array') return one ? ' entry' : ' entries';
  if (issue.origin !== 'string') return '';
  return one ? ' character' : ' characters';
}

function found(value: unknown): string {
  const shown = masked(value);
  if (typeof shown === 'string') return JSON.stringify(shown);
  if (shown === undefined) return 'nothing';
  if (Array.isArray(shown)) return shown.every(Number.isFinite) ? `[${shown.join(', ')}]` : 'an array';
  if (shown instanceof Date) return shown.toISOString();
  return typeof shown === 'object' ? 'a table' : String(shown);
}

/** A value as it may be shown: of an address only where it leads, since what follows often is its password. */
export function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'string') return value;
  const address = /^\s*([a-z][a-z0-9+.-]*:\/\/)(?:[^/?#@]*@)?([^/?#]*)(.*)$/is.exec(value);
  if (address === null) return value;
  const [, scheme = '', host = '', rest = ''] = address;
  return `${scheme}${host}${rest === '' || rest === '/' ? rest : '/…'}`;
}

/** The names that the schema knows at a path of tables. */
function namesIn(path: readonly string[]): string[] {
  let def = bare(configSchema);
  for (const key of path) {
    const next = def.type === 'object' ? def.shape[key] : undefined;
    if (next === undefined) return [];
    def = bare(next);
  }
  return def.type === 'object' ? Object.keys(def.shape) : [];
}

/** The tables' keys of that very name, with their paths. */
function pathsTo(key: string): string[] {
  return configTables()
    .filter(({ name }) => name !== '' && namesIn([name]).includes(key))
    .map(({ name }) => `${name}.${key}`);
}

import { parse, TomlError } from 'smol-toml';
import type { z } from 'zod';
import { EXIT, UserError } from '../shared/errors.ts';
import { nearest } from '../shared/nearest.ts';
import { type Config, configSchema } from './schema.ts';

export type { Config } from './schema.ts';

/** TOML text to plain data. @throws UserError (78) with the line of the first syntax fault. */
export function parseToml(text: string, file: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    throw new UserError('toml', `${file} is not TOML: ${cause.message.split('\n')[0] ?? ''}`, {
      exitCode: EXIT.badConfig,
      at: { file, line: cause.line },
      next: 'Mend that line; strings need quotes, and a table is written [plan].',
      cause,
    });
  }
}

/**
 * The text of `duelist.toml` (or `undefined` where there is none) to a complete config.
 *
 * @throws UserError (78) that lists every fault at once: path, what was expected, what was found, the nearest key.
 */
export function parseConfig(text: string | undefined, file: string): Config {
  const written = text === undefined ? {} : parseToml(text, file);
  const parsed = configSchema.safeParse(written, { reportInput: true });
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap(describeFault);
  throw new UserError('config', `${file} has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`, {
    exitCode: EXIT.badConfig,
    at: { file },
    next: faults.map((line) => `  ${line}`).join('\n'),
  });
}

function describeFault(issue: z.core.$ZodIssue): string[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => describeUnknown(path, key));
  return [`${path.join('.')}: ${expectation(issue)}, got ${found(issue.input)}`];
}

/** A mistyped key of this table, or a good one that stands in the wrong table. */
function describeUnknown(path: readonly string[], key: string): string {
  const near = nearest(key, keysOf(path));
  const meant = near === undefined ? pathsTo(key) : [[...path, near].join('.')];
  const hint = meant.length === 0 ? '' : `; did you mean ${meant.join(' or ')}?`;
  return `${[...path, key].join('.')}: unknown key${hint}`;
}

/** What TOML calls the types that the schema asks for. */
const TYPES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text in quotes',
  boolean: 'true or false',
  object: 'a table',
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
    default:
      return issue.message;
  }
}

function unit(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  if (issue.origin !== 'string') return '';
  return issue.code === 'too_small' && issue.minimum === 1 ? ' character' : ' characters';
}

function found(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return 'an array';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? 'a table' : String(value);
}

type Field = { readonly unwrap?: () => { readonly shape?: Readonly<Record<string, unknown>> } };

/** The keys that the schema knows at a path of tables. */
function keysOf(path: readonly string[]): string[] {
  let level: Readonly<Record<string, unknown>> = configSchema.shape;
  for (const key of path) level = (level[key] as Field | undefined)?.unwrap?.().shape ?? {};
  return Object.keys(level);
}

/** The tables' keys of that very name, with their paths. */
function pathsTo(key: string): string[] {
  return keysOf([])
    .filter((table) => keysOf([table]).includes(key))
    .map((table) => `${table}.${key}`);
}

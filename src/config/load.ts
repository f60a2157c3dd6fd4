import { parse, TomlError } from 'smol-toml';
import type { z } from 'zod';
import { EXIT, UserError } from '../shared/errors.ts';
import { nearest } from '../shared/nearest.ts';
import { type Config, configSchema } from './schema.ts';

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
export type { Config } from './schema.ts';

export function parseConfig(text: string | undefined, file: string): Config {
  const written = text === undefined ? {} : parseToml(text, file);
  const parsed = configSchema.safeParse(written);
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
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const known = nearest(key, knownKeys(path));
      return `${[...path, key].join('.')}: unknown key${known === undefined ? '' : `; did you mean ${[...path, known].join('.')}?`}`;
    });
  }
  return [`${path.join('.')}: ${issue.message}`];
}

/** The keys that the schema knows at a path of tables. */
function knownKeys(path: readonly string[]): string[] {
  let level: unknown = configSchema.shape;
  for (const key of path) {
    const field = (level as Record<string, { unwrap?: () => { shape?: unknown } }>)[key];
    level = field?.unwrap?.().shape ?? {};
  }
  return Object.keys(level as Record<string, unknown>);
}

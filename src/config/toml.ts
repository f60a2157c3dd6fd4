import { parse, TomlDate, TomlError } from 'smol-toml';
import { EXIT, UserError } from '../shared/errors.ts';

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

/** A value as TOML writes it after the equals sign; tables in one line. */
export function tomlValue(value: unknown): string {
  if (value instanceof TomlDate) return value.toISOString();
  if (Array.isArray(value)) return `[${value.map(tomlValue).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, each]) => `${tomlKey(key)} = ${tomlValue(each)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  return JSON.stringify(value);
}

/** A key as TOML writes it before the equals sign. */
export function tomlKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key);
}

/** One value as a command line or an inline table gives it, or `undefined` where it is no TOML. */
export function parseTomlValue(text: string): unknown {
  try {
    return parse(`value = ${text}`).value;
  } catch (error) {
    if (error instanceof TomlError) return undefined;
    throw error;
  }
}

/**
 * The line, from 1, on which each key and each table of a file begins, by path. The parser names no places: each statement
 * is parsed by itself, under the header that it stands under, as soon as its lines are whole.
 */
export function linesOfKeys(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  let header = '';
  let statement = '';
  let first = 1;
  text.split('\n').forEach((line, index) => {
    if (statement === '') first = index + 1;
    statement += `${line}\n`;
    const parsed = whole(header + statement);
    if (parsed === undefined) return;
    if (/^\s*\[/.test(statement)) header = statement;
    for (const path of pathsIn(parsed, '')) if (!lines.has(path)) lines.set(path, first);
    statement = '';
  });
  return lines;
}

function whole(text: string): Record<string, unknown> | undefined {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof TomlError) return undefined;
    throw error;
  }
}

function pathsIn(table: object, prefix: string): string[] {
  return Object.entries(table).flatMap(([key, value]) => {
    const path = `${prefix}${key}`;
    const isTable = typeof value === 'object' && value !== null && !(value instanceof Date);
    return isTable && !Array.isArray(value) ? [path, ...pathsIn(value, `${path}.`)] : [path];
  });
}

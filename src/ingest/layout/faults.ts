import type { z } from 'zod';
import { EXIT, UserError } from '../../shared/errors.ts';
import { nearest } from '../../shared/nearest.ts';
import { layoutSchema } from './schema.ts';

const PLACE_KEYS = ['start', 'length'];
const TABLE_KEYS: Readonly<Record<string, readonly string[]>> = {
  records: ['role', 'fields', 'amount', 'adds_to', 'reduces', 'spread'],
  skip: ['column', 'values', 'reason'],
};

/** The faults that the schema found, with the key that a mistyped one was meant to be. */
export function describeIssue(issue: z.core.$ZodIssue): string[] {
  const path = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys') return [`${path.join('.') || 'layout'}: ${issue.message}`];
  const known = knownKeys(path);
  return issue.keys.map((key) => `${[...path, key].join('.')}: unknown key${didYouMean(key, known)}`);
}

function knownKeys(path: readonly string[]): readonly string[] {
  const [table] = path;
  if (table === undefined) return Object.keys(layoutSchema.shape);
  return path.length === 2 ? (TABLE_KEYS[table] ?? PLACE_KEYS) : PLACE_KEYS;
}

export function unknownColumn(name: string, known: Iterable<string>): string {
  return `unknown column${didYouMean(name, known)}`;
}

export function didYouMean(word: string, known: Iterable<string>): string {
  const meant = nearest(word, known);
  return meant === undefined ? '' : `; did you mean ${meant}?`;
}

export function layoutError(fileName: string, faults: readonly string[]): UserError {
  return new UserError(
    'layout',
    `${fileName} has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`,
    {
      exitCode: EXIT.badConfig,
      at: { file: fileName },
      next: faults.map((line) => `  ${line}`).join('\n'),
    },
  );
}

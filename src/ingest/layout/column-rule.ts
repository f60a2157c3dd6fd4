import { nearest } from '../../shared/nearest.ts';
import { normalName } from '../columns.ts';

/** One column of a source: names that it may have, or its place from 1. The first that the file has is the one. */
export type ColumnPart = readonly (string | number)[];

/** How a canonical column is made of a source's columns. */
export type ColumnRule = {
  /** One; several where columns are glued. */
  readonly parts: readonly ColumnPart[];
  /** What stands between glued parts. */
  readonly with: string;
  /** What of the text is meant: the first group, or all that matches. */
  readonly match: RegExp | undefined;
  /** Named as a whole: no other canonical column is the same one. A glued or cut column may be of use twice. */
  readonly isWhole: boolean;
};

const FORMS =
  '"NAME", a position from 1, a list of names, { join = ["DATE", "TIME"], with = " " } or { from = "NAME", match = "…" }';
const RULE_KEYS = ['from', 'join', 'with', 'match'];

/** The rule that a column is by its own name. */
export function namedRule(name: string): ColumnRule {
  return { parts: [[name]], with: '', match: undefined, isWhole: true };
}

/** A rule as the layout writes it; `undefined` when it is none, with the faults noted under its path. */
export function parseColumnRule(path: string, value: unknown, faults: string[]): ColumnRule | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const part = parsePart(path, value, faults);
    return part && { parts: [part], with: '', match: undefined, isWhole: true };
  }
  const table = value as Readonly<Record<string, unknown>>;
  const before = faults.length;
  for (const key of Object.keys(table)) {
    if (RULE_KEYS.includes(key)) continue;
    const meant = nearest(key, RULE_KEYS);
    faults.push(`${path}.${key}: unknown key${meant === undefined ? '' : `; did you mean ${meant}?`}`);
  }
  const { from, join, with: between = '', match } = table;
  if ((from === undefined) === (join === undefined)) faults.push(`${path}: expected ${FORMS}`);
  if (typeof between !== 'string') faults.push(`${path}.with: expected text`);
  else if (table.with !== undefined && join === undefined) faults.push(`${path}.with: only with join`);
  const expression = parseMatch(path, match, faults);
  const parts =
    join === undefined ? [parsePart(`${path}.from`, from, faults)] : parseJoin(path, join, faults);
  if (faults.length > before) return undefined;
  return {
    parts: parts.filter((part) => part !== undefined),
    with: String(between),
    match: expression,
    isWhole: false,
  };
}

function parseJoin(path: string, join: unknown, faults: string[]): (ColumnPart | undefined)[] {
  if (Array.isArray(join) && join.length > 0)
    return join.map((part, index) => parsePart(`${path}.join[${index + 1}]`, part, faults));
  faults.push(`${path}.join: expected a list of columns`);
  return [];
}

function parsePart(path: string, value: unknown, faults: string[]): ColumnPart | undefined {
  const names: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isPart = (name: unknown): name is string | number =>
    typeof name === 'number' ? Number.isInteger(name) && name >= 1 : typeof name === 'string';
  if (names.length === 0 || !names.every(isPart)) {
    faults.push(`${path}: expected ${FORMS}`);
    return undefined;
  }
  if (names.some((name) => typeof name === 'string' && normalName(name) === '')) {
    faults.push(`${path}: names no column`);
    return undefined;
  }
  return names;
}

function parseMatch(path: string, match: unknown, faults: string[]): RegExp | undefined {
  if (match === undefined) return undefined;
  try {
    if (typeof match === 'string') return new RegExp(match, 'u');
  } catch {
    // A faulty pattern is told like any other fault of the layout.
  }
  faults.push(`${path}.match: expected a regular expression, such as "^M(\\\\d+)$"`);
  return undefined;
}

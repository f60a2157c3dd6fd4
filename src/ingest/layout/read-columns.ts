import { normalName } from '../columns.ts';
import type { SkipReason } from '../record-source.ts';
import { LINE_TYPES } from '../rows.ts';
import { type ColumnRule, parseColumnRule } from './column-rule.ts';
import { didYouMean, unknownColumn } from './faults.ts';
import type { WrittenLayout } from './schema.ts';
import type { Layout, SkipRule } from './types.ts';
import { type ValueMap, valueMap } from './value-map.ts';

/** Why a record may be skipped, by what becomes of the rest of its transaction. */
const SKIPPED_LINES: readonly SkipReason[] = ['tender', 'tax', 'comment', 'points', 'not-goods', 'voided'];
export const SKIPPED_TRANSACTIONS: readonly SkipReason[] = ['training', 'suspended', 'cancelled'];

/** What {@link SkipReason} a meaning of `[line_types]` is, if it is any; `skip` is the shortest word for `not-goods`. */
export function skipReasonOf(meaning: string | undefined): SkipReason | undefined {
  if (meaning === 'skip') return 'not-goods';
  return [...SKIPPED_LINES, ...SKIPPED_TRANSACTIONS].find((reason) => reason === meaning);
}

type Columns = Pick<Layout, 'columns' | 'optional' | 'constants' | 'pad' | 'stripZeros' | 'values' | 'skip'>;

/** Which column is what, and what its values mean. */
export function readColumns(written: WrittenLayout, known: ReadonlySet<string>, faults: string[]): Columns {
  const columns = new Map<string, ColumnRule>();
  for (const [canonical, value] of Object.entries(written.columns ?? {})) {
    const rule = parseColumnRule(`columns.${canonical}`, value, faults);
    if (rule !== undefined) columns.set(canonical, rule);
  }
  const constants = new Map(Object.entries(written.constants ?? {}));
  const tables = {
    columns: Object.keys(written.columns ?? {}),
    optional: written.optional ?? [],
    constants: [...constants.keys()],
    pad: Object.keys(written.pad ?? {}),
    strip_zeros: written.strip_zeros ?? [],
    values: Object.keys(written.values ?? {}),
  };
  for (const [table, names] of Object.entries(tables)) {
    for (const name of names)
      if (!known.has(name)) faults.push(`${table}.${name}: ${unknownColumn(name, known)}`);
  }
  const optional = new Set(tables.optional);
  checkTwice(columns, constants, optional, faults);
  for (const name of tables.optional)
    if (known.has(name) && !columns.has(name)) faults.push(`optional.${name}: is not in [columns]`);
  return {
    columns,
    constants,
    optional,
    pad: new Map(Object.entries(written.pad ?? {})),
    stripZeros: new Set(written.strip_zeros),
    values: readValues(written, known, faults),
    skip: (written.skip ?? []).flatMap((rule, index) => readSkip(rule, index, faults)),
  };
}

function checkTwice(
  columns: ReadonlyMap<string, ColumnRule>,
  constants: ReadonlyMap<string, string>,
  optional: ReadonlySet<string>,
  faults: string[],
): void {
  const taken = new Map<string, string>();
  for (const [canonical, { parts, isWhole }] of columns) {
    for (const source of isWhole ? parts.flat() : []) {
      const key = normalName(String(source));
      const other = taken.get(key);
      if (other !== undefined) {
        faults.push(
          `columns.${canonical}: "${source}" is ${other} already; to use a column twice, write { from = "${source}" }`,
        );
      }
      taken.set(key, canonical);
    }
    // What a file may lack may have a constant in its place.
    if (constants.has(canonical) && !optional.has(canonical)) {
      faults.push(
        `constants.${canonical}: the column is mapped to "${parts.map((part) => part[0]).join('" + "')}" already`,
      );
    }
  }
}

function readValues(
  written: WrittenLayout,
  known: ReadonlySet<string>,
  faults: string[],
): ReadonlyMap<string, ValueMap> {
  const values = new Map<string, ValueMap>();
  for (const [column, entries] of Object.entries(written.values ?? {})) {
    if (column === 'line_type') faults.push('values.line_type: write it as [line_types]');
    values.set(column, valueMap(entries));
  }
  if (written.line_types === undefined) return values;
  if (!known.has('line_type')) faults.push(`line_types: the feed ${written.feed} has no line_type`);
  const words: string[] = [...LINE_TYPES, 'skip', ...SKIPPED_LINES, ...SKIPPED_TRANSACTIONS];
  for (const [value, meaning] of Object.entries(written.line_types)) {
    if (words.includes(meaning)) continue;
    faults.push(
      `line_types.${JSON.stringify(value)}: "${meaning}" is none of ${words.join(', ')}${didYouMean(meaning, words)}`,
    );
  }
  return values.set('line_type', valueMap(written.line_types));
}

function readSkip(
  { column, values, reason }: NonNullable<WrittenLayout['skip']>[number],
  index: number,
  faults: string[],
): SkipRule[] {
  const rule = parseColumnRule(`skip.${index}.column`, column, faults);
  if (rule === undefined) return [];
  return [
    { column: rule, values: valueMap(Object.fromEntries(values.map((value) => [value, reason]))), reason },
  ];
}

import { EXIT, UserError } from '../shared/errors.ts';
import {
  type ColumnSource,
  type ColumnSources,
  type FeedColumns,
  normalName,
  textReader,
} from './columns.ts';
import { changeOf, columnSource } from './derive.ts';
import { type ColumnPart, type ColumnRule, namedRule } from './layout/column-rule.ts';
import type { Layout } from './layout/types.ts';
import { present, shown, withNearest } from './names.ts';
import type { FeedWarning } from './rejection.ts';
import type { TestedSkip } from './screen.ts';

export type ResolvedHeader = {
  readonly sources: ColumnSources;
  /** Fields that every record must have. */
  readonly width: number;
  /** The layout's rules of what is skipped, over a record's fields. */
  readonly skips: readonly TestedSkip[];
  readonly warnings: readonly FeedWarning[];
};

/**
 * Find the canonical columns of a feed among the names of a header.
 *
 * @throws UserError 65 `feed-columns`: a required column is missing, or a column that we read is there twice;
 *   78 `layout-columns`: the layout maps a column that the file does not have, or has under two of its names.
 */
export function resolveHeader(
  names: readonly string[],
  columns: FeedColumns,
  layout: Layout | undefined,
  fileName: string,
): ResolvedHeader {
  const file = new HeaderNames(names, fileName);
  const faults: string[] = [];
  const mapped = new Map<string, readonly number[]>();
  const whole = new Set<number>();
  for (const [canonical, rule] of layout?.columns ?? []) {
    const isOptional = layout?.optional.has(canonical) === true;
    const places = file.find(`columns.${canonical}`, rule, isOptional, faults);
    if (places === undefined) continue;
    mapped.set(canonical, places);
    if (rule.isWhole) for (const place of places) whole.add(place);
  }
  const skips = findSkips(layout, file, faults);
  if (layout !== undefined && faults.length > 0) throw wrongMap(layout, faults, names, fileName);
  const warnings: FeedWarning[] = [];
  const sources = new Map<string, ColumnSource>();
  for (const canonical of columns.keys()) {
    const rule = layout?.columns.get(canonical) ?? namedRule(canonical);
    const own = layout?.columns.has(canonical) === true ? undefined : file.place(canonical);
    // A column that the layout reads as something else is not also what its own name says.
    const places = mapped.get(canonical) ?? (own === undefined || whole.has(own) ? undefined : [own]);
    const constant = layout?.constants.get(canonical);
    if (places !== undefined) {
      sources.set(canonical, columnSource(rule, places, file.use(places), changeOf(layout, canonical)));
      if (constant !== undefined && layout?.optional.has(canonical) !== true)
        warnings.push(unusedConstant(canonical, layout, fileName));
    } else if (constant !== undefined) sources.set(canonical, { from: 'constant', value: constant });
  }
  checkRequired(columns, sources, file, fileName);
  const unknown = file.unused();
  if (unknown.length > 0) warnings.push(unknownColumns(unknown, fileName));
  return { sources, width: names.length, skips, warnings };
}

/** The names of a file's columns, and which of them are of use. */
class HeaderNames {
  readonly #names: readonly string[];
  readonly #fileName: string;
  readonly #places = new Map<string, number[]>();
  readonly #used = new Set<string>();

  constructor(names: readonly string[], fileName: string) {
    this.#names = names;
    this.#fileName = fileName;
    for (const [index, name] of names.entries()) {
      const key = normalName(name);
      if (key === '') continue;
      const known = this.#places.get(key);
      if (known === undefined) this.#places.set(key, [index]);
      else known.push(index);
    }
  }

  /** Index of a name. @throws UserError (65) when it is there twice. */
  place(name: string): number | undefined {
    const places = this.#places.get(normalName(name));
    if (places !== undefined && places.length > 1) throw this.#twice(places);
    return places?.[0];
  }

  /** Index of each part of a rule; `undefined`, with a fault unless it may be missing, when one is not there. */
  find(path: string, rule: ColumnRule, isOptional: boolean, faults: string[]): number[] | undefined {
    const places: number[] = [];
    for (const part of rule.parts) {
      const found = [
        ...new Set(part.map((name) => this.#partPlace(name)).filter((place) => place !== undefined)),
      ];
      if (found.length > 1) {
        const all = found.map((place) => `"${shown(this.#names[place] ?? '')}"`).join(' and ');
        faults.push(`${path}: the file has ${all}; name the one that is meant`);
      }
      if (found[0] === undefined && !isOptional) faults.push(`${path} = ${this.#missing(part)}`);
      if (found[0] !== undefined) places.push(found[0]);
    }
    return places.length === rule.parts.length ? places : undefined;
  }

  /** Note columns as used. @returns How a message names them: `DATE+TIME`. */
  use(places: readonly number[]): string {
    const names = places.map((place) => (this.#names[place] ?? '').trim());
    for (const name of names) this.#used.add(normalName(name));
    return names.join('+');
  }

  unused(): string[] {
    return this.#names.filter((name) => normalName(name) !== '' && !this.#used.has(normalName(name)));
  }

  get names(): readonly string[] {
    return this.#names;
  }

  #partPlace(name: string | number): number | undefined {
    if (typeof name === 'string') return this.place(name);
    return name <= this.#names.length ? name - 1 : undefined;
  }

  #missing(part: ColumnPart): string {
    const written = part.map((name) => (typeof name === 'number' ? String(name) : `"${name}"`)).join(' or ');
    const [name = ''] = part;
    if (typeof name === 'number') return `${written} (the last column is ${this.#names.length})`;
    return withNearest(written, name, this.#names);
  }

  #twice(places: readonly number[]): UserError {
    const name = this.#names[places[0] ?? 0] ?? '';
    const at = { file: this.#fileName, line: 1, column: name.trim() };
    return new UserError(
      'feed-columns',
      `${this.#fileName} has the column ${shown(name)} ${places.length} times`,
      {
        exitCode: EXIT.badInput,
        at,
        next: `They are columns ${places.map((place) => place + 1).join(' and ')}. Rename all but one.`,
      },
    );
  }
}

function findSkips(layout: Layout | undefined, file: HeaderNames, faults: string[]): TestedSkip[] {
  return (layout?.skip ?? []).flatMap(({ column, values, reason }, index) => {
    const places = file.find(`skip.${index}.column`, column, false, faults);
    if (places === undefined) return [];
    return [{ text: textReader(columnSource(column, places, file.use(places), undefined)), values, reason }];
  });
}

function wrongMap(
  layout: Layout,
  faults: readonly string[],
  names: readonly string[],
  fileName: string,
): UserError {
  return new UserError('layout-columns', `${layout.fileName} maps columns that ${fileName} does not have`, {
    exitCode: EXIT.badConfig,
    at: { file: layout.fileName },
    next: `${faults.map((line) => `  ${line}`).join('\n')}\n  ${present(names)}`,
  });
}

function checkRequired(
  columns: FeedColumns,
  sources: ColumnSources,
  file: HeaderNames,
  fileName: string,
): void {
  const missing = [...columns]
    .filter(([name, kind]) => kind === 'required' && !sources.has(name))
    .map(([name]) => name);
  if (missing.length === 0) return;
  const hints = missing.map((name) => withNearest(name, name, file.unused())).join(', ');
  throw new UserError('feed-columns', `${fileName} has no column ${hints}`, {
    exitCode: EXIT.badInput,
    at: { file: fileName, line: 1 },
    next: `${present(file.names)} ${otherDelimiter(file.names) ?? 'Name the columns so, or map them with --layout.'}`,
  });
}

/** A header of one name that has semicolons or tabs in it was written with those between the columns. */
function otherDelimiter(names: readonly string[]): string | undefined {
  const only = names.length === 1 ? (names[0] ?? '') : '';
  const mark = [';', '\t', '|', ','].find((each) => only.includes(each));
  if (mark !== undefined) return `Set delimiter = ${JSON.stringify(mark)} in a layout.`;
  return only.includes('\r')
    ? 'Its lines end in a carriage return alone; export it with line feeds.'
    : undefined;
}

function unknownColumns(unknown: readonly string[], file: string): FeedWarning {
  const message = `${unknown.length === 1 ? 'column' : 'columns'} not known and not read: ${unknown.map(shown).join(', ')}`;
  return { code: 'feed-unknown-columns', file, message };
}

function unusedConstant(canonical: string, layout: Layout | undefined, file: string): FeedWarning {
  const message = `${layout?.fileName ?? 'the layout'} gives a constant ${canonical}, but the file has that column; the column is read`;
  return { code: 'layout-constant-unused', file, message };
}
